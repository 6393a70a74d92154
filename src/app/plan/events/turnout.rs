//! How many come to events, learnt from those that were held. The table's chances are assumptions; whoever came
//! is set against whoever was expected, and the chance of that kind follows, the assumption counting as much as
//! so many expected people as the table says. A few odd evenings change little: never below half of the
//! assumption, never above half as much again.

use serde::{Deserialize, Serialize};

use super::standing::Standing;
use crate::domain::event::ToldBy;
use crate::domain::event_rules::{EventRule, EventRules};
use crate::domain::quota::EventStage;
use crate::domain::sentence::{Sentence, so_many, so_many_people};
use crate::planning::events::situation::KindRule;

/// The least and the most that a chance becomes of its assumption.
const BETWEEN: (f64, f64) = (0.5, 1.5);
const MILLION: f64 = 1e6;

/// How many come to a kind of event, learnt. Chances are in millionths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnoutLine {
    /// Code of the kind.
    pub kind: String,
    /// Code of the way it is held.
    pub mode: String,
    /// Events that were held.
    pub events: u64,
    /// People whom the assumption expected at them.
    pub expected: u64,
    /// People who came.
    pub came: u64,
    /// The chance that is assumed.
    pub assumed: i32,
    /// The chance that the plan goes by.
    pub used: i32,
}

impl TurnoutLine {
    /// The same as a sentence.
    #[must_use]
    pub fn told(&self) -> Sentence {
        use crate::domain::event::EventKind;
        let kind = EventKind::from_code(&self.kind);
        let (vi, en) =
            kind.map_or((&*self.kind, &*self.kind), |one| (one.name_vi(), one.name_en()));
        let percent = |chance: i32| {
            let tenths = (i64::from(chance) + 500) / 1_000;
            (tenths / 10, tenths % 10)
        };
        let (used, assumed) = (percent(self.used), percent(self.assumed));
        let Self { events, expected, came, .. } = self;
        Sentence::new(
            format!(
                "{vi}: {events} cuộc đã tổ chức có {came} người dự, giả định là {expected}; tính {},{} % thay cho {},{} %",
                used.0, used.1, assumed.0, assumed.1
            ),
            format!(
                "{en}: {} came to {}, {expected} expected by the assumption; {}.{} % in place of {}.{} %",
                so_many_people(i64::try_from(*came).unwrap_or(i64::MAX)),
                so_many(i64::try_from(*events).unwrap_or(i64::MAX), "event"),
                used.0,
                used.1,
                assumed.0,
                assumed.1
            ),
        )
    }
}

/// The rules of kinds with the chances that were learnt, and what was learnt.
pub(super) fn learnt(
    rules: &EventRules,
    stands: &[Standing],
    rule: impl Fn(&EventRule) -> KindRule,
) -> (Vec<KindRule>, Vec<TurnoutLine>) {
    let mut lines = Vec::new();
    let of = |one: &EventRule| {
        let (chance, line) = chance(one, rules, stands);
        lines.extend(line);
        KindRule { attends: chance, ..rule(one) }
    };
    (rules.kinds.iter().map(of).collect(), lines)
}

fn chance(rule: &EventRule, rules: &EventRules, stands: &[Standing]) -> (f64, Option<TurnoutLine>) {
    let held = stands.iter().filter(|one| {
        (one.kind, one.mode, one.state.is_live()) == (rule.kind, rule.mode, true)
            && one.stage(one.date) == EventStage::Held
            && one.expected > 0
            && one.turnout > 0
    });
    // Of an event whose number nobody said nothing is learnt.
    let held = held.filter_map(|one| Some((one, one.attended?)));
    let (mut events, mut expected, mut came) = (0, 0.0, 0);
    for (one, attended) in held {
        events += 1;
        // Expected by what was known then; the assumption would have said so many.
        expected += one.expected as f64 * rule.attends * MILLION / f64::from(one.turnout);
        came += u64::from(attended);
    }
    if events == 0 {
        return (rule.attends, None);
    }
    let weight = f64::from(rules.turnout_weight);
    let factor = (came as f64 + weight) / (expected + weight).max(1.0);
    // A kind to which letters bring almost nobody is still tried at the most letters that are allowed.
    let least = match rule.told_by {
        ToldBy::Letter => 1.0 / rules.most_per_place,
        ToldBy::Channel => 0.0,
    };
    let used = (rule.attends * factor.clamp(BETWEEN.0, BETWEEN.1)).max(least).min(1.0);
    let line = TurnoutLine {
        kind: rule.kind.code().to_owned(),
        mode: rule.mode.code().to_owned(),
        events,
        expected: expected.round() as u64,
        came,
        assumed: (rule.attends * MILLION).round() as i32,
        used: (used * MILLION).round() as i32,
    };
    (used, Some(line))
}

