//! Whether a letter about an event may go to who would read it, and whether its guest is to be sought out instead:
//! one rule, asked when the intent is written, when a list of guests is composed and when the letter is sent. So
//! nobody stands on a list as having a letter that is never sent.

use std::collections::HashMap;

use crate::app::lists::{record, withdrawn};
use crate::domain::consent::{CaseKind, Channel, ConsentRecord, ConsentRules, legal_basis};
use crate::domain::notice::NoticeReason;
use crate::store::facts::consents_of;
use crate::store::merged::{Survivors, survivors};
use crate::store::{Conn, StoreResult};

/// Why no letter about a kind of case goes to a household, if so; from the records of who is invited, and of who
/// would read it (none where nobody has an address). Of `NoAddress` and `NoLegalBasis` somebody invites in person; who
/// asked for silence (`OptedOut`) is not invited at all.
pub(crate) fn why_no_letter(
    kind: CaseKind,
    guest: &[ConsentRecord],
    reader: Option<&[ConsentRecord]>,
    rules: &ConsentRules,
) -> Option<NoticeReason> {
    let may = |records: &[ConsentRecord], by| legal_basis(kind, by, records, rules).is_some();
    let goes = reader.is_some_and(|records| may(records, Channel::Email));
    // Nor is who asked for silence invited through somebody else of the household. To be sought out needs more
    // than to be written to: whoever withdrew anything must have agreed to all ways again.
    let way = if goes { Channel::Email } else { Channel::All };
    if withdrawn(guest) && !may(guest, way) {
        return Some(NoticeReason::OptedOut);
    }
    match reader {
        None => Some(NoticeReason::NoAddress),
        Some(_) => (!goes).then_some(NoticeReason::NoLegalBasis),
    }
}

/// What is on record of people about being spoken to, under who they are now.
pub(super) struct Grounds<'r> {
    now: Survivors,
    records: HashMap<i64, Vec<ConsentRecord>>,
    rules: &'r ConsentRules,
}

impl<'r> Grounds<'r> {
    pub(super) fn read(
        conn: &mut Conn,
        province: i64,
        people: &[i64],
        rules: &'r ConsentRules,
    ) -> StoreResult<Self> {
        let now = survivors(conn, province, people)?;
        let mut ids: Vec<i64> = people.iter().map(|id| now.of(*id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut records: HashMap<i64, Vec<ConsentRecord>> = HashMap::new();
        for row in consents_of(conn, province, &ids)? {
            records.entry(row.person_id).or_default().extend(record(&row));
        }
        Ok(Self { now, records, rules })
    }

    fn of(&self, person: i64) -> &[ConsentRecord] {
        self.records.get(&self.now.of(person)).map_or(&[][..], Vec::as_slice)
    }

    /// The rule for a guest and who would read the letter.
    pub(super) fn why_no_letter(
        &self,
        kind: CaseKind,
        guest: i64,
        reader: Option<i64>,
    ) -> Option<NoticeReason> {
        why_no_letter(kind, self.of(guest), reader.map(|reader| self.of(reader)), self.rules)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::Tables;

    /// `CHANNEL PURPOSE BASIS GIVEN [WITHDRAWN]`, separated by commas; days of one month.
    fn records(text: &str) -> Vec<ConsentRecord> {
        let day = |day: &str| format!("2023-05-{day}T09:00:00").parse().unwrap();
        let record = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let codes = [words[0], words[1], words[2]];
            ConsentRecord::from_codes(codes, day(words[3]), words.get(4).map(|at| day(at))).unwrap()
        };
        text.split(',').filter(|line| !line.trim().is_empty()).map(record).collect()
    }

    /// Of the guest; of who reads the letter: `-` nobody, `=` the guest, else somebody else of the household.
    #[rstest]
    #[case::due_needs_no_consent("due", "", "=", "")]
    #[case::due_without_an_address("due", "", "-", "no_address")]
    #[case::to_join_without_a_consent("potential", "", "=", "no_legal_basis")]
    #[case::to_join_without_an_address("potential", "", "-", "no_address")]
    #[case::agreed("potential", "email advocacy consent 02", "=", "")]
    #[case::agreed_to_all_ways("potential", "all advocacy consent 02", "=", "")]
    #[case::agreed_to_calls_alone("potential", "call advocacy consent 02", "=", "no_legal_basis")]
    #[case::agreed_to_something_else(
        "potential",
        "email service consent 02",
        "=",
        "no_legal_basis"
    )]
    #[case::agreed_and_cannot_be_written_to(
        "potential",
        "email advocacy consent 02",
        "-",
        "no_address"
    )]
    #[case::whose_household_agreed("potential", "", "all advocacy consent 02", "")]
    #[case::whose_household_did_not("potential", "", "call advocacy consent 02", "no_legal_basis")]
    #[case::withdrawn("potential", "email advocacy consent 02 20", "=", "opted_out")]
    #[case::withdrawn_and_given_again(
        "potential",
        "email advocacy consent 02 20, email advocacy consent 21",
        "=",
        ""
    )]
    #[case::silence("due", "all service duty 02 20", "=", "opted_out")]
    #[case::silence_without_an_address("due", "all service duty 02 20", "-", "opted_out")]
    #[case::no_calls("due", "call service duty 02 20", "=", "")]
    #[case::no_calls_and_no_address("due", "call service duty 02 20", "-", "opted_out")]
    #[case::silence_and_another_reader(
        "potential",
        "all advocacy consent 02 20",
        "all advocacy consent 02",
        "opted_out"
    )]
    #[case::silence_of_the_reader_is_not_that_of_the_guest(
        "due",
        "",
        "all service duty 02 20",
        "no_legal_basis"
    )]
    fn what_keeps_a_letter_back(
        #[case] kind: &str,
        #[case] guest: &str,
        #[case] reader: &str,
        #[case] expected: &str,
    ) {
        let rules = Tables::load(None).unwrap().consent;
        let guest = records(guest);
        let reader = match reader {
            "-" => None,
            "=" => Some(guest.clone()),
            other => Some(records(other)),
        };
        let kind = CaseKind::from_code(kind).unwrap();
        let why = why_no_letter(kind, &guest, reader.as_deref(), &rules);
        assert_eq!(why.map_or("", NoticeReason::code), expected);
    }
}
