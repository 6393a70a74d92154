//! Numbers that are wrong and people who are no longer there: neither is called again. One wrong
//! number is one number, however many cases of the household were to be spoken about.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDateTime;

use super::super::ImportError;
use super::homes::Homes;
use super::{News, is_word};
use crate::domain::outcome::{Closes, OutcomeCode, OutcomeRules};
use crate::store::Conn;
use crate::store::facts::OutcomeRow;
use crate::store::people::{PersonRow, update_people};

/// Closes the numbers and people that `news` ends. `history` holds it too, from key `first` on.
pub(super) fn close(
    conn: &mut Conn,
    (province, communes): (i64, &HashMap<i64, i64>),
    rules: &OutcomeRules,
    (history, first): (&[OutcomeRow], i64),
    news: &[News],
) -> Result<(), ImportError> {
    let of =
        |wanted: Closes| news.iter().filter(move |one| rules.of(one.code).closes == Some(wanted));
    let mut numbers: Vec<&News> = of(Closes::Phone).collect();
    if !numbers.is_empty() {
        let past = Past::of(rules, history, first);
        numbers.retain(|one| !past.spoken_since(&one.row) && !past.told(&one.row));
    }
    let people: BTreeSet<i64> = of(Closes::Person).map(|one| one.row.person_id).collect();
    let callers: BTreeSet<i64> =
        numbers.iter().flat_map(|one| one.callers.iter().copied()).collect();
    if people.is_empty() && callers.is_empty() {
        return Ok(());
    }
    let mut homes = Homes::find(conn, (province, communes), &people, &callers)?;
    let mut changed = BTreeSet::new();
    for one in of(Closes::Person) {
        let Some(person) = homes.people.get_mut(&one.row.person_id) else { continue };
        if person.closed.is_none() {
            person.closed = Some(one.row.outcome.clone());
            person.closed_on = Some(one.row.at.date());
            changed.insert(person.id);
        }
    }
    let mut told = HashSet::new();
    for one in numbers {
        if one.row.touch_id.is_none_or(|touch| told.insert(touch)) {
            changed.extend(close_number(one, &mut homes));
        }
    }
    let changed: Vec<PersonRow> =
        changed.iter().filter_map(|id| homes.people.get(id).cloned()).collect();
    Ok(update_people(conn, &changed)?)
}

/// Closes the number that was called wherever the household has it; whose record that changed.
fn close_number(one: &News, homes: &mut Homes<'_>) -> Vec<i64> {
    let open = |person: &PersonRow| person.phone.clone().filter(|_| person.phone_closed.is_none());
    let people = &homes.people;
    let called =
        one.callers.iter().find_map(|id| people.get(id).and_then(|own| Some((open(own)?, own))));
    let Some((number, owner)) = called else { return Vec::new() };
    let mut closed = Vec::new();
    for id in homes.around(owner, &one.callers) {
        let Some(person) = homes.people.get_mut(&id) else { continue };
        if open(person).as_ref() == Some(&number) {
            person.phone_closed = Some(one.row.outcome.clone());
            person.phone_closed_by = Some(one.row.id);
            closed.push(person.id);
        }
    }
    closed
}

/// When each person was last spoken to.
pub(super) fn last_spoken<'h>(
    rules: &OutcomeRules,
    history: impl Iterator<Item = &'h OutcomeRow>,
) -> HashMap<i64, NaiveDateTime> {
    let mut spoken = HashMap::new();
    for row in history {
        if OutcomeCode::from_code(&row.outcome).is_some_and(|code| is_word(rules, code)) {
            let last = spoken.entry(row.person_id).or_insert(row.at);
            *last = row.at.max(*last);
        }
    }
    spoken
}

/// What a batch's history says of wrong numbers, gathered once for all of them.
struct Past<'h> {
    /// When each person was last spoken to: then there is a number that works.
    spoken: HashMap<i64, NaiveDateTime>,
    /// What was said of each touch in earlier batches and files.
    told: HashSet<(i64, &'h str)>,
}

impl<'h> Past<'h> {
    /// `history` as of the rows before key `first` and those of the batch.
    fn of(rules: &OutcomeRules, history: &'h [OutcomeRow], first: i64) -> Self {
        let mut past = Self { spoken: last_spoken(rules, history.iter()), told: HashSet::new() };
        for row in history {
            if let Some(touch) = row.touch_id.filter(|_| row.id < first) {
                past.told.insert((touch, row.outcome.as_str()));
            }
        }
        past
    }

    /// Whether the person was spoken to after this.
    fn spoken_since(&self, row: &OutcomeRow) -> bool {
        self.spoken.get(&row.person_id).is_some_and(|last| *last > row.at)
    }

    /// Whether another row of the same touch has said so before.
    fn told(&self, row: &OutcomeRow) -> bool {
        row.touch_id.is_some_and(|touch| self.told.contains(&(touch, row.outcome.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Tables;

    fn row(id: i64, touch_id: Option<i64>, at: &str, outcome: &str) -> OutcomeRow {
        OutcomeRow {
            province_id: 1,
            id,
            person_id: 7,
            product: String::new(),
            touch_id,
            at: at.parse().unwrap(),
            outcome: outcome.to_owned(),
            call_back_at: None,
            promised_on: None,
            reason: None,
            note: None,
            agent_code: None,
        }
    }

    #[test]
    fn a_talk_after_it_counts_and_not_an_attempt_or_a_talk_before() {
        let rules = Tables::load(None).unwrap().outcomes;
        let wrong = row(9, None, "2023-06-06T09:00:00", "wrong_number");
        let spoken = |past: &[(&str, &str)]| {
            let rows: Vec<OutcomeRow> =
                (1..).zip(past).map(|(id, (at, what))| row(id, None, at, what)).collect();
            Past::of(&rules, &rows, 9).spoken_since(&wrong)
        };
        let (before, after) = ("2023-06-05T09:00:00", "2023-06-07T09:00:00");
        assert!(spoken(&[(before, "refused"), (after, "promised")]));
        assert!(spoken(&[(after, "promised"), (before, "refused")]));
        assert!(!spoken(&[(before, "refused"), (after, "busy")]));
        assert!(!spoken(&[("2023-06-06T09:00:00", "refused"), (after, "wrong_number")]));
    }

    #[test]
    fn a_number_is_told_of_once_for_each_touch() {
        let rules = Tables::load(None).unwrap().outcomes;
        let at = "2023-06-06T09:00:00";
        let earlier = [row(3, Some(5), at, "wrong_number"), row(9, Some(6), at, "wrong_number")];
        let past = Past::of(&rules, &earlier, 9);
        assert!(past.told(&row(10, Some(5), at, "wrong_number")));
        // Of this very batch, of another touch, something else, and of no touch.
        for (touch, what) in [
            (Some(6), "wrong_number"),
            (Some(8), "wrong_number"),
            (Some(5), "moved"),
            (None, "wrong_number"),
        ] {
            assert!(!past.told(&row(10, touch, at, what)), "{touch:?} {what}");
        }
    }
}
