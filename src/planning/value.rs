//! What one case is worth by one channel on one day: duty as counts, value as points. Rules of the
//! due ladder come from `domain::due`; all numbers are assumptions.

use chrono::NaiveDate;

use super::assumptions::{Assumptions, Resolved};
use super::snapshot::{Case, CaseKind};
use crate::domain::due::DueState;
use crate::domain::segment::SegmentSet;
use crate::domain::touch::TouchChannel;

/// Which level a case counts for on a day; the heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Due, and its last useful day comes before the next plan begins.
    LastChance,
    /// Due or overdue, with time left.
    Due,
    /// No duty: upcoming, or a potential participant.
    None,
}

/// The state of a case on a day, as lists and explanations name it.
pub fn state_on(case: &Case, day: NaiveDate) -> Option<DueState> {
    match &case.kind {
        CaseKind::Enrolled(ladder) => Some(ladder.state(day)),
        CaseKind::Potential => None,
    }
}

/// Whether a case is spoken about as a due one (by duty or contract) on a day: not before the
/// ladder begins, and not after it has lapsed, when the person is a potential participant again.
pub fn is_due(case: &Case, day: NaiveDate) -> bool {
    matches!(state_on(case, day), Some(DueState::Upcoming | DueState::Due | DueState::Overdue))
}

/// Whether a case may be spoken about at all on a day.
pub fn is_open(case: &Case, day: NaiveDate) -> bool {
    state_on(case, day) != Some(DueState::NotYet)
}

/// Whether the rest that the last talk about a case asked for is over on a day.
pub fn is_rested(case: &Case, day: NaiveDate) -> bool {
    case.not_before.is_none_or(|from| from <= day)
}

/// The duty of a case on a day, when the next plan's first day is `next_plan`.
pub fn duty(case: &Case, day: NaiveDate, next_plan: NaiveDate) -> Duty {
    let CaseKind::Enrolled(ladder) = &case.kind else { return Duty::None };
    match ladder.state(day) {
        DueState::Due | DueState::Overdue => match ladder.last_useful_day(day) {
            Some(last) if last < next_plan => Duty::LastChance,
            _ => Duty::Due,
        },
        DueState::NotYet | DueState::Upcoming | DueState::Lapsed => Duty::None,
    }
}

/// The last day on which a touch about a case still serves, as seen on a day.
pub fn last_useful_day(case: &Case, day: NaiveDate) -> Option<NaiveDate> {
    match &case.kind {
        CaseKind::Enrolled(ladder) => ladder.last_useful_day(day),
        CaseKind::Potential => None,
    }
}

/// Factor by the time that is left.
pub fn urgency(case: &Case, day: NaiveDate, assumptions: &Assumptions) -> f64 {
    let CaseKind::Enrolled(ladder) = &case.kind else { return 1.0 };
    let urgency = &assumptions.urgency;
    match ladder.state(day) {
        DueState::NotYet => 0.0,
        DueState::Upcoming => urgency.upcoming,
        DueState::Due => match (ladder.deadline - day).num_days() {
            ..=0 => urgency.last_day,
            1..=5 => urgency.within_5_days,
            6..=10 => urgency.within_10_days,
            _ => urgency.later,
        },
        DueState::Overdue => urgency.overdue,
        DueState::Lapsed => 1.0,
    }
}

/// Points of a case if it succeeds: (people + premium) x pace.
pub fn weight(
    case: &Case,
    joining: bool,
    (assumptions, resolved): (&Assumptions, &Resolved),
) -> f64 {
    let premium = case.premium.0 as f64 / assumptions.vnd_per_point as f64;
    (resolved.chance(case.product, joining).people + premium)
        * resolved.raise(case.product, joining)
}

