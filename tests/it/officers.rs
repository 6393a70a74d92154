//! Officers of an office: who answers for which targets, communes and agents, in commands, pages, documents
//! and explanations; and what is in nobody's charge yet.

use std::collections::BTreeMap;

use vandong::app::documents::{Cell, month_paper, week_paper};
use vandong::app::plan::{ToldCell, explain};
use vandong::app::targets::{Asked, By, Line, Shown, show};
use vandong::exchange::columns::Thing;

use crate::browser::{get, well_formed};
use crate::documents::adds_up;
use crate::harness::{Office, day, newest, on_both, week};
use crate::province;
use crate::targets::{approve_all, divided, lists};
use crate::web::serving;

/// The first commune is Mai's, the post is Páo's wherever it collects; the third is nobody's yet.
const OFFICERS: &str = "Mã cán bộ;Họ tên;Mã cơ quan BHXH;Mã địa bàn;Mã tổ chức\n\
    CB-1;Bế Thị Mai;01500;04282;\nCB-2;Lý Văn Páo;01500;;BD-15\nCB-3;Vi Thị Lan;01500;;\n";

/// A campaign in force.
fn running(office: &mut Office) {
    lists(office);
    divided(office);
    approve_all(office);
    office.is_on(day("2023-06-02"));
}

fn shown(office: &mut Office, asked: Asked) -> Shown {
    show(&mut office.context(), &Asked { campaign: "H1".into(), ..asked }).unwrap()
}

fn by(by: By) -> Asked {
    Asked { by, ..Asked::default() }
}

fn of<'a>(shown: &'a Shown, indicator: &str) -> BTreeMap<&'a str, &'a Line> {
    let own = shown.lines.iter().filter(|line| line.indicator == indicator);
    own.map(|line| (line.code.as_str(), line)).collect()
}

fn target(lines: &BTreeMap<&str, &Line>, code: &str) -> i64 {
    lines.get(code).and_then(|line| line.target).unwrap_or(0)
}

#[test]
fn every_atom_is_in_one_hand_or_counted_as_nobodys() {
    on_both(|office| {
        running(office);
        let none = shown(office, by(By::Officer));
        let all = of(&none, "new_voluntary_si");
        assert_eq!((all.len(), target(&all, "")), (1, 60), "nobody is in charge of anything");
        assert!(none.notes[0].vi.contains("chưa có cán bộ phụ trách"));
        let report = office.import(Thing::Officers, OFFICERS);
        assert_eq!((report.tally.inserted, report.tally.rejected), (3, 0), "{:?}", report.reasons);
        assert_eq!(office.import(Thing::Officers, OFFICERS).tally.unchanged, 3);
        // NV-01 and NV-02 are of the post; NV-01 works in 04282 and 04285, NV-03 in 04285 and 04288.
        let (officers, agents) = (shown(office, by(By::Officer)), shown(office, by(By::Agent)));
        let (own, agents) = (of(&officers, "new_voluntary_si"), of(&agents, "new_voluntary_si"));
        let post = target(&agents, "NV-01") + target(&agents, "NV-02");
        assert_eq!((target(&own, "CB-2"), target(&own, "")), (post, target(&agents, "NV-03")));
        assert_eq!(own.values().filter_map(|line| line.target).sum::<i64>(), 60);
        assert_eq!((own["CB-2"].places, own[""].places), (Some(3), Some(2)));
        for line in officers.lines.iter().filter(|line| !line.code.is_empty()) {
            let named: Vec<&str> = line.responsible.iter().map(|one| &*one.code).collect();
            assert_eq!(
                named,
                [line.code.as_str()],
                "{}: whoever has it answers for it",
                line.indicator
            );
        }
        assert_eq!(agents["NV-01"].responsible[0].name, "Lý Văn Páo");
        assert_eq!(agents["NV-03"].responsible, []);
        // Whoever asks about one officer reads of officers: of one without anything, of nobody.
        for (unit, vi) in [("CB-3", "cán bộ Vi Thị Lan (CB-3) chưa phụ trách"), ("Lan", "mã `Lan`")]
        {
            let asked = Asked { campaign: "H1".into(), unit: unit.into(), ..by(By::Officer) };
            let error = show(&mut office.context(), &asked).unwrap_err();
            let told = error.vi().unwrap();
            assert!(told.contains(vi), "{told}");
        }
        // Inspections are no work of agents: the commune alone decides.
        let inspections = of(&officers, "inspections");
        let areas = shown(office, by(By::Area));
        let communes = of(&areas, "inspections");
        assert_eq!(target(&inspections, "CB-1"), target(&communes, "04282"));
        assert_eq!(target(&inspections, "CB-1") + target(&inspections, ""), 12);
        let names = |code: &str| {
            let own = of(&areas, "new_voluntary_si")[code].responsible.iter();
            own.map(|one| one.code.as_str()).collect::<Vec<_>>()
        };
        assert_eq!((names("04282"), names("04288")), (vec!["CB-2"], vec![]));
        // Who paid to nobody counts for the commune's own officer.
        office.import(
            Thing::Payments,
            &format!(
                "si_number;product;paid_on;months;amount\n{};household_hi;2023-06-01;12;972000\n",
                province::si(3),
            ),
        );
        let reached = shown(office, by(By::Officer));
        let reached: i64 =
            of(&reached, "renewed_household_hi").values().filter_map(|line| line.reached).sum();
        assert_eq!(reached, 1);
    });
}

