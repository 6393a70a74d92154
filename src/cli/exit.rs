//! How the process ends. The codes are a promise to scripts: 0 done, 1 failed, 2 the command line
//! was wrong, 3 not found or empty, 4 the input was wrong, 75 worth trying again as it is.

use std::io::{Write, stderr};
use std::process::ExitCode;

use serde_json::json;

use super::Failure;
use super::print;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It was done.
    Done = 0,
    /// It failed, and nobody but an administrator can help.
    Failed = 1,
    /// The command line asks for something that makes no sense.
    Usage = 2,
    /// What was named is not there, or there is nothing to work on.
    NotFound = 3,
    /// A file, a setting or a table is wrong and must be corrected.
    Invalid = 4,
    /// It failed for now; the same command may work later.
    TryAgain = 75,
}

/// What a command comes to: some are done and still tell scripts more than 0, such as
/// `import --strict`.
pub type Ended = Result<Exit, Failure>;

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Tells a failure, on standard error for people or on standard output as JSON, and gives the code
/// with which the process ends.
pub fn finish(ended: Ended, json: bool) -> Exit {
    let failure = match ended {
        Ok(exit) => return exit,
        Err(failure) => failure,
    };
    if json {
        let mut error = json!({ "code": failure.code, "message": failure.message });
        if let (Some(error), Some(vi)) = (error.as_object_mut(), &failure.message_vi) {
            error.insert("message_vi".into(), vi.as_str().into());
        }
        // Where nobody listens, the exit code is all that is left to say.
        let _ = print::json(&json!({ "error": error }));
    } else {
        let mut out = stderr().lock();
        let _ = writeln!(out, "error: {}", failure.message);
        if let Some(vi) = &failure.message_vi {
            let _ = writeln!(out, "lỗi: {vi}");
        }
    }
    failure.exit
}
