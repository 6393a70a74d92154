//! Calendars as iCalendar files (RFC 5545): few properties, all times in UTC, so that no rule of a time zone
//! has to travel along. Written here: what we need of the format is smaller than a library for all of it.

use chrono::NaiveDateTime;

/// Bytes of a line before it is folded, without its end.
const LINE: usize = 75;

/// One event of a calendar. Times are UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// What it is known by for ever.
    pub uid: String,
    /// Times that it was changed.
    pub sequence: u32,
    /// When it was changed last.
    pub changed_at: NaiveDateTime,
    /// When it begins.
    pub starts_at: NaiveDateTime,
    /// When it ends.
    pub ends_at: NaiveDateTime,
    /// What it is.
    pub summary: String,
    /// Where it is.
    pub location: String,
    /// What else there is to say.
    pub description: String,
    /// It will not be held.
    pub cancelled: bool,
}

/// A calendar with a name, as a file.
#[must_use]
pub fn calendar(name: &str, written_at: NaiveDateTime, appointments: &[Appointment]) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(text, &mut out);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Van Dong//vandong//VI");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    for one in appointments {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escaped(&one.uid)));
        line(&format!("DTSTAMP:{}", time(written_at)));
        line(&format!("LAST-MODIFIED:{}", time(one.changed_at)));
        line(&format!("SEQUENCE:{}", one.sequence));
        line(&format!("DTSTART:{}", time(one.starts_at)));
        line(&format!("DTEND:{}", time(one.ends_at)));
        line(&format!("SUMMARY:{}", escaped(&one.summary)));
        line(&format!("LOCATION:{}", escaped(&one.location)));
        line(&format!("DESCRIPTION:{}", escaped(&one.description)));
        line(if one.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn time(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: what would end or divide it is escaped; other control characters are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
    out
}

/// Writes a line in parts of at most 75 bytes, never inside a letter.
fn fold(text: &str, out: &mut String) {
    let mut used = 0;
    for sign in text.chars() {
        if used + sign.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(sign);
        used += sign.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Appointment {
        let at = |text: &str| text.parse().unwrap();
        Appointment {
            uid: "20230606A-NVH-1.15@vandong".into(),
            sequence: 2,
            changed_at: at("2023-06-01T02:00:00"),
            starts_at: at("2023-06-06T01:00:00"),
            ends_at: at("2023-06-06T03:30:00"),
            summary: "Hội nghị khách hàng: Xã Nậm Có".into(),
            location: "Nhà văn hóa, thôn 1; cạnh chợ".into(),
            description: format!("Chủ trì: A\\B\n{}", "ưở".repeat(60)),
            cancelled: true,
        }
    }

    #[test]
    fn lines_are_folded_between_letters_and_unfold_to_what_was_written() {
        let text = calendar("Lịch", "2023-06-02T00:00:00".parse().unwrap(), &[one()]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        let whole = text.replace("\r\n ", "");
        for line in [
            "UID:20230606A-NVH-1.15@vandong",
            "SEQUENCE:2",
            "DTSTART:20230606T010000Z",
            "LOCATION:Nhà văn hóa\\, thôn 1\\; cạnh chợ",
            "STATUS:CANCELLED",
        ] {
            assert!(whole.lines().any(|own| own == line), "{line}: {whole}");
        }
        let description = format!("DESCRIPTION:Chủ trì: A\\\\B\\n{}", "ưở".repeat(60));
        assert!(whole.contains(&description), "{whole}");
    }

    #[test]
    fn what_stands_is_confirmed() {
        let text =
            calendar("x", NaiveDateTime::default(), &[Appointment { cancelled: false, ..one() }]);
        assert!(text.contains("STATUS:CONFIRMED\r\n") && !text.contains("CANCELLED"));
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    }
}
