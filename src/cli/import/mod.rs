//! `vandong import THING FILE`: takes a list that an office brought and says what became of it.

mod columns;
mod fresh;
mod progress;
mod report;

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::exit::{Ended, Exit};
use super::values::things;
use super::{Failure, Session, print};
use crate::app::context::Context;
use crate::app::import::{Request, import};
use crate::exchange::columns::Thing;
use fresh::Fresh;
use progress::Progress;

/// What to import and how.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Examples:
  vandong import people --columns
  vandong import people nguoi-dan.xlsx --dry-run
  vandong import people nguoi-dan.xlsx
  vandong import outcomes NV-01.xlsx")]
pub struct Args {
    /// Loại danh sách. Kind of list.
    #[arg(value_name = "THING", value_parser = things())]
    thing: Thing,
    /// Tệp CSV hoặc XLSX. The file.
    #[arg(value_name = "FILE", required_unless_present = "columns")]
    file: Option<PathBuf>,
    /// Chỉ kiểm tra, không lưu. Checks the list and stores nothing.
    #[arg(long)]
    dry_run: bool,
    /// Tệp ghi các dòng bị từ chối kèm lý do. Where rejected rows go, with their reasons.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Mã thoát 4 nếu có dòng bị từ chối hoặc trang không đọc được. Exit code 4 if a row is
    /// rejected or a sheet left out; good rows are kept.
    #[arg(long)]
    strict: bool,
    /// Danh sách có ngày dữ liệu đã đầy đủ cho các xã được nêu: đóng mọi trường hợp không có trong đó,
    /// dù nhiều. The dated list is complete in the communes that it names: cases that it does not name
    /// are closed, however many.
    #[arg(long)]
    complete: bool,
    /// In các cột và giá trị được nhận. Prints the columns of the list and the values they take.
    #[arg(long, conflicts_with_all = ["file", "dry_run", "rejects", "strict", "complete"])]
    columns: bool,
}

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    let Some(file) = args.file.as_ref().filter(|_| !args.columns) else {
        columns::print(args.thing, &session.tables()?, session.json)?;
        return Ok(Exit::Done);
    };
    if args.complete && !matches!(args.thing, Thing::Enrolments | Thing::Prospects) {
        return Err(not_closing());
    }
    let request = Request {
        thing: args.thing,
        path: file.clone(),
        province: session.province(),
        reject_file: Some(reject_file(args.rejects.as_deref(), file, session)?),
        dry_run: args.dry_run,
        complete: args.complete,
    };
    let began = Instant::now();
    let progress = Progress::of(session);
    let work =
        |context: &mut Context<'_>| import(context, &request, &|read, all| progress.at(read, all));
    let fresh = Fresh::of(session);
    let taken = match fresh {
        Some(_) if args.dry_run => session.with_empty_context(work),
        _ => session.with_new_context(work),
    };
    progress.end();
    match fresh {
        Some(fresh) if args.dry_run => fresh.checked(session),
        Some(fresh) => fresh.settle(session),
        None => {}
    }
    let report = taken?;
    if session.json {
        print::json(&report::json(&report, file))?;
    } else {
        print::text(&report::words(
            &report,
            (file, &session.invocation),
            began.elapsed(),
            session.quiet,
        ))?;
    }
    let partly = args.strict && !report.tally.is_whole();
    Ok(if partly { Exit::Invalid } else { Exit::Done })
}

/// Only lists of cases close what they do not name.
fn not_closing() -> Failure {
    let message = "--complete is for lists of cases: enrolments, prospects";
    Failure::new(Exit::Usage, "usage", message)
        .vi("--complete chỉ dùng cho danh sách trường hợp: enrolments, prospects")
}

/// The file named, which must not be the list itself; else a new one in the configured folder:
/// somebody may be correcting the one of last time.
fn reject_file(named: Option<&Path>, list: &Path, session: &Session) -> Result<PathBuf, Failure> {
    let Some(named) = named else {
        return Ok(unused(&session.config.import.reject_folder, list));
    };
    let same = match (named.canonicalize(), list.canonicalize()) {
        (Ok(named), Ok(list)) => named == list,
        _ => false,
    };
    if same {
        let message = "--rejects names the list itself, which would be overwritten";
        return Err(Failure::new(Exit::Usage, "usage", message)
            .vi("--rejects trùng với tệp danh sách; hãy chọn tệp khác"));
    }
    Ok(named.to_owned())
}

/// `people.rejected.csv`, or `people.rejected-2.csv` when that is there.
fn unused(folder: &Path, list: &Path) -> PathBuf {
    let stem = list.file_stem().unwrap_or_default().to_string_lossy();
    let first = folder.join(format!("{stem}.rejected.csv"));
    let next = (2..=u32::MAX).map(|at| folder.join(format!("{stem}.rejected-{at}.csv")));
    std::iter::once(first.clone()).chain(next).find(|file| !file.exists()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reject_file_is_never_taken_twice() {
        let folder = tempfile::tempdir().unwrap();
        let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        let list = Path::new("lists/people.csv");
        assert_eq!(name(unused(folder.path(), list)), "people.rejected.csv");
        std::fs::write(folder.path().join("people.rejected.csv"), "").unwrap();
        assert_eq!(name(unused(folder.path(), list)), "people.rejected-2.csv");
    }
}
