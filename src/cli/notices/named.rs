//! Which notice somebody means: by its number, as `29-617` with the key of the province, or as letters
//! carry it in their Message-ID. What was sent under units that are gone is found all the same.

use chrono::DateTime;
use chrono_tz::Tz;

use super::super::values::Told;
use crate::app::context::{Context, provinces_of_all_times};
use crate::cli::exit::Exit;
use crate::cli::{Failure, Session};
use crate::clock::local_time;
use crate::dispatch::DispatchError;
use crate::domain::area::Area;
use crate::store::notices::{NoticeRow, notices_by_id, provinces_with_notice};

/// A notice as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Key of the province, where the name holds it.
    province: Option<i64>,
    id: i64,
    /// When it was made, in seconds since 1970, where the name holds it. Keys come again in other databases
    /// and after a restore; this tells a letter of theirs from one of ours.
    made: Option<i64>,
}

/// `617`, `#617`, `29-617`, `notice-29-617-1685926800` or `<notice-29-617-1685926800@DOMAIN>`.
pub(super) fn named(text: &str) -> Result<Named, Told> {
    read(text.trim()).ok_or_else(|| {
        Told::new(
            "ghi số của thông báo, ví dụ 617, hoặc 29-617 (tỉnh và số), hoặc Message-ID của thư",
            "write the number of a notice, as 617, or 29-617 (province and number), or a Message-ID",
        )
    })
}

fn read(text: &str) -> Option<Named> {
    let text = text.strip_prefix('<').unwrap_or(text);
    let text = text.split_once('@').map_or(text, |(name, _)| name).trim_end_matches('>');
    let text = text.strip_prefix("notice-").unwrap_or(text).trim_start_matches('#');
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [id] => Some(Named { province: None, id: number(id)?, made: None }),
        [province, id] => {
            Some(Named { province: Some(number(province)?), id: number(id)?, made: None })
        }
        [province, id, made] => Some(Named {
            province: Some(number(province)?),
            id: number(id)?,
            made: Some(number(made)?),
        }),
        _ => None,
    }
}

/// The provinces whose notices a command may mean: the one of `--province`, or all.
pub(super) fn scope(context: &mut Context<'_>, session: &Session) -> Result<Vec<Area>, Failure> {
    let (code, today) = (session.province(), context.today());
    Ok(context.store.read(|conn| provinces_of_all_times(conn, &code, today))?)
}

/// Province and number of a notice.
///
/// # Errors
/// There is none, several provinces have one of this number, or the one of this number was made at another
/// time than the name says.
pub(super) fn find(
    context: &mut Context<'_>,
    session: &Session,
    named: Named,
) -> Result<(i64, i64), Failure> {
    let provinces = scope(context, session)?;
    find_among(context, &provinces, named)
}

fn find_among(
    context: &mut Context<'_>,
    provinces: &[Area],
    Named { province, id, made }: Named,
) -> Result<(i64, i64), Failure> {
    if let Some(province) = province {
        let row = context.store.read(|conn| notices_by_id(conn, province, &[id]))?.pop();
        return match (row, made) {
            (Some(row), Some(made)) if row.made_at.and_utc().timestamp() != made => {
                Err(another(&row, made, context.config.office.time_zone))
            }
            // That there is none, the use case says.
            _ => Ok((province, id)),
        };
    }
    let all: Vec<i64> = provinces.iter().map(|area| area.id.0).collect();
    let own = context.store.read(|conn| provinces_with_notice(conn, &all, id))?;
    let found: Vec<&Area> = provinces.iter().filter(|area| own.contains(&area.id.0)).collect();
    match found.as_slice() {
        [] => Err(DispatchError::NoNotice { id }.into()),
        [one] => Ok((one.id.0, id)),
        several => Err(which_province(several, id)),
    }
}

/// The notices of one province that are meant; those that nobody has are left to the use case.
///
/// # Errors
/// As [`find`]; notices of several provinces.
pub(super) fn find_together(
    context: &mut Context<'_>,
    session: &Session,
    all: &[Named],
) -> Result<(i64, Vec<i64>), Failure> {
    let provinces = scope(context, session)?;
    let mut province: Option<i64> = None;
    for one in all {
        let own = match find_among(context, &provinces, *one) {
            Ok((own, _)) => own,
            Err(failure) if failure.code == "no_notice" => continue,
            Err(failure) => return Err(failure),
        };
        if *province.get_or_insert(own) != own {
            let message = "these notices are of several provinces: name those of one at a time";
            return Err(Failure::new(Exit::Usage, "several_provinces", message)
                .vi("các thông báo này thuộc nhiều tỉnh: mỗi lần chỉ ghi thông báo của một tỉnh"));
        }
    }
    let first = provinces.first().map(|area| area.id.0);
    Ok((province.or(first).unwrap_or_default(), all.iter().map(|one| one.id).collect()))
}

/// A Message-ID of a letter that this database did not send.
fn another(row: &NoticeRow, made: i64, zone: Tz) -> Failure {
    let name = format!("{}-{}", row.province_id, row.id);
    let own = local_time(row.made_at, zone).format("%d/%m/%Y %H:%M:%S");
    let stated = DateTime::from_timestamp(made, 0).map_or(made.to_string(), |at| {
        local_time(at.naive_utc(), zone).format("%d/%m/%Y %H:%M:%S").to_string()
    });
    Failure::new(
        Exit::NotFound,
        "another_notice",
        format_args!(
            "this Message-ID is of a notice made at {stated}, but notice {name} of this database was made \
             at {own}: the letter is of another database, or was not sent by this office; `vandong notices \
             show {name}` shows the one that is here"
        ),
    )
    .vi(format_args!(
        "Message-ID này thuộc thông báo lập lúc {stated}, còn thông báo {name} trong cơ sở dữ liệu này lập lúc \
         {own}: thư đó thuộc cơ sở dữ liệu khác, hoặc không do cơ quan này gửi; xem thông báo ở đây bằng \
         `vandong notices show {name}`"
    ))
}

fn which_province(found: &[&Area], id: i64) -> Failure {
    let names = found.iter().map(|area| format!("{}-{id} ({})", area.id.0, area.name));
    let names = names.collect::<Vec<_>>().join(", ");
    Failure::new(
        Exit::Usage,
        "which_province",
        format_args!("{} provinces have a notice {id}: {names}; name one of them so", found.len()),
    )
    .vi(format_args!(
        "{} tỉnh có thông báo số {id}: {names}; hãy ghi cả số tỉnh như vậy",
        found.len()
    ))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("617", Some((None, 617, None)))]
    #[case("#617", Some((None, 617, None)))]
    #[case("29-617", Some((Some(29), 617, None)))]
    #[case("notice-29-617", Some((Some(29), 617, None)))]
    #[case("<notice-29-617@bhxh.example>", Some((Some(29), 617, None)))]
    #[case(" notice-29-617@bhxh.example ", Some((Some(29), 617, None)))]
    #[case("<notice-29-617-1685926800@bhxh.example>", Some((Some(29), 617, Some(1_685_926_800))))]
    #[case("29-617-x", None)]
    #[case("29-617-1-1", None)]
    #[case("-617", None)]
    #[case("+617", None)]
    #[case("<alarm@bhxh.example>", None)]
    #[case("", None)]
    fn a_notice_is_named_as_it_is_printed(
        #[case] text: &str,
        #[case] expected: Option<(Option<i64>, i64, Option<i64>)>,
    ) {
        assert_eq!(named(text).ok().map(|one| (one.province, one.id, one.made)), expected);
    }
}
