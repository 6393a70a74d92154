//! The one table from errors of use cases to what is told: a status, a word, a text. What is told names
//! what was asked for and nothing of what happens inside; that goes to the log.

use actix_web::http::StatusCode;

use super::problem::{Problem, Told};
use crate::app::context::ProvinceError;
use crate::app::plan::PlanError;
use crate::app::targets::TargetError;
use crate::domain::sentence::Sentence;

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        let missing = |code, title, detail| Self::new(StatusCode::NOT_FOUND, code, title, detail);
        match error {
            PlanError::Province(error) => of_province(&error),
            PlanError::Store(error) => unavailable(&error.to_string()),
            PlanError::Document(error) => {
                tracing::error!("a document of a plan cannot be read: {error}");
                Self::internal()
            }
            PlanError::Targets(error) => of_targets(*error),
            PlanError::UnknownOffice { code, .. } => missing(
                "unknown_office",
                Told::new("Không có cơ quan này", "No such office"),
                Told::new(
                    format!("Không có cơ quan BHXH mang mã “{code}”."),
                    format!("There is no office “{code}”."),
                ),
            ),
            PlanError::NoPlan { office, week, .. } => missing(
                "no_plan",
                Told::new("Chưa có kế hoạch", "No plan yet"),
                Told::new(
                    format!("Cơ quan {office} chưa lập kế hoạch tuần {week}."),
                    format!("Office {office} has not planned {week} yet."),
                ),
            ),
            PlanError::NoVersion { week, number, last } => missing(
                "no_version",
                Told::new("Không có phiên bản này", "No such version"),
                Told::new(
                    format!(
                        "Kế hoạch {week} không có phiên bản {number}; hiện có phiên bản 1 đến {last}."
                    ),
                    format!("The plan of {week} has no version {number}; it has 1 to {last}."),
                ),
            ),
            PlanError::NothingNamed { about } => missing(
                "nothing_named",
                Told::new("Không tìm thấy", "Nothing of that name"),
                Told::new(
                    format!(
                        "Kế hoạch không có hộ, nhân viên thu, địa bàn hay sự kiện nào mang mã “{about}”; hãy \
                         ghi mã hộ, #MÃ NGƯỜI, mã nhân viên thu, mã hoặc tên địa bàn, mã sự kiện hoặc mã địa điểm."
                    ),
                    format!(
                        "The plan has no household, agent, area or event “{about}”; write a household code, \
                         #PERSON, the code of an agent, the code or name of an area, or the code of an event \
                         or a venue."
                    ),
                ),
            ),
            PlanError::SeveralNamed { about, kinds } => {
                let words = |pick: fn(&Sentence) -> &String| {
                    let ways: Vec<String> = kinds
                        .iter()
                        .map(|kind| format!("kind={} ({})", kind.code(), pick(&kind.name())))
                        .collect();
                    ways.join(", ")
                };
                Self::new(
                    StatusCode::BAD_REQUEST,
                    "several_named",
                    Told::new("Mã của nhiều đối tượng", "Several things of that name"),
                    Told::new(
                        format!(
                            "“{about}” là mã của nhiều đối tượng; hãy chọn: {}.",
                            words(|name| &name.vi)
                        ),
                        format!(
                            "“{about}” means several things; choose: {}.",
                            words(|name| &name.en)
                        ),
                    ),
                )
            }
            PlanError::NoEvent { code } => missing(
                "no_event",
                Told::new("Không có sự kiện này", "No such event"),
                Told::new(
                    format!("Không có sự kiện nào mang mã “{code}”."),
                    format!("There is no event “{code}”."),
                ),
            ),
            PlanError::WhichOffice { .. } => Self::new(
                StatusCode::BAD_REQUEST,
                "which_office",
                Told::new("Cơ quan nào?", "Which office?"),
                Told::new(
                    "Có nhiều cơ quan; hãy ghi mã cơ quan trong địa chỉ.",
                    "There are several offices; name one in the address.",
                ),
            ),
            // Only those who make plans meet these, and nobody makes one here.
            PlanError::Planning(_)
            | PlanError::Events { .. }
            | PlanError::NoVersionBefore { .. }
            | PlanError::NothingToPlan { .. }
            | PlanError::NoDraft { .. }
            | PlanError::Frequency(_)
            | PlanError::WeekOver { .. }
            | PlanError::AllInHands { .. }
            | PlanError::Supposed(_)
            | PlanError::NoWorkingDay { .. } => {
                tracing::error!("a page met an error of planning: {error}");
                Self::internal()
            }
        }
    }
}

fn of_targets(error: TargetError) -> Problem {
    let missing = |code, title: (&str, &str)| {
        let detail = Told::new(error.vi().unwrap_or_default(), error.to_string());
        Problem::new(StatusCode::NOT_FOUND, code, Told::new(title.0, title.1), detail)
    };
    match &error {
        TargetError::Province(error) => of_province(error),
        TargetError::Store(error) => unavailable(&error.to_string()),
        TargetError::UnknownCampaign { .. } | TargetError::WhichCampaign { .. } => {
            missing("which_campaign", ("Chưa rõ đợt vận động", "The campaign is not clear"))
        }
        TargetError::NoRevision { .. } => {
            missing("no_targets", ("Chưa chia chỉ tiêu", "No divided targets yet"))
        }
        TargetError::NoSuchRevision { .. } => {
            missing("no_revision", ("Không có lần giao này", "No such revision"))
        }
        TargetError::UnknownNode { .. } | TargetError::NoOfficer { .. } => {
            missing("unknown_unit", ("Không có đơn vị này", "No such unit"))
        }
        TargetError::UnknownIndicator { .. } => {
            missing("unknown_indicator", ("Không có chỉ tiêu này", "No such indicator"))
        }
        // Only those who divide, change or decide meet the others, and nobody does that here.
        other => {
            tracing::error!("a page met an error of targets: {other}");
            Problem::internal()
        }
    }
}

fn of_province(error: &ProvinceError) -> Problem {
    let problem = |status, code, vi: &str, en: &str| {
        let title = Told::new("Chưa rõ tỉnh", "The province is not clear");
        Problem::new(status, code, title, Told::new(vi, en))
    };
    match error {
        ProvinceError::Store(error) => unavailable(&error.to_string()),
        ProvinceError::NoAreas => problem(
            StatusCode::NOT_FOUND,
            "no_areas",
            "Chưa có tỉnh nào: hãy nhập danh mục địa bàn trước (vandong import areas TỆP).",
            "There is no province yet: import the areas first (vandong import areas FILE).",
        ),
        ProvinceError::NoneStands { .. } => problem(
            StatusCode::NOT_FOUND,
            "no_areas_on_day",
            "Danh mục địa bàn không có tỉnh nào vào tuần này; hãy nhập danh mục mới.",
            "No province of the list of areas stands in this week; import a newer list.",
        ),
        ProvinceError::Several { .. } => problem(
            StatusCode::CONFLICT,
            "which_province",
            "Cơ sở dữ liệu có nhiều tỉnh: hãy chọn một tỉnh khi khởi động (--province).",
            "The database holds several provinces: name one when you start the server (--province).",
        ),
        ProvinceError::Unknown { .. } => problem(
            StatusCode::NOT_FOUND,
            "unknown_province",
            "Không có tỉnh mang mã đã chọn trong cấu hình (office.province).",
            "There is no province of the code in the configuration (office.province).",
        ),
    }
}

fn unavailable(said: &str) -> Problem {
    tracing::error!("the database did not answer a page: {said}");
    Problem::no_database()
}
