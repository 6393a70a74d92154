//! How the people of the demo respond when they are called or visited. This is the demo's reality,
//! not the planner's assumption: the chances have the order of config/planning.toml and numbers of
//! their own, so that a plan can be wrong about them and learn. None of them is a statistic.
//!
//! A pure function of the seed and one case: asked twice, people say the same. What concerns the
//! whole household (nobody answers, the number is wrong) is drawn from the household and the day,
//! so that all its cases agree.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::dice::Dice;
use crate::domain::consent::Channel;
use crate::domain::outcome::OutcomeCode;
use crate::domain::touch::TouchChannel;

/// One case of a household that was called or visited.
#[derive(Clone, Copy, Debug)]
pub struct Touched<'a> {
    /// Of the call list; unique for a case and its touch.
    pub row_id: &'a str,
    /// Names the household: the same for all cases that ride on one touch.
    pub contact: &'a str,
    /// Day of the touch.
    pub day: NaiveDate,
    /// Call or visit.
    pub channel: TouchChannel,
    /// Whether it is about a payment that is due, or about joining.
    pub due: bool,
    /// Code of the product.
    pub product: &'a str,
    /// What the person would pay, VND.
    pub amount: i64,
    /// Months of one payment.
    pub cycle_months: u8,
    /// Touches without success before this one.
    pub attempts: u8,
    /// Whether it is the first case of its household in this touch.
    pub first_of_contact: bool,
}

/// A payment that comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Day of payment; may lie after the week of the touch.
    pub paid_on: NaiveDate,
    /// Months paid for.
    pub months: u8,
    /// VND.
    pub amount: i64,
    /// Number of the receipt.
    pub receipt: String,
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// What the agent notes.
    pub outcome: OutcomeCode,
    /// When the agent talked, or tried to.
    pub at: NaiveDateTime,
    /// The hour for which a call-back was asked.
    pub call_back_at: Option<NaiveDateTime>,
    /// The day for which a payment was promised.
    pub promised_on: Option<NaiveDate>,
    /// The reason that refusals and wrong numbers need, in Vietnamese.
    pub reason: Option<&'static str>,
    /// The payment that follows, if any: at once, or some days after a promise.
    pub payment: Option<Payment>,
    /// A consent to be spoken to about joining, given in the talk.
    pub consent: Option<Channel>,
}

const REFUSALS: [&str; 5] = [
    "Chưa có nhu cầu",
    "Cho rằng mức đóng cao",
    "Sẽ tự đóng tại bưu điện",
    "Chờ bàn với gia đình rồi không tham gia",
    "Chưa tin tưởng",
];
const WRONG: [&str; 2] = ["Số không tồn tại", "Người nghe không quen chủ hộ"];

/// What happens at the door or on the line before anybody speaks about a case.
enum Reached {
    Not(OutcomeCode),
    CallBack,
    Talks,
}

/// What comes of one case.
#[must_use]
pub fn respond(seed: u64, touched: &Touched<'_>) -> Response {
    let date = touched.day.to_string();
    let mut household = Dice::of(seed, &["respond.contact", touched.contact, &date]);
    let mut case = Dice::of(seed, &["respond.case", touched.row_id]);
    let at = moment(touched.day, &mut household);
    let reached = reached(seed, touched, &mut household);
    let quiet = |outcome| Response {
        outcome,
        at,
        call_back_at: None,
        promised_on: None,
        reason: None,
        payment: None,
        consent: None,
    };
    match reached {
        Reached::Not(outcome) => {
            let reason = (outcome == OutcomeCode::WrongNumber).then_some(WRONG);
            let reason = reason.and_then(|reasons| household.pick(&reasons).copied());
            Response { reason, ..quiet(outcome) }
        }
        Reached::CallBack => {
            let day = weekday(touched.day, household.between(1, 3));
            let call_back_at = Some(moment(day, &mut household));
            Response { call_back_at, ..quiet(OutcomeCode::CallBack) }
        }
        Reached::Talks => {
            let consent = touched.first_of_contact && touched.due && household.chance(0.04);
            let consent = consent.then_some(Channel::Call);
            Response { consent, ..talk(touched, quiet(OutcomeCode::NeedsAdvice), &mut case) }
        }
    }
}

fn reached(seed: u64, touched: &Touched<'_>, household: &mut Dice) -> Reached {
    use OutcomeCode::{Busy, Moved, NoAnswer, OptOut, WrongNumber};
    // These do not change from one day to the next.
    let mut fixed = Dice::of(seed, &["respond.household", touched.contact]);
    let (wrong, moved) = (fixed.chance(0.018), fixed.chance(0.008));
    let call = touched.channel == TouchChannel::Call;
    if call && wrong {
        return Reached::Not(WrongNumber);
    }
    // Nobody answers, the line is busy, a call-back is asked for, never again, they talk.
    let chances = if call { [0.25, 0.045, 0.09, 0.006] } else { [0.18, 0.0, 0.05, 0.003] };
    let talks = 1.0 - chances.iter().sum::<f64>();
    let [no_answer, busy, call_back, opt_out] = chances;
    match household.weighted(&[no_answer, busy, call_back, opt_out, talks]) {
        0 => Reached::Not(NoAnswer),
        1 => Reached::Not(Busy),
        _ if moved => Reached::Not(Moved),
        2 => Reached::CallBack,
        3 => Reached::Not(OptOut),
        _ => Reached::Talks,
    }
}