/// The chance of a kind, in millionths, at which the invitations of an event let expect the people that they do.
/// `letters` are what they were given at and what they would be given at now, when the kind is at `turnout`:
/// where some were out before a plan was made again, the two differ.
pub(super) fn assumed(turnout: i32, letters: impl Iterator<Item = (i64, i64)>) -> i32 {
    let (then, now) = letters
        .fold((0, 0), |(then, now), one| (then + i128::from(one.0), now + i128::from(one.1)));
    let of_then = (i128::from(turnout) * then).checked_div(now);
    of_then.map_or(turnout, |turnout| turnout.clamp(1, 1_000_000) as i32)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nobody_is_invited(&[], 250_000)]
    #[case::all_are_new(&[(250_000, 250_000), (125_000, 125_000)], 250_000)]
    #[case::all_are_out(&[(300_000, 250_000), (150_000, 125_000)], 300_000)]
    #[case::half_are_out(&[(300_000, 250_000), (250_000, 250_000)], 275_000)]
    #[case::nobody_would_come_now(&[(300_000, 0)], 250_000)]
    fn letters_let_expect_what_they_were_given_at(
        #[case] letters: &[(i64, i64)],
        #[case] expected: i32,
    ) {
        assert_eq!(assumed(250_000, letters.iter().copied()), expected);
    }
    use crate::domain::event::EventMode;
    use crate::domain::event_life::EventState;

    fn held(expected: i64, turnout: i32, attended: u32, state: EventState) -> Standing {
        let at = "2023-06-06T08:00:00".parse().unwrap();
        Standing {
            code: "E".into(),
            id: Some(1),
            office: "01500".into(),
            week: None,
            kind: crate::domain::event::EventKind::SmallGroup,
            mode: EventMode::InPerson,
            host: "H".into(),
            venue: "V".into(),
            area: "04282".into(),
            date: "2023-06-06".parse().unwrap(),
            part: "morning".into(),
            starts_at: at,
            ends_at: at,
            size: 25,
            expected,
            turnout,
            state,
            sequence: 0,
            changed_at: None,
            attended: Some(attended),
            joined: None,
        }
    }

    #[test]
    fn one_event_is_no_plural() {
        let line = TurnoutLine {
            kind: "livestream".into(),
            mode: "online".into(),
            events: 1,
            expected: 60,
            came: 52,
            assumed: 20_000,
            used: 18_000,
        };
        assert!(line.told().en.contains("52 people came to 1 event, 60 expected"), "{line:?}");
    }

    /// Small groups are assumed at 50 %, and the assumption weighs 50 people.
    #[rstest]
    #[case::nothing_held(&[], 500_000, None)]
    #[case::as_assumed(&[(50, 500_000, 50)], 500_000, Some((50, 50)))]
    #[case::half_of_the_way(&[(50, 500_000, 10)], 300_000, Some((50, 10)))]
    #[case::expected_less_since(&[(30, 300_000, 10)], 300_000, Some((50, 10)))]
    #[case::nobody_again_and_again(&[(5_000, 500_000, 1)], 250_000, Some((5_000, 1)))]
    #[case::more_than_anybody_thought(&[(5_000, 500_000, 9_000)], 750_000, Some((5_000, 9_000)))]
    #[case::no_plan_said_how_many(&[(0, 0, 40)], 500_000, None)]
    fn what_came_moves_what_was_assumed(
        #[case] events: &[(i64, i32, u32)],
        #[case] used: i32,
        #[case] seen: Option<(u64, u64)>,
    ) {
        let rules = EventRules::from_toml(include_str!("../../../../config/events.toml")).unwrap();
        let rule = rules.kinds.iter().find(|one| one.kind.code() == "small_group").unwrap();
        let stands: Vec<Standing> = events
            .iter()
            .map(|(expected, turnout, came)| held(*expected, *turnout, *came, EventState::Held))
            .chain([
                held(90, 500_000, 0, EventState::Approved),
                held(9, 500_000, 9, EventState::Cancelled),
            ])
            .collect();
        let (chance, line) = chance(rule, &rules, &stands);
        assert_eq!((chance * MILLION).round() as i32, used);
        assert_eq!(line.as_ref().map(|line| (line.expected, line.came)), seen);
        assert!(line.is_none_or(|line| line.used == used && line.told().vi.contains("50,0 %")));
    }
}
