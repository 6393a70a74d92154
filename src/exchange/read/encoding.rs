//! Which bytes make which letters: UTF-8 with or without a mark, UTF-16 from older Excel, and
//! Windows-1258 from older Vietnamese systems. Everything becomes UTF-8 on the way in.

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1258};
use std::io::{self, ErrorKind, Read};

/// How much of a file is looked at before deciding, in bytes.
const HEAD: usize = 64 * 1024;

/// The encodings in which lists arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, low byte first ("Unicode text" of Excel).
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Vietnamese of Windows, with combining tone marks.
    Windows1258,
}

impl Encoding {
    /// The encoding of a file that begins so, and the length of its byte order mark.
    pub fn sniff(head: &[u8]) -> (Self, usize) {
        match head {
            [0xef, 0xbb, 0xbf, ..] => return (Self::Utf8, 3),
            [0xff, 0xfe, ..] => return (Self::Utf16Le, 2),
            [0xfe, 0xff, ..] => return (Self::Utf16Be, 2),
            _ => {}
        }
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        match head.len() / 4 {
            quarter if quarter > 0 && odd > quarter && even == 0 => (Self::Utf16Le, 0),
            quarter if quarter > 0 && even > quarter && odd == 0 => (Self::Utf16Be, 0),
            _ if looks_like_utf8(head) => (Self::Utf8, 0),
            _ => (Self::Windows1258, 0),
        }
    }

    fn decoder(self) -> Option<Decoder> {
        match self {
            Self::Utf8 => None,
            Self::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Self::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
            Self::Windows1258 => Some(WINDOWS_1258.new_decoder_without_bom_handling()),
        }
    }
}

/// More good multi-byte letters than bad bytes: a few damaged rows are the rows' trouble.
fn looks_like_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad, mut seen) = (0, 0, 0);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        seen += chunk.valid().len() + chunk.invalid().len();
        // The head may end in the middle of a letter.
        let torn = head.len() == HEAD && seen == HEAD;
        bad += usize::from(!chunk.invalid().is_empty() && !torn);
    }
    bad == 0 || bad < good
}

/// A reader of UTF-8 bytes over a reader of any of the encodings. UTF-8 passes as it is, its
/// damage included; in the others what cannot be decoded becomes U+FFFD.
pub(super) struct Utf8Reader<R> {
    inner: R,
    encoding: Encoding,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    start: usize,
    end: bool,
}

impl<R: Read> Utf8Reader<R> {
    /// Looks at the beginning of `inner` and decides, unless the encoding is given.
    pub(super) fn open(mut inner: R, forced: Option<Encoding>) -> io::Result<Self> {
        let mut raw = Vec::with_capacity(HEAD);
        inner.by_ref().take(HEAD as u64).read_to_end(&mut raw)?;
        let (sniffed, mark) = Encoding::sniff(&raw);
        let encoding = forced.unwrap_or(sniffed);
        let start = if encoding == sniffed { mark } else { 0 };
        Ok(Self { inner, encoding, decoder: encoding.decoder(), raw, start, end: false })
    }

    /// The first bytes of the file, before anything is read.
    pub(super) fn head(&self) -> &[u8] {
        &self.raw
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Fills `out` from its beginning; 0 bytes mean the end. `out` is longer than any letter.
    pub(super) fn fill(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let waiting = self.raw.get(self.start..).unwrap_or_default();
            let Some(decoder) = self.decoder.as_mut() else {
                if waiting.is_empty() {
                    return read_some(&mut self.inner, out);
                }
                let count = waiting.len().min(out.len());
                for (to, from) in out.iter_mut().zip(waiting) {
                    *to = *from;
                }
                self.start += count;
                return Ok(count);
            };
            if waiting.is_empty() && !self.end {
                self.raw.resize(HEAD, 0);
                let count = read_some(&mut self.inner, &mut self.raw)?;
                self.raw.truncate(count);
                self.start = 0;
                self.end = count == 0;
                if !self.end {
                    continue;
                }
            }
            let waiting = self.raw.get(self.start..).unwrap_or_default();
            let (result, read, written, _) = decoder.decode_to_utf8(waiting, out, self.end);
            self.start += read;
            if written > 0 {
                return Ok(written);
            }
            if self.end && result == encoding_rs::CoderResult::InputEmpty {
                self.decoder = None;
                return Ok(0);
            }
        }
    }
}

fn read_some(inner: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(out) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"\xef\xbb\xbfa", Encoding::Utf8, 3)]
    #[case(b"\xff\xfea\0", Encoding::Utf16Le, 2)]
    #[case(b"\xfe\xff\0a", Encoding::Utf16Be, 2)]
    #[case(b"n\0a\0m\0e\0", Encoding::Utf16Le, 0)]
    #[case(b"\0n\0a\0m\0e", Encoding::Utf16Be, 0)]
    #[case("Họ tên".as_bytes(), Encoding::Utf8, 0)]
    #[case(b"H\xf2\xf2 t\xean", Encoding::Windows1258, 0)]
    #[case(b"", Encoding::Utf8, 0)]
    fn sniffs(#[case] head: &[u8], #[case] encoding: Encoding, #[case] mark: usize) {
        assert_eq!(Encoding::sniff(head), (encoding, mark));
    }

    #[test]
    fn one_damaged_byte_does_not_make_a_file_another_encoding() {
        let mut head = "Nguyễn Thị Đào\n".repeat(10).into_bytes();
        head.extend(b"\xff\n");
        assert_eq!(Encoding::sniff(&head).0, Encoding::Utf8);
    }
}
