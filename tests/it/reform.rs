//! A campaign over the first of July 2025: what was given to the 194 communes of Lạng Sơn is asked of the 65
//! that took their place. The areas are those of the national lists; of the three communes that were divided
//! these do not say which part went where: a half is assumed.

use std::collections::BTreeMap;

use vandong::app::plan::show as show_plan;
use vandong::app::targets::{
    Asked, By, Decision, Division, Line, Revision, Shown, approve, cascade, check, revise, show,
};
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, newest, on_both};

const AREAS: &str = include_str!("../fixtures/reform/lang_son.csv");
const JOIN: &str = "new_household_hi";

/// The parts of old communes by the new ones: `(old, how many share it)`.
fn reform() -> BTreeMap<&'static str, Vec<(&'static str, usize)>> {
    let mut to: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for row in AREAS.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let heirs: Vec<&str> = cells[6].split(';').filter(|one| !one.is_empty()).collect();
        for heir in &heirs {
            let code = heir.split(':').next().unwrap();
            to.entry(code).or_default().push((cells[0], heirs.len()));
        }
    }
    to
}

fn office(office: &mut Office) {
    office.is_on(day("2025-05-20"));
    let lists = [
        (Thing::Areas, AREAS),
        (
            Thing::Offices,
            "code;name;area_codes;parent_code\n20;BHXH tỉnh Lạng Sơn;20;\n2001;BHXH thành phố;178;20\n\
             2002;BHXH Tràng Định;180;20\n",
        ),
        (Thing::Organisations, "code;name;kind\nBD;Bưu điện tỉnh;post\n"),
        (Thing::Points, "code;organisation_code;name\nDT-1;BD;Bưu cục 1\n"),
        (
            Thing::Agents,
            "code;name;point_code;area_codes;slots_per_day\nNV-1;Hoàng Thị Sen;DT-1;05971;8\n\
             NV-2;Nông Văn Pao;;06622;8\n",
        ),
        (
            Thing::Officers,
            "code;name;office_code;area_codes;organisation_codes\nCB-1;Vi Thị Lan;2001;178;\n\
             CB-2;Lý Văn Páo;2002;180;\nCB-3;Bế Thị Mai;20;;BD\n",
        ),
        (
            Thing::Prospects,
            "si_number;source;source_ref;product;name;area_code;household_code;phone;as_of\n\
             2000000001;tax;1;household_hi;Hứa Thị Na;05971;H1;0912300001;2025-05-20\n\
             2000000002;tax;2;household_hi;Lương Văn Toàn;05977;H2;0912300002;2025-05-20\n\
             2000000003;tax;3;household_hi;Dương Thị Hoa;06622;H3;0912300003;2025-05-20\n",
        ),
        (
            Thing::Campaigns,
            "code;name;from;to;peak_months;launch_days;source\nHE;Mùa hè;2025-06-01;2025-09-30;;;12/KH\n",
        ),
        (
            Thing::Targets,
            "campaign;indicator;area_code;agent_code;period;value;pinned;source\n\
             HE;new_household_hi;20;;;5000;;12/KH\nHE;new_household_hi;05971;;;101;yes;12/KH\n\
             HE;new_household_hi;06622;;;91;yes;12/KH\nHE;inspections;20;;;40;;12/KH\n\
             HE;participants_hi;20;;;700000;;12/KH\nHE;small_groups;20;;;40;;12/KH\n",
        ),
        (
            Thing::Figures,
            "indicator;area_code;as_of;value;source\nparticipants_hi;20;2025-05-15;650000;BC 5\n",
        ),
    ];
    for (thing, list) in lists {
        let report = office.import(thing, list);
        assert_eq!(report.tally.rejected, 0, "{}: {:?}", thing.name(), report.reasons);
    }
    office.is_on(day("2025-05-28"));
    let (campaign, by) = ("HE".to_owned(), "Lò Văn Sơn".to_owned());
    cascade(&mut office.context(), &Division { campaign, by, ..Division::default() }).unwrap();
    let (campaign, by) = ("HE".to_owned(), "Giàng A Páo".to_owned());
    approve(&mut office.context(), &Decision { campaign, by, ..Decision::default() }).unwrap();
}

fn shown(office: &mut Office, by: By) -> Shown {
    let asked = Asked { campaign: "HE".into(), by, ..Asked::default() };
    show(&mut office.context(), &asked).unwrap()
}

fn lines<'a>(shown: &'a Shown, indicator: &str) -> BTreeMap<&'a str, &'a Line> {
    let own = shown.lines.iter().filter(|line| line.indicator == indicator);
    own.map(|line| (line.code.as_str(), line)).collect()
}

