//! The order of reasons, and what a touch brings day by day.

use super::*;
use crate::domain::calendar::Week;
use crate::domain::day_part::PartOfDay;
use crate::domain::due::DueLadder;
use crate::domain::ids::PersonId;
use crate::domain::money::Vnd;
use crate::domain::product::{ProductId, Products};
use crate::domain::segment::{SegmentSet, Segments};
use crate::planning::learning::evidence::Evidence;
use crate::planning::snapshot::{Agreed, CaseKind, Commune, Part};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The week of 5 June 2023: one household of one person, whose card runs out on Wednesday and who
/// can only be called.
fn snapshot() -> Snapshot {
    let week: Week = "2023-W23".parse().unwrap();
    let bucket = Bucket::whole;
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
            agreed: Agreed::default(),
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
    // (40 people + 80 premium) x 0.22, and a point for each day by which the last chance is taken earlier.
    assert_eq!(told, [(0, 1, 0, 30), (1, 1, 0, 29), (2, 1, 0, 28), (3, 0, 1, 26), (4, 0, 1, 26)]);
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

/// The week with a morning and an evening each day, in which only who agreed is called.
fn with_evenings() -> Snapshot {
    let mut all = snapshot();
    let parts = [(PartOfDay::Morning, false), (PartOfDay::Evening, true)];
    let of_day = |bucket: &Bucket| {
        let date = bucket.date;
        parts.map(|(name, agreed_only)| Bucket { date, part: Some(Part { name, agreed_only }) })
    };
    all.buckets = all.buckets.iter().flat_map(of_day).collect();
    all
}

fn open(all: &Snapshot) -> Result<Vec<u8>, ReasonCode> {
    options(all, ALL).map(|found| found.options.iter().map(|way| way.bucket).collect())
}

#[test]
fn the_evening_is_for_who_agreed_and_visits_are_no_calls() {
    let mut all = with_evenings();
    assert_eq!(open(&all), Ok(vec![0, 2, 4, 6, 8]));
    all.persons[0].agreed.advocacy = true;
    assert_eq!(open(&all), Ok(vec![0, 2, 4, 6, 8]), "about joining, and not about what is due");
    all.persons[0].agreed.service = true;
    assert_eq!(open(&all), Ok((0..10).collect()));
    all.persons[0].agreed = Agreed::default();
    all.communes[0].visits = u64::MAX;
    let found = options(&all, ALL).unwrap().options;
    let visits = found.iter().filter(|way| way.channel == TouchChannel::Visit);
    assert_eq!(visits.count(), 10);
}

#[test]
fn where_only_evenings_are_worked_a_duty_alone_is_no_ground_to_call() {
    let mut all = with_evenings();
    all.buckets.retain(Bucket::is_for_agreed_calls);
    assert_eq!(open(&all), Err(ReasonCode::NoChannel), "a visit is lawful, but not made there");
    let person = &mut all.persons[0];
    (person.service, person.advocacy) = (ChannelSet(1), ChannelSet(1));
    assert_eq!(open(&all), Err(ReasonCode::NoLegalBasis));
}

#[rstest::rstest]
#[case::in_its_part("2023-06-06T18:30:00", &[3])]
#[case::in_the_part_before_it("2023-06-06T15:00:00", &[2])]
fn a_promised_hour_is_kept_in_its_part_of_the_day(#[case] promised: &str, #[case] kept: &[u8]) {
    let mut all = with_evenings();
    all.persons[0].agreed = Agreed::ALL;
    all.recalls[0].call_back = Some(promised.parse().unwrap());
    assert_eq!(open(&all).unwrap(), kept);
    let found = options(&all, ALL).unwrap().options;
    assert_eq!(found[0].worth.due, 1, "a duty of its own beside the last chance");
}

/// The card runs out on the day that is said; of the last chances nothing waits.
#[rstest::rstest]
#[case::another_part("2023-06-30", PartOfDay::Morning, Ok(vec![1, 3, 5, 7, 9]))]
#[case::a_last_chance_is_taken("2023-06-05", PartOfDay::Morning, Ok(vec![0, 1, 3, 5, 7, 9]))]
#[case::a_part_that_nobody_works("2023-06-30", PartOfDay::Afternoon, Ok((0..10).collect()))]
fn whoever_did_not_answer_is_called_in_another_part(
    #[case] deadline: &str,
    #[case] tried: PartOfDay,
    #[case] expected: Result<Vec<u8>, ReasonCode>,
) {
    let mut all = with_evenings();
    all.persons[0].agreed = Agreed::ALL;
    if let CaseKind::Enrolled(ladder) = &mut all.cases[0].kind {
        ladder.deadline = date(deadline);
    }
    all.recalls[0].not_in = Some(tried);
    assert_eq!(open(&all), expected);
    all.buckets.retain(|bucket| !bucket.is_for_agreed_calls());
    assert!(options(&all, ALL).is_ok(), "there is no other part");
}

#[test]
fn whoever_may_be_called_in_the_tried_part_alone_was_called_too_lately() {
    let mut all = with_evenings();
    if let CaseKind::Enrolled(ladder) = &mut all.cases[0].kind {
        ladder.deadline = date("2023-06-30");
    }
    all.recalls[0].not_in = Some(PartOfDay::Morning);
    assert_eq!(open(&all), Err(ReasonCode::TooRecent));
}

#[test]
fn a_last_chance_taken_earlier_counts_by_day_and_not_by_part() {
    let mut all = with_evenings();
    all.persons[0].agreed = Agreed::ALL;
    let found = options(&all, ALL).unwrap().options;
    let told: Vec<i64> = found.iter().map(|way| way.worth.value).collect();
    assert_eq!(told, [30, 30, 29, 29, 28, 28, 26, 26, 26, 26]);
}

/// Visits are no calls: they wait for nothing.
#[rstest::rstest]
#[case::until_a_morning_is_over("2023-06-06", PartOfDay::Morning, Ok(vec![3, 4, 5, 6, 7, 8, 9]))]
#[case::until_an_evening_is_over("2023-06-06", PartOfDay::Evening, Ok(vec![4, 5, 6, 7, 8, 9]))]
#[case::beyond_the_week("2023-06-12", PartOfDay::Morning, Err(ReasonCode::TooRecent))]
fn calls_come_a_day_after_the_part_in_which_somebody_may_have_called(
    #[case] day: &str,
    #[case] part: PartOfDay,
    #[case] expected: Result<Vec<u8>, ReasonCode>,
) {
    let mut all = with_evenings();
    all.persons[0].agreed = Agreed::ALL;
    all.recalls[0].calls_after = Some((date(day), Some(part)));
    assert_eq!(open(&all), expected);
    all.communes[0].visits = u64::MAX;
    let found = options(&all, ALL).unwrap().options;
    let visits = found.iter().filter(|way| way.channel == TouchChannel::Visit);
    assert_eq!(visits.count(), 10);
}
