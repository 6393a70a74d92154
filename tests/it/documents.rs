//! Plans as documents: what an office prints, signs and takes as a workbook.

use vandong::app::documents::{Cell, Paper, month_paper, week_paper, workbook};
use vandong::app::plan::{PlanError, targets};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;
use vandong::exchange::read::{Next, RowSource as _, XlsxFile};

use crate::browser::{get, well_formed};
use crate::harness::{Office, day, morning, newest, on_both, week};
use crate::web::{PLAN, lived, planned, serving};

fn counts(cells: &[Cell]) -> Vec<i64> {
    let count = |cell: &Cell| match cell {
        Cell::Count(count) | Cell::Money(count) => Some(*count),
        _ => None,
    };
    cells.iter().filter_map(count).collect()
}

/// Every table has as many cells in a row as columns, and its last row adds the others up.
pub(crate) fn adds_up(paper: &Paper) {
    for table in paper.sections.iter().filter_map(|section| section.table.as_ref()) {
        let Some(total) = &table.total else { continue };
        let mut sums = vec![0; counts(total).len()];
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len());
            for (sum, number) in sums.iter_mut().zip(counts(row)) {
                *sum += number;
            }
        }
        assert_eq!((total.len(), sums), (table.columns.len(), counts(total)));
    }
}

#[test]
fn each_line_of_a_week_says_for_whom_how_much_how_often_and_who_answers_for_it() {
    on_both(|office| {
        planned(office);
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        adds_up(&paper);
        assert!(paper.is_draft && paper.status.vi.contains("Phiên bản 2, bản nháp"));
        assert!(paper.grounds.iter().any(|ground| ground.vi.contains("58/2014/QH13")));
        let lines = paper.sections[1].table.as_ref().unwrap();
        assert_eq!(lines.columns.len(), 6);
        for line in &lines.rows {
            assert!(
                line.iter().all(|cell| matches!(cell, Cell::Said(said) if !said.vi.is_empty()))
            );
        }
        let all = targets(&mut office.context(), &newest(week())).unwrap();
        let touches: u64 = all.agents.iter().map(|agent| agent.touches).sum();
        let visits: u64 = all.agents.iter().map(|agent| agent.visits).sum();
        // A household with two due cases is one touch, and takes nothing from those who could join.
        let number = |office: &mut Office, states: &str| -> u64 {
            let counted = office.texts(&format!(
                "SELECT CAST(count(*) AS TEXT) AS line FROM touches t WHERE t.version_id = (SELECT max(id) \
                 FROM plan_versions) AND NOT EXISTS (SELECT 1 FROM touch_cases c WHERE c.touch_id = t.id AND \
                 c.state IN ({states}))"
            ));
            counted[0].parse().unwrap()
        };
        // Who is upcoming on the day of the touch may be due on a later day of the week.
        let least = number(office, "'upcoming', 'due', 'overdue'");
        let most = number(office, "'due', 'overdue'");
        let potential: u64 = all.agents.iter().map(|agent| agent.potential).sum();
        let due: u64 = all.agents.iter().map(|agent| agent.due).sum();
        assert!((least..=most).contains(&potential), "{least} {potential} {most}");
        assert!(touches < potential + due, "{touches} {potential} {due}");
        let people = paper.sections[2].table.as_ref().unwrap();
        let total = counts(people.total.as_ref().unwrap());
        assert_eq!((total[2], total[3]), ((touches - visits) as i64, visits as i64));
        let first = serde_json::to_string(&people.rows[0]).unwrap();
        assert!(first.contains("Quàng Thị Liên (NV-01)") && first.contains("Bưu cục Pú Trạng"));
        let who = serde_json::to_string(&lines.rows).unwrap();
        assert!(who.contains("Bưu điện tỉnh: ") && who.contains("Cán bộ điều phối"), "{who}");
    });
}

#[test]
fn a_document_is_a_draft_until_it_is_approved_and_then_names_who_approved_it() {
    on_both(|office| {
        planned(office);
        lived(office);
        let wanted = vandong::app::plan::Wanted { version: Some(1), ..newest(week()) };
        let paper = week_paper(&mut office.context(), &wanted).unwrap();
        assert!(!paper.is_draft && paper.status.vi.contains("Hoàng Minh duyệt lúc"));
        let names: Vec<_> = paper.signatures.iter().map(|one| one.name.clone().unwrap()).collect();
        assert_eq!(names, ["Lò Văn Sơn", "Hoàng Minh (thay mặt Giàng A Páo)"]);
    });
}

#[test]
fn a_month_has_its_weeks_planned_or_not() {
    on_both(|office| {
        planned(office);
        let month = "2023-06".parse().unwrap();
        let paper = month_paper(&mut office.context(), ("", ""), month).unwrap();
        adds_up(&paper);
        let weeks = paper.sections[0].table.as_ref().unwrap();
        assert_eq!(weeks.rows.len(), 5);
        let own: Vec<_> = weeks.rows.iter().filter(|row| !counts(row).is_empty()).collect();
        assert_eq!(own.len(), 1);
        assert_eq!(paper.status.vi, "1 trong 5 tuần đã lập kế hoạch, 0 tuần đã duyệt");
        let none = month_paper(&mut office.context(), ("", ""), "2024-01".parse().unwrap());
        assert!(matches!(none, Err(PlanError::NoPlan { .. })), "{none:?}");
    });
}

#[test]
fn a_month_is_a_draft_while_one_of_its_plans_is() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let month = |office: &mut Office| {
            month_paper(&mut office.context(), ("", ""), "2023-06".parse().unwrap()).unwrap()
        };
        assert!(!month(office).is_draft);
        office.make(week().next());
        let paper = month(office);
        assert_eq!(paper.status.vi, "2 trong 5 tuần đã lập kế hoạch, 1 tuần đã duyệt");
        assert!(paper.is_draft);
    });
}