fn targets<'a>(shown: &'a Shown, indicator: &str) -> BTreeMap<&'a str, i64> {
    let all = lines(shown, indicator).into_iter();
    all.map(|(code, line)| (code, line.target.unwrap())).collect()
}

/// What each commune has in the rows of the first revision, all weeks together.
fn stored(office: &mut Office, indicator: &str) -> BTreeMap<String, i64> {
    let rows = office.texts(&format!(
        "SELECT area_code || ' ' || weeks AS line FROM target_rows WHERE indicator = '{indicator}' AND \
         what = 'flow' AND agent_code = '' AND number = 1"
    ));
    let one = |row: &String| {
        let (code, weeks) = row.split_once(' ').unwrap();
        (code.to_owned(), weeks.split(';').map(|cell| cell.parse::<i64>().unwrap()).sum())
    };
    rows.iter().map(one).collect()
}

#[test]
fn targets_follow_the_communes_that_took_the_place_of_others() {
    on_both(|one| {
        office(one);
        let (before, weeks) = (shown(one, By::Area), shown(one, By::Week));
        assert_eq!(before.lines.iter().filter(|line| line.indicator == JOIN).count(), 12);
        one.is_on(day("2025-07-10"));
        let after = shown(one, By::Area);
        for (indicator, total) in [(JOIN, 5_000), ("inspections", 40)] {
            let (then, now) = (stored(one, indicator), targets(&after, indicator));
            assert_eq!((now.len(), now["20"]), (66, total), "the province and 65 communes");
            assert_eq!(now.values().sum::<i64>(), 2 * total);
            for (code, parts) in reform() {
                let whole: i64 =
                    parts.iter().filter(|(_, heirs)| *heirs == 1).map(|(old, _)| then[*old]).sum();
                // Of a divided commune each takes a half, rounded to one side.
                let halves = parts.iter().filter(|(_, heirs)| *heirs == 2);
                let (least, most) = halves.fold((whole, whole), |(least, most), (old, _)| {
                    (least + then[*old] / 2, most + (then[*old] + 1) / 2)
                });
                assert!((least..=most).contains(&now[code]), "{indicator} {code}: {now:?}");
            }
            let of = |shown: &Shown| {
                let all = shown.lines.iter().filter(|line| line.indicator == indicator);
                all.map(|line| (line.code.clone(), line.target)).collect::<Vec<_>>()
            };
            assert_eq!(of(&weeks), of(&shown(one, By::Week)), "no week changes");
        }
        // By hand: 101 for Hoàng Văn Thụ, and what the four others had that became Kỳ Lừa with it.
        let then = stored(one, JOIN);
        let others: i64 = ["06187", "06226", "06235", "06244"].iter().map(|code| then[*code]).sum();
        let merged = lines(&after, JOIN)["06187"];
        assert_eq!(merged.target, Some(101 + others));
        let why = &merged.why.as_ref().unwrap().vi;
        assert!(why.contains("Phường Hoàng Văn Thụ (05971)") && why.contains("(06244)"), "{why}");
        let divided = lines(&after, JOIN)["06613"].why.as_ref().unwrap().vi.clone();
        assert!(divided.contains("Xã Bính Xá (06622) một phần"), "{divided}");
        // A stock begins and ends where it did.
        let stock = lines(&after, "participants_hi");
        assert_eq!((stock["20"].target, stock.len()), (Some(700_000), 66));
        assert_eq!(
            stock.values().map(|line| line.target.unwrap()).sum::<i64>(),
            1_400_000,
            "the communes and the province"
        );
        assert_eq!(after.notes, []);
    });
}

