//! A browser of few words: asks over a socket, reads the answer, checks that pages are well formed and
//! finds their links.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Asks for a page with further headers, each with its line end.
pub(crate) fn ask(at: SocketAddr, method: &str, path: &str, headers: &str) -> Answer {
    let mut line = TcpStream::connect(at).unwrap();
    let host = if headers.contains("Host:") { String::new() } else { format!("Host: {at}\r\n") };
    write!(line, "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").unwrap();
    let mut all = Vec::new();
    line.read_to_end(&mut all).unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&all[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_lowercase(), value.to_owned())
    };
    Answer { status, headers: lines.map(pair).collect(), bytes: all[end + 4..].to_vec() }
}

pub(crate) fn get(at: SocketAddr, path: &str) -> Answer {
    ask(at, "GET", path, "")
}

/// Addresses of our own that a page links to.
pub(crate) fn links(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for end in ["href=\"", "src=\"", "action=\""] {
        for rest in page.split(end).skip(1) {
            let link = rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#x3D;", "=");
            if link.starts_with('/') {
                found.push(link);
            }
        }
    }
    found
}

/// Whether every element that is opened is closed in its turn, and every attribute once.
pub(crate) fn well_formed(page: &str) -> Result<(), String> {
    const EMPTY: [&str; 6] = ["meta", "link", "img", "input", "br", "hr"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").ok_or("no doctype")?;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let end = tag.find('>').ok_or_else(|| format!("an open < before {tag:.60}"))?;
        let inside = &tag[..end];
        if inside.contains('<') || inside.matches('"').count() % 2 != 0 {
            return Err(format!("a broken element <{inside}>"));
        }
        if let Some(name) = inside.strip_prefix('/') {
            let last = open.pop();
            if last != Some(name) {
                return Err(format!("</{name}> closes {last:?} before {:.80}", &tag[end..]));
            }
        } else {
            let name = inside.split([' ', '\n']).next().unwrap();
            if !EMPTY.contains(&name) {
                open.push(name);
            }
        }
        rest = &tag[end..];
    }
    if open.is_empty() { Ok(()) } else { Err(format!("never closed: {open:?}")) }
}

#[test]
fn what_is_not_well_formed_is_found() {
    let page = |body: &str| format!("<!DOCTYPE html><html>{body}</html>");
    assert_eq!(well_formed(&page("<p class=\"a\">x<br>y</p>")), Ok(()));
    for broken in ["<p>", "<b><i></b></i>", "<p class=\"a>x</p>", "a < b"] {
        well_formed(&page(broken)).unwrap_err();
    }
}
