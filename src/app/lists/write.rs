//! Lists as files: a workbook for each agent with a sheet for each day, that comes back with the
//! outcomes filled in; CSV for each agent and day; JSON for each agent. And the coordinator's list
//! of due cases that nobody speaks about.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use super::coordinator::DueLeft;
use super::folder::{Changed, Draft};
use super::load::WeekLists;
use super::sheets::{coordinator, sheet, workbook};
use crate::app::plan::Overlap;
use crate::config::sections::ListFormat;
use crate::domain::outcome::{OutcomeCode, OutcomeRules};
use crate::exchange::write::XlsxBook;

/// Why lists were not written.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// A file or folder cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// What the machine says.
        source: io::Error,
    },
    /// Files changed since they were written; an agent may have filled them in.
    #[error(
        "{}: nothing was written, because {} in it changed since the last write ({}); import what \
         was filled in (`vandong import outcomes FILE`) and move it away, or name another folder \
         with --dir, or overwrite with --overwrite-changed",
        folder.display(),
        count(files.len(), "file", "files"),
        some(files)
    )]
    Changed {
        /// The folder of the week.
        folder: PathBuf,
        /// Their names in it.
        files: Vec<String>,
    },
}

impl ListError {
    /// The same in Vietnamese.
    pub fn vi(&self) -> String {
        match self {
            Self::Write { path, source } => {
                format!("không ghi được {}: {source}", path.display())
            }
            Self::Changed { folder, files } => format!(
                "{}: chưa ghi gì, vì {} tệp trong đó đã thay đổi từ lần xuất trước ({}); hãy nhập kết quả \
                 đã điền (`vandong import outcomes TỆP`) rồi chuyển tệp đi nơi khác, hoặc chọn thư \
                 mục khác bằng --dir, hoặc ghi đè bằng --overwrite-changed",
                folder.display(),
                files.len(),
                some(files)
            ),
        }
    }
}

fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The first few of many names.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// What was written.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Written {
    /// The folder of the week.
    pub folder: PathBuf,
    /// Number of files.
    pub files: usize,
    /// Agents with a list.
    pub agents: usize,
    /// Lists: one for each agent and day.
    pub days: usize,
    /// Calls and visits on them.
    pub touches: usize,
    /// Rows struck because of what became known since the plan was made.
    pub struck: usize,
    /// Due cases that nobody speaks about.
    pub due_left: usize,
    /// The list of them.
    pub coordinator: PathBuf,
    /// Number of the version.
    pub version: i32,
    /// Its state: a code of `PlanState`.
    pub state: String,
    /// Number of the newest version, where the lists are those of an older one.
    pub newer_version: Option<i32>,
    /// Other offices that planned for some of the same communes in this week.
    pub overlaps: Vec<Overlap>,
}

/// Writes the lists of a week under `folder`, in each of the formats: all of them or none.
///
/// # Errors
/// A file cannot be written, or one changed since it was written and is not to be overwritten.
pub fn write(
    lists: &WeekLists,
    due_left: &[DueLeft],
    (folder, changed): (&Path, Changed),
    formats: &[ListFormat],
    (outcomes, now): (&OutcomeRules, NaiveDateTime),
) -> Result<Written, ListError> {
    let folder =
        folder.join(format!("{}-{}-v{}", lists.week, file_name(&lists.office_code), lists.version));
    let names: Vec<&str> =
        OutcomeCode::ALL.iter().map(|code| outcomes.of(*code).name_vi.as_str()).collect();
    let mut draft = Draft::of(&folder)?;
    for agent in &lists.agents {
        let own = file_name(&agent.code);
        for format in formats {
            match format {
                ListFormat::Xlsx => draft.put(format!("{own}.xlsx"), |file| {
                    workbook(lists.into(), agent, &names, XlsxBook::new(now)?, file)
                })?,
                ListFormat::Csv => {
                    for day in &agent.days {
                        draft.put(format!("{own}/{}.csv", day.day), |file| sheet(day, file))?;
                    }
                }
                ListFormat::Json => draft.put(format!("{own}.json"), |file| {
                    Ok(serde_json::to_writer_pretty(file, agent)?)
                })?,
            }
        }
    }
    const COORDINATOR: &str = "can-bo-dieu-phoi.csv";
    draft.put(COORDINATOR.to_owned(), |file| coordinator(due_left, file))?;
    let files = draft.files();
    draft.publish(changed)?;
    let days = || lists.agents.iter().flat_map(|agent| &agent.days);
    Ok(Written {
        agents: lists.agents.len(),
        days: days().count(),
        touches: days().map(|day| day.touches).sum(),
        struck: days().flat_map(|day| &day.rows).filter(|row| row.struck).count(),
        due_left: due_left.len(),
        coordinator: folder.join(COORDINATOR),
        version: lists.version,
        state: lists.state.clone(),
        newer_version: (lists.newest > lists.version).then_some(lists.newest),
        overlaps: lists.overlaps.clone(),
        files,
        folder,
    })
}

/// A code as the name of a file: whatever is no letter, digit or dash is written as its number, so
/// that two codes never share a file.
pub(crate) fn file_name(code: &str) -> String {
    let mut name = String::with_capacity(code.len());
    for c in code.chars() {
        if c.is_alphanumeric() || c == '-' {
            name.push(c);
        } else {
            name.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_codes_never_share_a_file_and_none_leaves_the_folder() {
        assert_eq!(file_name("NV15-0001"), "NV15-0001");
        assert_eq!(file_name("../a_b"), "_2e__2e__2f_a_5f_b");
        assert_ne!(file_name("a b"), file_name("a/b"));
    }

    #[test]
    fn a_refusal_names_the_files_and_the_ways_out_in_both_languages() {
        let files: Vec<String> = (1..=7).map(|at| format!("NV-{at}.xlsx")).collect();
        let error = ListError::Changed { folder: "lists/2023-W23".into(), files };
        for told in [error.to_string(), error.vi()] {
            assert!(
                told.contains("NV-1.xlsx, NV-2.xlsx") && told.contains("NV-5.xlsx, …"),
                "{told}"
            );
            assert!(!told.contains("NV-6.xlsx"), "{told}");
            for way in ["vandong import outcomes", "--dir", "--overwrite-changed"] {
                assert!(told.contains(way), "{told}");
            }
        }
        assert!(error.vi().starts_with("lists/2023-W23: chưa ghi gì, vì 7 tệp"), "{}", error.vi());
    }
}
