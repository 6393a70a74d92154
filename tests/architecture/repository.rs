//! Reading the repository: its files, and the room that each belongs to.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every .rs file of src/: its path below src/ and its text.
pub(crate) fn sources() -> Vec<(String, String)> {
    let src = Path::new(ROOT).join("src");
    let read = |file: String| Some((fs::read_to_string(src.join(&file)).ok()?, file));
    files(&src)
        .into_iter()
        .filter(|file| file.ends_with(".rs"))
        .filter_map(read)
        .map(|(code, file)| (file, code))
        .collect()
}

/// Every file below `top`, relative to it, without what git, cargo and npm keep for themselves.
pub(crate) fn files(top: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![top.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let Ok(kind) = entry.file_type() else { continue };
            // In a second worktree, .git is a file.
            if name == ".git" || name == "target" || name == "node_modules" {
                continue;
            }
            if kind.is_dir() {
                if !path.join("CACHEDIR.TAG").exists() {
                    folders.push(path);
                }
            } else if kind.is_file()
                && let Ok(relative) = path.strip_prefix(top)
            {
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// The names of the folders in a folder; none if it does not exist.
pub(crate) fn entries(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// The room that a file belongs to: `store/conn.rs` and `store.rs` to store.
pub(crate) fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or(file)
}

pub(crate) fn within(file: &str, place: &str) -> bool {
    let rest = file.strip_prefix(place);
    rest.is_some_and(|rest| rest.is_empty() || rest == ".rs" || rest.starts_with('/'))
}
