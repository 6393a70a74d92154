//! An agent's workbook out of the mailbox, filled in and saved by a program that is not ours, and taken
//! back: the next week follows from it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use vandong::app::life::{approve, publish, submit};

use super::letters::{sent, with_plan};
use super::{MailServer, python, told};
use crate::harness::{day, morning, newest, on_both, week};
use crate::lists::single_cases;

#[test]
fn a_workbook_that_another_program_filled_in_comes_back_into_the_next_week() {
    let Some(python) = python() else { return };
    on_both(|office| {
        let server = MailServer::with_login(&python, &json!({}));
        let mut settings = with_plan(office);
        settings.extend(server.settings());
        let wanted = newest(week());
        submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
        approve(&mut office.context(), &wanted, "Giàng A Páo", None).unwrap();
        morning(office, "2023-06-05");
        publish(&mut office.context(), &wanted, "Lò Văn Sơn", &[]).unwrap();
        sent(office, "2023-06-05", &settings);

        // Which row stands in whose workbook, as the other program reads it.
        let (letters, folder) = server.letters();
        let mut books: BTreeMap<String, PathBuf> = BTreeMap::new();
        for (name, file) in letters.iter().flat_map(|letter| letter["files"].as_object().unwrap()) {
            let rows = file["sheets"]["Thứ Hai 05-06"].as_array().unwrap();
            let header = rows.iter().position(|row| row[0] == "Mã dòng").unwrap();
            for row in &rows[header + 1..] {
                books.insert(row[0].as_str().unwrap().to_owned(), folder.join(name));
            }
        }
        let cases: Vec<_> = single_cases(office)
            .into_iter()
            .filter(|one| books.contains_key(&one.row_id))
            .collect();
        let [refused, called, promised, ..] = &cases[..] else { panic!("{}", cases.len()) };
        let answers = [
            (refused, json!({ "Kết quả": "Từ chối", "Lý do": "đắt" })),
            (called, json!({ "Kết quả": "Hẹn gọi lại", "Gọi lại lúc": "2023-06-13T14:30" })),
            (promised, json!({ "Kết quả": "Hẹn đóng tiền", "Ngày hẹn đóng": "2023-06-20" })),
        ];
        // Each workbook is filled in with its own rows.
        let mut by_book: BTreeMap<&PathBuf, serde_json::Map<String, Value>> = BTreeMap::new();
        for (case, answer) in &answers {
            let own = by_book.entry(&books[&case.row_id]).or_default();
            own.insert(case.row_id.clone(), answer.clone());
        }
        let mut inserted = 0;
        for (at, (book, own)) in by_book.iter().enumerate() {
            let filled = office.database.folder().join(format!("tra-ve-{at}.xlsx"));
            let filled = filled.to_str().unwrap();
            let written = Value::Object(own.clone()).to_string();
            let rows = told(&python, "fill_in.py", &[book.to_str().unwrap(), filled, &written]);
            assert_eq!(rows, own.len());
            let command = ["import", "outcomes", filled];
            let said = office.ask("2023-06-10", &[], &command).done();
            let rows = &said["rows"];
            assert_eq!((&rows["rejected"], &said["warnings"]), (&json!(0), &json!([])), "{said}");
            assert_eq!(
                (&said["unknown_columns"], &rows["sheets_left_out"]),
                (&json!([]), &json!(0))
            );
            inserted += rows["inserted"].as_u64().unwrap();
            let again = office.ask("2023-06-10", &[], &command).done();
            assert_eq!(again["rows"]["inserted"], 0, "{again}");
            assert_eq!(again["rows"]["unchanged"], own.len(), "{again}");
        }
        assert_eq!(inserted, 3);

        // So many slots that nobody is left out for want of one.
        office.sql("UPDATE agents SET slots_per_day = 20");
        let next = week().next().to_string();
        office.ask("2023-06-10", &[], &["plan", "make", "--week", &next]).done();
        let why = |contact: &str| {
            let command = ["plan", "explain", contact, "--week", &next];
            office.ask("2023-06-10", &[], &command).done().to_string()
        };
        assert!(why(&refused.contact).contains("(refused); may be spoken to again from 2023-"));
        let told = why(&promised.contact);
        assert!(told.contains("promised to pay on 2023-06-20"), "{told}");
        office.is_on(day("2023-06-10"));
        let lists = crate::lists::lists(office, week().next());
        let days = lists.agents.iter().flat_map(|agent| &agent.days);
        let mut rows = days.flat_map(|list| list.rows.iter().map(move |row| (list.day, row)));
        let (on, row) = rows.find(|(_, row)| row.household == called.contact).unwrap();
        assert_eq!((on, row.position), (day("2023-06-13"), 1));
        assert_eq!(row.hour, Some("2023-06-13T14:30:00".parse().unwrap()));
    });
}
