//! A folder of the demo belongs to one run at a time: a second one would take the database away from
//! under the first. Whoever runs leaves a sign of life in the mark of the folder again and again, so
//! that a run that was killed, and can tidy nothing up, keeps nobody out.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// Marks a folder as the demo's own, so that nobody else's is ever emptied.
pub(super) const MARK: &str = ".vandong-demo";
/// What the mark says when nobody runs.
const RESTS: &str = "vandong demo\n";

/// Between two signs of life.
const BEAT: Duration = Duration::from_millis(300);
/// Looks at a mark whose run may have been killed, one beat apart each.
const LOOKS: u32 = 8;

/// A run that has a folder to itself until this is dropped.
#[derive(Debug)]
pub(super) struct Claim {
    mark: PathBuf,
    end: Option<Sender<()>>,
    beats: Option<JoinHandle<()>>,
}

impl Claim {
    /// Takes a folder that is there; `None` when another run works in it.
    pub(super) fn of(dir: &Path) -> io::Result<Option<Self>> {
        let mark = dir.join(MARK);
        let first = sign(0);
        match OpenOptions::new().write(true).create_new(true).open(&mark) {
            Ok(mut file) => file.write_all(first.as_bytes())?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if lives(&mark)? {
                    return Ok(None);
                }
                fs::write(&mark, &first)?;
                // Of two that found it free at the same moment, the last one has it.
                sleep(BEAT);
                if fs::read_to_string(&mark)? != first {
                    return Ok(None);
                }
            }
            Err(error) => return Err(error),
        }
        let (end, ended) = channel();
        let place = mark.clone();
        let beats = spawn(move || {
            let mut beat = 1u64;
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                // A sign that cannot be left keeps nobody from working.
                let _ = fs::write(&place, sign(beat));
                beat += 1;
            }
        });
        Ok(Some(Self { mark, end: Some(end), beats: Some(beats) }))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(beats) = self.beats.take() {
            let _ = beats.join();
        }
        let _ = fs::write(&self.mark, RESTS);
    }
}

/// What the mark says while this process runs.
fn sign(beat: u64) -> String {
    format!("vandong demo, process {}, {beat}\n", std::process::id())
}

/// Whether the run that left its sign in a mark still leaves others.
fn lives(mark: &Path) -> io::Result<bool> {
    let before = fs::read_to_string(mark)?;
    if before == RESTS {
        return Ok(false);
    }
    for _ in 0..LOOKS {
        sleep(BEAT);
        if fs::read_to_string(mark)? != before {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_runs_at_a_time_and_a_killed_one_keeps_nobody_out() {
        let dir = tempfile::tempdir().unwrap();
        let first = Claim::of(dir.path()).unwrap();
        assert!(first.is_some());
        assert!(Claim::of(dir.path()).unwrap().is_none());
        drop(first);
        assert_eq!(fs::read_to_string(dir.path().join(MARK)).unwrap(), RESTS);
        fs::write(dir.path().join(MARK), "vandong demo, process 1, 7\n").unwrap();
        assert!(Claim::of(dir.path()).unwrap().is_some());
    }
}
