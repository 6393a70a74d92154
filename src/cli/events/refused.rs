//! What commands say when a step in the life of an event is refused.

use crate::app::events::EventError;
use crate::cli::Failure;
use crate::cli::exit::Exit;
use crate::domain::calendar::date_vi;

impl From<EventError> for Failure {
    fn from(error: EventError) -> Self {
        let told = |exit, code, vi: String| Self::new(exit, code, &error).vi(vi);
        match &error {
            EventError::Plan(_) => match error {
                EventError::Plan(error) => error.into(),
                other => Self::new(Exit::Failed, "event", other),
            },
            EventError::Refused { reasons } => {
                let vi: Vec<&str> = reasons.iter().map(|one| one.vi.as_str()).collect();
                told(Exit::Invalid, "event_refused", vi.join(" "))
            }
            EventError::UnknownPlace { what, given, known } => {
                let name = match *what {
                    "venue" => "địa điểm",
                    "host" => "người chủ trì",
                    _ => "buổi",
                };
                let known = known.join(", ");
                let vi =
                    format!("cơ quan này không có {name} `{given}` trong tuần; hiện có: {known}");
                told(Exit::NotFound, "unknown_place", vi)
            }
            EventError::NotNow { code, state, action } => {
                let (state, action) = (state.name_vi(), action.name_vi());
                told(
                    Exit::Invalid,
                    "not_now",
                    format!("sự kiện {code} {state}, không thể {action}"),
                )
            }
            EventError::NotYet { code, date } => {
                let day = date_vi(*date);
                let vi =
                    format!("sự kiện {code} đến {day} mới tổ chức; hãy ghi kết quả sau ngày đó");
                told(Exit::Invalid, "not_yet", vi)
            }
            EventError::Over { date } => {
                let vi = format!("ngày {} đã qua; hãy chọn ngày sắp tới", date_vi(*date));
                told(Exit::Invalid, "day_over", vi)
            }
            EventError::NoName => {
                told(Exit::Usage, "no_name", "hãy ghi người thực hiện: --by HỌ_TÊN".into())
            }
            EventError::NoReason => {
                let vi = "hãy ghi lý do bằng --why NỘI_DUNG: người được mời sẽ được báo";
                told(Exit::Usage, "no_comment", vi.into())
            }
            EventError::TooMany { attended, size } => {
                let vi = format!(
                    "{attended} người dự một sự kiện dành cho {size} người; hãy sửa số, hoặc ghi rõ vì sao bằng --why NỘI_DUNG"
                );
                told(Exit::Invalid, "too_many", vi)
            }
            EventError::MoreJoined { attended, joined } => {
                let vi = format!(
                    "có {joined} người tham gia mà chỉ {attended} người dự; hãy sửa một trong hai số"
                );
                told(Exit::Invalid, "more_joined", vi)
            }
            EventError::NoNumbers { code } => {
                let vi = format!(
                    "hãy ghi số người dự sự kiện {code} bằng --attended SỐ, số người tham gia bằng --joined SỐ, hoặc \
                     nhập danh sách dự trước (vandong import attendance TỆP)"
                );
                told(Exit::Usage, "no_numbers", vi)
            }
        }
    }
}
