//! What keeps a worker from working at all. What keeps one notice from being sent is no error: it is
//! the notice's state.

use std::path::PathBuf;

use crate::domain::dated::NothingInForce;
use crate::store::StoreError;

/// Why a worker cannot work.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table of law covers today with no row.
    #[error(transparent)]
    Rules(#[from] NothingInForce),
    /// The file with the password of the mail server.
    #[error(
        "cannot read the password of the mail server from {}: {source}; correct mail.password_file \
         or the permissions",
        path.display()
    )]
    Password {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file with the authorities of the mail server.
    #[error(
        "cannot read the certificates of mail.ca_file from {}: {source}; correct the path or the \
         permissions",
        path.display()
    )]
    Authority {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A setting that only shows when it is used.
    #[error("{en}; correct the configuration")]
    Setting {
        /// What is wrong with which key, in Vietnamese.
        vi: String,
        /// In English.
        en: String,
    },
    /// The machine gives no threads, or no random numbers.
    #[error("cannot start the worker: {0}")]
    Machine(String),
    /// A notice that is not there.
    #[error("there is no notice {id} in this province; `vandong notices list` shows them")]
    NoNotice {
        /// What was asked for.
        id: i64,
    },
    /// A notice of which it is known what became of it.
    #[error(
        "notice {id} is {state}: only one of which it is not known whether it was sent can be settled; \
         `vandong notices list --state unknown` shows those, `vandong notices show {id}` what became of this \
         one"
    )]
    NotUnknown {
        /// The notice.
        id: i64,
        /// Its state, in English.
        state: &'static str,
        /// Its state, in Vietnamese.
        state_vi: &'static str,
    },
    /// A name of no server that notices go to.
    #[error(
        "there is no {name} that notices go to: {}; correct the name, or webhooks.endpoints or \
         mail.smtp",
        servers_en(known)
    )]
    UnknownServer {
        /// What was asked for.
        name: String,
        /// Those that are configured or were ever in trouble, in order.
        known: Vec<String>,
    },
    /// A server that was never in trouble.
    #[error(
        "nothing is known against {name}, and it gets its notices; `vandong notices servers` shows \
         those in trouble"
    )]
    NoServer {
        /// What was asked for.
        name: String,
    },
    /// A server that gets its notices, or will by itself.
    #[error("{name} is not given up; `vandong notices servers` shows until when it rests")]
    NotGivenUp {
        /// The server.
        name: String,
    },
    /// Somebody who does not say who it is.
    #[error("say who you are: --by NAME")]
    NoName,
}

impl DispatchError {
    /// Whether somebody else is using the database, so that the same may work a moment later.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Store(StoreError::Busy(_)))
    }
}

fn servers_en(known: &[String]) -> String {
    match known {
        [] => "none is configured".to_owned(),
        known => format!("there are {}", known.join(", ")),
    }
}
