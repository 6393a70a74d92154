//! Requests to other systems, signed after Standard Webhooks. No redirects, no proxies, little patience,
//! and no address inside the house that is not allowed: the guard looks at the address that is connected
//! to, whatever the name was.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, Url};

use crate::config::sending::Webhooks;
use crate::dispatch::answer::{Answer, Reply, of_http, retry_after};
use crate::dispatch::breaker::Health;
use crate::dispatch::error::DispatchError;
use crate::dispatch::guard::{Reach, reach};
use crate::dispatch::signature::signatures;

/// How long a connection may take to come about: well below the time of the whole, so that a receiver
/// whose packets are dropped is known as one that got nothing.
const CONNECT: Duration = Duration::from_secs(6);

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes of an answer that are read.
const MOST: usize = 8 * 1024;

/// A request that is ready.
#[derive(Clone)]
pub struct Request {
    /// Name of the endpoint.
    pub endpoint: String,
    /// The same on every attempt: the receiver takes a second one for the first.
    pub id: String,
    /// JSON.
    pub body: Vec<u8>,
}

struct Endpoint {
    url: Url,
    keys: Vec<Vec<u8>>,
}

/// The systems that are written to.
pub struct Hooks {
    endpoints: HashMap<String, Endpoint>,
    allow: Vec<IpNet>,
    clients: Option<Clients>,
}

/// Without TLS only allowed networks are reached.
struct Clients {
    https: Client,
    http: Client,
}

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("the address is not allowed; name its network in webhooks.allow, or use https")]
struct Forbidden;

/// Resolves names to addresses that may be reached.
struct Guarded {
    allow: Vec<IpNet>,
    public: bool,
}

fn may_reach(address: SocketAddr, allow: &[IpNet], public: bool) -> bool {
    match reach(address.ip(), allow) {
        Reach::Allowed => true,
        Reach::Public => public,
        Reach::Forbidden => false,
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (allow, public) = (self.allow.clone(), self.public);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let may: Vec<SocketAddr> =
                found.filter(|address| may_reach(*address, &allow, public)).collect();
            if may.is_empty() {
                return Err(Forbidden.into());
            }
            let may: Addrs = Box::new(may.into_iter());
            Ok(may)
        })
    }
}

fn client(allow: &[IpNet], public: bool, connect: Duration) -> ClientBuilder {
    let resolver = Guarded { allow: allow.to_vec(), public };
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(connect)
        .timeout(PATIENCE)
        .user_agent(concat!("vandong/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(resolver))
}

impl Hooks {
    /// The systems as they are set.
    ///
    /// # Errors
    /// An address that cannot be read, or a system without a secret.
    pub fn new(webhooks: &Webhooks) -> Result<Self, DispatchError> {
        Self::with_patience(webhooks, CONNECT)
    }

    /// The same, with another time in which a connection must come about.
    fn with_patience(webhooks: &Webhooks, connect: Duration) -> Result<Self, DispatchError> {
        // Only the first call in a process counts; all want the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut endpoints = HashMap::new();
        for endpoint in &webhooks.endpoints {
            let name = &endpoint.name;
            let wrong = |vi: &str, en: &str| DispatchError::Setting {
                vi: format!("webhooks: {name}: {vi}"),
                en: format!("webhooks: {name}: {en}"),
            };
            let url = Url::parse(endpoint.url.expose())
                .map_err(|_| wrong("URL không đúng dạng", "its URL is none"))?;
            let keys = webhooks.keys(name);
            if keys.is_empty() {
                return Err(wrong(
                    "chưa có khóa bí mật trong webhooks.secrets",
                    "it has no secret in webhooks.secrets",
                ));
            }
            endpoints.insert(name.clone(), Endpoint { url, keys });
        }
        let allow = webhooks.allow.clone();
        let fail = |error: reqwest::Error| DispatchError::Machine(error.without_url().to_string());
        let clients = match endpoints.is_empty() {
            true => None,
            false => Some(Clients {
                https: client(&allow, true, connect).https_only(true).build().map_err(fail)?,
                http: client(&allow, false, connect).build().map_err(fail)?,
            }),
        };
        Ok(Self { endpoints, allow, clients })
    }

    /// Whether there is one of this name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.endpoints.contains_key(name)
    }

    /// Sends a request. `now` is in seconds since 1970.
    pub async fn deliver(&self, request: &Request, now: i64) -> Reply {
        let misconfigured =
            |text: &str| Reply::new((Answer::ConfigBroken, Health::Misconfigured), text);
        let (Some(endpoint), Some(clients)) =
            (self.endpoints.get(&request.endpoint), &self.clients)
        else {
            return misconfigured("there is no endpoint of this name");
        };
        let safe = endpoint.url.scheme() == "https";
        // A literal address is connected to without being resolved.
        let literal = match endpoint.url.host_str() {
            Some(host) => host.trim_matches(['[', ']']).parse().ok(),
            None => return misconfigured("its URL has no host"),
        };
        if let Some(address) = literal
            && !may_reach(SocketAddr::new(address, 0), &self.allow, safe)
        {
            return misconfigured(&Forbidden.to_string());
        }
        let client = if safe { &clients.https } else { &clients.http };
        let signed = signatures(&endpoint.keys, &request.id, now, &request.body);
        let sent = client
            .post(endpoint.url.clone())
            .header("content-type", "application/json")
            .header("webhook-id", &request.id)
            .header("webhook-timestamp", now)
            .header("webhook-signature", signed)
            .body(request.body.clone())
            .send()
            .await;
        match sent {
            Ok(response) => answer(response).await,
            Err(error) => trouble(error),
        }
    }
}

/// The status decides; the body is kept as far as it is read.
async fn answer(mut response: Response) -> Reply {
    let status = response.status().as_u16();
    let header = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let meant = of_http(status, retry_after(header));
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= MOST {
            body.truncate(MOST);
            break;
        }
    }
    // Zeros fit into no text of PostgreSQL.
    let body = String::from_utf8_lossy(&body).replace('\0', " ");
    Reply::new(meant, format!("{status} {}", body.trim()).trim_end())
}

