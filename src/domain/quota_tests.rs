//! A season of quotas that a person can add up, and what holds for any ledger.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::area::{Area, AreaKind};
use super::super::ids::AreaId;
use super::*;

fn tree() -> AreaTree {
    let area = |id: i64, code: &str, kind, parent: Option<&str>| Area {
        id: AreaId(id),
        code: code.into(),
        valid_from: "2004-01-01".parse().unwrap(),
        valid_to: None,
        kind,
        name: code.into(),
        parent_code: parent.map(Into::into),
        population: None,
        successors: Vec::new(),
    };
    let areas = vec![
        area(1, "15", AreaKind::Province, None),
        area(2, "132", AreaKind::District, Some("15")),
        area(3, "133", AreaKind::District, Some("15")),
        area(4, "04252", AreaKind::Commune, Some("132")),
        area(5, "04255", AreaKind::Commune, Some("132")),
        area(6, "04300", AreaKind::Commune, Some("133")),
    ];
    AreaTree::on("2021-10-01".parse().unwrap(), areas)
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn line(at: &str, area: &str) -> Line<&'static str> {
    Line { month: month(at), area: area.into(), kind: "conference" }
}

fn required(at: &str, area: &str, events: u32) -> Requirement<&'static str> {
    Requirement { line: line(at, area), events }
}

fn event(at: &str, area: &str, stage: EventStage) -> Recorded<&'static str> {
    let held = stage == EventStage::Held;
    let (attended, joined) = if held { (25, 11) } else { (25, 0) };
    Recorded { line: line(at, area), stage, attended, joined }
}

/// District 132 must hold 3 in September and 2 in October; commune 04255 one of its own in each.
fn autumn(as_of: &str) -> Ledger<&'static str> {
    use EventStage::{Approved, Held, Planned};
    let requirements = [
        required("2021-09", "132", 3),
        required("2021-10", "132", 2),
        required("2021-09", "04255", 1),
        required("2021-10", "04255", 1),
    ];
    let events = [
        event("2021-09", "04252", Held),
        event("2021-09", "132", Approved),
        // Two in a commune that owes one: the surplus helps nobody.
        event("2021-09", "04255", Held),
        event("2021-09", "04255", Held),
        event("2021-10", "04252", Held),
        event("2021-10", "04252", Planned),
        // Nobody required anything here.
        event("2021-10", "04300", Held),
    ];
    let until = (as_of.parse().unwrap(), month("2021-11"));
    Ledger::new(&requirements, &events, &tree(), until)
}

fn of(ledger: &Ledger<&'static str>, at: &str, area: &str) -> Figures {
    ledger.lines().find(|(one, _)| **one == line(at, area)).map(|(_, figures)| *figures).unwrap()
}

#[test]
fn what_a_month_lacks_is_required_of_the_next() {
    let ledger = autumn("2021-10-20");
    let september = of(&ledger, "2021-09", "132");
    assert_eq!((september.planned, september.approved, september.held), (2, 2, 1));
    assert_eq!((september.attended, september.joined, september.missing), (25, 11, 2));
    let october = of(&ledger, "2021-10", "132");
    assert_eq!((october.required, october.carried, october.owed()), (2, 2, 4));
    assert_eq!((october.planned, october.held), (2, 1));
    assert_eq!((october.to_plan, october.to_approve, october.missing), (2, 1, 0));
    assert_eq!(of(&ledger, "2021-10", "04255").carried, 0);
    // October is not over: November owes nothing yet.
    assert!(!ledger.lines().any(|(one, _)| one.month == month("2021-11")));
    let later = autumn("2021-11-01");
    assert_eq!(of(&later, "2021-10", "132").missing, 3);
    assert_eq!(of(&later, "2021-11", "132").carried, 3);
    assert_eq!(of(&later, "2021-11", "132").to_plan, 3);
    assert_eq!(of(&later, "2021-11", "04255").carried, 1);
}

#[test]
fn sums_go_up_the_tree_and_set_nothing_off() {
    let sums = autumn("2021-10-20").sums(&tree());
    let of = |at: &str, area: &str| sums[&line(at, area)];
    let province = of("2021-09", "15");
    assert_eq!((province.required, province.held, province.missing), (4, 3, 2));
    assert_eq!((province.attended, province.joined), (75, 33));
    assert_eq!(of("2021-09", "132"), province);
    assert_eq!(of("2021-10", "133").held, 1);
    let october = of("2021-10", "15");
    assert_eq!((october.owed(), october.planned, october.to_plan), (5, 3, 3));
}

