//! What holds for events: the parts of a day at which they are held, how large they are, who comes.
//! A table of practice, mostly assumptions, each with its source.

use chrono::{NaiveTime, WeekdaySet};
use serde::{Deserialize, Deserializer};

use super::calendar::weekdays_from_list;
use super::catalogue::{CatalogueError, Problem, check_codes, parse};
use super::event::{EventKind, EventMode, ToldBy};

/// Parts of the days of a week that a plan can hold apart.
const MOST_SLOTS: usize = 64;

/// A part of a day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What commands and files call it.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// When events begin.
    pub from: NaiveTime,
    /// When they end.
    pub to: NaiveTime,
}

impl Part {
    /// Whether somebody who writes this means the part: its code, or its name in either language.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let own = [&self.code, &self.name_vi, &self.name_en];
        own.into_iter().any(|name| name.to_lowercase() == text)
    }
}

/// What holds for a kind of event, held in one way.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRule {
    /// The kind.
    pub kind: EventKind,
    /// How it is held.
    #[serde(deserialize_with = "mode")]
    pub mode: EventMode,
    /// Fewest people for whom it is held.
    pub smallest: u32,
    /// Most people, however large the venue.
    pub largest: u32,
    /// Chance that somebody comes who is invited and lives at the place.
    pub attends: f64,
    /// Kilometres over which that chance falls to 37 %.
    pub decay_km: f64,
    /// Kilometres beyond which nobody is invited.
    pub catchment_km: f64,
    /// Days between two events of one commune.
    pub days_apart: i32,
    /// Days from the day of planning to the first day on which it may be held.
    pub notice_days: i32,
    /// Days after it during which nobody whom it invited is invited to another event.
    pub invited_rest_days: i32,
    /// Days after it during which nobody who came is invited to another event.
    pub attended_rest_days: i32,
    /// How people hear of it.
    #[serde(deserialize_with = "told_by")]
    pub told_by: ToldBy,
    /// Where the numbers come from.
    pub source: String,
}

/// The rules of all events.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRules {
    /// Share of the people of a commune whom events can win at all.
    pub winnable: f64,
    /// Days of the week on which events are held.
    #[serde(deserialize_with = "days")]
    pub days: WeekdaySet,
    /// Most events of a host in a week, where nothing is said.
    pub events_per_week: u32,
    /// Most invitations for one place.
    pub most_per_place: f64,
    /// How many expected people the assumed chances weigh beside those who came.
    pub turnout_weight: u32,
    /// Where these numbers come from.
    pub source: String,
    /// Parts of a day, in order of time.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
    /// Kinds of events.
    #[serde(rename = "kind")]
    pub kinds: Vec<EventRule>,
}

fn mode<'de, D: Deserializer<'de>>(from: D) -> Result<EventMode, D::Error> {
    let code = String::deserialize(from)?;
    EventMode::from_code(&code).ok_or_else(|| {
        serde::de::Error::custom(format!("`{code}` is no mode: write in_person or online"))
    })
}

fn told_by<'de, D: Deserializer<'de>>(from: D) -> Result<ToldBy, D::Error> {
    let code = String::deserialize(from)?;
    ToldBy::from_code(&code).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "`{code}` is no way to tell people: write letter or channel"
        ))
    })
}

fn days<'de, D: Deserializer<'de>>(from: D) -> Result<WeekdaySet, D::Error> {
    Ok(weekdays_from_list(&String::deserialize(from)?))
}

