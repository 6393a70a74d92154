//! Targets from the document that assigns them to the plan that serves them: imported, divided, shown,
//! revised, checked, approved.

mod decided;
mod followed;

use vandong::app::import::Report;
use vandong::app::targets::{
    Asked, By, Decision, Division, Line, Made, Shown, approve, cascade, check, show, shown_by,
};
use vandong::exchange::columns::Thing;
use vandong::store::target_facts::{could_join_of_payers, paid_by_payers};

use crate::harness::{Office, day, on_both};
use crate::province::{self, COMMUNES};

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

/// The small province with a campaign, what is assigned in it and what is known of it.
pub(crate) fn lists(office: &mut Office) {
    office.take_lists();
    for (thing, list) in LISTS {
        let report: Report = office.import(thing, list);
        assert_eq!(report.tally.rejected, 0, "{}: {:?}", thing.name(), report.reasons);
        assert_eq!(office.import(thing, list).tally.inserted, 0, "twice changes nothing");
    }
}

/// Divides the campaign before it begins.
pub(crate) fn divided(office: &mut Office) -> Made {
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

/// Has the committee approve all of it.
pub(crate) fn approve_all(office: &mut Office) {
    approve(&mut office.context(), &decision("", "Giàng A Páo")).unwrap();
}

#[test]
fn what_is_assigned_is_divided_down_to_agents_and_weeks_with_exact_sums() {
    on_both(|office| {
        lists(office);
        let made = divided(office);
        assert_eq!((made.number, made.weeks), (1, 9));
        let codes: Vec<&str> =
            made.indicators.iter().map(|one| one.of.indicator.as_str()).collect();
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
