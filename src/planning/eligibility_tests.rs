//! The order of reasons, and what a touch brings day by day.

use super::*;
use crate::domain::calendar::Week;
use crate::domain::due::DueLadder;
use crate::domain::ids::PersonId;
use crate::domain::money::Vnd;
use crate::domain::product::{ProductId, Products};
use crate::domain::segment::{SegmentSet, Segments};
use crate::planning::learning::evidence::Evidence;
use crate::planning::snapshot::{Bucket, CaseKind, Commune};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The week of 5 June 2023: one household of one person, whose card runs out on Wednesday and who
/// can only be called.
fn snapshot() -> Snapshot {
    let week: Week = "2023-W23".parse().unwrap();
    let bucket = |date| Bucket { date };
    let ladder = DueLadder {
        upcoming_from: date("2023-04-01"),
        window_from: date("2023-05-01"),
        deadline: date("2023-06-07"),
        overdue_until: date("2023-09-07"),
    };
    Snapshot {
        week,
        buckets: week.monday().iter_days().take(5).map(bucket).collect(),
        communes: vec![Commune { code: "A".into(), visits: 0 }],
        languages: vec!["vi".into()],
        agents: Vec::new(),
        households: vec![None],
        persons: vec![Person {
            id: PersonId(1),
            household: 0,
            commune: 0,
            hamlet: 0,
            language: 0,
            phone: 84_912_345_678,
            do_not_call: false,
            service: ChannelSet::BOTH,
            advocacy: ChannelSet::BOTH,
            opted_out: ChannelSet::NONE,
            segments: SegmentSet::EMPTY,
        }],
        cases: vec![Case {
            person: 0,
            product: ProductId(1),
            kind: CaseKind::Enrolled(ladder),
            covered_to: None,
            premium: Vnd(800_000),
            last_agent: None,
            not_before: None,
        }],
        recalls: vec![Recall::default()],
        late_calls: Vec::new(),
        evidence: Evidence::default(),
        kept: Vec::new(),
        without: Vec::new(),
    }
}

fn options(snapshot: &Snapshot, handled: ProductSet) -> Result<Options, ReasonCode> {
    let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
    let segments = Segments::from_toml(include_str!("../../config/segments.toml")).unwrap();
    let text = include_str!("../../config/planning.toml");
    let assumptions = Assumptions::from_toml(text).unwrap();
    let resolved = assumptions.resolve(&products, &segments).unwrap();
    let next_plan = snapshot.week.next().monday();
    let chances = Chances::default();
    let rules =
        Rules { assumptions: &assumptions, resolved: &resolved, chances: &chances, next_plan };
    let contacts = Contacts::of(snapshot);
    Examination::of(snapshot, &contacts, 0, &rules).unwrap().options(handled)
}

const ALL: ProductSet = ProductSet(u32::MAX);

#[test]
fn of_all_obstacles_the_first_in_the_order_of_the_codes_is_told() {
    type Obstacle = (ReasonCode, fn(&mut Snapshot));
    let obstacles: [Obstacle; 6] = [
        (ReasonCode::OutsideWindow, |all| {
            all.recalls[0].call_back = Some("2023-06-14T09:00:00".parse().unwrap());
        }),
        (ReasonCode::OptedOut, |all| {
            let one = &mut all.persons[0];
            (one.service, one.advocacy) = (ChannelSet::NONE, ChannelSet::NONE);
            one.opted_out = ChannelSet::BOTH;
        }),
        (ReasonCode::DoNotCall, |all| all.persons[0].do_not_call = true),
        (ReasonCode::Unreachable, |all| all.recalls[0].calls_exhausted = true),
        (ReasonCode::TooRecent, |all| all.recalls[0].not_before = Some(date("2023-06-12"))),
        (ReasonCode::NoValue, |all| {
            all.cases[0].kind = CaseKind::Potential;
            all.cases[0].product = ProductId(30);
        }),
    ];
    assert!(obstacles.is_sorted_by_key(|(reason, _)| *reason));
    for (at, (reason, _)) in obstacles.iter().enumerate() {
        let mut all = snapshot();
        for (_, raise) in &obstacles[at..] {
            raise(&mut all);
        }
        assert_eq!(options(&all, ALL), Err(*reason));
    }
    assert!(options(&snapshot(), ALL).is_ok());
}

