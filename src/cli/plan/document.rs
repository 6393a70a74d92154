//! `vandong plan document`: a week's or a month's plan as files that are printed, signed and sent.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveTime;

use super::Which;
use crate::app::documents::{Paper, month_paper, week_paper, workbook};
use crate::cli::exit::{Ended, Exit};
use crate::cli::values::month;
use crate::cli::{Failure, Session, print};
use crate::domain::month::Month;
use crate::domain::sentence::Sentence;
use crate::exchange::read::io_vi;
use crate::web::paper_file;

/// Which document, and where it goes.
#[derive(clap::Args)]
pub struct Document {
    /// Of which plan.
    #[command(flatten)]
    which: Which,
    /// Lập văn bản của cả tháng, ví dụ 2023-06. The document of a month instead of a week.
    #[arg(long, value_name = "MONTH", value_parser = month, conflicts_with_all = ["week", "version"])]
    month: Option<Month>,
    /// Thư mục ghi tệp; không ghi là thư mục đang đứng. Folder for the files; this one when it is not
    /// said.
    #[arg(long, value_name = "DIR", default_value = ".", hide_default_value = true)]
    out: PathBuf,
    /// Bằng tiếng Anh. In English.
    #[arg(long)]
    english: bool,
}

pub(super) fn run(document: &Document, session: &Session) -> Ended {
    let Document { which, month, out, english } = document;
    let province = session.province();
    let paper = match month {
        Some(month) => session
            .with_context(|context| month_paper(context, (&province, &which.office), *month))?,
        None => session.with_context(|context| week_paper(context, &which.wanted(session)))?,
    };
    let name = paper.file_name(&which.office, *english);
    let pick: fn(&Sentence) -> &str = if *english { |said| &said.en } else { |said| &said.vi };
    let html = paper_file(&paper, !english)
        .map_err(|error| Failure::new(Exit::Failed, "document_not_made", error))?;
    let mut book = Vec::new();
    let created = paper.day.and_time(NaiveTime::MIN);
    let made = workbook(&paper, pick, created, &mut book);
    let files = [
        (out.join(format!("{name}.html")), html.into_bytes()),
        (out.join(format!("{name}.xlsx")), book),
    ];
    let [(page, _), (sheet, _)] = &files;
    made.map_err(|error| not_written(sheet, &error))?;
    for (path, bytes) in &files {
        write(path, bytes)?;
    }
    if session.json {
        print::json(&paper)?;
    } else if !session.quiet {
        print::text(&told(&paper, page, sheet))?;
    }
    Ok(Exit::Done)
}

/// Beside its place first: whoever opens the file never sees half of it.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let work = || {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let new = path.with_extension("tmp");
        fs::write(&new, bytes)?;
        fs::rename(&new, path)
    };
    work().map_err(|error| not_written(path, &error))
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    Failure::new(
        Exit::Failed,
        "document_not_written",
        format!("{path}: {error}; name a folder that can be written to with --out"),
    )
    .vi(format!("{path}: không ghi được ({}); hãy chọn thư mục khác bằng --out", io_vi(error)))
}

fn told(paper: &Paper, page: &Path, sheet: &Path) -> String {
    format!(
        "{}\n{}, {}\n{}\n  {}   in và ký (mở bằng trình duyệt)\n  {}   bảng tính\n",
        paper.title.vi,
        paper.office,
        paper.period.vi,
        paper.status.vi,
        page.display(),
        sheet.display()
    )
}
