//! Rows that cannot be meant come back, and what is remarkable of the others is told.

use vandong::app::import::Report;
use vandong::exchange::columns::Thing;

use crate::harness::{day, new, newest, on_both, unchanged, week};
use crate::province::si;

fn codes(report: &Report) -> Vec<String> {
    let Some(path) = &report.reject_file else { return Vec::new() };
    let bytes = std::fs::read(path).unwrap();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut file = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
    let at = file.headers().unwrap().iter().position(|name| name == "code").unwrap();
    file.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

#[test]
fn dates_that_cannot_be_meant_come_back_and_leave_nothing() {
    let number = si(1);
    let lists = [
        (
            Thing::Outcomes,
            "product;at;outcome",
            "household_hi;2023-06-03 09:00;agreed",
            "future_date",
        ),
        (
            Thing::Outcomes,
            "product;at;outcome;promised_on",
            "household_hi;2023-06-02;promised;2023-11-30",
            "promise_too_far",
        ),
        (
            Thing::Outcomes,
            "product;at;outcome;promised_on",
            "household_hi;2023-06-02;promised;2023-06-01",
            "promise_in_the_past",
        ),
        (
            Thing::Payments,
            "product;paid_on;months;amount",
            "household_hi;2023-06-03;12;800000",
            "future_date",
        ),
        (
            Thing::Payments,
            "product;paid_on;paid_through;amount",
            "voluntary_si;2023-06-02;2028-08;800000",
            "cover_too_far",
        ),
        (Thing::Enrolments, "product;paid_through", "voluntary_si;2028-08", "cover_too_far"),
        (Thing::Enrolments, "product;valid_to", "household_hi;2032-06-30", "cover_too_far"),
    ];
    on_both(|office| {
        office.take_lists();
        let before = office.facts();
        for (thing, header, row, code) in lists {
            let report = office.import(thing, &format!("si_number;{header}\n{number};{row}\n"));
            assert_eq!(
                (report.tally.rejected, codes(&report)),
                (1, vec![code.to_owned()]),
                "{row}"
            );
        }
        assert_eq!(office.facts(), before);
        // The limits are settings.
        office.config.import.promise_days = 200;
        office.config.import.cover_months = 110;
        for (thing, header, row, _) in [&lists[1], &lists[4], &lists[6]] {
            let report = office.import(*thing, &format!("si_number;{header}\n{number};{row}\n"));
            assert_eq!(report.tally.rejected, 0, "{row}");
        }
    });
}

#[test]
fn a_contact_has_one_outcome_in_whatever_file_it_comes() {
    let row = |outcome: &str| format!("{};household_hi;2023-06-01 09:00;{outcome}\n", si(1));
    let header = "si_number;product;at;outcome\n";
    on_both(|office| {
        office.take_lists();
        let both = format!("{header}{}{}{}", row("agreed"), row("moved"), row("agreed"));
        let report = office.import(Thing::Outcomes, &both);
        let tally = report.tally;
        assert_eq!((tally.inserted, tally.unchanged, tally.rejected), (1, 1, 1));
        assert_eq!(codes(&report), ["contradiction"]);
        let before = office.facts();
        let same = office.import(Thing::Outcomes, &format!("{header}{}", row("agreed")));
        assert_eq!((same.tally, office.facts()), (unchanged(1), before));
        // A later file has the last word about the contact of that hour, and says so.
        for word in ["moved", "agreed"] {
            let later = office.import(Thing::Outcomes, &format!("{header}{}", row(word)));
            assert_eq!((later.tally.updated, later.tally.rejected), (1, 0));
            assert!(later.warnings.iter().any(|one| one.code == "outcome_replaced"));
            assert_eq!(office.texts("SELECT outcome AS line FROM outcomes"), [word]);
        }
    });
}

#[test]
fn a_list_of_a_replaced_version_counts_and_is_told() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        office.is_on(day("2023-06-09"));
        let rows = office.texts(
            "SELECT CAST(min(t.id) AS TEXT) AS line FROM touches t JOIN plan_versions v ON v.id = \
             t.version_id GROUP BY v.number ORDER BY v.number",
        );
        let list = |touch: &str| format!("row_id;outcome;note\n{touch}-1;no_answer;\n");
        let old = office.import(Thing::Outcomes, &list(&rows[0]));
        assert_eq!(old.tally, new(1));
        let [told] = old.warnings.as_slice() else { panic!("{:?}", old.warnings) };
        assert_eq!((told.code, told.count), ("superseded_version", 1));
        assert!(
            told.message_vi.contains("2023-W23") && told.message_vi.contains("lần 2"),
            "{told:?}"
        );
        assert_eq!(office.import(Thing::Outcomes, &list(&rows[1])).warnings, []);
        let noted = format!("row_id;outcome;note\n{}-1;;Gọi sau\n", rows[1]);
        let report = office.import(Thing::Outcomes, &noted);
        assert_eq!((report.tally.noted, report.tally.unchanged), (1, 0));
        assert_eq!(report.warnings[0].code, "note_without_outcome");
    });
}
