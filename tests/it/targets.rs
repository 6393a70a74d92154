//! Targets from the document that assigns them to the plan that serves them: imported, divided, shown,
//! revised, checked, approved.

use vandong::app::import::Report;
use vandong::app::plan::{explain, show as show_plan};
use vandong::app::targets::{
    Asked, By, Decision, Division, Line, Made, Revision, Shown, TargetError, approve, cascade,
    check, history, revise, send_back, show, shown_by,
};
use vandong::exchange::columns::Thing;
use vandong::store::target_facts::{could_join_of_payers, paid_by_payers};

use crate::browser::{get, links, well_formed};
use crate::harness::{Office, day, newest, on_both, version, week};
use crate::province::{self, COMMUNES};
use crate::web::serving;

const CAMPAIGN: &str = "Mã đợt;Tên đợt;Từ ngày;Đến ngày;Tháng cao điểm;Ngày ra quân;Văn bản\n\
    H1;Nửa đầu năm;01/05/2023;30/06/2023;6;04/06/2023;15/KH-BHXH\n";

const ASSIGNED: &str = "Mã đợt;Chỉ tiêu;Mã địa bàn;Mã nhân viên thu;Kỳ;Giá trị;Ấn định;Văn bản\n\
    H1;Gia hạn BHYT hộ gia đình;15;;2023;120;;15/KH-BHXH\n\
    H1;Tham gia mới BHXH tự nguyện;15;;;60;;15/KH-BHXH\n\
    H1;Tham gia mới BHXH tự nguyện;15;;2023-06;40;;15/KH-BHXH\n\
    H1;new_voluntary_si;04282;;;25;có;15/KH-BHXH\n\
    H1;new_voluntary_si;;NV-03;;10;sàn;15/KH-BHXH\n\
    H1;inspections;15;;;12;;15/KH-BHXH\n\
    H1;participants_hi;15;;;700.000;;15/KH-BHXH\n\
    H1;Tỷ lệ bao phủ BHYT;15;;;90,9;;15/KH-BHXH\n";

const FIGURES: &str = "indicator;area_code;as_of;value;source\n\
    inspections;15;2023-04-30;4;BC 4\n\
    inspections;15;2023-05-31;9;BC 5\n\
    participants_hi;15;2023-05-31;650000;BC 5\n";

const GOALS: &str =
    "campaign;segment;indicator;value;approach\nH1;near_poor;new_household_hi;30;trực tiếp\n";

/// What an office imports for a campaign.
pub(crate) const LISTS: [(Thing, &str); 4] = [
    (Thing::Campaigns, CAMPAIGN),
    (Thing::Goals, GOALS),
    (Thing::Targets, ASSIGNED),
    (Thing::Figures, FIGURES),
];

fn lists(office: &mut Office) {
    office.take_lists();
    for (thing, list) in LISTS {
        let report: Report = office.import(thing, list);
        assert_eq!(report.tally.rejected, 0, "{}: {:?}", thing.name(), report.reasons);
        assert_eq!(office.import(thing, list).tally.inserted, 0, "twice changes nothing");
    }
}

fn divided(office: &mut Office) -> Made {
    office.is_on(day("2023-04-28"));
    let asked = Division { by: "Lò Văn Sơn".into(), ..Division::default() };
    let asked = Division { campaign: "H1".into(), ..asked };
    cascade(&mut office.context(), &asked).unwrap()
}

fn shown(office: &mut Office, asked: &Asked) -> Shown {
    let asked = Asked { campaign: "H1".into(), ..asked.clone() };
    show(&mut office.context(), &asked).unwrap()
}

fn line<'a>(shown: &'a Shown, indicator: &str, code: &str) -> &'a Line {
    let found = shown.lines.iter().find(|line| line.indicator == indicator && line.code == code);
    found.unwrap_or_else(|| panic!("no line {indicator} {code}: {:#?}", shown.lines))
}

fn by(by: By) -> Asked {
    Asked { by, ..Asked::default() }
}

fn wrong(office: &mut Office) -> Vec<(&'static str, String)> {
    let checks = check(&mut office.context(), ("", "H1"), None).unwrap();
    assert_eq!(checks.len(), 5);
    checks.into_iter().filter(|check| !check.ok).map(|check| (check.code, check.en)).collect()
}

