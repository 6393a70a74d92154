//! Where a backup is written before it has its name. Whoever leaves early leaves nothing behind.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::BackupError;

/// A file beside the one that is meant, which only its owner can read.
pub(super) struct Place {
    file: PathBuf,
    part: PathBuf,
}

impl Place {
    /// Makes the place; refuses a name that something has already.
    pub(super) fn beside(file: &Path) -> Result<Self, BackupError> {
        let fail = |source| BackupError::Write { file: file.to_owned(), source };
        if fs::symlink_metadata(file).is_ok() {
            return Err(BackupError::Exists { file: file.to_owned() });
        }
        let name = file.file_name().ok_or_else(|| fail(io::ErrorKind::InvalidFilename.into()))?;
        let mut part = name.to_owned();
        part.push(format!(".{}.part", std::process::id()));
        let part = file.with_file_name(part);
        create(&part).map_err(fail)?;
        Ok(Self { file: file.to_owned(), part })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        &self.part
    }

    /// Brings what was written to the disk and gives it its name, unless something has taken the name
    /// meanwhile. Returns the size.
    pub(super) fn take_its_name(self) -> Result<u64, BackupError> {
        let fail = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists { file: self.file.clone() },
            _ => BackupError::Write { file: self.file.clone(), source },
        };
        let written = File::open(&self.part).map_err(fail)?;
        written.sync_all().map_err(fail)?;
        // A link is refused where a rename would replace.
        match fs::hard_link(&self.part, &self.file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(fail(error)),
            // A disk that knows no links.
            Err(_) if fs::symlink_metadata(&self.file).is_err() => {
                fs::rename(&self.part, &self.file).map_err(fail)?;
            }
            Err(error) => return Err(fail(error)),
        }
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
            // Some systems cannot do this for folders: then they need not.
            let _ = folder.sync_all();
        }
        Ok(written.metadata().map_err(fail)?.len())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
    }
}

#[cfg(unix)]
fn create(part: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // Backups are personal data.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(part)
}

#[cfg(not(unix))]
fn create(part: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_has_its_name_when_it_is_whole_and_never_replaces_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.backup");
        let names = || fs::read_dir(folder.path()).unwrap().count();
        let place = Place::beside(&file).unwrap();
        fs::write(place.path(), "whole").unwrap();
        assert!(!file.exists());
        assert_eq!(place.take_its_name().unwrap(), 5);
        assert_eq!(fs::read(&file).unwrap(), b"whole");
        assert!(matches!(Place::beside(&file), Err(BackupError::Exists { .. })));
        // Taken while it was being written.
        let other = folder.path().join("b.backup");
        let place = Place::beside(&other).unwrap();
        fs::write(&other, "theirs").unwrap();
        assert!(matches!(place.take_its_name(), Err(BackupError::Exists { .. })));
        assert_eq!(fs::read(&other).unwrap(), b"theirs");
        drop(Place::beside(&folder.path().join("c.backup")).unwrap());
        assert_eq!(names(), 2);
        let nowhere = Place::beside(&folder.path().join("no/c.backup"));
        assert!(matches!(nowhere, Err(BackupError::Write { .. })));
    }
}
