//! What goes wrong, as RFC 9457 tells it to programs; browsers get the same as a page. The texts say
//! what can be done, in both languages, and nothing of what happens inside.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use super::lang::Lang;
use crate::app::pool::Work;
use crate::domain::notice::NoticeState;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) vi: String,
    pub(crate) en: String,
}

impl Told {
    pub(crate) fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    pub(crate) fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.vi, &self.en)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// A stable word for programs.
    pub(crate) code: &'static str,
    pub(crate) title: Told,
    pub(crate) detail: Told,
}

/// As programs read it.
#[derive(Serialize)]
pub(crate) struct Document<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    code: &'a str,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, title: Told, detail: Told) -> Self {
        Self { status, code, title, detail }
    }

    /// The document of RFC 9457; `instance` is the path that was asked for.
    pub(crate) fn document<'a>(&'a self, lang: Lang, instance: &'a str) -> Document<'a> {
        Document {
            r#type: "about:blank",
            title: self.title.in_lang(lang),
            status: self.status.as_u16(),
            detail: self.detail.in_lang(lang),
            instance,
            code: self.code,
        }
    }

    /// Nothing is there.
    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            Told::new("Không tìm thấy trang", "Page not found"),
            Told::new(
                "Địa chỉ này không có gì. Hãy bắt đầu lại từ trang đầu.",
                "There is nothing at this address. Start again from the first page.",
            ),
        )
    }

    /// Only reading is possible.
    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            Told::new("Chỉ được xem", "Reading only"),
            Told::new(
                "Địa chỉ này chỉ để xem (GET); việc thay đổi thực hiện bằng lệnh vandong.",
                "This address can only be read (GET); changes are made by commands of vandong.",
            ),
        )
    }

    /// A value of the query cannot be read.
    pub(crate) fn bad_query() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad_query",
            Told::new("Địa chỉ không hợp lệ", "Bad address"),
            Told::new(
                "Một giá trị sau dấu ? của địa chỉ không đọc được: version và limit là số nguyên, after là giá \
                 trị của liên kết sang phần sau, about là mã hộ, #MÃ NGƯỜI hoặc mã nhân viên thu.",
                "A value behind the ? of the address cannot be read: version and limit are whole numbers, after \
                 is what the link to the next part says, about is a household code, #PERSON or an agent code.",
            ),
        )
    }

    /// A state that notices do not have.
    pub(crate) fn unknown_state(state: &str) -> Self {
        let states = |name: fn(NoticeState) -> &'static str| {
            let states = NoticeState::ALL.iter();
            let states = states.map(|state| format!("{} ({})", state.code(), name(*state)));
            states.collect::<Vec<_>>().join(", ")
        };
        Self::new(
            StatusCode::BAD_REQUEST,
            "unknown_state",
            Told::new("Không có tình trạng này", "No such state"),
            Told::new(
                format!(
                    "Thông báo không có tình trạng “{state}”; hãy dùng một trong: {}.",
                    states(NoticeState::name_vi)
                ),
                format!(
                    "Notices have no state “{state}”; use one of: {}.",
                    states(NoticeState::name_en)
                ),
            ),
        )
    }

    /// A part of the path is no week.
    pub(crate) fn no_week(week: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "not_a_week",
            Told::new("Không phải là tuần", "Not a week"),
            Told::new(
                format!("“{week}” không phải là tuần; hãy ghi như 2023-W23."),
                format!("“{week}” is not a week; write it as 2023-W23."),
            ),
        )
    }

    /// A part of the path is no month.
    pub(crate) fn no_month(month: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "not_a_month",
            Told::new("Không phải là tháng", "Not a month"),
            Told::new(
                format!("“{month}” không phải là tháng; hãy ghi như 2023-06."),
                format!("“{month}” is not a month; write it as 2023-06."),
            ),
        )
    }

    /// Somebody asks from another machine for what is for this one alone.
    pub(crate) fn this_machine_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "this_machine_only",
            Told::new("Chỉ dành cho máy chủ này", "For this machine only"),
            Told::new(
                "Số liệu vận hành chỉ xem được từ chính máy đang chạy vandong.",
                "Metrics are answered to the machine on which vandong runs, and to no other.",
            ),
        )
    }

    /// The request names a host that is not ours.
    pub(crate) fn other_host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "other_host",
            Told::new("Sai tên máy chủ", "Another host"),
            Told::new(
                "Tên máy chủ này chưa được phép; thêm nó vào server.hosts của cấu hình.",
                "This host name is not known here; add it to server.hosts of the configuration.",
            ),
        )
    }

    /// The database does not answer.
    pub(crate) fn no_database() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_unavailable",
            Told::new("Chưa đọc được dữ liệu", "The data cannot be read now"),
            Told::new(
                "Cơ sở dữ liệu đang bận hoặc không trả lời; hãy thử lại sau ít phút.",
                "The database is busy or does not answer; try again in a few minutes.",
            ),
        )
    }

    /// These works of this process stand still.
    pub(crate) fn silent(works: &[Work]) -> Self {
        let names = |name: fn(&Work) -> &'static str, and: &str| {
            works.iter().map(name).collect::<Vec<_>>().join(and)
        };
        let vi = names(
            |work| match work {
                Work::Schedule => "lịch chạy việc",
                Work::Sending => "việc gửi thông báo",
            },
            " và ",
        );
        let en = names(
            |work| match work {
                Work::Schedule => "the schedule of tasks",
                Work::Sending => "the sending of notices",
            },
            " and ",
        );
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "work_stands_still",
            Told::new("Việc chạy nền đang đứng yên", "The work beside the pages stands still"),
            Told::new(
                format!(
                    "Đã nhiều phút không chạy được: {vi}. Người quản trị xem nhật ký của vandong để biết lý \
                     do và khắc phục; nếu nhật ký không có gì thì khởi động lại tiến trình."
                ),
                format!(
                    "Not working for minutes: {en}. The log of vandong tells an administrator why; mend that, \
                     or restart the process where the log tells nothing."
                ),
            ),
        )
    }

    /// A fault of the program.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            Told::new("Lỗi của chương trình", "A fault of the program"),
            Told::new(
                "Trang này không dựng được. Người quản trị xem nhật ký của vandong để biết lý do.",
                "This page could not be made. The log of vandong tells an administrator why.",
            ),
        )
    }

    /// Whatever the server itself refuses.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::wrong_method(),
            status if status.is_client_error() => Self { status, ..Self::bad_query() },
            status => Self { status, ..Self::internal() },
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.title.en)
    }
}

/// The guard writes the answer; here it only gets its status.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}
