//! Letters by SMTP over a few connections that stay open. lettre speaks the protocol; the connection is
//! ours, because lettre's own waits 40 ms for each small packet, and the steps are taken one by one,
//! because it matters how far a conversation had come when it broke.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::letter::Letter;
use crate::config::secret::Secret;
use crate::config::sending::SmtpServer;
use crate::dispatch::answer::{Answer, Reply, Stage, of_broken_line, of_smtp};
use crate::dispatch::breaker::Health;
use crate::dispatch::error::DispatchError;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(20);
/// How long an answer to a short command may take.
const COMMAND: Duration = Duration::from_secs(60);
/// How long a server may look at a letter.
const CONTENT: Duration = Duration::from_secs(120);

/// A mail server and the connections to it that nobody uses at the moment.
pub struct Post {
    server: SmtpServer,
    password: Secret,
    tls: TlsParameters,
    secrecy: Secrecy,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

/// When a conversation must be encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    /// Wherever the server offers it, and always for a password; on this machine never.
    Offered,
    /// Always: somebody has said whose certificate the server shows.
    Always,
}

/// Reads the authorities that a server's certificate may come from.
///
/// # Errors
/// A file that cannot be read, or holds none.
pub fn authority(path: &Path) -> Result<Certificate, DispatchError> {
    let unreadable = |source| DispatchError::Authority { path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(unreadable)?;
    let none = || {
        let file = path.display();
        DispatchError::Setting {
            vi: format!("mail.ca_file: {file} không có chứng thư nào ở dạng PEM"),
            en: format!("mail.ca_file: {file} holds no certificate in PEM"),
        }
    };
    let begin = b"-----BEGIN CERTIFICATE-----";
    if !pem.windows(begin.len()).any(|part| part == begin) {
        return Err(none());
    }
    Certificate::from_pem(&pem).map_err(|_| none())
}

/// Why a step was not done.
enum Trouble {
    /// The server said no.
    Refused(u16, String),
    /// The line broke, or the server was silent for too long.
    Broken(String),
    /// We would have sent in the open what must not be; no words of the server.
    Unsafe(&'static str),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let said = std::error::Error::source(&error).map(ToString::to_string);
        match error.status() {
            Some(code) => Self::Refused(code.into(), said.unwrap_or_default()),
            None => Self::Broken(plain(&error.to_string())),
        }
    }
}

/// What lettre says of a line, in the words of the other channels.
fn plain(said: &str) -> String {
    match said.split_once(": ") {
        Some(("Connection error", why)) => format!("cannot connect: {why}"),
        Some(("network error", why)) => format!("the line broke: {why}"),
        _ => said.to_owned(),
    }
}

/// Waits for a step, but not for ever.
async fn within<T>(
    time: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Trouble> {
    match timeout(time, step).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Trouble::Broken(format!("no answer within {} s", time.as_secs()))),
    }
}

impl Post {
    /// A server, and the authority of its certificate where the machine does not know it; it is not
    /// spoken to yet.
    ///
    /// # Errors
    /// A name that no certificate can have, or an authority that is none.
    pub fn new(
        server: SmtpServer,
        password: Secret,
        authority: Option<Certificate>,
    ) -> Result<Self, DispatchError> {
        // Only the first call in a process counts; all want the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = TlsParameters::builder(server.host.clone());
        let (tls, secrecy) = match authority {
            Some(authority) => (tls.add_root_certificate(authority), Secrecy::Always),
            None => (tls, Secrecy::Offered),
        };
        let tls = tls.build().map_err(|error| DispatchError::Setting {
            vi: format!("mail.smtp: không dùng được TLS với máy chủ này ({error})"),
            en: format!("mail.smtp: {error}"),
        })?;
        Ok(Self { server, password, tls, secrecy, idle: Mutex::default() })
    }

    /// Hands a letter over.
    pub async fn deliver(&self, letter: &Letter) -> Reply {
        loop {
            let idle = self.idle().pop();
            let reused = idle.is_some();
            let mut line = match idle {
                Some(line) => line,
                None => match self.connect().await {
                    Ok(line) => line,
                    Err(trouble) => return reply(Stage::Session, trouble),
                },
            };
            match hand_over(&mut line, letter).await {
                Ok(response) => {
                    self.idle().push(line);
                    let text = format!("{} {}", response.code(), words(&response));
                    return Reply::new((Answer::Delivered, Health::Well), text);
                }
                // The server closed a line that nobody had used for a while.
                Err((stage, Trouble::Broken(_))) if reused && stage != Stage::Content => {}
                Err((_, Trouble::Refused(421, _))) if reused => {}
                Err((stage, trouble)) => {
                    if matches!(trouble, Trouble::Refused(code, _) if code != 421)
                        && within(COMMAND, line.command(Rset)).await.is_ok()
                    {
                        self.idle().push(line);
                    }
                    return reply(stage, trouble);
                }
            }
        }
    }

