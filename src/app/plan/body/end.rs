//! Where a stored contact ended, read without what proves it: comparing two plans asks for nothing else of
//! hundreds of thousands of lines.

use std::borrow::Cow;

use super::{DueLine, LineFate, way};
use crate::domain::touch::ReasonCode;
use crate::store::StoreError;
use crate::store::plans::PlanCommuneRow;

/// A contact, and where it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineEnd<'l> {
    /// Key of the person who stands for the household.
    pub person: i64,
    /// Household code, if there is one.
    pub household: Option<&'l str>,
    /// Due cases that its touch speaks about.
    pub due: u64,
    /// Where it ended.
    pub fate: LineFate,
}

impl<'l> LineEnd<'l> {
    /// How the contact is named: its household code, or `#` and the person's key.
    pub(crate) fn contact(&self) -> Cow<'l, str> {
        self.household.map_or_else(|| Cow::Owned(format!("#{}", self.person)), Cow::Borrowed)
    }
}

/// Where the contacts of a commune ended, in the order in which they were stored; an error for a line that
/// cannot be read.
pub(crate) fn ends(
    row: &PlanCommuneRow,
) -> impl Iterator<Item = Result<LineEnd<'_>, StoreError>> + '_ {
    let what = || format!("a line of commune {}", row.commune);
    row.body.lines().map(move |line| {
        end(line).ok_or_else(|| StoreError::Corrupt { table: "plan_communes", what: what() })
    })
}

fn end(line: &str) -> Option<LineEnd<'_>> {
    let mut fields = line.split('\t');
    let person = fields.next()?.parse().ok()?;
    let household = Some(fields.next()?).filter(|code| *code != "-");
    let due = fields.nth(4)?;
    let fate = fate(fields.next()?)?;
    let due = match fate {
        LineFate::Left(_) => 0,
        LineFate::Planned { .. } => spoken(due)?,
    };
    Some(LineEnd { person, household, due, fate })
}

/// How many of some due cases a touch speaks about.
fn spoken(due: &str) -> Option<u64> {
    let mut count = 0;
    for case in due.split_whitespace().filter(|case| *case != "-") {
        count += u64::from(DueLine::read(case)?.left.is_none());
    }
    Some(count)
}

/// A fate as a line has it.
pub(super) fn fate(text: &str) -> Option<LineFate> {
    let Some(place) = text.strip_prefix('=') else {
        return Some(LineFate::Left(ReasonCode::from_code(text)?));
    };
    let (agent, place) = place.split_once('/')?;
    let (channel, bucket) = (way::channel(place.get(..1)?)?, place.get(1..)?);
    Some(LineFate::Planned { agent: agent.parse().ok()?, channel, bucket: bucket.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// What is read of a line here is what is read of it in whole.
    #[rstest]
    #[case::planned("12\tHGD-1\ttay!7\ta,b\tc*:57\t-\tL12/a= D13/b!no_skill\t=1204/v4")]
    #[case::kept("12\t-\tvi\ta\tc*:57\t=1204/c2:73\t-\t=1204/c2\t3")]
    #[case::left("9\tHGD-2\t-\t-\t-\t-\tD9/a!no_agent\tno_agent")]
    fn it_is_what_the_whole_line_says(#[case] line: &str) {
        let whole = super::super::Line::read(line).unwrap();
        let found = end(line).unwrap();
        let planned = matches!(whole.fate, LineFate::Planned { .. });
        let due = whole.due.iter().filter(|case| planned && case.left.is_none()).count() as u64;
        assert_eq!((found.person, found.contact()), (whole.person, whole.contact().into()));
        assert_eq!((found.due, found.fate), (due, whole.fate));
    }

    #[rstest]
    #[case("12\tHGD-1\tvi\ta\tc*:57\t-\t-")]
    #[case("x\tHGD-1\tvi\ta\tc*:57\t-\t-\tno_agent")]
    #[case("12\tHGD-1\tvi\ta\tc*:57\t-\t-\tbored")]
    #[case("12\tHGD-1\tvi\ta\tc*:57\t-\tL12\t=1204/c2")]
    fn a_household_does_not_vanish_in_a_damaged_line(#[case] line: &str) {
        assert_eq!(end(line), None);
    }
}
