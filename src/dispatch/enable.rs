//! A person says that a server is well again that was given up: who did and when stays with it, and what
//! waited for it is due at once.

use super::breaker::{enabled, is_given_up};
use super::error::DispatchError;
use crate::clock::Clock;
use crate::domain::notice::{NoticeChannel, Recipient};
use crate::store::Store;
use crate::store::destinations::{
    DestinationRow, destinations, hold_destination, make_due, save_destination,
};

/// Enables a server in somebody's name, and says how many notices wait that may go to it now, each in
/// the hours of its class. `name` is
/// that of an endpoint, or a mail server as `HOST:PORT`; `configured` are the names of those that notices
/// go to now.
///
/// # Errors
/// There is no such server, or it was never in trouble, it is not given up, nobody says who enables it, or the database refused.
pub fn enable(
    store: &mut Store,
    clock: &dyn Clock,
    (name, by): (&str, &str),
    configured: &[String],
) -> Result<usize, DispatchError> {
    let (name, by) = (name.trim(), by.trim());
    if by.is_empty() {
        return Err(DispatchError::NoName);
    }
    let now = super::worker::whole_milliseconds(clock.now());
    store.write(|conn| {
        let mut known = destinations(conn)?;
        if !known.iter().any(|server| server.name == name) {
            return Err(stranger(name, &known, configured));
        }
        known.retain(|server| server.name == name);
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

/// Nothing is known against a name: it is that of a server which gets its notices, or of none.
fn stranger(name: &str, known: &[DestinationRow], configured: &[String]) -> DispatchError {
    let name = name.to_owned();
    if configured.contains(&name) {
        return DispatchError::NoServer { name };
    }
    let mut names: Vec<String> = configured.to_vec();
    names.extend(known.iter().map(|server| server.name.clone()));
    names.sort_unstable();
    names.dedup();
    DispatchError::UnknownServer { name, known: names }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::breaker::fresh;

    #[test]
    fn a_name_of_nobody_is_told_apart_from_one_that_was_never_in_trouble() {
        let configured = ["crm".to_owned(), "mail.example:25".to_owned()];
        let well = stranger("crm", &[], &configured);
        assert!(matches!(well, DispatchError::NoServer { .. }), "{well}");
        let old = fresh("webhook", "archive");
        let told = stranger("crn", &[old.clone(), old], &configured).to_string();
        assert!(told.contains("there is no crn"), "{told}");
        assert!(told.contains("archive, crm, mail.example:25"), "{told}");
        let nobody = stranger("crn", &[], &[]).to_string();
        assert!(nobody.contains("none is configured"), "{nobody}");
    }
}
