//! Documents of an office with a campaign and events: what is asked of it, what is held, what is missing.

use vandong::app::documents::{Cell, Paper, Section, month_paper, week_paper};
use vandong::app::targets::{Asked, By, Decision, Division, Line, approve, cascade, show};
use vandong::exchange::columns::Thing;

use crate::documents::adds_up;
use crate::events::with_events;
use crate::harness::{Office, day, newest, on_both, week};
use crate::targets::{approve_all, divided, lists};

/// A campaign that is divided; the committee has yet to approve it.
fn running(office: &mut Office) {
    lists(office);
    divided(office);
    office.is_on(day("2023-06-02"));
}

fn section<'a>(paper: &'a Paper, title: &str) -> Option<&'a Section> {
    paper.sections.iter().find(|section| section.title.vi == title)
}

fn count(cell: &Cell) -> i64 {
    match cell {
        Cell::Count(count) | Cell::Money(count) => *count,
        other => panic!("no number: {other:?}"),
    }
}

#[test]
fn a_week_names_the_targets_that_are_approved_and_who_answers_for_them() {
    on_both(|office| {
        running(office);
        office.make(week());
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        assert_eq!(section(&paper, "Chỉ tiêu"), None, "nobody approved them yet");
        assert!(!paper.grounds.iter().any(|ground| ground.vi.contains("15/KH-BHXH")));
        // What is approved later is no part of a version that was made before.
        office.is_on(day("2023-06-03"));
        approve_all(office);
        let before = week_paper(&mut office.context(), &newest(week())).unwrap();
        assert_eq!(before, paper);
        office.is_on(day("2023-06-04"));
        office.make(week());
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        adds_up(&paper);
        assert!(paper.grounds.iter().any(|ground| ground.vi.contains("15/KH-BHXH (Nửa đầu năm)")));
        let rows = &section(&paper, "Chỉ tiêu").unwrap().table.as_ref().unwrap().rows;
        let own = rows.iter().find(
            |row| matches!(&row[0], Cell::Said(said) if said.vi == "Tham gia mới BHXH tự nguyện"),
        );
        let own = own.unwrap();
        assert_eq!(own[1], Cell::Name("BHXH tỉnh Yên Bái".into()));
        assert!(count(&own[2]) > 0 && count(&own[3]) == 0 && count(&own[4]) == 60, "{own:?}");
        assert_eq!(own[5], Cell::Tenths(0), "a share has one decimal, as on the command line");
        let people = paper.sections.last().unwrap().table.as_ref().unwrap();
        let column = |one: &&vandong::app::documents::Column| one.name.vi.starts_with("Chỉ tiêu: ");
        let asked: Vec<_> = people.columns.iter().filter(column).collect();
        assert!(asked.iter().any(|one| one.name.vi.ends_with("Tham gia mới BHXH tự nguyện")));
        let lines = section(&paper, "Nội dung thực hiện").unwrap();
        let text = serde_json::to_string(lines).unwrap();
        assert!(text.contains("(mục IV)") && !text.contains("(mục III)"), "{text}");
    });
}

#[test]
fn whoever_has_a_target_answers_for_it_in_a_week_without_touches() {
    on_both(|office| {
        running(office);
        approve_all(office);
        let absent = "agent_code;from;to;reason\nNV-03;2023-06-05;2023-06-11;Nghỉ ốm\n";
        office.import(Thing::Absences, absent);
        office.is_on(day("2023-06-04"));
        office.make(week());
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        adds_up(&paper);
        let people = paper.sections.last().unwrap().table.as_ref().unwrap();
        let own =
            |row: &&Vec<Cell>| matches!(&row[0], Cell::Name(name) if name.contains("(NV-03)"));
        let own = people.rows.iter().find(own).unwrap();
        let asked = people.columns.iter().zip(own);
        let asked = asked.filter(|(column, _)| column.name.vi.starts_with("Chỉ tiêu: "));
        assert!(asked.map(|(_, cell)| count(cell)).sum::<i64>() > 0, "{own:?}");
        assert_eq!((count(&own[5]), count(&own[6])), (0, 0), "no calls, no visits: {own:?}");
    });
}

#[test]
fn events_are_lines_of_the_week_and_a_ledger_of_the_month() {
    on_both(|office| {
        with_events(office);
        let made = office.make(week());
        let events = made.summary.events.unwrap();
        assert!(events.events > 0);
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        let lines = &section(&paper, "Nội dung thực hiện").unwrap().table.as_ref().unwrap().rows;
        let hosted = |row: &&Vec<Cell>| matches!(row.last(), Some(Cell::Said(said)) if said.vi.ends_with("(chủ trì)"));
        let hosted: Vec<&Vec<Cell>> = lines.iter().filter(hosted).collect();
        assert_eq!(hosted.len() as u64, events.events);
        let all = serde_json::to_string(&hosted).unwrap();
        assert!(all.contains("Hoàng Thị Sen") && all.contains("hộ được mời"), "{all}");
        let month = "2023-06".parse().unwrap();
        let paper = month_paper(&mut office.context(), ("", ""), month).unwrap();
        adds_up(&paper);
        let ledger = section(&paper, "Sự kiện được giao").unwrap().table.as_ref().unwrap();
        let total: Vec<i64> = ledger.total.as_ref().unwrap()[2..].iter().map(count).collect();
        assert_eq!((total[0], total[2]), (13, events.events as i64), "required, planned");
        assert_eq!(total[6], 13 - events.events as i64, "what nobody has planned yet");
        assert_eq!(section(&paper, "Chỉ tiêu"), None);
    });
}