fn decision(area: &str, by: &str) -> Decision {
    let (area, by) = (area.into(), by.into());
    Decision { campaign: "H1".into(), area, by, ..Decision::default() }
}

fn approve_all(office: &mut Office) {
    approve(&mut office.context(), &decision("", "Giàng A Páo")).unwrap();
}

#[test]
fn what_is_assigned_is_divided_down_to_agents_and_weeks_with_exact_sums() {
    on_both(|office| {
        lists(office);
        let made = divided(office);
        assert_eq!((made.number, made.weeks), (1, 9));
        let codes: Vec<&str> = made.indicators.iter().map(|one| one.indicator.as_str()).collect();
        assert_eq!(
            codes,
            ["new_voluntary_si", "renewed_household_hi", "participants_hi", "inspections"]
        );
        assert_eq!(wrong(office), []);
        let all = shown(office, &Asked::default());
        assert_eq!(all.goals[0].segment, "near_poor");
        assert_eq!((all.goals[0].value, all.goals[0].approach), (30, "direct"));
        assert_eq!(line(&all, "new_voluntary_si", "15").target, Some(60));
        let pinned = line(&all, "new_voluntary_si", "04282");
        assert_eq!(pinned.target, Some(25), "as it was pinned");
        assert!(pinned.why.as_ref().unwrap().en.contains("it is pinned"), "{pinned:?}");
        let communes: i64 =
            COMMUNES.iter().filter_map(|code| line(&all, "new_voluntary_si", code).target).sum();
        assert_eq!(communes, 60);
        // Every grouping adds up the same atoms.
        let agents = shown(office, &by(By::Agent));
        let of = |shown: &Shown| -> i64 {
            let own = shown.lines.iter().filter(|line| line.indicator == "new_voluntary_si");
            own.filter_map(|line| line.target).sum()
        };
        assert_eq!(of(&agents), 60);
        assert!(line(&agents, "new_voluntary_si", "NV-03").target >= Some(10), "its floor");
        let organisations = shown(office, &by(By::Organisation));
        let of_post: i64 = ["NV-01", "NV-02"]
            .iter()
            .filter_map(|code| line(&agents, "new_voluntary_si", code).target)
            .sum();
        assert_eq!(of(&organisations), of_post, "the third agent belongs to no point");
        assert_eq!(of(&shown(office, &by(By::Office))), 60);
        let weeks = shown(office, &by(By::Week));
        assert_eq!(of(&weeks), 60);
        let months = shown(office, &by(By::Month));
        assert_eq!(line(&months, "new_voluntary_si", "2023-06").target, Some(40));
        assert_eq!(line(&months, "new_voluntary_si", "2023-05").target, Some(20));
        // Inspections are no work of agents.
        assert!(agents.lines.iter().all(|line| line.indicator != "inspections"));
    });
}

