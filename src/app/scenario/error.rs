//! Why a scenario was neither shown nor recorded, and what to do instead.

use chrono::NaiveDate;

use crate::app::context::ProvinceError;
use crate::app::plan::PlanError;
use crate::domain::calendar::date_vi;
use crate::store::StoreError;

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The plan, the province or the database stands against it.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// No area of that code.
    #[error(
        "no area `{code}` stands on {day}; a scenario is decided of a commune or of an area above it"
    )]
    UnknownArea {
        /// What was named.
        code: String,
        /// First day of the scenario.
        day: NaiveDate,
    },
    /// A hamlet: plans know communes.
    #[error(
        "`{code}` is a hamlet; name its commune, what is allowed is decided commune by commune"
    )]
    Hamlet {
        /// What was named.
        code: String,
    },
    /// An area of another province.
    #[error("`{code}` lies outside the province {province}")]
    Elsewhere {
        /// What was named.
        code: String,
        /// Code of the province.
        province: String,
    },
    /// The last day lies before the first.
    #[error("the last day {to} is before the first day {from}; correct --from or --to")]
    Backwards {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// All of it lies behind.
    #[error("the last day {to} is over on {today}; nothing can be changed by it any more")]
    Over {
        /// Last day.
        to: NaiveDate,
        /// Today at the office.
        today: NaiveDate,
    },
    /// A word that is no mode, or limited gatherings without a size.
    #[error("limited gatherings need the most people who may meet: --most-people N (1 to 100000)")]
    NoSize,
    /// A size where nothing is limited.
    #[error("--most-people belongs to --mode limited alone")]
    NeedlessSize,
    /// Nobody is named.
    #[error("say who records it: --by NAME")]
    NoName,
    /// No document is named.
    #[error("name the document that says so: --source TEXT")]
    NoSource,
    /// It is taken back without a word.
    #[error("say why it is taken back: --why TEXT")]
    NoReason,
    /// The same holds already.
    #[error("the same is on record already, as scenario {id}")]
    Known {
        /// The scenario.
        id: i64,
    },
    /// No such scenario.
    #[error("there is no scenario {id}; `vandong scenario list` shows all of them")]
    Unknown {
        /// What was named.
        id: i64,
    },
    /// It was taken back before.
    #[error(
        "scenario {id} was taken back already, by {by}; `vandong scenario show {id}` says when and why"
    )]
    RevertedBefore {
        /// The scenario.
        id: i64,
        /// Who did it.
        by: String,
    },
    /// Somebody recorded another one meanwhile.
    #[error("somebody else changed the scenarios at this moment; nothing was recorded, look again")]
    Overtaken,
}

impl From<StoreError> for ScenarioError {
    fn from(error: StoreError) -> Self {
        Self::Plan(error.into())
    }
}

impl From<ProvinceError> for ScenarioError {
    fn from(error: ProvinceError) -> Self {
        Self::Plan(error.into())
    }
}

impl From<serde_json::Error> for ScenarioError {
    fn from(error: serde_json::Error) -> Self {
        Self::Plan(error.into())
    }
}

impl ScenarioError {
    /// The same in Vietnamese; `plan` tells what a plan says.
    pub fn vi(&self, plan: impl FnOnce(&PlanError) -> String) -> String {
        match self {
            Self::Plan(error) => plan(error),
            Self::UnknownArea { code, day } => format!(
                "không có địa bàn mang mã {code} vào ngày {}; hãy ghi mã xã hoặc mã địa bàn cấp trên",
                date_vi(*day)
            ),
            Self::Hamlet { code } => {
                format!(
                    "{code} là thôn, tổ dân phố; hãy ghi mã xã, vì tình huống được áp dụng theo xã"
                )
            }
            Self::Elsewhere { code, province } => {
                format!("địa bàn {code} không thuộc tỉnh {province}")
            }
            Self::Backwards { from, to } => format!(
                "ngày cuối {} trước ngày đầu {}; hãy sửa --from hoặc --to",
                date_vi(*to),
                date_vi(*from)
            ),
            Self::Over { to, today } => format!(
                "ngày cuối {} đã qua (hôm nay {}): không còn gì để thay đổi",
                date_vi(*to),
                date_vi(*today)
            ),
            Self::NoSize => {
                "hạn chế tụ tập phải ghi số người nhiều nhất: --most-people N (1 đến 100000)"
                    .to_owned()
            }
            Self::NeedlessSize => "--most-people chỉ dùng với --mode limited".to_owned(),
            Self::NoName => "hãy ghi người thực hiện: --by HỌ_TÊN".to_owned(),
            Self::NoSource => "hãy ghi văn bản làm căn cứ: --source VĂN_BẢN".to_owned(),
            Self::NoReason => "hãy ghi lý do hủy: --why LÝ_DO".to_owned(),
            Self::Known { id } => format!("tình huống này đã được ghi, số {id}"),
            Self::Unknown { id } => {
                format!("không có tình huống số {id}; `vandong scenario list` liệt kê tất cả")
            }
            Self::RevertedBefore { id, by } => format!(
                "tình huống số {id} đã được {by} hủy trước đó; xem `vandong scenario show {id}`"
            ),
            Self::Overtaken => {
                "có người khác vừa thay đổi tình huống; chưa ghi gì, hãy xem lại".to_owned()
            }
        }
    }
}