#[test]
fn a_month_sums_its_weeks_of_the_targets() {
    on_both(|office| {
        running(office);
        approve_all(office);
        office.make(week());
        let month = "2023-06".parse().unwrap();
        let paper = month_paper(&mut office.context(), ("", ""), month).unwrap();
        let rows = &section(&paper, "Chỉ tiêu").unwrap().table.as_ref().unwrap().rows;
        let of = |name: &str| {
            let found =
                rows.iter().find(|row| matches!(&row[0], Cell::Said(said) if said.vi == name));
            count(&found.unwrap()[2])
        };
        let asked = Asked { campaign: "H1".into(), by: By::Month, ..Asked::default() };
        let shown = show(&mut office.context(), &asked).unwrap();
        for name in ["Tham gia mới BHXH tự nguyện", "Thanh tra, kiểm tra"] {
            let june = |line: &&Line| line.code == "2023-06" && line.name_vi == name;
            let june = shown.lines.iter().find(june).unwrap();
            assert_eq!(Some(of(name)), june.target, "{name}");
        }
    });
}

#[test]
fn campaigns_of_the_same_weeks_are_parts_of_their_own() {
    on_both(|office| {
        running(office);
        approve_all(office);
        let campaign = "Mã đợt;Tên đợt;Từ ngày;Đến ngày;Tháng cao điểm;Ngày ra quân;Văn bản\n\
            HE;Mùa hè;01/06/2023;31/07/2023;;;20/KH\n";
        let assigned = "Mã đợt;Chỉ tiêu;Mã địa bàn;Mã nhân viên thu;Kỳ;Giá trị;Ấn định;Văn bản\n\
            HE;Tham gia mới BHXH tự nguyện;15;;;90;;20/KH\n";
        for (thing, list) in [(Thing::Campaigns, campaign), (Thing::Targets, assigned)] {
            assert_eq!(office.import(thing, list).tally.rejected, 0);
        }
        let (campaign, by) = ("HE".to_owned(), "Lò Văn Sơn".to_owned());
        cascade(&mut office.context(), &Division { campaign, by, ..Division::default() }).unwrap();
        let (campaign, by) = ("HE".to_owned(), "Giàng A Páo".to_owned());
        approve(&mut office.context(), &Decision { campaign, by, ..Decision::default() }).unwrap();
        office.is_on(day("2023-06-04"));
        office.make(week());
        let paper = week_paper(&mut office.context(), &newest(week())).unwrap();
        adds_up(&paper);
        let people = paper.sections.last().unwrap().table.as_ref().unwrap();
        for (code, name, other) in
            [("HE", "Mùa hè", "Nửa đầu năm"), ("H1", "Nửa đầu năm", "Mùa hè")]
        {
            let part = section(&paper, &format!("Chỉ tiêu ({name})")).unwrap();
            let lead = &part.lead[0].vi;
            assert!(lead.contains(name) && !lead.contains(other), "{lead}");
            let mut asked = |by: By| {
                let asked =
                    Asked { campaign: code.into(), by, week: Some(week()), ..Asked::default() };
                let lines = show(&mut office.context(), &asked).unwrap().lines.into_iter();
                let own = lines.filter(|line| line.indicator == "new_voluntary_si");
                own.filter_map(|line| line.week_target).sum::<i64>()
            };
            let rows = &part.table.as_ref().unwrap().rows;
            let own = rows.iter().filter(
                |row| matches!(&row[0], Cell::Said(said) if said.vi == "Tham gia mới BHXH tự nguyện"),
            );
            assert_eq!(own.map(|row| count(&row[2])).collect::<Vec<_>>(), [asked(By::Office)]);
            let heading = format!("Chỉ tiêu ({name}): Tham gia mới BHXH tự nguyện");
            let at = people.columns.iter().position(|column| column.name.vi == heading).unwrap();
            assert!(asked(By::Agent) > 0);
            assert_eq!(count(&people.total.as_ref().unwrap()[at]), asked(By::Agent), "{name}");
        }
        let grounds: Vec<&str> = paper.grounds.iter().map(|ground| ground.vi.as_str()).collect();
        assert!(
            grounds.contains(&"20/KH (Mùa hè)") && grounds.contains(&"15/KH-BHXH (Nửa đầu năm)")
        );
        let lines = section(&paper, "Nội dung thực hiện").unwrap();
        let text = serde_json::to_string(lines).unwrap();
        assert!(text.contains("(mục V)") && !text.contains("(mục IV)"), "{text}");
        let month = "2023-06".parse().unwrap();
        let month = month_paper(&mut office.context(), ("", ""), month).unwrap();
        assert!(section(&month, "Chỉ tiêu (Mùa hè)").is_some());
        assert!(section(&month, "Chỉ tiêu (Nửa đầu năm)").is_some());
    });
}