#[test]
fn the_table_of_what_is_behind_begins_with_what_is_missing_longest() {
    let ledger = autumn("2021-10-20");
    let behind = ledger.behind();
    let rows: Vec<(&Month, &str)> =
        behind.iter().map(|(one, _)| (&one.month, one.area.as_str())).collect();
    let (september, october) = (month("2021-09"), month("2021-10"));
    assert_eq!(rows, [(&september, "132"), (&october, "132"), (&october, "04255")]);
    let kind = Sentence::new("hội nghị khách hàng", "customer conferences");
    let told = |at: usize| told(behind[at].0, behind[at].1, "Huyện Lục Yên", &kind);
    assert_eq!(
        told(0).vi,
        "Tháng 09/2021, Huyện Lục Yên: phải có 3 hội nghị khách hàng, đã lập kế hoạch 2, đã tổ chức 1; \
         còn thiếu 2"
    );
    assert_eq!(
        told(1).en,
        "2021-10, Huyện Lục Yên: 4 customer conferences required (2 of them carried over), 2 planned, \
         1 held; 2 still to be planned; 1 waiting for approval"
    );
}

#[test]
fn an_area_that_is_in_no_tree_keeps_its_line() {
    let until = ("2021-10-20".parse().unwrap(), month("2021-10"));
    let events = [event("2021-10", "99999", EventStage::Held)];
    let ledger = Ledger::new(&[required("2021-10", "99999", 2)], &events, &tree(), until);
    assert_eq!(of(&ledger, "2021-10", "99999").held, 1);
    assert_eq!(ledger.sums(&tree())[&line("2021-10", "99999")].to_plan, 1);
}

const MONTHS: [&str; 4] = ["2021-09", "2021-10", "2021-11", "2021-12"];
const AREAS: [&str; 6] = ["15", "132", "133", "04252", "04255", "04300"];

proptest! {
    /// Over a whole season what is missing at its end, with what was held, is what was required, but for
    /// surpluses; no event is lost or counted twice; the order of the rows changes nothing.
    #[test]
    fn nothing_is_lost_over_a_season(
        requirements in vec((0usize..4, 0usize..6, 0u32..4), 0..12),
        events in vec((0usize..4, 0usize..6, 0usize..3), 0..20),
    ) {
        let mut requirements: Vec<_> =
            requirements.into_iter().map(|(at, area, n)| required(MONTHS[at], AREAS[area], n)).collect();
        let mut events: Vec<_> = events
            .into_iter()
            .map(|(at, area, stage)| event(MONTHS[at], AREAS[area], EventStage::ALL[stage]))
            .collect();
        let until = ("2022-01-01".parse().unwrap(), month("2021-12"));
        let ledger = Ledger::new(&requirements, &events, &tree(), until);
        let held = events.iter().filter(|event| event.stage == EventStage::Held).count() as u64;
        prop_assert_eq!(ledger.lines().map(|(_, one)| one.planned).sum::<u64>(), events.len() as u64);
        prop_assert_eq!(ledger.lines().map(|(_, one)| one.held).sum::<u64>(), held);
        for area in AREAS {
            let own = |at: &str| ledger.lines().find(|(one, _)| **one == line(at, area));
            let mut missing = 0u64;
            for at in MONTHS {
                let figures = own(at).map(|(_, figures)| *figures).unwrap_or_default();
                prop_assert_eq!(figures.carried, missing);
                missing = (figures.required + missing).saturating_sub(figures.held);
                prop_assert_eq!(figures.missing, missing);
            }
        }
        let sums = ledger.sums(&tree());
        for at in MONTHS {
            let all = sums.get(&line(at, "15")).copied().unwrap_or_default();
            let lines = ledger.lines().filter(|(one, _)| one.month == month(at));
            let mut expected = Figures::default();
            lines.for_each(|(_, figures)| expected += *figures);
            prop_assert_eq!(all, expected);
        }
        requirements.reverse();
        events.reverse();
        prop_assert_eq!(Ledger::new(&requirements, &events, &tree(), until), ledger);
    }
}