#[test]
fn a_day_counts_only_if_law_and_rest_allow_it_together() {
    // The duty ends with the ladder on Tuesday, the rest on Wednesday.
    let mut all = snapshot();
    all.persons[0].advocacy = ChannelSet::NONE;
    if let CaseKind::Enrolled(ladder) = &mut all.cases[0].kind {
        (ladder.deadline, ladder.overdue_until) = (date("2023-06-05"), date("2023-06-06"));
    }
    assert!(options(&all, ALL).is_ok());
    all.recalls[0].not_before = Some(date("2023-06-07"));
    assert_eq!(options(&all, ALL), Err(ReasonCode::TooRecent));
}

#[test]
fn the_last_chance_ends_with_the_deadline() {
    let found = options(&snapshot(), ALL).unwrap();
    let told: Vec<_> = found
        .options
        .iter()
        .map(|way| (way.bucket, way.worth.last_chance, way.worth.due, way.worth.value))
        .collect();
    // (40 people + 80 premium) x 0.22 x urgency: within 5 days 1, the last day and overdue 0.9; and
    // a point for each day by which the last chance is taken earlier.
    assert_eq!(told, [(0, 1, 0, 30), (1, 1, 0, 29), (2, 1, 0, 26), (3, 0, 1, 24), (4, 0, 1, 24)]);
    assert_eq!(found.products, ProductSet::of(ProductId(1)));
}

#[test]
fn a_promise_is_a_duty_of_its_day_for_calls_alone() {
    let mut all = snapshot();
    all.communes[0].visits = u64::MAX;
    all.recalls[0].call_back = Some("2023-06-06T15:00:00".parse().unwrap());
    let found = options(&all, ALL).unwrap();
    let told: Vec<_> =
        found.options.iter().map(|way| (way.channel, way.bucket, way.worth.due)).collect();
    assert_eq!(told, [(TouchChannel::Call, 1, 1), (TouchChannel::Visit, 1, 0)]);
}

/// Of a promise for a day on which nobody works, or for the next week.
#[rstest::rstest]
#[case::its_own_day("2023-06-06T15:00:00", &[1], 1)]
#[case::a_free_day_is_kept_on_the_next_one("2023-06-08T09:00:00", &[0, 1, 2, 4], 4)]
#[case::after_the_week_all_days_that_can_save_it("2023-06-10T09:00:00", &[0, 1, 2], 9)]
#[case::missed_before_the_week("2023-06-02T09:00:00", &[0, 1, 2, 4], 0)]
fn a_last_chance_does_not_wait_for_a_promise(
    #[case] promised: &str,
    #[case] days: &[u8],
    #[case] owed: u8,
) {
    let mut all = snapshot();
    // Thursday is a holiday; the deadline is Wednesday.
    all.buckets.remove(3);
    let bucket = |day: u8| if day > 3 { day - 1 } else { day };
    all.recalls[0].call_back = Some(promised.parse().unwrap());
    let found = options(&all, ALL).unwrap().options;
    let open: Vec<u8> = found.iter().map(|way| way.bucket).collect();
    assert_eq!(open, days.iter().map(|day| bucket(*day)).collect::<Vec<_>>());
    // Beside the duty itself, the promise counts on the day on which it is kept.
    for way in found {
        let duties = way.worth.last_chance + way.worth.due;
        assert_eq!(duties, 1 + u32::from(way.bucket == bucket(owed)), "{promised}: {way:?}");
    }
}

#[test]
fn products_that_nobody_handles_are_not_spoken_about() {
    let mut all = snapshot();
    all.cases.push(Case { product: ProductId(0), ..all.cases[0] });
    let last_chances = |handled| {
        let found = options(&all, handled).unwrap().options;
        found.first().map(|way| way.worth.last_chance)
    };
    assert_eq!(last_chances(ALL), Some(2));
    assert_eq!(last_chances(ProductSet::of(ProductId(0))), Some(1));
    assert!(options(&all, ProductSet::EMPTY).is_err());
}
