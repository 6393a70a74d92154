//! Targets at work: plans that serve them, pages and commands.

use vandong::app::plan::{explain, show as show_plan};
use vandong::app::targets::By;
use vandong::exchange::columns::Thing;

use super::{approve_all, by, divided, lists, shown};
use crate::browser::{get, links, well_formed};
use crate::harness::{Office, day, newest, on_both, version, week};
use crate::province;
use crate::web::serving;

#[test]
fn an_indicator_behind_its_pace_raises_its_touches_and_the_plan_says_why() {
    on_both(|office| {
        lists(office);
        divided(office);
        office.is_on(day("2023-06-02"));
        let before = office.make(week());
        approve_all(office);
        let after = office.make(week());
        assert!(after.summary.levels.value > before.summary.levels.value, "{after:?}");
        let raised = |office: &mut Office, number| {
            let shown = show_plan(&mut office.context(), &version(week(), number)).unwrap();
            shown.configuration.assumptions.raised
        };
        assert_eq!(raised(office, 1), [], "nothing is in force before it is approved");
        let raised = raised(office, 2);
        let kinds: Vec<(&str, bool)> =
            raised.iter().map(|one| (one.product.as_str(), one.joining)).collect();
        assert_eq!(kinds, [("household_hi", false), ("voluntary_si", true)]);
        let joined = &raised[1];
        assert_eq!((joined.target, joined.done), (60, 0));
        assert_eq!(joined.follows(), joined.factor);
        assert_eq!(office.wrong(&newest(week())), std::collections::BTreeMap::new());
        let wanted = newest(week());
        let told = explain(&mut office.context(), &wanted, &province::household(1)).unwrap();
        assert!(
            told[0].en.contains("Worth") && told[0].en.contains("due by 2023-05-28"),
            "{told:?}"
        );

        // On the Thursday before it the next week looks back on what was due until Sunday, not on a week
        // that is not over.
        office.is_on(day("2023-06-08"));
        let joined = |at, on| {
            format!("{};voluntary_si;{on};3;990000\n", province::si(province::prospect(at)))
        };
        let paid = joined(3, "2023-06-02") + &joined(4, "2023-06-06");
        let paid = format!("si_number;product;paid_on;months;amount\n{paid}");
        assert_eq!(office.import(Thing::Payments, &paid).tally.inserted, 2);
        let next = week().next();
        office.make(next);
        let shown_plan = show_plan(&mut office.context(), &newest(next)).unwrap();
        let raised = shown_plan.configuration.assumptions.raised;
        let joined = raised.iter().find(|one| one.indicator == "new_voluntary_si").unwrap();
        assert_eq!((joined.until, joined.done), (day("2023-06-04"), 1));
        let weeks = shown(office, &by(By::Week));
        let over = weeks.lines.iter().filter(|line| line.indicator == "new_voluntary_si");
        let over = over.filter(|line| line.code.as_str() < "2023-W23");
        assert_eq!(joined.expected, over.filter_map(|line| line.target).sum::<i64>());
        assert_eq!(office.wrong(&newest(next)), std::collections::BTreeMap::new());
    });
}

#[test]
fn the_pages_show_who_is_behind() {
    on_both(|office| {
        lists(office);
        divided(office);
        approve_all(office);
        office.is_on(day("2023-06-02"));
        serving(office, |at, _| {
            let page = get(at, "/targets");
            let page = page.text();
            assert!(page.contains("Nửa đầu năm") && page.contains("chậm"), "{page}");
            assert_eq!(well_formed(page), Ok(()));
            let own: Vec<String> = links(page);
            let own = own.into_iter().filter(|link| link.starts_with("/targets"));
            let own: Vec<String> = own.collect();
            assert!(own.len() > 15, "{own:?}");
            for link in own {
                let page = get(at, &link);
                assert_eq!((page.status, well_formed(page.text())), (200, Ok(())), "{link}");
            }
            let commune = get(at, "/targets?area=04282");
            assert!(commune.text().contains("Quàng Thị Liên"), "agents stand below their commune");
            assert!(!commune.text().contains("area&#x3D;NV-01"), "and are no area");
            let page = get(at, "/targets?by=week&lang=en");
            assert!(page.text().contains("2023-W22"), "{}", page.text());
            let document = get(at, "/api/v1/targets?area=04282&indicator=new_voluntary_si").json();
            assert_eq!(document["lines"][0]["target"], 25);
            assert_eq!(get(at, "/targets?area=99").status, 404);
            assert_eq!(get(at, "/targets?by=colour").status, 400);
            assert_eq!(get(at, "/api/v1/targets?campaign=none").status, 404);
        });
    });
}

#[test]
fn commands_say_what_is_missing_and_do_what_is_asked() {
    on_both(|office| {
        lists(office);
        let ask = |office: &Office, day: &str, words: &[&str]| office.ask(day, &[], words);
        let none = ask(office, "2023-04-28", &["targets", "show", "--campaign", "H1"]);
        assert_eq!((none.code, &none.said["error"]["code"]), (3, &"no_targets".into()), "{none:?}");
        let unknown = ask(office, "2023-04-28", &["targets", "check", "--campaign", "H2"]);
        assert_eq!(unknown.said["error"]["code"], "unknown_campaign");
        let cascade = ["targets", "cascade", "--campaign", "H1", "--by", "Lò Văn Sơn"];
        let made = ask(office, "2023-04-28", &cascade).done();
        assert_eq!(made["number"], 1);
        let own = ask(
            office,
            "2023-04-28",
            &["targets", "approve", "--by", "Lò Văn Sơn", "--campaign", "H1"],
        );
        assert_eq!((own.code, &own.said["error"]["code"]), (4, &"not_allowed".into()), "{own:?}");
        ask(
            office,
            "2023-04-28",
            &["targets", "approve", "--by", "Giàng A Páo", "--campaign", "H1"],
        )
        .done();
        let of_agent = ["targets", "show", "--agent", "NV-03", "--indicator", "new_voluntary_si"];
        let shown = ask(office, "2023-06-02", &of_agent).done();
        assert_eq!(shown["lines"].as_array().unwrap().len(), 1, "{shown}");
        assert_eq!(shown["lines"][0]["name"], "Nguyễn Minh Hằng");
        let change = "targets revise --area 04282 --indicator new_voluntary_si --value 30";
        let mut change: Vec<&str> = change.split(' ').collect();
        change.extend(["--why", "Công văn 9", "--by", "Lò Văn Sơn"]);
        assert_eq!(ask(office, "2023-06-02", &change).done()["number"], 2);
        let checks = ask(office, "2023-06-02", &["targets", "check"]).done();
        assert!(checks.as_array().unwrap().iter().all(|check| check["ok"] == true), "{checks}");
        let told = ask(office, "2023-06-02", &["targets", "history"]).done();
        assert_eq!(told[0]["in_force"], true);
        assert_eq!(told[1]["why"], "Công văn 9");
    });
}
