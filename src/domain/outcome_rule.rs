//! The consequences an outcome can have: days until the next touch, rest, an end, a list for the
//! coordinator. Which outcome has which is in the table that an office may change.

use serde::{Deserialize, Serialize};

use super::catalogue::Problem;

/// What an outcome ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closes {
    /// This case; the person may be met in another one.
    Case,
    /// The telephone number.
    Phone,
    /// The channel named with the outcome, or all of them, for good.
    Channel,
    /// The person, for good.
    Person,
}

/// The list on which a coordinator finds the person afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkList {
    /// People for whom support is sought.
    Support,
    /// Data that somebody has to check.
    Review,
}

/// The date that a person named, which an outcome keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    /// The day and hour of `call_back_at`.
    CallBackAt,
    /// The day of `promised_on`.
    PromisedOn,
}

/// What follows from one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRule {
    /// The Vietnamese name.
    pub name_vi: String,
    /// The English name.
    pub name_en: String,
    /// Days until the next touch after the first, second ... such outcome in a row; the last
    /// number holds for all later ones.
    #[serde(default)]
    pub again_after_days: Vec<u16>,
    /// Nobody was reached: after so many attempts in a row the case is closed.
    #[serde(default)]
    pub max_attempts: Option<u8>,
    /// Whether the next attempt must be at another part of the day.
    #[serde(default)]
    pub change_part_of_day: bool,
    /// The date the person named that is kept, if one was recorded.
    #[serde(default)]
    pub keeps: Option<Keeps>,
    /// Days that pass after the kept date before the touch is due.
    #[serde(default)]
    pub grace_days: u16,
    /// Days of rest that no later attempt shortens.
    #[serde(default)]
    pub cooldown_days: Option<u16>,
    /// What it ends.
    #[serde(default)]
    pub closes: Option<Closes>,
    /// Where a coordinator finds the person.
    #[serde(default)]
    pub work_list: Option<WorkList>,
    /// Whether a reason must be recorded with it.
    #[serde(default)]
    pub needs_reason: bool,
    /// Whether it is what the touch was made for.
    #[serde(default)]
    pub success: bool,
}

impl OutcomeRule {
    /// Whether it says that nobody was reached.
    #[must_use]
    pub fn is_attempt(&self) -> bool {
        self.max_attempts.is_some()
    }

    /// Whether nothing can come of the touch any more within so many days: the case, the channel or the
    /// person is closed, or at rest for longer.
    #[must_use]
    pub fn ends_within(&self, days: u32) -> bool {
        let closed = matches!(self.closes, Some(Closes::Case | Closes::Channel | Closes::Person));
        let rests = self.cooldown_days.is_some_and(|rest| u32::from(rest) >= days);
        !self.success && (closed || rests)
    }

    /// Days until the next touch after the `nth` such outcome in a row, from 1.
    #[must_use]
    pub fn again_after(&self, nth: usize) -> u16 {
        let days = &self.again_after_days;
        days.get(nth.saturating_sub(1)).or(days.last()).copied().unwrap_or(0)
    }

    /// What contradicts itself in it, if anything does.
    pub(super) fn problem(&self) -> Option<Problem> {
        let goes_on = !self.again_after_days.is_empty() || self.cooldown_days.is_some();
        let ends = self.closes.is_some();
        let (vi, en) = if ends && (goes_on || self.is_attempt() || self.keeps.is_some()) {
            (
                "vừa đóng vừa tiếp tục; hãy chỉ giữ `closes` hoặc các số ngày",
                "it closes and goes on at once; keep `closes` or the days, not both",
            )
        } else if !ends && !goes_on {
            (
                "không có việc gì tiếp theo; hãy ghi again_after_days, cooldown_days hoặc closes",
                "nothing follows; give again_after_days, cooldown_days or closes",
            )
        } else if self.is_attempt() && self.again_after_days.is_empty() {
            (
                "có max_attempts thì phải có again_after_days; hãy thêm vào",
                "attempts need again_after_days",
            )
        } else if self.max_attempts == Some(0) || self.again_after_days.contains(&0) {
            (
                "số lần (max_attempts) và số ngày (again_after_days) ít nhất là 1; hãy sửa lại",
                "attempts and days are at least 1",
            )
        } else if self.change_part_of_day && !self.is_attempt() {
            (
                "change_part_of_day chỉ đi cùng max_attempts; hãy thêm hoặc bỏ bớt",
                "change_part_of_day goes with max_attempts only",
            )
        } else if self.grace_days > 0 && self.keeps.is_none() {
            (
                "grace_days tính từ một ngày được giữ; hãy thêm `keeps`",
                "grace_days count from a kept date; add `keeps`",
            )
        } else {
            return None;
        };
        Some(Problem::new(vi, en))
    }
}
