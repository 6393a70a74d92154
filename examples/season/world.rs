//! What people answer. Every answer is a fixed draw held against a chance: the draws belong to the
//! household's n-th touch and the case's n-th talk of the season, and are the same in every policy; a
//! better chance never turns a yes into a no.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use vandong::demo::dice::Dice;
use vandong::domain::outcome::OutcomeCode;
use vandong::domain::touch::TouchChannel;

use crate::touch::{Told, Touch};
use crate::truth::Truth;

/// A payment that comes in.
#[derive(Clone)]
pub(crate) struct Payment {
    /// Key of the person.
    pub(crate) person: i64,
    /// Code of the product.
    pub(crate) product: String,
    /// Day of payment.
    pub(crate) paid_on: NaiveDate,
    /// VND.
    pub(crate) amount: i64,
    /// Months paid for.
    pub(crate) months: u8,
    /// Who brought it about, if anybody.
    pub(crate) agent: Option<String>,
    /// A new participant, not a renewal.
    pub(crate) joined: bool,
}

/// What came of one case of a touch.
pub(crate) struct Answer {
    /// What the agent notes.
    pub(crate) outcome: OutcomeCode,
    /// When.
    pub(crate) at: NaiveDateTime,
    /// The hour of a call-back.
    pub(crate) call_back_at: Option<NaiveDateTime>,
    /// The day of a promise.
    pub(crate) promised_on: Option<NaiveDate>,
    /// On which the person pays, if at all.
    pub(crate) pays_on: Option<NaiveDate>,
    /// Whether the case was spoken about.
    pub(crate) talked: bool,
}

/// What happened so far in one life of the season.
#[derive(Default)]
pub(crate) struct Memory {
    touched: HashMap<String, u32>,
    talked: HashMap<(i64, String), u32>,
    /// Payments that are on their way.
    pub(crate) coming: HashMap<(i64, String), Payment>,
    /// Who has paid for what; somebody may do so again when it falls due again.
    pub(crate) paid: HashSet<(i64, String)>,
}

/// One more; gives back how many there were.
fn count<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, u32>, key: K) -> u32 {
    let count = counts.entry(key).or_default();
    *count += 1;
    *count - 1
}

/// What comes of the cases of a touch, in their order.
pub(crate) fn answers(truth: &Truth, memory: &mut Memory, touch: &Touch) -> Vec<Answer> {
    let nth = count(&mut memory.touched, touch.household.clone()).to_string();
    let mut dice = Dice::of(truth.seed, &["touch", &touch.household, &nth]);
    let at = moment(touch.day, &mut dice);
    let met = met(truth, touch, at, &mut dice);
    let answer = |told: &Told| {
        let quiet = |outcome| Answer {
            outcome,
            at,
            call_back_at: None,
            promised_on: None,
            pays_on: None,
            talked: false,
        };
        match met {
            Met::Not(outcome) => quiet(outcome),
            Met::Later(day, hour) => {
                let call_back_at = day.and_hms_opt(hour, 0, 0);
                Answer { call_back_at, ..quiet(OutcomeCode::CallBack) }
            }
            Met::Talks => {
                let case = (told.person, told.code.clone());
                let talks = count(&mut memory.talked, case.clone());
                let said = Answer { talked: true, ..quiet(OutcomeCode::NeedsAdvice) };
                match memory.coming.get(&case) {
                    // Who has promised repeats it.
                    Some(coming) => Answer {
                        outcome: OutcomeCode::Promised,
                        promised_on: Some(coming.paid_on.max(touch.day)),
                        ..said
                    },
                    None => talk(truth, touch, told, talks, said),
                }
            }
        }
    };
    touch.cases.iter().map(answer).collect()
}

/// What happens at the door or on the line.
#[derive(Clone, Copy)]
enum Met {
    Not(OutcomeCode),
    Later(NaiveDate, u32),
    Talks,
}

fn met(truth: &Truth, touch: &Touch, at: NaiveDateTime, dice: &mut Dice) -> Met {
    use chrono::Timelike;
    let mut home = Dice::of(truth.seed, &["home", &touch.household]);
    let (wrong, moved) = (home.chance(0.018), home.chance(0.008));
    let (answers, mood, day, hour, busy) =
        (dice.unit(), dice.unit(), dice.between(1, 3), dice.between(8, 16), dice.chance(0.15));
    let call = touch.channel == TouchChannel::Call;
    if call && wrong {
        return Met::Not(OutcomeCode::WrongNumber);
    }
    if answers >= truth.reached(touch, at.hour()) {
        let busy = call && busy;
        return Met::Not(if busy { OutcomeCode::Busy } else { OutcomeCode::NoAnswer });
    }
    match mood {
        _ if moved => Met::Not(OutcomeCode::Moved),
        ..0.006 => Met::Not(OutcomeCode::OptOut),
        ..0.09 => Met::Later(weekday(touch.day, day), u32::try_from(hour).unwrap_or(9)),
        _ => Met::Talks,
    }
}

/// What somebody says who is spoken to about a case for the n-th time.
fn talk(truth: &Truth, touch: &Touch, told: &Told, talks: u32, said: Answer) -> Answer {
    use OutcomeCode as Code;
    let (person, nth) = (told.person.to_string(), talks.to_string());
    let mut dice = Dice::of(truth.seed, &["talk", &person, &told.code, &nth]);
    let (wins, how, days, why) = (dice.unit(), dice.unit(), dice.between(1, 8), dice.unit());
    if wins < truth.wins(touch, told, talks) {
        let at_once = if touch.channel == TouchChannel::Visit { 0.55 } else { 0.25 };
        if how < at_once {
            return Answer { outcome: Code::Paid, pays_on: Some(touch.day), ..said };
        }
        let day = weekday(touch.day, days);
        let outcome = if told.joining { Code::Agreed } else { Code::Promised };
        let promised_on = (!told.joining).then_some(day);
        return Answer { outcome, promised_on, pays_on: Some(day), ..said };
    }
    // Promises that are not kept, and what people say instead of one.
    let shares = match told.joining {
        false => [0.12, 0.30, 0.20, 0.28, 0.07, 0.02, 0.01],
        true => [0.02, 0.46, 0.14, 0.27, 0.07, 0.035, 0.005],
    };
    let outcomes = [
        Code::Promised,
        Code::Refused,
        Code::CannotAfford,
        Code::NeedsAdvice,
        Code::InsuredElsewhere,
        Code::NotEligible,
        Code::Deceased,
    ];
    let mut left = why;
    let found = outcomes.into_iter().zip(shares).find(|(_, share)| {
        left -= share;
        left < 0.0
    });
    let outcome = found.map_or(Code::NeedsAdvice, |(outcome, _)| outcome);
    let promised_on = (outcome == Code::Promised).then(|| weekday(touch.day, days));
    Answer { outcome, promised_on, ..said }
}

/// So many days later; a Sunday becomes a Monday.
fn weekday(day: NaiveDate, later: i64) -> NaiveDate {
    let moved = day.checked_add_days(Days::new(later.unsigned_abs())).unwrap_or(day);
    match moved.weekday() {
        Weekday::Sun => moved.succ_opt().unwrap_or(moved),
        _ => moved,
    }
}

/// An hour at which people may be called.
fn moment(day: NaiveDate, dice: &mut Dice) -> NaiveDateTime {
    let (hour, quarter) = (8 + dice.below(9) as u32, 15 * dice.below(4) as u32);
    day.and_time(NaiveTime::from_hms_opt(hour, quarter, 0).unwrap_or_default())
}
