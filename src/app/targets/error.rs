//! Why nothing came of a question or change about targets, and what can be done instead.

use chrono::NaiveDate;

use crate::app::context::ProvinceError;
use crate::domain::approval::NotAllowed;
use crate::domain::calendar::date_vi;
use crate::domain::sentence::Sentence;
use crate::planning::targets::error::CascadeError;
use crate::planning::targets::history::HistoryError;
use crate::planning::targets::tree::TreeError;
use crate::store::StoreError;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The province is not clear.
    #[error(transparent)]
    Province(#[from] ProvinceError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Areas that are no tree.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Weights that cannot be mixed.
    #[error(transparent)]
    Weights(#[from] CascadeError),
    /// A target cannot be divided as asked.
    #[error("{}: {source}", indicator.en)]
    Divide {
        /// The indicator, by name.
        indicator: Sentence,
        /// Why.
        source: CascadeError,
    },
    /// A revision that would change what was.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A stored document cannot be written or read.
    #[error("a document of the targets is damaged: {0}; restore it from a backup")]
    Document(#[from] serde_json::Error),
    /// No campaign of that code.
    #[error("no campaign `{code}`; the campaigns are: {}", known.join(", "))]
    UnknownCampaign {
        /// What was asked for.
        code: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several campaigns, or none.
    #[error(
        "name the campaign with --campaign; {}",
        if known.is_empty() { "there is none yet: `vandong import campaigns FILE`".to_owned() }
        else { format!("the campaigns are: {}", known.join(", ")) }
    )]
    WhichCampaign {
        /// What there is.
        known: Vec<String>,
    },
    /// No document assigns anything that can be divided.
    #[error(
        "nothing is assigned to {area} in campaign {campaign} that can be divided: \
         `vandong import targets FILE`"
    )]
    NothingAssigned {
        /// Code of the campaign.
        campaign: String,
        /// Code of the province.
        area: String,
    },
    /// Months and weeks do not add up to the whole.
    #[error(
        "{}: what is assigned for weeks and months does not fit what is assigned for all; correct one of them",
        indicator.en
    )]
    Periods {
        /// The indicator, by name.
        indicator: Sentence,
    },
    /// Nothing was divided yet.
    #[error(
        "campaign {campaign} has no divided targets yet: `vandong targets cascade --campaign {campaign}`"
    )]
    NoRevision {
        /// Code of the campaign.
        campaign: String,
    },
    /// Another number than those there are.
    #[error("campaign {campaign} has no revision {number}; they are numbered 1 to {newest}")]
    NoSuchRevision {
        /// Code of the campaign.
        campaign: String,
        /// What was asked for.
        number: i32,
        /// Number of the newest.
        newest: i32,
    },
    /// The campaign runs already.
    #[error(
        "campaign {campaign} runs since {from} with revision {number}: change it with `vandong targets revise`, \
         which leaves the weeks that are over as they are"
    )]
    Running {
        /// Code of the campaign.
        campaign: String,
        /// Its first day.
        from: NaiveDate,
        /// Number of the revision.
        number: i32,
    },
    /// The campaign is over.
    #[error("campaign {campaign} ended on {to}; nothing of it can be changed")]
    Over {
        /// Code of the campaign.
        campaign: String,
        /// Its last day.
        to: NaiveDate,
    },
    /// Neither area, agent nor organisation of the targets is called so.
    #[error("the targets have no area, agent or unit `{code}`; check the code")]
    UnknownNode {
        /// What was asked for.
        code: String,
    },
    /// No officer is called so, or nothing of the area is in this officer's charge.
    #[error(
        "{}",
        match name {
            Some(name) => format!(
                "nothing of this area is in the charge of {name} ({code}); give communes or organisations to officers \
                 by their list (vandong import officers FILE)"
            ),
            None => format!(
                "no officer has the code `{code}`; `vandong targets show --by officer` lists the codes"
            ),
        }
    )]
    NoOfficer {
        /// What was asked for.
        code: String,
        /// Name of the officer, if there is one.
        name: Option<String>,
    },
    /// The targets have no such indicator.
    #[error("the targets have no indicator `{code}`; they have: {}", known.join(", "))]
    UnknownIndicator {
        /// What was asked for.
        code: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A stock is not revised.
    #[error(
        "{} is a stock: revise the flows that change it, or import the new target and divide again before \
         the campaign begins",
        indicator.en
    )]
    Stock {
        /// The indicator, by name.
        indicator: Sentence,
    },
    /// Nobody signs.
    #[error("say who does it: --by NAME")]
    NoName,
    /// A change without a reason.
    #[error("say why: --why TEXT")]
    NoReason,
    /// A share that is sent back without a reason.
    #[error("say why it is sent back: --comment TEXT")]
    NoComment,
    /// The unit above has not approved its part.
    #[error("{area} cannot be approved before {above}, whose share it is a part of")]
    AboveFirst {
        /// The area, by name.
        area: String,
        /// The area above, by name.
        above: String,
    },
    /// The same step again.
    #[error("revision {number} of {area} is {}", if *approved { "approved already" } else { "sent back already; revise it" })]
    NotNow {
        /// The area, by name.
        area: String,
        /// Number of the revision.
        number: i32,
        /// Whether it is approved.
        approved: bool,
    },
    /// Who decides may not.
    #[error("{by} may not decide about revision {number}: {}", refused_en(reason))]
    NotAllowed {
        /// Who wanted to.
        by: String,
        /// Number of the revision.
        number: i32,
        /// Why not.
        reason: NotAllowed,
    },
    /// Somebody else was faster.
    #[error(
        "somebody else changed the targets of {campaign} at this moment; look again and repeat"
    )]
    Overtaken {
        /// Code of the campaign.
        campaign: String,
    },
}