#[test]
fn what_was_reached_has_its_day_and_its_document() {
    on_both(|office| {
        lists(office);
        divided(office);
        office.is_on(day("2023-06-02"));
        let all = shown(office, &Asked::default());
        let inspections = line(&all, "inspections", "15");
        assert_eq!(inspections.reached, Some(5), "since the first of May");
        assert_eq!(inspections.as_of, Some(day("2023-05-31")));
        assert_eq!(inspections.source.as_deref(), Some("BC 5"));
        assert_eq!(inspections.percent, Some(4_167));
        assert_eq!(line(&all, "inspections", "04282").reached, None, "nobody knows of communes");
        let stock = line(&all, "participants_hi", "15");
        assert_eq!(
            (stock.target, stock.reached, stock.left),
            (Some(700_000), Some(650_000), Some(50_000))
        );
        let ratio = line(&all, "coverage_hi", "15");
        assert_eq!((ratio.target, ratio.reached), (Some(9_090), Some(7_681)), "650,000 of 846,200");
        assert_eq!(ratio.left, Some(119_196), "846,200 x 90.9 %, rounded up, less 650,000");
        let renewed = line(&all, "renewed_household_hi", "15");
        assert_eq!((renewed.reached, renewed.source.as_deref()), (Some(0), Some("payments")));
        // A household on the due list pays, somebody who could join pays, and one pays twice.
        office.import(
            Thing::Payments,
            &format!(
                "si_number;product;paid_on;months;amount;receipt;agent_code\n\
                 {};household_hi;2023-06-01;12;972000;BL1;NV-01\n\
                 {};household_hi;2023-06-02;12;972000;BL2;NV-01\n\
                 {};voluntary_si;2023-06-02;3;990000;BL3;\n",
                province::si(1),
                province::si(1),
                province::si(province::prospect(3)),
            ),
        );
        let all = shown(office, &Asked::default());
        assert_eq!(line(&all, "renewed_household_hi", "15").reached, Some(1));
        assert_eq!(line(&all, "new_voluntary_si", "15").reached, Some(1));
        let agents = shown(office, &by(By::Agent));
        assert_eq!(line(&agents, "renewed_household_hi", "NV-01").reached, Some(1));
        let weeks = shown(office, &by(By::Week));
        assert_eq!(line(&weeks, "new_voluntary_si", "2023-W22").reached, Some(1));
        assert_eq!(line(&weeks, "new_voluntary_si", "2023-W21").reached, Some(0));
        assert_eq!(line(&weeks, "new_voluntary_si", "2023-W23").reached, None, "yet to come");
    });
}

#[test]
fn what_somebody_paid_long_before_is_read_of_those_alone_who_pay_now() {
    on_both(|office| {
        lists(office);
        divided(office);
        office.is_on(day("2023-06-02"));
        let line_of = |at, on| {
            format!("{};voluntary_si;{on};3;990000\n", province::si(province::prospect(at)))
        };
        let paid = [line_of(3, "2023-06-01"), line_of(4, "2016-03-01"), line_of(4, "2023-06-01")];
        let paid = paid.concat() + &line_of(5, "2016-03-01");
        let paid = format!("si_number;product;paid_on;months;amount\n{paid}");
        assert_eq!(office.import(Thing::Payments, &paid).tally.inserted, 4);
        let all = shown(office, &Asked::default());
        let reached = line(&all, "new_voluntary_si", "15").reached;
        assert_eq!(reached, Some(1), "whoever paid seven years ago resumed");
        let province = office.texts("SELECT CAST(max(province_id) AS TEXT) AS line FROM payments");
        let province: i64 = province[0].parse().unwrap();
        let span = (day("2023-05-01"), day("2023-06-30"));
        let rows = office.store.read(|conn| paid_by_payers(conn, province, span)).unwrap();
        let days: Vec<String> = rows.iter().map(|row| row.paid_on.to_string()).collect();
        assert_eq!(days.len(), 3, "{days:?}");
        let who = office.store.read(|conn| could_join_of_payers(conn, province, span)).unwrap();
        assert!(who.iter().all(|one| rows.iter().any(|row| row.person_id == one.person_id)));
        assert!(!who.is_empty());
    });
}

#[test]
fn what_is_summed_in_several_ways_at_once_is_what_each_way_sums() {
    on_both(|office| {
        lists(office);
        divided(office);
        office.is_on(day("2023-06-02"));
        let asked = Asked { campaign: "H1".into(), ..Asked::default() };
        let all = shown_by(&mut office.context(), &asked, &By::ALL).unwrap();
        assert_eq!(all.len(), By::ALL.len());
        for (way, one) in By::ALL.into_iter().zip(all) {
            assert_eq!(one, shown(office, &by(way)));
        }
    });
}

