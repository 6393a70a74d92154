//! What whoever took a step must hear beside it: the step is done, and may not come to what was meant.

use serde::{Serialize, Serializer};
use serde_json::json;

use crate::config::Config;

/// Something to know about a step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LifeWarning {
    /// Neither a committee nor a coordinator is configured.
    NobodyNamed,
    /// Rows of the plan that agents contest, and about which the office has not decided.
    OpenContests {
        /// How many.
        count: u64,
    },
    /// What a version plans of a time before it came into force: it is on nobody's list.
    Late {
        /// Calls and visits.
        touches: usize,
    },
    /// The step stands in the name of somebody whom the configuration does not name.
    UnknownName {
        /// The name that is recorded.
        by: String,
        /// One that is configured and nearly the same.
        near: Option<String>,
    },
}

impl LifeWarning {
    /// What to know about a name under which a step is recorded. Any officer may submit, publish and
    /// close; a slip would stand in the record for good, and hide that somebody approves the own plan.
    #[must_use]
    pub fn of_name(by: &str, config: &Config) -> Option<Self> {
        let approvers = config.approval.approvers();
        let is_known = approvers.nobody_named() || approvers.know(by);
        let near = || approvers.nearest(by).map(str::to_owned);
        (!is_known).then(|| Self::UnknownName { by: by.to_owned(), near: near() })
    }

    /// For programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NobodyNamed => "nobody_named",
            Self::OpenContests { .. } => "open_contests",
            Self::Late { .. } => "late",
            Self::UnknownName { .. } => "unknown_name",
        }
    }

    /// For a reader of English.
    #[must_use]
    pub fn message_en(&self) -> String {
        match self {
            Self::NobodyNamed => {
                "no committee and no coordinators are configured ([approval]): anybody but the \
                 submitter may approve, and nobody is told"
                    .to_owned()
            }
            Self::OpenContests { count } => format!(
                "agents contest {count} rows of this plan and nobody has decided about them: `vandong plan \
                 contests`; what is accepted needs a new version"
            ),
            Self::Late { touches } => format!(
                "{touches} calls and visits of this version lie before it came into force and are on nobody's \
                 list: make the plan of this week again with `vandong plan make` and publish it"
            ),
            Self::UnknownName { by, near: Some(near) } => {
                format!(
                    "recorded for {by}, who is not configured ([approval]); nearly the same: {near}. If \
                     that is a slip, send the version back in the recorded name and begin again; once it is \
                     published, tell the administrator"
                )
            }
            Self::UnknownName { by, near: None } => {
                format!("recorded for {by}, who is not configured ([approval])")
            }
        }
    }
}

impl Serialize for LifeWarning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({ "code": self.code(), "message": self.message_en() }).serialize(serializer)
    }
}
