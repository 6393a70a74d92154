//! What the reader of TOML says, in Vietnamese. It has no codes, only English sentences: their known
//! parts are put into Vietnamese, names and values stay as they are, and so does what nobody knows.

/// Parts of sentences, the longer before the shorter that it holds.
const WORDS: &[(&str, &str)] = &[
    // Where.
    (" in `", " ở khóa `"),
    // Fields and types.
    ("missing field ", "thiếu trường "),
    ("unknown field ", "không có trường "),
    ("unknown variant ", "không có giá trị "),
    ("duplicate field ", "lặp lại trường "),
    ("duplicate key", "khóa bị ghi hai lần"),
    ("invalid type: ", "sai kiểu giá trị: "),
    ("invalid value: ", "giá trị không hợp lệ: "),
    ("invalid socket address syntax", "địa chỉ phải có dạng 127.0.0.1:8023"),
    ("invalid length ", "sai số phần tử "),
    (", there are no fields", ", ở đây không có trường nào"),
    (", expected one of ", ", phải là một trong "),
    (", expected ", ", phải là "),
    ("floating point ", "số thập phân "),
    ("integer `", "số nguyên `"),
    ("string \"", "chuỗi \""),
    ("boolean `", "giá trị đúng/sai `"),
    ("a borrowed string", "chuỗi"),
    ("a string", "chuỗi"),
    ("a sequence", "danh sách"),
    ("a map", "bảng"),
    ("struct ", "bảng "),
    ("sequence", "danh sách"),
    ("map", "bảng"),
    ("a boolean", "true hoặc false"),
    ("u8", "số nguyên từ 0 đến 255"),
    ("u16", "số nguyên từ 0 đến 65535"),
    ("u32", "số nguyên không âm"),
    ("i64", "số nguyên"),
    ("f64", "số"),
    (" or `", " hoặc `"),
    // The grammar.
    ("key with no value", "khóa không có giá trị"),
    ("missing value for key", "khóa không có giá trị"),
    ("missing value", "thiếu giá trị"),
    ("string values must be quoted, expected literal string", "chuỗi phải nằm trong dấu nháy kép"),
    ("string values must be quoted", "chuỗi phải nằm trong dấu nháy kép"),
    ("invalid basic string", "chuỗi không hợp lệ (thiếu dấu nháy kép?)"),
    ("unclosed array", "thiếu dấu ] đóng danh sách"),
    ("unclosed table", "thiếu dấu ] đóng tên bảng"),
    ("unexpected key or value", "khóa hoặc giá trị thừa"),
    // What values of the configuration say of themselves.
    (" is no line of a schedule: ", " không phải lịch chạy: "),
    (
        "write six fields, second minute hour day month weekday, such as ",
        "hãy ghi sáu trường, giây phút giờ ngày tháng thứ, ví dụ ",
    ),
    (
        "write weekdays as names, Mon Tue Wed Thu Fri Sat Sun: some programs count Sunday as 0, others \
         as 1, others as 7",
        "hãy ghi thứ bằng tên, Mon Tue Wed Thu Fri Sat Sun (Mon là thứ Hai): nếu ghi số thì có chương \
         trình tính Chủ nhật là 0, có chương trình tính là 1 hoặc 7",
    ),
    (" is no second from 0 to 59, one number alone", " không phải một số giây từ 0 đến 59"),
    (" is no minute from 0 to 59", " không phải phút từ 0 đến 59"),
    (" is no hour from 0 to 23", " không phải giờ từ 0 đến 23"),
    (" is no day from 1 to 31", " không phải ngày từ 1 đến 31"),
    (" is no month from 1 to 12 or from Jan to Dec", " không phải tháng từ 1 đến 12"),
    (" is no weekday from Mon to Sun", " không phải thứ trong tuần từ Mon đến Sun"),
    ("none of its months has such a day", "không tháng nào của lịch có ngày này"),
    (
        ": write such as `morning 08:00-11:30 60`, a part, hours and a share",
        "; hãy ghi ví dụ `sáng 08:00-11:30 60`, gồm buổi, giờ và phần lượt",
    ),
    (" is no part of a day", " không phải buổi trong ngày"),
    (" names no part: morning, afternoon or evening", " không nêu buổi nào trong sáng, chiều, tối"),
    (" has no hours", " không có giờ từ sớm đến muộn"),
    (
        " lies outside of its part (morning before 12:00, afternoon from 12:00 to 17:00, evening from 17:00)",
        " nằm ngoài buổi (sáng trước 12:00, chiều từ 12:00 đến 17:00, tối từ 17:00)",
    ),
    (" has no share from 1 to 1000", " không có phần lượt từ 1 đến 1000"),
    (" is there twice: write each part of the day once", " có hai lần; mỗi buổi chỉ ghi một lần"),
    (" is no time zone: write one such as ", " không phải múi giờ; hãy ghi ví dụ "),
    (" is no weekday: write such as ", " không phải ngày trong tuần; hãy ghi ví dụ "),
    (" is no hour: write such as ", " không phải giờ trong ngày; hãy ghi ví dụ "),
    (" has a wrong e-mail address: write such as ", " có địa chỉ thư điện tử sai; hãy ghi ví dụ "),
    (" is no name: write such as ", " không phải họ tên; hãy ghi ví dụ "),
    (
        " names no deputy: write such as Vũ Lan for Lò Văn Sơn from 2023-06-01 to 2023-06-30",
        " không phải người được ủy quyền; hãy ghi ví dụ Vũ Lan thay Lò Văn Sơn từ 01/06/2023 đến 30/06/2023",
    ),
    (
        "call_list_until must be later than call_list_at",
        "call_list_until phải muộn hơn call_list_at",
    ),
    (
        " is no list of days: write such as ",
        " không phải danh sách số ngày giảm dần; hãy ghi ví dụ ",
    ),
    (
        "mail.smtp is no address of a mail server: write smtp://USER@HOST:PORT or smtps://USER@HOST:PORT, and \
         give the password as VANDONG__MAIL__PASSWORD",
        "mail.smtp không phải địa chỉ máy chủ thư; hãy ghi smtp://TÀI_KHOẢN@MÁY_CHỦ:CỔNG hoặc \
         smtps://TÀI_KHOẢN@MÁY_CHỦ:CỔNG, và đặt mật khẩu ở biến VANDONG__MAIL__PASSWORD",
    ),
    (
        "mail.from is no sender: write NAME <ADDRESS@DOMAIN>",
        "mail.from không phải người gửi; hãy ghi TÊN <ĐỊA_CHỈ@TÊN_MIỀN>",
    ),
    (
        "an endpoint is written NAME URL, with a URL that begins with https://",
        "một hệ thống nhận được ghi dạng TÊN URL, URL bắt đầu bằng https://",
    ),
    (
        "a secret of webhooks is written NAME whsec_BASE64, with 24 to 64 bytes in base64",
        "một khóa bí mật của webhooks được ghi dạng TÊN whsec_BASE64, với 24 đến 64 byte ở dạng base64",
    ),
    (" is no network: write such as ", " không phải dải mạng; hãy ghi ví dụ "),
    ("the number must be 1 or more", "số phải từ 1 trở lên"),
    ("workers must be from 1 to 16", "workers phải từ 1 đến 16"),
    ("lease_seconds must be 30 or more", "lease_seconds phải từ 30 trở lên"),
    ("lease_seconds must be 5 or more", "lease_seconds phải từ 5 trở lên"),
    (" is no address: write ", " không phải địa chỉ cơ sở dữ liệu; hãy ghi dạng "),
    (
        "the list needs at least one word, and none twice",
        "danh sách cần ít nhất một từ, không từ nào lặp lại",
    ),
];