/// The chance that somebody who talks is won over, before the price and earlier attempts.
fn willing(touched: &Touched<'_>) -> f64 {
    let (renews, joins) = match touched.product {
        "voluntary_si" => (0.25, 0.022),
        "household_hi" => (0.35, 0.050),
        "student_hi" => (0.43, 0.085),
        _ => (0.40, 0.075),
    };
    let visit = touched.channel == TouchChannel::Visit;
    let chance = match touched.due {
        true => renews * if visit { 1.35 } else { 1.0 },
        false => joins * if visit { 1.8 } else { 1.0 },
    };
    // Twice the price takes a sixth of the willing away.
    let price = (800_000.0 / touched.amount.max(100_000) as f64).sqrt().sqrt();
    let tired = (0..touched.attempts.min(8)).fold(1.0, |factor, _| factor * 0.87);
    (chance * price.clamp(0.65, 1.4) * tired).min(0.75)
}

/// What people say.
fn talk(touched: &Touched<'_>, said: Response, dice: &mut Dice) -> Response {
    use OutcomeCode as Code;
    let willing = willing(touched);
    let visit = touched.channel == TouchChannel::Visit;
    let dear = if touched.amount > 1_500_000 { 1.6 } else { 1.0 };
    // Paid at once; promised for a day; agreed; and what keeps the others from it.
    let paid = if visit { 0.55 } else { 0.22 };
    let agreed = if touched.due { 0.0 } else { 0.7 };
    let others = match touched.due {
        true => [0.34, 0.22 * dear, 0.32, 0.09, 0.02, 0.01],
        false => [0.46, 0.14 * dear, 0.28, 0.08, 0.035, 0.005],
    };
    let [refused, afford, advice, elsewhere, eligible, dead] =
        others.map(|share| share * (1.0 - willing));
    let outcomes = [
        (Code::Paid, willing * paid),
        (Code::Promised, willing * (1.1 - paid - 0.5 * agreed)),
        (Code::Agreed, willing * agreed),
        (Code::Refused, refused),
        (Code::CannotAfford, afford),
        (Code::NeedsAdvice, advice),
        (Code::InsuredElsewhere, elsewhere),
        (Code::NotEligible, eligible),
        (Code::Deceased, dead),
    ];
    let at = dice.weighted(&outcomes.map(|(_, chance)| chance.max(0.0)));
    let outcome = outcomes.get(at).map_or(Code::NeedsAdvice, |(code, _)| *code);
    let said = Response { outcome, ..said };
    match outcome {
        Code::Paid => Response { payment: Some(payment(touched, touched.day)), ..said },
        Code::Promised => {
            let day = weekday(touched.day, dice.between(1, 6));
            let kept = dice.chance(0.72);
            let paid_on = weekday(day, dice.between(-1, 2)).max(touched.day);
            let payment = kept.then(|| payment(touched, paid_on));
            Response { promised_on: Some(day), payment, ..said }
        }
        Code::Agreed => {
            let kept = dice.chance(0.6);
            let paid_on = weekday(touched.day, dice.between(1, 9));
            Response { payment: kept.then(|| payment(touched, paid_on)), ..said }
        }
        Code::Refused => Response { reason: dice.pick(&REFUSALS).copied(), ..said },
        _ => said,
    }
}

fn payment(touched: &Touched<'_>, paid_on: NaiveDate) -> Payment {
    let receipt = format!("BL-{}", touched.row_id);
    Payment { paid_on, months: touched.cycle_months, amount: touched.amount, receipt }
}

/// So many days later; a Sunday becomes a Monday.
fn weekday(day: NaiveDate, later: i64) -> NaiveDate {
    let shift = Days::new(later.unsigned_abs());
    let moved = if later < 0 { day.checked_sub_days(shift) } else { day.checked_add_days(shift) };
    match moved.unwrap_or(day) {
        sunday if sunday.weekday() == Weekday::Sun => sunday.succ_opt().unwrap_or(sunday),
        other => other,
    }
}

/// An hour at which people may be called.
fn moment(day: NaiveDate, dice: &mut Dice) -> NaiveDateTime {
    let (hour, quarter) = (8 + dice.below(9) as u32, 15 * dice.below(4) as u32);
    day.and_time(NaiveTime::from_hms_opt(hour, quarter, 0).unwrap_or_default())
}

#[cfg(test)]
#[path = "respond_tests.rs"]
mod tests;
