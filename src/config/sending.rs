//! The settings of sending: `[mail]`, `[webhooks]`, `[dispatch]`. Addresses may carry secrets, so they
//! are taken apart here and printed without them.

use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ipnet::IpNet;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::secret::Secret;
use super::values::{empty_is_none, networks};

/// `[mail]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The server; none keeps letters as files.
    #[serde(deserialize_with = "server", serialize_with = "shown_server")]
    pub smtp: Option<SmtpServer>,
    /// Password of its user, where the environment gives it.
    pub password: Secret,
    /// File with the password.
    #[serde(with = "empty_is_none")]
    pub password_file: Option<PathBuf>,
    /// File with further authorities that the server's certificate may come from; with it, nothing is
    /// sent without TLS.
    #[serde(with = "empty_is_none")]
    pub ca_file: Option<PathBuf>,
    /// Sender of all letters.
    #[serde(deserialize_with = "sender")]
    pub from: String,
    /// Folder for letters that are not sent.
    pub drop_folder: PathBuf,
    /// Connections to the server at a time, shared out among the workers; each has at least one.
    #[serde(deserialize_with = "at_least_one")]
    pub connections: u16,
}

impl Mail {
    /// The password: that of the environment, else the first line of its file; empty without either.
    ///
    /// # Errors
    /// The file that cannot be read.
    pub fn password(&self) -> Result<Secret, (&Path, std::io::Error)> {
        match &self.password_file {
            Some(file) if self.password.is_empty() => {
                let text =
                    std::fs::read_to_string(file).map_err(|error| (file.as_path(), error))?;
                Ok(Secret::new(text.lines().next().unwrap_or_default().to_owned()))
            }
            _ => Ok(self.password.clone()),
        }
    }

    /// Name of the place where letters are handed in, among those that notices go to: `HOST:PORT`, or
    /// [`DROP`].
    #[must_use]
    pub fn destination(&self) -> String {
        self.smtp.as_ref().map_or_else(|| DROP.to_owned(), SmtpServer::place)
    }

    /// Domain of the sender.
    #[must_use]
    pub fn domain(&self) -> &str {
        let (_, domain) = self.from.rsplit_once('@').unwrap_or_default();
        domain.trim_end_matches('>')
    }
}

/// Where letters go that are kept as files.
pub const DROP: &str = "drop";

/// Where letters are handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpServer {
    /// TLS from the first byte.
    pub tls: bool,
    /// Whose account it is, where the server wants to know.
    pub user: Option<String>,
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl SmtpServer {
    /// `HOST:PORT`
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "smtps" } else { "smtp" };
        let user = self.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        write!(f, "{scheme}://{user}{}", self.place())
    }
}

fn smtp_server(text: &str) -> Option<SmtpServer> {
    let (scheme, rest) = text.split_once("://")?;
    let (tls, port) = match scheme {
        "smtp" => (false, 25),
        "smtps" => (true, 465),
        _ => return None,
    };
    let rest = rest.trim_end_matches('/');
    // The last @: names of accounts are mail addresses at many providers.
    let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, at)| (Some(user), at));
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (place, port),
    };
    let usable = !host.is_empty() && !host.contains(['/', '?', '#', ' ', ':']);
    // A password in the address would be printed with it.
    let user = user.filter(|user| !user.is_empty());
    if !usable || user.is_some_and(|user| user.contains(':')) {
        return None;
    }
    Some(SmtpServer { tls, user: user.map(str::to_owned), host: host.to_owned(), port })
}

fn server<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SmtpServer>, D::Error> {
    let text = String::deserialize(from)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    // Without the text itself: somebody may have put a password into it.
    smtp_server(text.trim()).map(Some).ok_or_else(|| {
        D::Error::custom(
            "mail.smtp is no address of a mail server: write smtp://USER@HOST:PORT or \
             smtps://USER@HOST:PORT, and give the password as VANDONG__MAIL__PASSWORD",
        )
    })
}

fn shown_server<S: Serializer>(server: &Option<SmtpServer>, to: S) -> Result<S::Ok, S::Error> {
    match server {
        Some(server) => to.collect_str(server),
        None => to.serialize_str(""),
    }
}

