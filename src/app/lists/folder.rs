//! The folder of a week's lists as it is written: all of it or nothing, and never over what an agent
//! filled in. Files are made beside the folder and moved in when all are there; a manifest with
//! the digest of each comes last and tells the next write what is still as it was left.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ListError;

/// What stands in the folder as it was written; a folder without it is not complete.
const MANIFEST: &str = ".vandong-lists.json";
/// What is about to stand there while files are moved in.
const COMING: &str = ".vandong-lists.coming.json";

/// What to do with files that changed since they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Nothing is written at all.
    Keep,
    /// They are written anew, and what was filled in is lost.
    Overwrite,
}

/// Digests of files by their names inside the folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Manifest {
    files: BTreeMap<String, String>,
}

/// A folder that is being written.
pub(super) struct Draft {
    target: PathBuf,
    beside: PathBuf,
    made: Manifest,
}

impl Draft {
    /// Begins beside `target`; what an interrupted write left there is removed.
    pub(super) fn of(target: &Path) -> Result<Self, ListError> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let beside = target.with_file_name(format!(".{name}.dang-ghi"));
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(at(&beside))?;
        }
        fs::create_dir_all(&beside).map_err(at(&beside))?;
        Ok(Self { target: target.to_owned(), beside, made: Manifest::default() })
    }

    /// Makes one file; `name` may lead into a folder of its own, with `/`.
    pub(super) fn put(
        &mut self,
        name: String,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ListError> {
        let path = self.beside.join(&name);
        let work = || {
            create_parent(&path)?;
            let mut file = Digested { file: File::create(&path)?, digest: Sha256::new() };
            let mut buffer = BufWriter::new(&mut file);
            fill(&mut buffer)?;
            buffer.flush()?;
            drop(buffer);
            Ok(hex(file.digest))
        };
        let digest = work().map_err(at(&path))?;
        self.made.files.insert(name, digest);
        Ok(())
    }

    /// Number of files so far.
    pub(super) fn files(&self) -> usize {
        self.made.files.len()
    }

    /// Moves the files in, unless one of theirs changed there since it was written.
    pub(super) fn publish(self, changed: Changed) -> Result<(), ListError> {
        let target = &self.target;
        // Succeeds only on an empty folder, which is as good as none.
        let _ = fs::remove_dir(target);
        if !target.exists() {
            save(&self.beside.join(MANIFEST), &self.made)?;
            return fs::rename(&self.beside, target).map_err(at(target));
        }
        let before = read(&target.join(MANIFEST))?;
        if changed == Changed::Keep {
            let files = self.changed_since(&[&before, &read(&target.join(COMING))?])?;
            if !files.is_empty() {
                return Err(ListError::Changed { folder: target.clone(), files });
            }
        }
        let mut all = before;
        all.files.extend(self.made.files.clone());
        // Should the move stop half-way, both the old and the new files are known as ours.
        save(&target.join(COMING), &self.made)?;
        for name in self.made.files.keys() {
            let path = target.join(name);
            create_parent(&path).map_err(at(&path))?;
            fs::rename(self.beside.join(name), &path).map_err(at(&path))?;
        }
        save(&target.join(MANIFEST), &all)?;
        fs::remove_file(target.join(COMING)).map_err(at(target))
    }

    /// The files in the way whose content is neither what was written there nor what would be.
    fn changed_since(&self, known: &[&Manifest]) -> Result<Vec<String>, ListError> {
        let mut changed = Vec::new();
        for (name, coming) in &self.made.files {
            let path = self.target.join(name);
            if !path.exists() {
                continue;
            }
            let digest = digest(&path).map_err(at(&path))?;
            let ours = known.iter().any(|one| one.files.get(name) == Some(&digest));
            if !ours && digest != *coming {
                changed.push(name.clone());
            }
        }
        Ok(changed)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already where it was moved; what cannot be removed now is removed by the next write.
        let _ = fs::remove_dir_all(&self.beside);
    }
}

/// Writes to a file and digests what it writes.
struct Digested {
    file: File,
    digest: Sha256,
}

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut digest) = (File::open(path)?, Sha256::new());
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        match buffer.get(..read) {
            Some(bytes) if !bytes.is_empty() => digest.update(bytes),
            _ => return Ok(hex(digest)),
        }
    }
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn create_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// A manifest that is not there, or that somebody spoilt, knows no file.
fn read(path: &Path) -> Result<Manifest, ListError> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Manifest::default()),
        Err(error) => Err(at(path)(error)),
    }
}

fn save(path: &Path, manifest: &Manifest) -> Result<(), ListError> {
    let write = || {
        let new = path.with_extension("tmp");
        fs::write(&new, serde_json::to_vec_pretty(manifest)?)?;
        fs::rename(&new, path)
    };
    write().map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ListError {
    let path = path.to_owned();
    move |source| ListError::Write { path, source }
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
