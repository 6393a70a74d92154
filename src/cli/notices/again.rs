//! `vandong notices again`: what did not arrive goes out once more.

use std::fmt::Write as _;

use super::named::{Named, find_together, named, scope};
use super::period::{must_have_notices, period};
use super::purposes;
use crate::app::context::{Context, ProvinceError};
use crate::app::notices::{Again, Which, again};
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::{self, thousands};
use crate::cli::{Failure, Session};
use crate::domain::notice::Purpose;
use crate::store::sent::{Wanted, newest};

/// Which notices.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Examples:
  vandong notices again 42
  vandong notices again --purpose call_list --period 2023-06-05")]
pub struct Args {
    /// Số của các thông báo, kể cả đã đến nơi. Numbers of notices, also of those that arrived.
    #[arg(value_name = "ID", required_unless_present = "purpose", conflicts_with = "purpose")]
    #[arg(value_parser = named)]
    pub ids: Vec<Named>,
    /// Mọi thông báo thuộc mục đích này chưa đến nơi. All of this purpose that did not arrive.
    #[arg(long, value_name = "PURPOSE", value_parser = purposes(), requires = "period")]
    pub purpose: Option<String>,
    /// Ngày, tuần, hoặc tuần và cơ quan, như `vandong notices list` ghi. The period, as it is listed.
    #[arg(long, value_name = "PERIOD", requires = "purpose")]
    pub period: Option<String>,
}

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    let purpose = args.purpose.as_deref().and_then(Purpose::from_code);
    let period = args.period.as_deref().map(|text| period(purpose, text)).transpose()?;
    let batch = purpose.zip(period.as_deref());
    let done = session.with_deeds(|context| -> Result<_, Failure> {
        match batch {
            Some((purpose, period)) => {
                let province = province_of(context, session, (purpose, period))?;
                Ok(again(context, province, Which::Missing(purpose, period))?)
            }
            None => {
                let (province, ids) = find_together(context, session, &args.ids)?;
                Ok(again(context, province, Which::These(&ids))?)
            }
        }
    })?;
    if session.json {
        print::json(&done)?;
    } else if !session.quiet {
        print::text(&words(&done))?;
    }
    let asked_for_nothing = done.again.is_empty() && !args.ids.is_empty();
    Ok(if asked_for_nothing { Exit::Invalid } else { Exit::Done })
}

/// The province that has a batch: today other units may be in force.
fn province_of(
    context: &mut Context<'_>,
    session: &Session,
    (purpose, period): (Purpose, &str),
) -> Result<i64, Failure> {
    let provinces = scope(context, session)?;
    must_have_notices(context, &provinces, (Some(purpose), period))?;
    if let [only] = provinces.as_slice() {
        return Ok(only.id.0);
    }
    let (purpose, period) = (Some(purpose.code().to_owned()), Some(period.to_owned()));
    let batch = Wanted { state: None, purpose, period };
    let mut found = Vec::new();
    for area in &provinces {
        let (_, count) = context.store.read(|conn| newest(conn, area.id.0, &batch, 1))?;
        if count > 0 {
            found.push(area.id.0);
        }
    }
    match (found.as_slice(), provinces.first()) {
        ([one], _) => Ok(*one),
        ([], Some(any)) => Ok(any.id.0),
        (several, _) => Err(ProvinceError::Several { count: several.len() }.into()),
    }
}

/// Numbers that are named.
const NAMED: usize = 10;

fn words(done: &Again) -> String {
    let mut text =
        format!("Đã xếp hàng gửi lại {} thông báo / queued again", count(done.again.len()));
    text.push_str(match done.again.is_empty() {
        true => "\n",
        false => "; `vandong serve` hoặc `vandong dispatch --once` sẽ gửi\n",
    });
    for (why, ids) in &done.left {
        let named: Vec<String> = ids.iter().take(NAMED).map(|id| format!("#{id}")).collect();
        let more = if ids.len() > NAMED { ", …" } else { "" };
        let _ = writeln!(
            text,
            "Không gửi lại {}: {} ({}{more})",
            count(ids.len()),
            why.name_vi(),
            named.join(", ")
        );
    }
    text
}

fn count(number: usize) -> String {
    thousands(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use crate::app::notices::Left;

    use super::*;

    #[test]
    fn what_stays_is_told_with_why() {
        let done = Again { again: vec![4, 5], left: [(Left::TooLate, vec![6])].into() };
        assert_eq!(
            words(&done),
            "Đã xếp hàng gửi lại 2 thông báo / queued again; `vandong serve` hoặc `vandong dispatch \
             --once` sẽ gửi\nKhông gửi lại 1: đã quá giờ gửi (#6)\n"
        );
    }
}
