//! What became of an attempt to send, said in Vietnamese. The chain of attempts holds the digest of each
//! reply, so what is stored stays in the words in which it was written: those of servers, of the machine,
//! and of this program. Known ones are translated where they are shown.

/// What a reply begins with, and the same in Vietnamese; the rest of it follows.
const BEGINNINGS: [(&str, &str); 8] = [
    ("cannot connect: ", "không kết nối được: "),
    ("no answer in time: ", "không trả lời kịp: "),
    ("the line broke: ", "đường truyền bị ngắt giữa chừng: "),
    ("response error: ", "máy chủ trả lời sai quy cách: "),
    ("kept as ", "đã lưu thành tệp "),
    ("cannot write to ", "không ghi được vào "),
    ("settled by ", "kết luận của "),
    ("not tried: ", "chưa gửi: "),
];

/// Whole replies, and what follows a beginning.
const WHOLE: [(&str, &str); 27] = [
    ("Connection refused", "máy chủ từ chối kết nối hoặc đang tắt"),
    ("Connection reset by peer", "máy chủ ngắt kết nối"),
    ("Broken pipe", "máy chủ đã đóng kết nối"),
    ("No route to host", "không có đường mạng tới máy chủ"),
    ("Network is unreachable", "không có mạng"),
    ("Host is unreachable", "không tới được máy chủ"),
    ("Connection timed out", "máy chủ không trả lời"),
    ("failed to lookup address information", "không tìm thấy tên máy chủ"),
    ("No space left on device", "ổ đĩa đã đầy"),
    ("Permission denied", "không có quyền ghi"),
    ("connection closed before message completed", "máy chủ ngắt kết nối khi chưa trả lời xong"),
    ("incomplete response", "trả lời không trọn vẹn"),
    ("operation timed out", "hết thời gian chờ"),
    ("deadline has elapsed", "hết thời gian chờ"),
    ("no answer in time", "không trả lời kịp"),
    ("no answer", "không trả lời"),
    ("the server had just failed", "máy chủ vừa gặp sự cố"),
    ("the worker was told to stop", "tiến trình gửi được lệnh dừng"),
    ("the database had refused", "cơ sở dữ liệu không ghi được"),
    ("another worker had taken it over", "tiến trình khác đã tiếp nhận"),
    ("it was in hand for too long", "đã giữ quá lâu"),
    ("its time was over", "đã hết giờ được gửi"),
    ("there is no endpoint of this name", "webhooks.endpoints không có hệ thống tên này"),
    ("its URL has no host", "URL không có tên máy chủ"),
    (
        "the address is not allowed; name its network in webhooks.allow, or use https",
        "địa chỉ không được phép; khai báo mạng của nó ở webhooks.allow hoặc dùng https",
    ),
    (
        "the server offers no TLS, and nothing is sent without",
        "máy chủ không hỗ trợ TLS nên không gửi gì",
    ),
    (
        "the server offers no TLS, and no password is sent without",
        "máy chủ không hỗ trợ TLS nên không gửi mật khẩu",
    ),
];

/// A reply in Vietnamese, as far as its words are known; none where they are all a server's own.
#[must_use]
pub fn in_vietnamese(reply: &str) -> Option<String> {
    let reply = reply.trim();
    for (begins, vi) in BEGINNINGS {
        if let Some(rest) = reply.strip_prefix(begins) {
            return Some(format!("{vi}{}", in_vietnamese(rest).unwrap_or_else(|| rest.to_owned())));
        }
    }
    if let Some(seconds) = reply.strip_prefix("no answer within ") {
        return Some(format!("không trả lời trong {}", seconds.replace(" s", " giây")));
    }
    // The machine adds its number, or what it was told itself.
    let is_one = |said: &str| {
        reply.strip_prefix(said).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(" (os error") || rest.starts_with(": ")
        })
    };
    if let Some((_, vi)) = WHOLE.into_iter().find(|(said, _)| is_one(said)) {
        return Some(vi.to_owned());
    }
    // Behind the name of a file, or words that nobody translates.
    let (before, last) = reply.rsplit_once(": ")?;
    in_vietnamese(last).map(|last| format!("{before}: {last}"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "cannot connect: Connection refused (os error 111)",
        "không kết nối được: máy chủ từ chối kết nối hoặc đang tắt"
    )]
    #[case(
        "cannot connect: no answer in time: operation timed out",
        "không kết nối được: không trả lời kịp: hết thời gian chờ"
    )]
    #[case(
        "cannot connect: failed to lookup address information: Name or service not known",
        "không kết nối được: không tìm thấy tên máy chủ"
    )]
    #[case(
        "cannot connect: invalid peer certificate: UnknownIssuer",
        "không kết nối được: invalid peer certificate: UnknownIssuer"
    )]
    #[case("no answer within 60 s", "không trả lời trong 60 giây")]
    #[case("kept as /mail/notice-1-7.eml", "đã lưu thành tệp /mail/notice-1-7.eml")]
    #[case(
        "cannot write to /mail: Permission denied (os error 13)",
        "không ghi được vào /mail: không có quyền ghi"
    )]
    #[case("settled by Nguyễn Thị Lan", "kết luận của Nguyễn Thị Lan")]
    #[case("not tried: the server had just failed", "chưa gửi: máy chủ vừa gặp sự cố")]
    #[case(
        "response error: incomplete response",
        "máy chủ trả lời sai quy cách: trả lời không trọn vẹn"
    )]
    fn words_of_this_program_and_of_the_machine_are_translated(
        #[case] reply: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(in_vietnamese(reply).as_deref(), Some(expected));
    }

    #[rstest]
    #[case("250 2.0.0 Ok: queued as 4TEST")]
    #[case("550 5.1.1 User unknown")]
    #[case("500")]
    #[case("")]
    fn words_of_a_server_stay_as_they_are(#[case] reply: &str) {
        assert_eq!(in_vietnamese(reply), None);
    }
}