fn sender<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let address = text.rsplit_once('<').map_or(text.as_str(), |(_, rest)| rest);
    let domain = address.trim_end_matches('>').rsplit_once('@').map(|(_, domain)| domain);
    let plain = |sign: char| sign.is_ascii_alphanumeric() || ".-".contains(sign);
    if !domain.is_some_and(|domain| !domain.is_empty() && domain.chars().all(plain)) {
        let wrong = "mail.from is no sender: write NAME <ADDRESS@DOMAIN>";
        return Err(D::Error::custom(wrong));
    }
    Ok(text)
}

fn at_least_one<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let number = u16::deserialize(from)?;
    match number {
        0 => Err(D::Error::custom("the number must be 1 or more")),
        number => Ok(number),
    }
}

/// `[webhooks]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// The systems that are written to.
    pub endpoints: Vec<Endpoint>,
    /// What their requests are signed with.
    pub secrets: Vec<EndpointSecret>,
    /// Networks inside the house that requests may go to.
    #[serde(with = "networks")]
    pub allow: Vec<IpNet>,
}

impl Webhooks {
    /// The names of all systems.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.endpoints.iter().map(|one| one.name.clone()).collect()
    }

    /// The keys of a system, in the order in which they are set.
    #[must_use]
    pub fn keys(&self, name: &str) -> Vec<Vec<u8>> {
        let own = self.secrets.iter().filter(|secret| secret.name == name);
        own.map(|secret| secret.key.clone()).collect()
    }
}

/// Another system.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Endpoint {
    /// Its name: a notice to `endpoint:NAME` goes to it.
    pub name: String,
    /// Where requests go. What stands behind the host is often a secret itself.
    pub url: Secret,
}

impl Endpoint {
    /// The address without what may be a secret.
    #[must_use]
    pub fn shown(&self) -> String {
        let url = self.url.expose();
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let place = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let host = place.rsplit('@').next().unwrap_or(place);
        let tail = if rest.trim_end_matches('/') == host { "" } else { "/***" };
        format!("{scheme}://{host}{tail}")
    }
}

impl TryFrom<String> for Endpoint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "an endpoint is written NAME URL, with a URL that begins with https://";
        let (name, url) = text.trim().split_once(' ').ok_or(wrong)?;
        let url = url.trim();
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if !rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) {
            return Err(wrong);
        }
        Ok(Self { name: name.to_owned(), url: Secret::new(url.to_owned()) })
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.shown())
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{self:?}"))
    }
}

/// What requests to another system are signed with.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct EndpointSecret {
    /// Name of the system.
    pub name: String,
    key: Vec<u8>,
}

impl TryFrom<String> for EndpointSecret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // Without the text itself in any message.
        let wrong =
            "a secret of webhooks is written NAME whsec_BASE64, with 24 to 64 bytes in base64";
        let (name, secret) = text.trim().split_once(' ').ok_or(wrong)?;
        let secret = secret.trim().strip_prefix("whsec_").ok_or(wrong)?;
        let key = BASE64_STANDARD.decode(secret).map_err(|_| wrong)?;
        if !(24..=64).contains(&key.len()) {
            return Err(wrong);
        }
        Ok(Self { name: name.to_owned(), key })
    }
}

impl fmt::Debug for EndpointSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} whsec_***", self.name)
    }
}

impl Serialize for EndpointSecret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{self:?}"))
    }
}

/// `[dispatch]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// Workers of one process.
    #[serde(deserialize_with = "a_few")]
    pub workers: u8,
    /// Notices that a worker takes at once.
    #[serde(deserialize_with = "at_least_one")]
    pub batch: u16,
    /// Seconds after which a worker that says nothing counts as lost.
    #[serde(deserialize_with = "half_a_minute")]
    pub lease_seconds: u16,
}

fn a_few<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let workers = u8::deserialize(from)?;
    if !(1..=16).contains(&workers) {
        return Err(D::Error::custom("dispatch.workers must be from 1 to 16"));
    }
    Ok(workers)
}

fn half_a_minute<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    let seconds = u16::deserialize(from)?;
    if seconds < 30 {
        return Err(D::Error::custom("dispatch.lease_seconds must be 30 or more"));
    }
    Ok(seconds)
}

#[cfg(test)]
#[path = "sending_tests.rs"]
mod tests;