#[test]
fn a_week_planned_again_keeps_the_days_before_in_its_documents() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let calls_and_visits = |office: &mut Office| {
            let month = "2023-06".parse().unwrap();
            let paper = month_paper(&mut office.context(), ("", ""), month).unwrap();
            let total = paper.sections[0].table.as_ref().unwrap().total.clone().unwrap();
            let lines = paper.sections[1].table.as_ref().unwrap();
            let said = lines.rows.iter().map(|row| serde_json::to_string(&row[2]).unwrap());
            // Calls, visits, due cases that are planned, due cases.
            (counts(&total)[..4].to_vec(), said.collect::<Vec<_>>())
        };
        let before = calls_and_visits(office);
        // Nothing changes on Tuesday noon, so that Wednesday to Friday stay as they are.
        office.clock = FixedClock(day("2023-06-06").and_hms_opt(5, 0, 0).unwrap());
        office.make(week());
        let draft = week_paper(&mut office.context(), &newest(week())).unwrap();
        // It comes out when Wednesday, which it plans, is over.
        office.clock = FixedClock(day("2023-06-07").and_hms_opt(11, 0, 0).unwrap());
        office.publish(week());
        assert_eq!(calls_and_visits(office), before);
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        let lead = serde_json::to_string(&paper.sections[0].lead).unwrap();
        assert!(lead.contains("05/06–06/06/2023"), "{lead}");
        assert_eq!(paper.sections, draft.sections, "publishing moves no number");
    });
}

/// Who was called on Monday and is due still when the week is planned again stands on both lists.
#[test]
fn each_due_case_of_a_week_that_is_planned_again_counts_once() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let due = |office: &mut Office| targets(&mut office.context(), &newest(week())).unwrap();
        let before = due(office);
        assert_eq!(before.earlier, Default::default());
        let shown = office.shown(&newest(week()));
        let all = &shown["summary"]["coverage"]["all"];
        let told = serde_json::to_value(before.week_due).unwrap();
        assert_eq!((&told["planned"], &told["all"]), (&all["due_planned"], &all["due"]));
        let monday = office.texts(
            "SELECT t.id || '-' || c.number AS line FROM touches t JOIN touch_cases c ON c.touch_id = t.id \
             AND c.province_id = t.province_id WHERE t.day = '2023-06-05' AND c.state IN ('due', 'overdue') \
             ORDER BY t.id, c.number",
        );
        assert!(monday.len() > 2, "{monday:?}");
        let mut list = String::from("row_id;outcome;at\n");
        for (row, outcome) in monday.iter().zip(["paid", "paid", "no_answer"]) {
            list.push_str(&format!("{row};{outcome};2023-06-05 09:00\n"));
        }
        morning(office, "2023-06-06");
        assert_eq!(office.import(Thing::Outcomes, &list).tally.rejected, 0);
        office.clock = FixedClock(day("2023-06-06").and_hms_opt(5, 0, 0).unwrap());
        office.make(week());
        let after = due(office);
        assert!(after.earlier.due > 0);
        assert_eq!(after.week_due.all, before.week_due.all, "nobody is lost or counted twice");
        // The document says how the numbers of the plan and of the lists before it go together.
        let shown = office.shown(&newest(week()));
        let due = shown["summary"]["coverage"]["all"]["due"].as_u64().unwrap();
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        let told = &paper.sections[0].lead.last().unwrap().vi;
        let all = after.week_due.all;
        let expected = format!(
            "cả tuần có {all} trường hợp đến hạn ({due} của kế hoạch này và {} trên danh sách trước đó",
            all - due
        );
        assert!(told.contains(&expected), "{told}");
    });
}

#[test]
fn pages_and_workbooks_say_the_same() {
    on_both(|office| {
        planned(office);
        serving(office, |at, office| {
            let page = get(at, &format!("{PLAN}/document"));
            assert_eq!(page.status, 200, "{}", page.text());
            well_formed(page.text()).unwrap();
            for word in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "DỰ THẢO", "Người lập kế hoạch"]
            {
                assert!(page.text().contains(word), "{word}");
            }
            let month = get(at, "/months/2023-06/01500?lang=en");
            assert!(month.text().contains("The weeks of the month"), "{}", month.text());
            assert_eq!(get(at, "/months/2023-6/01500").status, 400);
            assert_eq!(get(at, "/months/2023-06/x").status, 404);
            let file = get(at, &format!("{PLAN}/document.xlsx"));
            let named = file.header("content-disposition");
            assert!(named.contains("ke-hoach-2023-W23-01500-v2.xlsx"), "{named}");
            let json = get(at, &format!("/api/v1{PLAN}/document")).json();
            assert_eq!(json["sections"].as_array().unwrap().len(), 3);
            let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
            let mut bytes = Vec::new();
            let created = paper.day.and_hms_opt(0, 0, 0).unwrap();
            workbook(&paper, |said| &said.vi, created, &mut bytes).unwrap();
            assert_eq!(file.bytes, bytes);
            let mut book = XlsxFile::open(std::io::Cursor::new(bytes)).unwrap();
            let people = book.sheet_names().last().unwrap().clone();
            let mut rows = book.rows(Some(&people)).unwrap();
            let mut count = 0;
            while let Some(Next::Row(_)) = rows.next_row().unwrap() {
                count += 1;
            }
            let table = paper.sections[2].table.as_ref().unwrap();
            assert_eq!(count, table.rows.len() + 1, "a total");
        });
    });
}