#[test]
fn whoever_is_away_and_whoever_claims_the_same_is_told() {
    on_both(|office| {
        running(office);
        let list = "code;name;office_code;area_codes;active_to\nCB-1;Mai;01500;15;2023-06-01\n\
                    CB-2;Páo;01500;15;\nCB-3;Lan;01500;04288;\nCB-4;Sen;01500;04288;\n";
        office.import(Thing::Officers, list);
        let officers = shown(office, by(By::Officer));
        let own = of(&officers, "new_voluntary_si");
        assert_eq!(own.keys().copied().collect::<Vec<_>>(), ["CB-2", "CB-3"]);
        assert!(officers.notes[0].vi.contains("CB-3 và CB-4"), "{:?}", officers.notes);
        assert_eq!(officers.notes.len(), 1);
        let one = Asked { unit: "CB-2".into(), ..by(By::Officer) };
        let one = shown(office, one);
        assert!(!one.lines.is_empty() && one.lines.iter().all(|line| line.code == "CB-2"));
    });
}

#[test]
fn documents_and_explanations_name_who_answers() {
    on_both(|office| {
        running(office);
        office.make(week());
        let plain = week_paper(&mut office.context(), &newest(week())).unwrap();
        let about = |office: &mut Office, about: &str| {
            explain(&mut office.context(), &newest(week()), about).unwrap().remove(0)
        };
        assert!(!about(office, "04282").vi.contains("Cán bộ phụ trách"));
        office.import(Thing::Officers, OFFICERS);
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        adds_up(&paper);
        assert_ne!(paper, plain);
        let rows = |title: &str| {
            let own = paper.sections.iter().find(|section| section.title.vi == title);
            own.unwrap().table.as_ref().unwrap()
        };
        let has = |rows: &[Vec<Cell>], name: &str| {
            rows.iter().any(|row| row.get(1) == Some(&Cell::Name(name.to_owned())))
        };
        let targets = &rows("Chỉ tiêu").rows;
        assert!(has(targets, "Lý Văn Páo"), "{targets:?}");
        assert!(has(targets, "Bế Thị Mai"), "{targets:?}");
        let people = rows("Phân công từng nhân viên thu");
        assert_eq!(people.columns.last().unwrap().name.vi, "Cán bộ phụ trách");
        let last = |row: &&Vec<Cell>| row.last() == Some(&Cell::Name("Lý Văn Páo".into()));
        assert!(people.rows.iter().any(|row| last(&row)), "{people:?}");
        let done = serde_json::to_string(rows("Nội dung thực hiện")).unwrap();
        assert!(done.contains("Bế Thị Mai (cán bộ phụ trách)"), "{done}");
        assert!(done.contains("Cán bộ điều phối"), "the other communes are nobody's: {done}");
        let month = month_paper(&mut office.context(), ("", ""), "2023-06".parse().unwrap());
        let month = serde_json::to_string(&month.unwrap()).unwrap();
        assert!(month.contains("Lý Văn Páo"));
        assert!(month.contains("chỉ tính hộ có lịch trong tuần"), "beside targets of all: {month}");

        let area = about(office, "04282");
        assert!(area.vi.contains("Cán bộ phụ trách: Bế Thị Mai (CB-1)"), "{}", area.vi);
        let table = area.tables.last().unwrap();
        assert_eq!(table.title.vi, "Theo cán bộ phụ trách");
        // What is planned is all Páo's, whose agents have it; what nobody got would be Mai's alone, so that
        // no share stands beside their names.
        let (wanted, own) = (area.tables.clone(), table.rows.clone());
        let number = |cell: &ToldCell| match cell {
            ToldCell::Number(number) => *number,
            other => panic!("no share compares officers of one commune: {other:?} in {wanted:?}"),
        };
        let planned = |row: &Vec<ToldCell>| number(&row[1]);
        assert_eq!((own[0][0].told().vi, planned(&own[0])), ("Bế Thị Mai (CB-1)".into(), 0));
        assert_eq!(own[1][0].told().vi, "Lý Văn Páo (CB-2)");
        assert_eq!(own[2][0].told().vi, "Chưa có lịch");
        assert_eq!(table.columns[2].vi, "Trường hợp đến hạn", "also of those not planned");
        let all: u64 = own.iter().map(planned).sum();
        assert!(
            planned(&own[1]) > 0 && area.vi.contains(&format!("(04282): {all} hộ")),
            "{}",
            area.vi
        );
        let third = about(office, "04288");
        assert!(third.en.contains("No officer is in charge yet"), "{}", third.en);
        let agent = about(office, "NV-01");
        assert!(agent.vi.contains("Cán bộ phụ trách: Lý Văn Páo (CB-2)."), "{}", agent.vi);
        let home = about(office, &province::household(3));
        assert!(home.vi.contains("Cán bộ phụ trách: "), "{}", home.vi);
    });
}

