//! Letters as files, where no mail server is set: an office sees what would be sent, and a demo needs
//! no server. A letter that is written again replaces itself.

use std::fs;
use std::path::PathBuf;

use super::letter::Letter;
use crate::dispatch::answer::{Answer, Reply};
use crate::dispatch::breaker::Health;

/// A folder for letters.
pub struct Drop {
    folder: PathBuf,
}

impl Drop {
    /// A folder, made when the first letter comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Writes a letter: under another name first, so that nobody ever reads half of one.
    #[must_use]
    pub fn deliver(&self, letter: &Letter) -> Reply {
        let path = self.folder.join(format!("{}.eml", letter.name));
        let half = self.folder.join(format!(".{}.eml.part", letter.name));
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&half, &letter.raw))
            .and_then(|()| fs::rename(&half, &path));
        match written {
            Ok(()) => {
                let text = format!("kept as {}", path.display());
                Reply::new((Answer::Delivered, Health::Well), text)
            }
            Err(error) => {
                let text = format!("cannot write to {}: {error}", self.folder.display());
                Reply::new((Answer::Retry { after: None }, Health::Ill), text)
            }
        }
    }
}
