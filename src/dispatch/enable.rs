//! A person says that a server is well again that was given up: who did and when stays with it, and what
//! waited for it is due at once.

use super::breaker::{enabled, is_given_up};
use super::error::DispatchError;
use crate::clock::Clock;
use crate::domain::notice::{NoticeChannel, Recipient};
use crate::store::Store;
use crate::store::destinations::{destinations, hold_destination, make_due, save_destination};

/// Enables a server in somebody's name, and says how many notices wait that may go to it now, each in
/// the hours of its class. `name` is
/// that of an endpoint, or a mail server as `HOST:PORT`.
///
/// # Errors
/// No such server is in trouble, it is not given up, nobody says who enables it, or the database refused.
pub fn enable(
    store: &mut Store,
    clock: &dyn Clock,
    name: &str,
    by: &str,
) -> Result<usize, DispatchError> {
    let (name, by) = (name.trim(), by.trim());
    if by.is_empty() {
        return Err(DispatchError::NoName);
    }
    let now = super::worker::whole_milliseconds(clock.now());
    store.write(|conn| {
        let mut known = destinations(conn)?;
        known.retain(|server| server.name == name);
        if known.is_empty() {
            return Err(DispatchError::NoServer { name: name.to_owned() });
        }
        let (mut found, mut due) = (false, 0);
        for server in known {
            let held = hold_destination(conn, &server.channel, name)?;
            let Some(server) = held.filter(is_given_up) else { continue };
            found = true;
            save_destination(conn, &enabled(&server, now, by))?;
            // All letters have one server; requests are told apart by whom they are for.
            let webhook = server.channel == NoticeChannel::Webhook.code();
            let to = webhook.then(|| Recipient::Endpoint(name.to_owned()).to_string());
            due += make_due(conn, &server.channel, to.as_deref(), now)?;
        }
        if found { Ok(due) } else { Err(DispatchError::NotGivenUp { name: name.to_owned() }) }
    })
}