#[test]
fn officers_of_one_name_are_told_apart_on_documents() {
    on_both(|office| {
        running(office);
        let list = "code;name;office_code;area_codes\nCB-1;Bế Thị Mai;01500;04282\n\
                    CB-2;Bế Thị Mai;01500;04285;04288\nCB-3;Lý Văn Páo;01500;\n";
        let list = list.replace("04285;04288", "\"04285;04288\"");
        assert_eq!(office.import(Thing::Officers, &list).tally.rejected, 0);
        office.make(week());
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        adds_up(&paper);
        let text = |title: &str| {
            let own = paper.sections.iter().find(|section| section.title.vi == title);
            serde_json::to_string(own.unwrap()).unwrap()
        };
        for code in ["CB-1", "CB-2"] {
            let called = format!("Bế Thị Mai ({code})");
            assert!(text("Chỉ tiêu").contains(&format!("\"{called}\"")), "{}", text("Chỉ tiêu"));
            let done = text("Nội dung thực hiện");
            assert_eq!(done.matches(&format!("{called} (cán bộ phụ trách)")).count(), 1, "{done}");
        }
        // NV-01 works for both.
        let people = text("Phân công từng nhân viên thu");
        assert!(people.contains("\"Bế Thị Mai (CB-1), Bế Thị Mai (CB-2)\""), "{people}");
    });
}

#[test]
fn the_command_and_the_pages_sum_by_officer() {
    on_both(|office| {
        running(office);
        office.import(Thing::Officers, OFFICERS);
        let words = ["targets", "show", "--campaign", "H1", "--by", "officer"];
        let told = office.ask("2023-06-02", &[], &words).done();
        assert_eq!(told["by"], "officer");
        let words = ["targets", "show", "--campaign", "H1", "--officer", "CB-2"];
        let own = office.ask("2023-06-02", &[], &words).done();
        assert!(own["lines"].as_array().unwrap().iter().all(|line| line["name"] == "Lý Văn Páo"));
        serving(office, |at, _| {
            let page = get(at, "/targets?by=officer");
            assert_eq!(well_formed(page.text()), Ok(()));
            assert!(
                page.text().contains("Lý Văn Páo")
                    && page.text().contains("Chưa có cán bộ phụ trách")
            );
            let areas = get(at, "/targets");
            assert!(areas.text().contains("Cán bộ phụ trách: "), "{}", areas.text());
            let document = get(at, "/api/v1/targets?by=officer&indicator=new_voluntary_si").json();
            let lines = document["lines"].as_array().unwrap();
            let sum: i64 = lines.iter().filter_map(|line| line["target"].as_i64()).sum();
            assert_eq!(sum, 60);
        });
    });
}
