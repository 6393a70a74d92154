//! Another system: it takes requests, is slow to answer, and keeps a log of what it got.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long it thinks about a request.
const THINKS: Duration = Duration::from_millis(25);

/// A request as it came in whole.
#[derive(Clone)]
pub(super) struct Got {
    pub(super) id: String,
    pub(super) timestamp: i64,
    pub(super) signature: String,
    pub(super) body: Vec<u8>,
}

/// A receiver; it ends with the test's process.
pub(super) struct Receiver {
    pub(super) url: String,
    log: Arc<Mutex<Vec<Got>>>,
}

impl Receiver {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let log = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&log);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let all = Arc::clone(&all);
                std::thread::spawn(move || converse(stream.unwrap(), &all));
            }
        });
        Self { url, log }
    }

    /// What it got so far, in order.
    pub(super) fn log(&self) -> Vec<Got> {
        self.log.lock().unwrap().clone()
    }
}

/// Takes requests until the other side hangs up, or is dead.
fn converse(mut stream: TcpStream, log: &Mutex<Vec<Got>>) -> Option<()> {
    let mut from = BufReader::new(stream.try_clone().unwrap());
    loop {
        let got = read(&mut from)?;
        log.lock().unwrap().push(got);
        std::thread::sleep(THINKS);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").ok()?;
    }
}

/// The next request; none that is cut off.
fn read(from: &mut impl BufRead) -> Option<Got> {
    let mut got = Got { id: String::new(), timestamp: 0, signature: String::new(), body: vec![] };
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line == "\r\n" {
                break;
            }
            continue;
        };
        match name.to_lowercase().as_str() {
            "webhook-id" => value.clone_into(&mut got.id),
            "webhook-timestamp" => got.timestamp = value.parse().unwrap(),
            "webhook-signature" => value.clone_into(&mut got.signature),
            "content-length" => got.body = vec![0; value.parse().unwrap()],
            _ => {}
        }
    }
    from.read_exact(&mut got.body).ok()?;
    Some(got)
}