/// A request that never left may be sent again as if nothing had been; any other may have arrived.
fn trouble(error: reqwest::Error) -> Reply {
    let error = error.without_url();
    let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
    let mut last = String::new();
    while let Some(one) = cause {
        if one.is::<Forbidden>() {
            return Reply::new((Answer::ConfigBroken, Health::Misconfigured), one.to_string());
        }
        last = one.to_string();
        cause = one.source();
    }
    let meant = if error.is_builder() {
        (Answer::ConfigBroken, Health::Misconfigured)
    } else if error.is_connect() {
        (Answer::Retry { after: None }, Health::Ill)
    } else {
        (Answer::Unknown, Health::Ill)
    };
    let what = match (error.is_connect(), error.is_timeout()) {
        // Whoever was never reached cannot have hung up.
        (true, false) => "cannot connect",
        (true, true) => "cannot connect: no answer in time",
        (false, true) => "no answer in time",
        (false, false) => "the line broke",
    };
    Reply::new(meant, format!("{what}: {last}"))
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpSocket, TcpStream};
    use tokio::time::timeout;

    use super::*;
    use crate::config::sending::{Endpoint, EndpointSecret};

    #[tokio::test]
    async fn a_receiver_that_nobody_reaches_has_got_nothing() {
        // Who asks to be connected to a queue that is full hears nothing at all.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let full = socket.listen(0).unwrap();
        let at = full.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(one) = timeout(Duration::from_millis(300), TcpStream::connect(at)).await {
            queue.push(one.unwrap());
            assert!(queue.len() < 99, "the queue is never full");
        }
        let secret = "crm whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let webhooks = Webhooks {
            endpoints: vec![Endpoint::try_from(format!("crm http://{at}/")).unwrap()],
            secrets: vec![EndpointSecret::try_from(secret).unwrap()],
            allow: vec!["127.0.0.0/8".parse().unwrap()],
        };
        let hooks = Hooks::with_patience(&webhooks, Duration::from_millis(300)).unwrap();
        let request = Request { endpoint: "crm".into(), id: "a".into(), body: b"{}".to_vec() };
        let reply = hooks.deliver(&request, 0).await;
        assert_eq!((reply.answer, reply.health), (Answer::Retry { after: None }, Health::Ill));
        assert!(reply.text.starts_with("cannot connect: no answer in time"), "{}", reply.text);
        // Nobody listens there any more.
        drop((full, queue));
        let reply = hooks.deliver(&request, 0).await;
        assert_eq!((reply.answer, reply.health), (Answer::Retry { after: None }, Health::Ill));
        assert!(reply.text.starts_with("cannot connect: Connection refused"), "{}", reply.text);
    }
}