#[test]
fn a_revision_moves_little_keeps_what_is_over_and_stays_on_record() {
    on_both(|office| {
        lists(office);
        divided(office);
        approve_all(office);
        office.is_on(day("2023-06-02"));
        let before = shown(office, &by(By::Week));
        let change = Revision {
            campaign: "H1".into(),
            area: "04285".into(),
            indicator: "new_voluntary_si".into(),
            value: 22,
            by: "Lò Văn Sơn".into(),
            why: "Nhiều lao động mới".into(),
            ..Revision::default()
        };
        let silent = Revision { why: " ".into(), ..change.clone() };
        let error = revise(&mut office.context(), &silent).unwrap_err();
        assert!(matches!(error, TargetError::NoReason), "{error}");
        let made = revise(&mut office.context(), &change).unwrap();
        assert_eq!(made.number, 2);
        assert_eq!(wrong(office), []);
        let all = shown(office, &Asked::default());
        let of = |code: &str| line(&all, "new_voluntary_si", code).target;
        assert_eq!(
            (of("15"), of("04282"), of("04285"), of("04288")),
            (Some(60), Some(25), Some(22), Some(13))
        );
        assert_eq!(all.state, "waiting");
        assert_eq!(all.in_force, Some(1), "until it is approved");
        let after = shown(office, &by(By::Week));
        for code in ["2023-W18", "2023-W19", "2023-W20", "2023-W21"] {
            let of = |shown: &Shown| line(shown, "new_voluntary_si", code).target;
            assert_eq!(of(&before), of(&after), "{code} is over");
        }
        // What cannot be kept is refused with the area and the difference.
        let too_much = Revision { value: 40, ..change };
        let error = revise(&mut office.context(), &too_much).unwrap_err();
        assert!(error.to_string().contains("15: the areas below take at least"), "{error}");
        let again =
            Division { campaign: "H1".into(), by: "Lò Văn Sơn".into(), ..Division::default() };
        let error = cascade(&mut office.context(), &again).unwrap_err();
        assert!(matches!(error, TargetError::Running { number: 2, .. }), "{error}");
        let told = history(&mut office.context(), ("", "H1")).unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].in_force, told[0].steps.len()), (true, 1));
        assert_eq!(told[1].why, "Nhiều lao động mới");
    });
}

#[test]
fn each_level_approves_its_share_after_the_one_above_and_nobody_the_own() {
    on_both(|office| {
        lists(office);
        divided(office);
        let mut decide = |area: &str, by: &str| approve(&mut office.context(), &decision(area, by));
        let error = decide("04282", "Giàng A Páo").unwrap_err();
        assert!(matches!(error, TargetError::AboveFirst { .. }), "{error}");
        let error = decide("", "lò văn  sơn").unwrap_err();
        assert!(matches!(error, TargetError::NotAllowed { .. }), "{error}");
        let error = decide("", " ").unwrap_err();
        assert!(matches!(error, TargetError::NoName), "{error}");
        assert_eq!(decide("", "Giàng A Páo").unwrap().state, "approved");
        assert_eq!(decide("04282", "Giàng A Páo").unwrap().area, "04282");
        let error = decide("04282", "Giàng A Páo").unwrap_err();
        assert!(matches!(error, TargetError::NotNow { approved: true, .. }), "{error}");
        let error = decide("09999", "Giàng A Páo").unwrap_err();
        assert!(matches!(error, TargetError::UnknownNode { .. }), "{error}");
        let all = shown(office, &Asked::default());
        assert_eq!(line(&all, "inspections", "04282").state, "approved");
        assert_eq!(line(&all, "inspections", "04285").state, "waiting");
        let back = decision("", "Giàng A Páo");
        let error = send_back(&mut office.context(), &back).unwrap_err();
        assert!(matches!(error, TargetError::NoComment), "{error}");
        let back = Decision { comment: "Quá cao".into(), ..back };
        assert_eq!(send_back(&mut office.context(), &back).unwrap().state, "sent_back");
        // What is sent back stands no more; before the campaign it is divided anew.
        let error = check(&mut office.context(), ("", "H1"), None).unwrap_err();
        assert!(matches!(error, TargetError::NoRevision { .. }), "{error}");
        assert_eq!(divided(office).number, 2);
    });
}

#[test]
fn a_row_that_somebody_changes_is_found() {
    on_both(|office| {
        lists(office);
        divided(office);
        office.sql(
            "UPDATE target_rows SET weeks = '100' || substr(weeks, 2) WHERE indicator = \
             'new_voluntary_si' AND area_code = '04282' AND agent_code = '';",
        );
        let wrong = wrong(office);
        let codes: Vec<&str> = wrong.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["sums", "limits", "seal"]);
        assert!(wrong[0].1.starts_with("new_voluntary_si, 15, 2023-W18:"), "{}", wrong[0].1);
    });
}

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
