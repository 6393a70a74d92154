//! What whoever took a step must hear beside it: the step is done, and may not come to what was meant.

use serde::{Serialize, Serializer};
use serde_json::json;

/// Something to know about a step that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeWarning {
    /// Neither a committee nor a coordinator is configured.
    NobodyNamed,
}

impl LifeWarning {
    /// For programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NobodyNamed => "nobody_named",
        }
    }

    /// For a reader of English.
    #[must_use]
    pub fn message_en(self) -> &'static str {
        match self {
            Self::NobodyNamed => {
                "no committee and no coordinators are configured ([approval]): anybody but the \
                 submitter may approve, and nobody is told"
            }
        }
    }
}

impl Serialize for LifeWarning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({ "code": self.code(), "message": self.message_en() }).serialize(serializer)
    }
}
