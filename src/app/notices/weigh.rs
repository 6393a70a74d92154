//! What is left to tell of a case, and of a reminder as a whole. The same rules say it when a reminder
//! is sent, when a payment comes in before, and why it was not sent.

use chrono::NaiveDate;

use crate::app::premium::{cycle_months, renewal};
use crate::config::Tables;
use crate::domain::calendar::Week;
use crate::domain::due::{DueLadder, DueState, ladder};
use crate::domain::notice::{NoticeReason, NoticeState};
use crate::domain::product::Product;
use crate::store::cases::EnrolmentRow;
use crate::store::people::PersonRow;

/// An enrolment with its product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'r> {
    pub(super) row: &'r EnrolmentRow,
    pub(super) product: &'r Product,
}

/// What is known of the person of a case.
pub(super) struct Known<'r> {
    pub(super) person: &'r PersonRow,
    pub(super) barrier: Option<NoticeReason>,
    pub(super) is_reported: bool,
}

/// A case that is due today.
#[derive(Clone, Copy, Debug)]
pub(super) struct DueToday<'r> {
    pub(super) person: &'r PersonRow,
    pub(super) case: Case<'r>,
    /// Whether the payment window has closed.
    pub(super) is_overdue: bool,
    /// The last day on which paying still serves.
    pub(super) until: NaiveDate,
    /// VND to pay next, where it can be computed.
    pub(super) amount: Option<i64>,
    /// Months that the amount pays for.
    pub(super) months: u8,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand<'r> {
    /// Still due.
    Due(DueToday<'r>),
    /// Paid since, in the books or as an agent reported.
    Paid,
    /// No case any more.
    Settled,
    /// Nobody is to be written to about it.
    Barred(NoticeReason),
    /// Its last useful day has passed.
    TooLate,
}

/// The period of reminders about cases with this last useful day: its week. Deadlines of one household
/// in one week share their letters, and no letter comes much earlier than it must.
pub(super) fn period(until: NaiveDate) -> String {
    Week::containing(until).to_string()
}

/// A case about which something may be left to tell, with its ladder; else where it stands: paid as an agent
/// reported, or no case any more.
pub(super) fn open<'r>(
    case: Option<Case<'r>>,
    is_reported: bool,
    tables: &Tables,
) -> Result<(Case<'r>, DueLadder), Stand<'r>> {
    let case = case.filter(|case| case.row.closed.is_none()).ok_or(Stand::Settled)?;
    if is_reported {
        return Err(Stand::Paid);
    }
    let cycle = cycle_months(case.row, case.product);
    let ladder = ladder(case.product, case.row.covered_to, cycle, &tables.due);
    Ok((case, ladder.map_err(|_| Stand::Settled)?))
}

/// Where a case stands today for a notice of a period.
pub(super) fn stand<'r>(
    case: Option<Case<'r>>,
    known: &Known<'r>,
    (today, of): (NaiveDate, &str),
    tables: &Tables,
) -> Stand<'r> {
    if known.person.closed.is_some() {
        return Stand::Barred(NoticeReason::PersonClosed);
    }
    let (case, ladder) = match open(case, known.is_reported, tables) {
        Ok(open) => open,
        Err(stand) => return stand,
    };
    let Some(until) = ladder.last_useful_day(today) else {
        return match ladder.state(today) {
            DueState::NotYet => Stand::Paid,
            _ => Stand::TooLate,
        };
    };
    if period(until) != of {
        // The day passed, or what was due then is paid and something else is due.
        let passed = ladder.deadline < today && period(ladder.deadline) == of;
        return if passed { Stand::TooLate } else { Stand::Paid };
    }
    if let Some(reason) = known.barrier {
        return Stand::Barred(reason);
    }
    Stand::Due(due_today(case, known.person, (&ladder, until), today, tables))
}

/// The case with what it costs.
fn due_today<'r>(
    case: Case<'r>,
    person: &'r PersonRow,
    (ladder, until): (&DueLadder, NaiveDate),
    today: NaiveDate,
    tables: &Tables,
) -> DueToday<'r> {
    let listed = person.segments.as_deref().unwrap_or_default();
    let (segments, _) = tables.segments.parse_list(listed);
    let amount = renewal(case.row, case.product, today, segments, tables).ok();
    DueToday {
        person,
        case,
        is_overdue: ladder.state(today) == DueState::Overdue,
        until,
        amount: amount.map(|amount| amount.0),
        months: cycle_months(case.row, case.product),
    }
}