/// Points of a case by channel, before urgency: (people + premium) x pace x chance x segment x attempts.
pub fn points(
    case: &Case,
    segments: SegmentSet,
    attempts: u8,
    channel: TouchChannel,
    joining: bool,
    (assumptions, resolved): (&Assumptions, &Resolved),
) -> f64 {
    weight(case, joining, (assumptions, resolved))
        * resolved.chance(case.product, joining).of(channel)
        * resolved.segment_factor(segments)
        * (0..attempts).fold(1.0, |factor, _| factor * assumptions.attempt_factor)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::due::DueLadder;
    use crate::domain::money::Vnd;
    use crate::domain::product::{ProductId, Products};
    use crate::domain::segment::Segments;
    use crate::planning::assumptions::Urgency;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn assumptions() -> Assumptions {
        Assumptions::from_toml(include_str!("../../config/planning.toml")).unwrap()
    }

    /// With an urgency of its own for each time that may be left.
    fn graded() -> Assumptions {
        let urgency = Urgency {
            overdue: 0.9,
            last_day: 0.95,
            within_5_days: 1.2,
            within_10_days: 0.8,
            later: 0.55,
            upcoming: 0.4,
        };
        Assumptions { urgency, ..assumptions() }
    }

    fn case(kind: CaseKind) -> Case {
        let (product, premium) = (ProductId(1), Vnd(800_000));
        Case {
            person: 0,
            product,
            kind,
            covered_to: None,
            premium,
            last_agent: None,
            not_before: None,
        }
    }

    /// A card that runs out on 20 June and can be saved until 20 September.
    fn enrolled() -> Case {
        case(CaseKind::Enrolled(DueLadder {
            upcoming_from: date("2023-05-06"),
            window_from: date("2023-05-21"),
            deadline: date("2023-06-20"),
            overdue_until: date("2023-09-20"),
        }))
    }

    #[rstest]
    #[case::not_yet("2023-05-05", 0.0, Duty::None)]
    #[case::upcoming("2023-05-20", 0.4, Duty::None)]
    #[case::eleven_days_left("2023-06-09", 0.55, Duty::Due)]
    #[case::ten_days_left("2023-06-10", 0.8, Duty::Due)]
    #[case::six_days_left("2023-06-14", 0.8, Duty::Due)]
    #[case::five_days_left("2023-06-15", 1.2, Duty::LastChance)]
    #[case::one_day_left("2023-06-19", 1.2, Duty::LastChance)]
    #[case::the_last_day("2023-06-20", 0.95, Duty::LastChance)]
    #[case::overdue("2023-06-21", 0.9, Duty::Due)]
    #[case::overdue_for_the_last_time("2023-09-18", 0.9, Duty::LastChance)]
    #[case::lapsed("2023-09-21", 1.0, Duty::None)]
    fn urgency_and_duty_follow_the_ladder(
        #[case] day: &str,
        #[case] factor: f64,
        #[case] level: Duty,
    ) {
        let (case, day) = (enrolled(), date(day));
        assert!((urgency(&case, day, &graded()) - factor).abs() < 1e-9);
        if factor > 0.0 {
            assert!((urgency(&case, day, &assumptions()) - 1.0).abs() < 1e-9, "as it ships");
        }
        // The next plan begins a week later: on the day after the six that a week leaves.
        let next_plan = day + chrono::Days::new(6);
        assert_eq!(duty(&case, day, next_plan), level);
    }

    #[test]
    fn the_next_plan_decides_what_is_a_last_chance() {
        let (case, day) = (enrolled(), date("2023-06-16"));
        assert_eq!(duty(&case, day, date("2023-06-20")), Duty::Due, "it comes on the last day");
        assert_eq!(duty(&case, day, date("2023-06-21")), Duty::LastChance);
    }

    #[test]
    fn somebody_who_could_join_is_never_a_duty_and_never_late() {
        let (case, day) = (case(CaseKind::Potential), date("2023-06-05"));
        assert_eq!(duty(&case, day, date("2024-01-01")), Duty::None);
        assert!((urgency(&case, day, &graded()) - 1.0).abs() < 1e-9);
        assert!(is_open(&case, day) && !is_due(&case, day));
    }

    #[rstest]
    #[case::renewal_by_call(TouchChannel::Call, false, 0, 120.0 * 0.22)]
    #[case::renewal_by_visit(TouchChannel::Visit, false, 0, 120.0 * 0.29)]
    #[case::joining_by_call(TouchChannel::Call, true, 0, 140.0 * 0.025)]
    #[case::after_two_attempts(TouchChannel::Call, false, 2, 120.0 * 0.22 * 0.64)]
    fn points_are_people_and_premium_times_the_chance(
        #[case] channel: TouchChannel,
        #[case] joining: bool,
        #[case] attempts: u8,
        #[case] expected: f64,
    ) {
        let assumptions = assumptions();
        let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
        let segments = Segments::from_toml(include_str!("../../config/segments.toml")).unwrap();
        let resolved = assumptions.resolve(&products, &segments).unwrap();
        let under = (&assumptions, &resolved);
        let of = |set| points(&enrolled(), set, attempts, channel, joining, under);
        assert!((of(SegmentSet::EMPTY) - expected).abs() < 1e-9);
        // Near-poor people answer 1.2 times as often; a segment without a factor changes nothing.
        let (near_poor, _) = segments.parse_list("veteran;near_poor");
        assert!((of(near_poor) - expected * 1.2).abs() < 1e-9);
    }

    #[test]
    fn a_touch_for_an_indicator_behind_its_pace_is_worth_more_and_no_other() {
        let products = Products::from_toml(include_str!("../../config/products.toml")).unwrap();
        let segments = Segments::from_toml(include_str!("../../config/segments.toml")).unwrap();
        let plain = assumptions();
        let raise = crate::planning::targets::raise::Raise {
            campaign: "2800".into(),
            revision: 1,
            indicator: "renewed_household_hi".into(),
            name_vi: String::new(),
            name_en: String::new(),
            product: products.get(ProductId(1)).unwrap().code.clone(),
            joining: false,
            event: None,
            week: "2023-W23".parse().unwrap(),
            until: "2023-06-04".parse().unwrap(),
            target: 100,
            done: 16,
            expected: 40,
            cap: crate::domain::money::BasisPoints(20_000),
            factor: crate::domain::money::BasisPoints(14_000),
        };
        let raised = Assumptions { raised: vec![raise], ..plain.clone() };
        let of = |assumptions: &Assumptions, joining| {
            let resolved = assumptions.resolve(&products, &segments).unwrap();
            let under = (assumptions, &resolved);
            points(&enrolled(), SegmentSet::EMPTY, 0, TouchChannel::Call, joining, under)
        };
        assert!((of(&raised, false) - 1.4 * of(&plain, false)).abs() < 1e-9);
        assert_eq!(of(&raised, true).to_bits(), of(&plain, true).to_bits(), "not by one bit");
        let stored = serde_json::to_string(&plain).unwrap();
        assert!(!stored.contains("raised"), "stored as it was before there were targets");
        let text = format!(
            "{}\n[[raised]]\ncampaign = \"x\"\n",
            include_str!("../../config/planning.toml")
        );
        assert!(Assumptions::from_toml(&text).is_err(), "no file says it");
    }
}
