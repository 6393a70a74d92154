//! Events that were held count for the targets that ask for them, and targets behind their pace ask for more.

use vandong::app::events::{Results, hold, week as events_of};
use vandong::app::plan::show as show_plan;
use vandong::app::targets::{
    Asked, By, Decision, Division, Line, approve, cascade, check, show, stamp,
};
use vandong::domain::event::EventKind;
use vandong::exchange::columns::Thing;

use super::with_events;
use crate::harness::{Office, day, newest, on_both, week};

const BY: (&str, &str) = ("Trần An", "Báo cáo của người chủ trì");

/// A campaign of two months that asks for forty small groups, two livestreams and a conference, approved before
/// it begins.
fn asked(office: &mut Office) {
    office.is_on(day("2023-04-28"));
    let campaigns = "code;name;from;to;source\nH1;Nửa đầu năm;01/05/2023;30/06/2023;15/KH\n";
    let targets = "campaign;indicator;area_code;value;source\nH1;small_groups;15;40;15/KH\n\
                   H1;livestreams;15;2;15/KH\nH1;customer_conferences;15;1;15/KH\n";
    for (thing, list) in [(Thing::Campaigns, campaigns), (Thing::Targets, targets)] {
        let report = office.import(thing, list);
        assert_eq!(report.tally.rejected, 0, "{:?}", report.reasons);
    }
    let division =
        Division { campaign: "H1".into(), by: "Lò Văn Sơn".into(), ..Division::default() };
    cascade(&mut office.context(), &division).unwrap();
    let by = "Giàng A Páo".into();
    let decision = Decision { campaign: "H1".into(), by, ..Decision::default() };
    approve(&mut office.context(), &decision).unwrap();
    office.is_on(day("2023-06-02"));
}

fn lines(office: &mut Office) -> Vec<Line> {
    let asked = Asked { campaign: "H1".into(), ..Asked::default() };
    show(&mut office.context(), &asked).unwrap().lines
}

fn reached(lines: &[Line], indicator: &str, area: &str) -> Option<i64> {
    let mut own = lines.iter().filter(|one| one.indicator == indicator && one.code == area);
    own.next().unwrap_or_else(|| panic!("no line {indicator} {area}")).reached
}

#[test]
fn events_that_were_held_are_results_of_their_indicator() {
    on_both(|office| {
        with_events(office);
        asked(office);
        assert_eq!(reached(&lines(office), "small_groups", "15"), Some(0));
        office.make(week());
        office.publish(week());
        let events = events_of(&mut office.context(), "", None, week()).unwrap().events;
        office.is_on(day("2023-06-11"));
        assert_eq!(reached(&lines(office), "small_groups", "15"), Some(0), "nobody said so");
        let of = |kind: &str| -> Vec<String> {
            let own = events.iter().filter(|one| one.kind == kind);
            own.map(|one| one.code.clone()).collect()
        };
        let groups = of("small_group").len() as i64;
        let said = Results { attended: Some(12), joined: Some(3) };
        let before = stamp(&mut office.context()).unwrap();
        assert_eq!(stamp(&mut office.context()).unwrap(), before);
        for group in of("small_group") {
            hold(&mut office.context(), "", &group, said, BY).unwrap();
        }
        assert_ne!(stamp(&mut office.context()).unwrap(), before, "pages read targets anew");
        // Of the livestream nobody reported anything, but somebody watched it.
        let live = &of("livestream")[0];
        let list = format!("event_code;phone;status\n{live};0987000111;attended\n");
        assert_eq!(office.import(Thing::Attendance, &list).tally.inserted, 1);
        let all = lines(office);
        assert_eq!(reached(&all, "small_groups", "15"), Some(groups));
        assert_eq!(reached(&all, "small_groups", "04288"), Some(groups), "where they were held");
        assert_eq!(reached(&all, "small_groups", "04282"), Some(0));
        assert_eq!(reached(&all, "livestreams", "15"), Some(1), "it is of no commune");
        let by_office = Asked { campaign: "H1".into(), by: By::Office, ..Asked::default() };
        let offices = show(&mut office.context(), &by_office).unwrap().lines;
        assert_eq!(reached(&offices, "livestreams", "01500"), Some(1), "its office has it all");
        assert_eq!(reached(&all, "customer_conferences", "15"), Some(0));
        let own = all.iter().find(|one| one.indicator == "small_groups").unwrap();
        assert_eq!(own.source.as_deref(), Some("events"));
        let checks = check(&mut office.context(), ("", "H1"), None).unwrap();
        assert!(checks.iter().all(|one| one.ok), "{checks:?}");
    });
}

#[test]
fn what_is_behind_its_pace_is_planned_more_often_and_the_plan_says_why() {
    on_both(|office| {
        with_events(office);
        let wanted = |office: &mut Office| -> u64 {
            let events = office.make(week()).summary.events.unwrap();
            let groups = events.quotas.iter().find(|one| one.kind == "small_group").unwrap();
            groups.wanted
        };
        assert_eq!(wanted(office), 2, "a fourth of the month's eight");
        asked(office);
        // Half of the campaign is over and no group was held: twice as many, the most that a pace may do.
        assert_eq!(wanted(office), 4);
        let shown = show_plan(&mut office.context(), &newest(week())).unwrap();
        let raised = shown.configuration.assumptions.raised;
        let groups = raised.iter().find(|one| one.event == Some(EventKind::SmallGroup)).unwrap();
        assert_eq!((groups.target, groups.done), (40, 0));
        assert_eq!(groups.follows(), groups.factor);
        assert!(groups.vi().starts_with("mỗi tuần xếp gấp"), "{}", groups.vi());
        assert!(office.wrong(&newest(week())).is_empty());
    });
}