#[test]
fn whoever_answers_and_whatever_is_reached_goes_with_the_communes() {
    on_both(|one| {
        office(one);
        one.is_on(day("2025-07-10"));
        one.import(
            Thing::Payments,
            "si_number;product;paid_on;months;amount;agent_code\n\
             2000000001;household_hi;2025-06-20;12;972000;NV-1\n\
             2000000002;household_hi;2025-07-03;12;972000;\n",
        );
        let (then, after) = (stored(one, JOIN), shown(one, By::Area));
        let areas = lines(&after, JOIN);
        let reached = |code: &str| areas[code].reached;
        assert_eq!(
            (reached("20"), reached("06187"), reached("05977")),
            (Some(2), Some(1), Some(1))
        );
        // Agents take what they had with them; what no agent had goes to whoever works there now.
        let agents = shown(one, By::Agent);
        let agents = lines(&agents, JOIN);
        assert_eq!(agents["NV-1"].target, areas["06187"].target);
        assert_eq!(agents["NV-1"].reached, Some(1));
        assert!(agents["NV-2"].target >= Some(91), "{agents:?}");
        // An office has the communes that its district became.
        let city: i64 = ["05971", "05974", "05977", "05980", "05983", "05986", "05989", "05992"]
            .iter()
            .map(|code| then[*code])
            .sum();
        let offices = shown(one, By::Office);
        let offices = targets(&offices, JOIN).into_iter();
        let offices: BTreeMap<String, i64> =
            offices.map(|(code, target)| (code.to_owned(), target)).collect();
        assert_eq!(offices["20"], 5_000);
        assert!(offices["2001"] >= city, "and what was merged with them: {offices:?}");
        let officers = shown(one, By::Officer);
        let own = targets(&officers, JOIN);
        assert_eq!(own.values().sum::<i64>(), 5_000);
        assert_eq!(Some(own["CB-3"]), agents["NV-1"].target, "who follows the post");
        assert_eq!(own["CB-1"] + own["CB-3"], offices["2001"]);
        assert!(own[""] > 0);
        assert!(officers.notes[0].vi.contains("chưa có cán bộ phụ trách"), "{:?}", officers.notes);
    });
}

#[test]
fn events_that_were_held_go_with_the_communes() {
    on_both(|one| {
        office(one);
        for (id, area, date) in [(1, "05971", "2025-06-10"), (2, "06187", "2025-07-08")] {
            one.sql(&format!(
                "INSERT INTO events (province_id, id, code, office_code, kind, mode, host, venue, area, date, part, \
                 starts_at, ends_at, size, expected, turnout, state, sequence, changed_at, attended) SELECT \
                 province_id, {id}, 'E-{id}', '2001', 'small_group', 'in_person', 'H', 'V', '{area}', '{date}', \
                 'morning', '{date} 08:00:00', '{date} 10:00:00', 25, 10, 500000, 'held', 0, '{date} 12:00:00', 10 \
                 FROM agents WHERE code = 'NV-1'"
            ));
        }
        one.is_on(day("2025-07-10"));
        let after = shown(one, By::Area);
        let areas = lines(&after, "small_groups");
        assert_eq!((areas["20"].reached, areas["06187"].reached), (Some(2), Some(2)));
    });
}

#[test]
fn a_change_after_the_reform_is_a_revision_of_the_new_communes() {
    on_both(|one| {
        office(one);
        one.is_on(day("2025-07-10"));
        let before = shown(one, By::Area);
        let has = targets(&before, JOIN)["06187"];
        let change = Revision {
            campaign: "HE".into(),
            area: "06187".into(),
            indicator: JOIN.into(),
            value: has + 10,
            by: "Lò Văn Sơn".into(),
            why: "Khu công nghiệp mới".into(),
            ..Revision::default()
        };
        assert_eq!(revise(&mut one.context(), &change).unwrap().number, 2);
        let checks = check(&mut one.context(), ("", "HE"), None).unwrap();
        assert!(checks.iter().all(|check| check.ok), "{checks:?}");
        let after = shown(one, By::Area);
        assert_eq!(
            (targets(&after, JOIN)["20"], targets(&after, JOIN)["06187"]),
            (5_000, has + 10)
        );
        assert_eq!(targets(&after, "inspections"), targets(&before, "inspections"));
        let decide = |area: &str| Decision {
            campaign: "HE".into(),
            area: area.into(),
            by: "Giàng A Páo".into(),
            ..Decision::default()
        };
        approve(&mut one.context(), &decide("")).unwrap();
        assert_eq!(approve(&mut one.context(), &decide("06187")).unwrap().state, "approved");
    });
}

#[test]
fn a_plan_after_the_reform_knows_what_was_reached_before() {
    on_both(|one| {
        office(one);
        one.is_on(day("2025-07-10"));
        one.import(
            Thing::Payments,
            "si_number;product;paid_on;months;amount\n2000000001;household_hi;2025-06-20;12;972000\n",
        );
        let week = "2025-W29".parse().unwrap();
        vandong::app::plan::make(&mut one.context(), "", "2001", week).unwrap();
        let wanted = vandong::app::plan::Wanted { office: "2001".into(), ..newest(week) };
        let made = show_plan(&mut one.context(), &wanted).unwrap();
        let raised = made.configuration.assumptions.raised;
        let joined = raised.iter().find(|one| one.indicator == JOIN).unwrap();
        let asked = targets(&shown(one, By::Office), JOIN)["2001"];
        assert_eq!((joined.target, joined.done), (asked, 1));
        assert_eq!(one.wrong(&wanted), BTreeMap::new());
    });
}