/// A sentence of the parser in one line: the place first, without the picture of the text.
pub(super) fn parser_vi(said: &str) -> String {
    let place = said.strip_prefix("TOML parse error at line ").and_then(|rest| {
        let (place, rest) = rest.split_once('\n')?;
        let (line, column) = place.split_once(", column ")?;
        // The picture ends below the marks that point to the place.
        let (_, why) = rest.split_once('^')?;
        Some((format!("dòng {line}, cột {column}: "), why.trim_start_matches('^')))
    });
    let (place, why) = place.unwrap_or((String::new(), said));
    let why: Vec<&str> = why.split_whitespace().collect();
    format!("{place}{}", in_words(&why.join(" ")))
}

/// Quoted names and values are left alone: a key may be called `map`.
fn in_words(said: &str) -> String {
    let mut told = String::new();
    let mut rest = said;
    let mut quoted = None;
    while let Some(letter) = rest.chars().next() {
        let known = WORDS.iter().find(|(en, _)| quoted.is_none() && rest.starts_with(en));
        let (en, vi) = known.copied().unwrap_or_else(|| {
            let own = rest.get(..letter.len_utf8()).unwrap_or(rest);
            (own, own)
        });
        for mark in en.chars().filter(|mark| matches!(mark, '`' | '"')) {
            quoted = match quoted {
                None => Some(mark),
                Some(open) if open == mark => None,
                open => open,
            };
        }
        told.push_str(vi);
        rest = rest.get(en.len()..).unwrap_or_default();
    }
    told
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong with it is read")]
    struct Row {
        map: u16,
        name: String,
        on: Option<bool>,
    }

    #[rstest]
    #[case(
        "map = 1\nnmae = \"a\"",
        "dòng 2, cột 1: không có trường `nmae`, phải là một trong `map`, `name`, `on`"
    )]
    #[case("map = 1", "dòng 1, cột 1: thiếu trường `name`")]
    #[case(
        "map = \"map\"\nname = \"\"",
        "dòng 1, cột 7: sai kiểu giá trị: chuỗi \"map\", phải là số nguyên từ 0 đến 65535"
    )]
    #[case(
        "map = -1\nname = \"\"",
        "dòng 1, cột 7: giá trị không hợp lệ: số nguyên `-1`, phải là số nguyên từ 0 đến 65535"
    )]
    #[case("map = 1\nname = ", "dòng 2, cột 8: chuỗi phải nằm trong dấu nháy kép")]
    #[case("map = 1\nmap = 2", "dòng 2, cột 1: khóa bị ghi hai lần")]
    #[case(
        "map = 1\nname = \"\"\non = 3",
        "dòng 3, cột 6: sai kiểu giá trị: số nguyên `3`, phải là true hoặc false"
    )]
    fn what_the_parser_says(#[case] text: &str, #[case] expected: &str) {
        let said = toml::from_str::<Row>(text).unwrap_err().to_string();
        let told = parser_vi(&said);
        assert!(told.starts_with(expected), "{told}\n{said}");
        assert!(!told.contains("literal"), "{told}");
    }

    #[test]
    fn what_nobody_knows_stays() {
        assert_eq!(parser_vi("no such thing"), "no such thing");
    }
}
