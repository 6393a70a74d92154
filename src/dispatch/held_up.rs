//! What waits for a server that takes nothing now. Letters wait where they are while their server rests,
//! and no worker takes them: whoever sends by hand would hear nothing of them.

use chrono::NaiveDateTime;
use serde::{Serialize, Serializer};

use super::breaker::{Admission, admission};
use super::error::DispatchError;
use crate::config::Config;
use crate::domain::notice::{NoticeChannel, Recipient};
use crate::store::Store;
use crate::store::destinations::{DestinationRow, count_waiting, destinations};

/// A server that takes nothing now, and what waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldUp {
    /// A code of `domain::notice::NoticeChannel`.
    pub channel: String,
    /// Its name.
    pub name: String,
    /// Until when it takes nothing, UTC; none where it was given up, until somebody enables it.
    #[serde(serialize_with = "utc")]
    pub until: Option<NaiveDateTime>,
    /// Notices that wait for it, at least one; those that wait for their hours as well are among them.
    pub waiting: u64,
}

/// A time of the store, with the mark of UTC.
fn utc<S: Serializer>(at: &Option<NaiveDateTime>, to: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.and_utc()).serialize(to)
}

/// The servers of this configuration that take nothing at `now` (UTC) while notices of a province wait for
/// them. Changes nothing.
///
/// # Errors
/// The database refused.
pub fn held_up(
    store: &mut Store,
    config: &Config,
    province: i64,
    now: NaiveDateTime,
) -> Result<Vec<HeldUp>, DispatchError> {
    let (mail, systems) = (config.mail.destination(), config.webhooks.names());
    store.read(|conn| {
        let mut all = Vec::new();
        for server in destinations(conn)? {
            let until = match admission(&server, now) {
                Admission::All | Admission::One => continue,
                Admission::NoneUntil(until) => Some(until),
                Admission::Never => None,
            };
            // All letters have one server; requests are told apart by whom they are for.
            let to = match NoticeChannel::from_code(&server.channel) {
                Some(NoticeChannel::Email) if server.name == mail => None,
                Some(NoticeChannel::Webhook) if systems.contains(&server.name) => {
                    Some(Recipient::Endpoint(server.name.clone()).to_string())
                }
                // Nothing goes to it any more.
                _ => continue,
            };
            let waiting = count_waiting(conn, province, (&server.channel, to.as_deref()), now)?;
            if waiting > 0 {
                let DestinationRow { channel, name, .. } = server;
                all.push(HeldUp { channel, name, until, waiting });
            }
        }
        Ok(all)
    })
}
