//! The ways on which messages travel; the only place that speaks to the network.

pub mod drop;
pub mod email;
pub mod letter;
pub mod webhook;

use self::drop::Drop;
use self::email::{Post, authority};
use self::letter::Letter;
use self::webhook::{Hooks, Request};
use super::answer::Reply;
use super::error::DispatchError;
use crate::config::Config;

/// A message as its channel carries it.
#[derive(Clone)]
pub enum Parcel {
    /// A letter.
    Letter(Letter),
    /// A request to another system.
    Request(Request),
}

impl Parcel {
    /// The bytes that its digest is made of.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Letter(letter) => &letter.raw,
            Self::Request(request) => &request.body,
        }
    }
}

/// How letters leave.
enum Mail {
    Post(Post),
    Drop(Drop),
}

/// The channels of an installation.
pub struct Channels {
    mail: Mail,
    mail_destination: String,
    hooks: Hooks,
}

impl Channels {
    /// The channels as they are set.
    ///
    /// # Errors
    /// A setting that cannot be used.
    pub fn new(config: &Config) -> Result<Self, DispatchError> {
        let mail = match &config.mail.smtp {
            Some(server) => {
                let unreadable = |(path, source): (&std::path::Path, _)| DispatchError::Password {
                    path: path.to_owned(),
                    source,
                };
                let password = config.mail.password().map_err(unreadable)?;
                let authority = config.mail.ca_file.as_deref().map(authority).transpose()?;
                Mail::Post(Post::new(server.clone(), password, authority)?)
            }
            None => Mail::Drop(Drop::new(config.mail.drop_folder.clone())),
        };
        let mail_destination = config.mail.destination();
        Ok(Self { mail, mail_destination, hooks: Hooks::new(&config.webhooks)? })
    }

    /// Where letters are handed in: the server, or `drop`.
    #[must_use]
    pub fn mail_destination(&self) -> &str {
        &self.mail_destination
    }

    /// Whether there is an endpoint of this name.
    #[must_use]
    pub fn knows_endpoint(&self, name: &str) -> bool {
        self.hooks.knows(name)
    }

    /// Hands a message over. `now` is in seconds since 1970.
    pub async fn deliver(&self, parcel: &Parcel, now: i64) -> Reply {
        match (parcel, &self.mail) {
            (Parcel::Letter(letter), Mail::Post(post)) => post.deliver(letter).await,
            (Parcel::Letter(letter), Mail::Drop(drop)) => drop.deliver(letter),
            (Parcel::Request(request), _) => self.hooks.deliver(request, now).await,
        }
    }

    /// Ends open conversations politely.
    pub async fn hang_up(&self) {
        if let Mail::Post(post) = &self.mail {
            post.hang_up().await;
        }
    }
}