fn refused_en(reason: &NotAllowed) -> String {
    match reason {
        NotAllowed::OwnPlan => "the same person made it; somebody else decides".into(),
        NotAllowed::DeputyOfSubmitter { of } => format!("{of}, who is deputised for, made it"),
        NotAllowed::NotOnThisDay { deputy } => format!("deputy for {} on other days", deputy.of),
        NotAllowed::NoMember { members, .. } => {
            format!(
                "that is for {} or a deputy; see [approval] of the configuration",
                members.join(", ")
            )
        }
    }
}

fn refused_vi(reason: &NotAllowed) -> String {
    match reason {
        NotAllowed::OwnPlan => "người lập không tự duyệt; người khác phải quyết định".into(),
        NotAllowed::DeputyOfSubmitter { of } => {
            format!("{of}, người được thay, đã lập chỉ tiêu này")
        }
        NotAllowed::NotOnThisDay { deputy } => format!("chỉ thay {} vào ngày khác", deputy.of),
        NotAllowed::NoMember { members, .. } => format!(
            "việc này dành cho {} hoặc người được thay; xem [approval] trong cấu hình",
            members.join(", ")
        ),
    }
}

impl TargetError {
    /// The same in Vietnamese; `None` for what others tell.
    #[must_use]
    pub fn vi(&self) -> Option<String> {
        Some(match self {
            Self::Province(_) | Self::Store(_) => return None,
            Self::Tree(error) => error.vi(),
            Self::Weights(error) => error.vi(),
            Self::Divide { indicator, source } => format!("{}: {}", indicator.vi, source.vi()),
            Self::History(error) => error.vi(),
            Self::Document(error) => {
                format!("dữ liệu chỉ tiêu bị hỏng: {error}; hãy phục hồi từ bản sao lưu")
            }
            Self::UnknownCampaign { code, known } => {
                format!("không có đợt vận động `{code}`; các đợt hiện có: {}", known.join(", "))
            }
            Self::WhichCampaign { known } if known.is_empty() => {
                "chưa có đợt vận động nào: hãy nhập bằng `vandong import campaigns TỆP`".into()
            }
            Self::WhichCampaign { known } => {
                format!("hãy chọn đợt bằng --campaign; các đợt hiện có: {}", known.join(", "))
            }
            Self::NothingAssigned { campaign, area } => format!(
                "đợt {campaign} chưa giao cho {area} chỉ tiêu nào chia được: hãy nhập bằng `vandong import \
                 targets TỆP`"
            ),
            Self::Periods { indicator } => format!(
                "{}: số giao theo tuần, tháng không khớp với số giao cả đợt; hãy sửa một trong hai",
                indicator.vi
            ),
            Self::NoRevision { campaign } => format!(
                "đợt {campaign} chưa chia chỉ tiêu: `vandong targets cascade --campaign {campaign}`"
            ),
            Self::NoSuchRevision { campaign, number, newest } => format!(
                "đợt {campaign} không có lần giao {number}; các lần giao được đánh số từ 1 đến {newest}"
            ),
            Self::Running { campaign, from, number } => format!(
                "đợt {campaign} đã chạy từ {} với lần giao {number}: hãy điều chỉnh bằng `vandong targets \
                 revise`, các tuần đã qua được giữ nguyên",
                date_vi(*from)
            ),
            Self::Over { campaign, to } => {
                format!("đợt {campaign} đã kết thúc ngày {}; không đổi được nữa", date_vi(*to))
            }
            Self::UnknownNode { code } => {
                format!(
                    "chỉ tiêu không có địa bàn, nhân viên thu hay đơn vị `{code}`; hãy kiểm tra mã"
                )
            }
            Self::NoOfficer { code, name: Some(name) } => format!(
                "cán bộ {name} ({code}) chưa phụ trách xã hay tổ chức nào ở địa bàn đang xem; hãy giao bằng danh sách \
                 cán bộ (vandong import officers TỆP)"
            ),
            Self::NoOfficer { code, name: None } => format!(
                "không có cán bộ nào mang mã `{code}`; xem mã bằng `vandong targets show --by officer`"
            ),
            Self::UnknownIndicator { code, known } => {
                format!("không giao chỉ tiêu `{code}`; các chỉ tiêu đã giao: {}", known.join(", "))
            }
            Self::Stock { indicator } => format!(
                "{} là số cuối kỳ: hãy điều chỉnh các số phát sinh làm đổi số này, hoặc nhập chỉ tiêu mới và \
                 chia lại trước khi đợt bắt đầu",
                indicator.vi
            ),
            Self::NoName => "hãy ghi người thực hiện: --by HỌ_TÊN".into(),
            Self::NoReason => "hãy ghi lý do: --why NỘI_DUNG".into(),
            Self::NoComment => "hãy ghi lý do trả lại: --comment NỘI_DUNG".into(),
            Self::AboveFirst { area, above } => {
                format!("phần của {above} phải được duyệt trước, sau đó mới đến phần của {area}")
            }
            Self::NotNow { area, number, approved: true } => {
                format!("lần giao {number} của {area} đã được duyệt")
            }
            Self::NotNow { area, number, .. } => {
                format!("lần giao {number} của {area} đã bị trả lại; hãy điều chỉnh")
            }
            Self::NotAllowed { by, number, reason } => {
                format!("{by} không được quyết định về lần giao {number}: {}", refused_vi(reason))
            }
            Self::Overtaken { campaign } => {
                format!("người khác vừa đổi chỉ tiêu của đợt {campaign}; hãy xem lại rồi làm lại")
            }
        })
    }
}
