//! `[notices]`: between which hours lists go out.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::values::hour;

/// `[notices]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Written")]
pub struct Notices {
    /// Local time from which an agent's list of the day is sent.
    #[serde(with = "hour")]
    pub call_list_at: NaiveTime,
    /// Local time from which on it is not sent any more.
    #[serde(with = "hour")]
    pub call_list_until: NaiveTime,
}

/// The section as it is written, before its hours are compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(with = "hour")]
    call_list_at: NaiveTime,
    #[serde(with = "hour")]
    call_list_until: NaiveTime,
}

impl TryFrom<Written> for Notices {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { call_list_at, call_list_until } = written;
        if call_list_at >= call_list_until {
            return Err("call_list_until must be later than call_list_at");
        }
        Ok(Self { call_list_at, call_list_until })
    }
}