impl EventRules {
    /// Reads the rules from TOML.
    ///
    /// # Errors
    /// Unknown fields; numbers that mean nothing; a kind held in a way in which it cannot be; more parts
    /// of days than a plan can hold apart.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let rules: Self = parse("events", text)?;
        check_codes("events.part", rules.parts.iter().map(|part| part.code.as_str()), 26)?;
        let wrong = |row: &str, vi: &str, en: &str| {
            Err(CatalogueError::row("events", row, Problem::new(vi, en)))
        };
        if !(0.0..=1.0).contains(&rules.winnable) {
            return wrong("winnable", "phải là một số từ 0 đến 1", "must be a number from 0 to 1");
        }
        if !(1.0..=100.0).contains(&rules.most_per_place) {
            return wrong(
                "most_per_place",
                "phải là một số từ 1 đến 100",
                "must be a number from 1 to 100",
            );
        }
        // A day that is worked in exchange for another may come to the days of any week.
        let slots = 7 * rules.parts.len();
        if rules.days.is_empty() || slots == 0 || slots > MOST_SLOTS {
            return wrong(
                "days",
                "cần ít nhất một ngày và một buổi, nhiều nhất 9 buổi mỗi ngày",
                "at least one day and one part of a day are needed, at most 9 parts a day",
            );
        }
        let mut before = None;
        for part in &rules.parts {
            if part.to <= part.from || before.is_some_and(|end| part.from < end) {
                return wrong(
                    &part.code,
                    "các buổi phải theo thứ tự thời gian và không chồng lên nhau",
                    "parts of a day must follow each other without overlap",
                );
            }
            before = Some(part.to);
        }
        for (at, rule) in rules.kinds.iter().enumerate() {
            let earlier = rules.kinds.get(..at).unwrap_or(&[]);
            let code = rule.kind.code();
            if earlier.iter().any(|other| (other.kind, other.mode) == (rule.kind, rule.mode)) {
                let code = format!("{code} {}", rule.mode.code());
                return Err(CatalogueError::Duplicate { table: "events.kind".into(), code });
            }
            if !rule.kind.allows(rule.mode) {
                return wrong(
                    code,
                    "loại sự kiện này không tổ chức theo cách đó; hãy sửa mode",
                    "this kind of event is not held in that way; correct the mode",
                );
            }
            let sound = (0.0..=1.0).contains(&rule.attends)
                && rule.decay_km > 0.0
                && rule.catchment_km >= 0.0
                && rule.days_apart >= 0
                && (0..=90).contains(&rule.notice_days)
                && (0..=366).contains(&rule.invited_rest_days)
                && (0..=366).contains(&rule.attended_rest_days)
                && (1..=rule.largest).contains(&rule.smallest);
            if !sound {
                return wrong(
                    code,
                    "cần 1 <= smallest <= largest, attends từ 0 đến 1, decay_km > 0, catchment_km và \
                     days_apart từ 0, notice_days từ 0 đến 90, invited_rest_days và attended_rest_days từ 0 \
                     đến 366",
                    "needs 1 <= smallest <= largest, attends from 0 to 1, decay_km > 0, catchment_km and \
                     days_apart from 0, notice_days from 0 to 90, invited_rest_days and attended_rest_days from \
                     0 to 366",
                );
            }
            if rule.told_by == ToldBy::Letter && rule.attends * rules.most_per_place < 1.0 {
                return wrong(
                    code,
                    "attends quá nhỏ: cần hơn most_per_place giấy mời cho một chỗ; hãy tăng attends hoặc \
                     most_per_place, hoặc thông báo chung (told_by = \"channel\")",
                    "attends is too small: a place would take more than most_per_place invitations; raise \
                     either, or announce it to all (told_by = \"channel\")",
                );
            }
        }
        Ok(rules)
    }

    /// The part of a day with this code.
    #[must_use]
    pub fn part(&self, code: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.code == code)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const BUILT_IN: &str = include_str!("../../config/events.toml");

    #[test]
    fn the_built_in_rules_speak_of_every_kind_in_every_way() {
        let rules = EventRules::from_toml(BUILT_IN).unwrap();
        for kind in EventKind::ALL {
            for mode in kind.modes() {
                let one = rules.kinds.iter().find(|one| (one.kind, one.mode) == (*kind, *mode));
                let one = one.unwrap_or_else(|| panic!("{kind:?} {mode:?}"));
                assert_eq!((one.smallest..=one.largest), kind.usual_size(), "{kind:?}");
                assert!(!one.source.is_empty());
            }
        }
        assert!(rules.part("evening").is_some() && rules.part("night").is_none());
    }

    #[rstest]
    #[case("winnable = 0.30", "winnable = 1.5", "winnable")]
    #[case("days = \"Mon;Tue;Wed;Thu;Fri;Sat\"", "days = \"\"", "days")]
    #[case("from = \"14:00\"", "from = \"10:00\"", "afternoon")]
    #[case("kind = \"small_group\"", "kind = \"livestream\"", "livestream")]
    #[case("kind = \"small_group\"", "kind = \"tea_party\"", "tea_party")]
    #[case("smallest = 5\n", "smallest = 50\n", "small_group")]
    #[case("attends = 0.50", "attends = 2.0", "small_group")]
    #[case("attends = 0.50", "attends = 0.05", "small_group")]
    #[case("notice_days = 2", "notice_days = -1", "small_group")]
    #[case("invited_rest_days = 28", "invited_rest_days = -1", "customer_conference")]
    #[case("attended_rest_days = 90", "attended_rest_days = 1000", "customer_conference")]
    #[case("told_by = \"channel\"", "told_by = \"smoke\"", "smoke")]
    #[case("most_per_place = 10", "most_per_place = 0.5", "most_per_place")]
    #[case("code = \"evening\"", "code = \"morning\"", "morning")]
    fn rows_that_mean_nothing_are_refused(
        #[case] old: &str,
        #[case] new: &str,
        #[case] named: &str,
    ) {
        assert!(BUILT_IN.contains(old));
        let error = EventRules::from_toml(&BUILT_IN.replacen(old, new, 1)).unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
}
