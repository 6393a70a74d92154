//! The database that an import makes when there is none at the address. That is right for the first
//! import of an office and a mistake whenever `--database` was mistyped, so it is told; and what was
//! made for nothing is taken away again.

use std::fs::symlink_metadata;
use std::io::{ErrorKind, Write, stderr};
use std::path::{Path, PathBuf};

use crate::cli::Session;
use crate::cli::session::database_file;
use crate::store::blank::remove_blank;

/// A database that is not there yet.
pub(super) struct Fresh {
    file: PathBuf,
    /// Folders that are not there either, the innermost first.
    folders: Vec<PathBuf>,
}

impl Fresh {
    /// The database of a session, when an import would make it.
    pub(super) fn of(session: &Session) -> Option<Self> {
        let file = database_file(&session.config.database.url)?;
        // What cannot be looked at for another reason is there.
        let missing = |path: &Path| {
            symlink_metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound)
        };
        let parents = file.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        let folders = parents.take_while(|folder| missing(folder)).map(PathBuf::from).collect();
        missing(&file).then_some(Self { file, folders })
    }

    /// After a check that stored nothing and needed no database.
    pub(super) fn checked(&self, session: &Session) {
        let file = self.file.display();
        note(
            session,
            &format!(
                "Chưa có cơ sở dữ liệu {file}: danh sách được kiểm tra với cơ sở dữ liệu trống / there is \
                 no database {file}: the list was checked against an empty one"
            ),
        );
    }

    /// After an import, whatever came of it: keeps what was made if it holds anything.
    pub(super) fn settle(&self, session: &Session) {
        let file = self.file.display();
        if remove_blank(&self.file) {
            for folder in &self.folders {
                // Somebody may have put something else there meanwhile: then it stays.
                let _ = std::fs::remove_dir(folder);
            }
            note(
                session,
                &format!(
                    "Chưa có cơ sở dữ liệu {file}, không dòng nào được lưu nên không tạo mới; hãy xem lại \
                     --database / there is no database {file}, and none was made, as no row was stored; \
                     check --database"
                ),
            );
        } else if self.file.exists() {
            note(
                session,
                &format!(
                    "Đã tạo cơ sở dữ liệu mới {file}; nếu không định tạo mới, hãy xem lại --database / \
                     made a new database {file}; if that was not meant, check --database"
                ),
            );
        }
    }
}

/// One line beside the answer, which may be a document for a program.
fn note(session: &Session, line: &str) {
    if !session.quiet {
        let _ = writeln!(stderr().lock(), "{line}");
    }
}