    /// Ends the connections that nobody uses.
    pub async fn hang_up(&self) {
        let lines: Vec<_> = self.idle().drain(..).collect();
        for mut line in lines {
            // Whether it is heard changes nothing.
            let _ = timeout(Duration::from_secs(2), line.quit()).await;
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let SmtpServer { tls, user, host, port } = &self.server;
        let (hello, place) = (ClientId::default(), (host.as_str(), *port));
        let mut line = if *tls {
            let tls = Some(self.tls.clone());
            let line = AsyncSmtpConnection::connect_tokio1(place, Some(CONNECT), &hello, tls, None);
            within(CONNECT + COMMAND, line).await?
        } else {
            let stream = match timeout(CONNECT, TcpStream::connect(place)).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => return Err(Trouble::Broken(format!("cannot connect: {error}"))),
                Err(_) => return Err(Trouble::Broken("cannot connect: no answer".into())),
            };
            let here = stream.peer_addr().is_ok_and(|peer| is_here(peer.ip()));
            // Without it each command waits for the server's delayed acknowledgement.
            let _ = stream.set_nodelay(true);
            let opened = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
            let mut line = within(COMMAND, opened).await?;
            let always = self.secrecy == Secrecy::Always;
            if (always || !here) && line.can_starttls() {
                within(COMMAND, line.starttls(self.tls.clone(), &hello)).await?;
            }
            if (always || user.is_some() && !here) && !line.is_encrypted() {
                return Err(Trouble::Unsafe(match always {
                    true => "the server offers no TLS, and nothing is sent without",
                    false => "the server offers no TLS, and no password is sent without",
                }));
            }
            line
        };
        if let Some(user) = user {
            let who = Credentials::new(user.clone(), self.password.expose().to_owned());
            let ways = [Mechanism::Plain, Mechanism::Login];
            within(COMMAND, line.auth(&ways, &who)).await?;
        }
        Ok(line)
    }
}

/// Whether a server stands on this machine: what is sent to it passes no wire.
fn is_here(address: IpAddr) -> bool {
    address.is_loopback() || address == IpAddr::V4(Ipv4Addr::UNSPECIFIED)
}

/// Takes a letter through all stages.
async fn hand_over(
    line: &mut AsyncSmtpConnection,
    letter: &Letter,
) -> Result<Response, (Stage, Trouble)> {
    let at = |stage| move |trouble| (stage, trouble);
    let envelope = &letter.envelope;
    let mut options = Vec::new();
    if envelope.from().is_some_and(|from| !from.to_string().is_ascii())
        || envelope.to().iter().any(|to| !to.to_string().is_ascii())
    {
        if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
            let said = "5.6.7 the server takes no address with such letters".to_owned();
            return Err((Stage::Recipient, Trouble::Refused(553, said)));
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !letter.raw.is_ascii() {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let sender = Mail::new(envelope.from().cloned(), options);
    within(COMMAND, line.command(sender)).await.map_err(at(Stage::Sender))?;
    for to in envelope.to() {
        let recipient = Rcpt::new(to.clone(), Vec::new());
        within(COMMAND, line.command(recipient)).await.map_err(at(Stage::Recipient))?;
    }
    within(COMMAND, line.command(Data)).await.map_err(at(Stage::Announced))?;
    // lettre ends the last line itself: with its own end the server would get an empty one more, and other
    // bytes than those of which the certificate tells.
    let raw = letter.raw.strip_suffix(b"\r\n").unwrap_or(&letter.raw);
    within(CONTENT, line.message(raw)).await.map_err(at(Stage::Content))
}

fn reply(stage: Stage, trouble: Trouble) -> Reply {
    match trouble {
        Trouble::Refused(code, said) => {
            Reply::new(of_smtp(stage, code, &said), format!("{code} {said}"))
        }
        Trouble::Broken(said) => Reply::new(of_broken_line(stage), said),
        Trouble::Unsafe(said) => Reply::new((Answer::ConfigBroken, Health::Misconfigured), said),
    }
}

fn words(response: &Response) -> String {
    response.message().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "Connection error: Connection refused (os error 111)",
        "cannot connect: Connection refused (os error 111)"
    )]
    #[case("network error: Broken pipe (os error 32)", "the line broke: Broken pipe (os error 32)")]
    #[case("response error: incomplete response", "response error: incomplete response")]
    fn what_lettre_says_of_a_line(#[case] said: &str, #[case] expected: &str) {
        assert_eq!(plain(said), expected);
    }

    #[tokio::test]
    async fn a_server_that_nobody_reaches_is_said_to_be_so_with_tls_and_without() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        for tls in [false, true] {
            let (host, port) = (free.ip().to_string(), free.port());
            let server = SmtpServer { tls, user: None, host, port };
            let post = Post::new(server, Secret::default(), None).unwrap();
            let Err(trouble) = post.connect().await else { panic!("somebody listens") };
            let reply = reply(Stage::Session, trouble);
            assert!(reply.text.starts_with("cannot connect: Connection refused"), "{}", reply.text);
        }
    }
}