/// Why a reminder with none of its cases due is not sent: what weighs most comes first.
pub(super) fn nothing_left(stands: &[Stand<'_>]) -> (NoticeState, NoticeReason) {
    let rank = |stand: &Stand<'_>| match stand {
        Stand::Paid => Some((0, NoticeState::Cancelled, NoticeReason::Paid)),
        Stand::Barred(NoticeReason::PersonClosed) => {
            Some((1, NoticeState::Cancelled, NoticeReason::PersonClosed))
        }
        Stand::Barred(reason) => Some((2, NoticeState::Suppressed, *reason)),
        Stand::TooLate => Some((3, NoticeState::Expired, NoticeReason::TooLate)),
        Stand::Settled => Some((4, NoticeState::Cancelled, NoticeReason::Settled)),
        Stand::Due(_) => None,
    };
    let first = stands.iter().filter_map(rank).min_by_key(|(rank, _, _)| *rank);
    first.map_or((NoticeState::Cancelled, NoticeReason::Settled), |(_, state, why)| (state, why))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// A card that ends on 8 June 2023.
    fn card(ends: &str) -> EnrolmentRow {
        EnrolmentRow {
            province_id: 1,
            id: 1,
            person_id: 1,
            product: "household_hi".into(),
            covered_to: ends.parse().unwrap(),
            cycle_months: Some(12),
            chosen_income: None,
            household_order: Some(1),
            support_group: None,
            amount: None,
            last_agent_code: None,
            as_of: None,
            closed: None,
            closed_on: None,
        }
    }

    fn told(stand: &Stand<'_>) -> &'static str {
        match stand {
            Stand::Due(_) => "due",
            Stand::Paid => "paid",
            Stand::Settled => "settled",
            Stand::Barred(reason) => reason.code(),
            Stand::TooLate => "too_late",
        }
    }

    #[rstest]
    #[case::in_time("2023-06-08", "2023-06-05", "due")]
    #[case::last_day("2023-06-08", "2023-06-08", "due")]
    #[case::the_day_after("2023-06-08", "2023-06-09", "too_late")]
    #[case::renewed("2024-06-08", "2023-06-05", "paid")]
    #[case::paid_a_month("2023-07-08", "2023-06-20", "paid")]
    fn a_card_of_week_23(#[case] ends: &str, #[case] today: &str, #[case] expected: &str) {
        let tables = Tables::load(None).unwrap();
        let row = card(ends);
        let product = tables.products.get(tables.products.find("household_hi").unwrap()).unwrap();
        let person = PersonRow::unknown(1, 1);
        let known = Known { person: &person, barrier: None, is_reported: false };
        let case = Some(Case { row: &row, product });
        let day = today.parse().unwrap();
        assert_eq!(told(&stand(case, &known, (day, "2023-W23"), &tables)), expected);
        // Whatever the days: money that an agent reported, a closed case, a barrier.
        let reported = Known { person: &person, barrier: None, is_reported: true };
        assert_eq!(told(&stand(case, &reported, (day, "2023-W23"), &tables)), "paid");
        assert_eq!(told(&stand(None, &known, (day, "2023-W23"), &tables)), "settled");
        if expected == "due" {
            let barrier = Some(NoticeReason::OptedOut);
            let barred = Known { person: &person, barrier, is_reported: false };
            let stands = [stand(case, &barred, (day, "2023-W23"), &tables)];
            assert_eq!(told(&stands[0]), "opted_out");
            let expected = (NoticeState::Suppressed, NoticeReason::OptedOut);
            assert_eq!(nothing_left(&stands), expected);
        }
    }

    #[test]
    fn a_case_whose_days_cannot_be_computed_is_no_case_to_tell_of() {
        let tables = Tables::load(None).unwrap();
        // No rule of cards says anything about the year 1900.
        let row = card("1900-06-08");
        let product = tables.products.get(tables.products.find("household_hi").unwrap()).unwrap();
        let case = Some(Case { row: &row, product });
        assert!(matches!(open(case, false, &tables), Err(Stand::Settled)));
        assert!(matches!(open(case, true, &tables), Err(Stand::Paid)));
        let person = PersonRow::unknown(1, 1);
        let known = Known { person: &person, barrier: None, is_reported: false };
        let day = "2023-06-05".parse().unwrap();
        assert_eq!(told(&stand(case, &known, (day, "2023-W23"), &tables)), "settled");
    }

    #[test]
    fn who_died_is_written_to_about_nothing() {
        let tables = Tables::load(None).unwrap();
        let person = PersonRow { closed: Some("deceased".into()), ..PersonRow::unknown(1, 1) };
        let known = Known { person: &person, barrier: None, is_reported: false };
        let day = "2023-06-05".parse().unwrap();
        let stands = [stand(None, &known, (day, "2023-W23"), &tables)];
        let expected = (NoticeState::Cancelled, NoticeReason::PersonClosed);
        assert_eq!(nothing_left(&stands), expected);
    }

    #[test]
    fn a_payment_says_more_than_a_case_that_is_no_more() {
        let stands = [Stand::Settled, Stand::Paid, Stand::TooLate];
        assert_eq!(nothing_left(&stands), (NoticeState::Cancelled, NoticeReason::Paid));
        assert_eq!(nothing_left(&[]), (NoticeState::Cancelled, NoticeReason::Settled));
    }
}
