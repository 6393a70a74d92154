//! The server: binds, answers until it is told to stop, and then finishes what it has begun.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};

use super::guard::guard;
use super::routes::routes;
use super::signals::Signals;
use super::site::Site;
use super::templates::{Templates, TemplatesError};
use crate::app::pool::Pool;
use crate::exchange::read::io_vi;

/// How long a request that has begun may take after the sign to stop: all is over within 10 seconds.
const FINISH_SECONDS: u64 = 8;
/// Threads that read and write requests; what takes long runs beside them.
const WORKERS: usize = 2;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address would be open to other machines.
    #[error(
        "server.bind is {bind}, which other machines can reach, and pages show people's names: bind \
         to 127.0.0.1 and put a web server with passwords in front, or set server.public = true"
    )]
    NotPublic {
        /// The address of the configuration.
        bind: SocketAddr,
    },
    /// The address cannot be used.
    #[error("cannot listen at {bind}: {source}; {}", bind_todo(source))]
    Bind {
        /// The address of the configuration.
        bind: SocketAddr,
        /// What the machine says.
        source: io::Error,
    },
    /// A template does not compile.
    #[error("a template of the program is damaged: {0}")]
    Templates(#[from] TemplatesError),
    /// It could not start, or ended by an error.
    #[error("the server stopped: {0}")]
    Stopped(#[source] io::Error),
}

impl ServeError {
    /// The same in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        match self {
            Self::NotPublic { bind } => format!(
                "server.bind là {bind}, máy khác truy cập được mà trang có tên người dân: hãy dùng \
                 127.0.0.1 và đặt máy chủ web có mật khẩu ở phía trước, hoặc đặt server.public = true"
            ),
            Self::Bind { bind, source } => {
                format!("không mở được địa chỉ {bind}: {}; {}", io_vi(source), bind_todo_vi(source))
            }
            Self::Templates(error) => format!("một mẫu trang của chương trình bị hỏng: {error}"),
            Self::Stopped(error) => format!("máy chủ đã dừng: {error}"),
        }
    }
}

/// What to do where an address cannot be used.
fn bind_todo(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            "stop the program that uses it, or choose another port with --bind or server.bind (port 0 \
             is any free one)"
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 are kept for the administrator: choose a higher one with --bind or \
             server.bind"
        }
        io::ErrorKind::AddrNotAvailable => {
            "choose 127.0.0.1 or an address of this machine with --bind or \
             server.bind"
        }
        _ => "choose another address with --bind or server.bind",
    }
}

/// The same in Vietnamese.
fn bind_todo_vi(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => {
            "hãy dừng chương trình đó, hoặc chọn cổng khác bằng --bind hoặc server.bind (cổng 0 là cổng \
             trống bất kỳ)"
        }
        io::ErrorKind::PermissionDenied => {
            "cổng dưới 1024 dành cho người quản trị máy: hãy chọn cổng lớn hơn bằng --bind hoặc server.bind"
        }
        io::ErrorKind::AddrNotAvailable => {
            "hãy dùng 127.0.0.1 hoặc một địa chỉ của máy, bằng --bind hoặc \
             server.bind"
        }
        _ => "hãy chọn địa chỉ khác bằng --bind hoặc server.bind",
    }
}

/// A server that runs on threads of its own.
pub struct Server {
    address: SocketAddr,
    handle: ServerHandle,
    thread: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Starts a server that answers until [`Server::stop`].
    ///
    /// # Errors
    /// The address is not to be used, or cannot be.
    pub fn start(pool: Arc<Pool>) -> Result<Self, ServeError> {
        Self::run(pool, None)
    }

    /// Starts a server that answers until the process is told to end (SIGTERM, SIGINT). `heard` is
    /// called at that moment, before the requests that have begun are finished.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_until_signal(
        pool: Arc<Pool>,
        heard: impl FnOnce() + Send + 'static,
    ) -> Result<Self, ServeError> {
        Self::run(pool, Some(Box::new(heard)))
    }

    fn run(pool: Arc<Pool>, heard: Option<Heard>) -> Result<Self, ServeError> {
        let bind = pool.config().server.bind;
        if !bind.ip().is_loopback() && !pool.config().server.public {
            return Err(ServeError::NotPublic { bind });
        }
        let site = web::Data::new(Site::new(pool, Templates::compiled()?));
        let listener =
            TcpListener::bind(bind).map_err(|source| ServeError::Bind { bind, source })?;
        let address = listener.local_addr().map_err(ServeError::Stopped)?;
        let (started, handle) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = move || {
                    App::new()
                        .app_data(site.clone())
                        .wrap(from_fn(guard))
                        .wrap(Compress::default())
                        .configure(routes)
                };
                // Registered before anybody is told the address: no signal is lost.
                let signals = match heard {
                    Some(heard) => Some((heard, Signals::new()?)),
                    None => None,
                };
                let server = HttpServer::new(app).workers(WORKERS).shutdown_timeout(FINISH_SECONDS);
                let server = server.disable_signals().listen(listener)?.run();
                if let Some((heard, signals)) = signals {
                    let handle = server.handle();
                    actix_web::rt::spawn(async move {
                        signals.one().await;
                        heard();
                        handle.stop(true).await;
                    });
                }
                // Whoever waits for it may be gone; then nobody needs it.
                let _ = started.send(server.handle());
                server.await
            })
        });
        match handle.recv() {
            Ok(handle) => Ok(Self { address, handle, thread }),
            Err(_) => Err(ServeError::Stopped(ended(thread).err().unwrap_or_else(silent))),
        }
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// It ended by an error.
    pub fn wait(self) -> Result<(), ServeError> {
        ended(self.thread).map_err(ServeError::Stopped)
    }

    /// Takes no further requests, finishes those that have begun, and ends.
    ///
    /// # Errors
    /// It ended by an error.
    pub fn stop(self) -> Result<(), ServeError> {
        // The order is given when it is called; its future only waits for the end, as we do.
        drop(self.handle.stop(true));
        self.wait()
    }
}

/// What is done at the moment at which the process is told to end.
type Heard = Box<dyn FnOnce() + Send>;

fn ended(thread: JoinHandle<io::Result<()>>) -> io::Result<()> {
    thread.join().unwrap_or_else(|_| Err(silent()))
}

fn silent() -> io::Error {
    io::Error::other("a thread of the server panicked")
}
