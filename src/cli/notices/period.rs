//! The period of notices as people write it: a day in either order, a week, a week with an office. What no
//! notice of a purpose can be about is refused, and not taken for a period of which there is none.

use crate::app::context::Context;
use crate::cli::exit::Exit;
use crate::cli::{Failure, values};
use crate::domain::area::Area;
use crate::domain::calendar::Week;
use crate::domain::notice::Purpose;
use crate::store::sent::{Wanted, newest};

/// What notices of a purpose are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `2023-06-05`
    Day,
    /// `2023-W23`
    Week,
    /// `2023-W23 01500`
    WeekOfOffice,
    /// `20230607C-NVH-1`
    Event,
    /// Words that the program chose.
    Words,
}

impl Shape {
    fn of(purpose: Purpose) -> Self {
        match purpose {
            Purpose::CallList => Self::Day,
            Purpose::DueReminder => Self::Week,
            Purpose::PlanSubmitted
            | Purpose::PlanReturned
            | Purpose::PlanPublished
            | Purpose::NotApproved
            | Purpose::WeekClosed => Self::WeekOfOffice,
            Purpose::EventInvitation | Purpose::EventChanged | Purpose::EventList => Self::Event,
            Purpose::Alarm => Self::Words,
        }
    }

    /// The period as it is stored.
    fn read(self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            Self::Day => values::day(text).ok().map(|day| day.to_string()),
            Self::Week => text.parse().ok().map(|week: Week| week.to_string()),
            Self::WeekOfOffice => {
                let (week, office) = text.split_once(char::is_whitespace)?;
                let week: Week = week.parse().ok()?;
                Some(format!("{week} {}", office.trim()))
            }
            Self::Event => (!text.is_empty()).then(|| text.to_owned()),
            // Of the others each begins with a year or a day.
            Self::Words => text.starts_with(|c: char| !c.is_ascii_digit()).then(|| text.to_owned()),
        }
    }

    fn example_vi(self) -> &'static str {
        match self {
            Self::Day => "ngày có thật, ví dụ 05/06/2023 hoặc 2023-06-05",
            Self::Week => "tuần, ví dụ 2023-W23",
            Self::WeekOfOffice => "tuần và mã cơ quan, ví dụ \"2023-W23 01500\"",
            Self::Event => "mã sự kiện, ví dụ 20230607C-NVH-1",
            Self::Words => "đúng kỳ như `vandong notices list --purpose alarm` ghi",
        }
    }

    fn example_en(self) -> &'static str {
        match self {
            Self::Day => "a day that exists, as 2023-06-05 or 05/06/2023",
            Self::Week => "a week, as 2023-W23",
            Self::WeekOfOffice => "a week and the code of the office, as \"2023-W23 01500\"",
            Self::Event => "the code of an event, as 20230607C-NVH-1",
            Self::Words => "the period as `vandong notices list --purpose alarm` shows it",
        }
    }
}

/// A period of a purpose, as it is stored; of any, where none is named.
///
/// # Errors
/// It is none.
pub(super) fn period(purpose: Option<Purpose>, text: &str) -> Result<String, Failure> {
    let shapes = match purpose {
        Some(purpose) => vec![Shape::of(purpose)],
        None => vec![Shape::Day, Shape::Week, Shape::WeekOfOffice, Shape::Words],
    };
    let read = shapes.iter().find_map(|shape| shape.read(text));
    read.ok_or_else(|| {
        let all = |one: fn(Shape) -> &'static str, or: &str| {
            shapes.iter().map(|shape| one(*shape)).collect::<Vec<_>>().join(or)
        };
        let (vi, en) = (all(Shape::example_vi, "; hoặc "), all(Shape::example_en, "; or "));
        Failure::new(
            Exit::Usage,
            "no_period",
            format_args!("--period `{text}` is no period of such notices: write {en}"),
        )
        .vi(format_args!("--period `{text}` không phải kỳ của thông báo này: hãy ghi {vi}"))
    })
}

/// Refuses a period of which the provinces have no notice at all, in whatever state.
///
/// # Errors
/// There is none, or the database refused.
pub(super) fn must_have_notices(
    context: &mut Context<'_>,
    provinces: &[Area],
    (purpose, period): (Option<Purpose>, &str),
) -> Result<(), Failure> {
    let code = purpose.map(|one| one.code().to_owned());
    let wanted = Wanted { state: None, purpose: code, period: Some(period.to_owned()) };
    for area in provinces {
        if context.store.read(|conn| newest(conn, area.id.0, &wanted, 1))?.1 > 0 {
            return Ok(());
        }
    }
    let (option, vi, en) = match purpose {
        Some(one) => (
            format!(" --purpose {}", one.code()),
            format!(" “{}”", one.name_vi()),
            format!(" ({})", one.name_en()),
        ),
        None => Default::default(),
    };
    Err(Failure::new(
        Exit::NotFound,
        "no_notices_of_period",
        format_args!(
            "there is no notice{en} of {period}; `vandong notices list{option}` shows which there are"
        ),
    )
    .vi(format_args!(
        "chưa có thông báo{vi} nào của kỳ {period}; hãy xem các thông báo bằng `vandong notices list{option}`"
    )))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Some(Purpose::CallList), "2023-06-05", Some("2023-06-05"))]
    #[case(Some(Purpose::CallList), " 5/6/2023 ", Some("2023-06-05"))]
    #[case(Some(Purpose::CallList), "2023-06-55", None)]
    #[case(Some(Purpose::CallList), "2023-W23", None)]
    #[case(Some(Purpose::DueReminder), "2023-W23", Some("2023-W23"))]
    #[case(Some(Purpose::DueReminder), "2023-W53", None)]
    #[case(Some(Purpose::DueReminder), "05/06/2023", None)]
    #[case(Some(Purpose::PlanSubmitted), "2023-W23  01500", Some("2023-W23 01500"))]
    #[case(Some(Purpose::PlanSubmitted), "2023-W23", None)]
    #[case(Some(Purpose::Alarm), "reconcile 2023-06-05", Some("reconcile 2023-06-05"))]
    #[case(Some(Purpose::Alarm), "", None)]
    #[case(None, "05/06/2023", Some("2023-06-05"))]
    #[case(None, "2023-W23 01500", Some("2023-W23 01500"))]
    #[case(None, "reconcile 2023-06-05", Some("reconcile 2023-06-05"))]
    #[case(None, "2023-06-55", None)]
    fn a_period_is_one_of_its_purpose(
        #[case] purpose: Option<Purpose>,
        #[case] text: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(period(purpose, text).ok().as_deref(), expected);
    }
}
