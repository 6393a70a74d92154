//! What follows from a history, told as `day:hour code`, separated by commas, in March 2023.

use rstest::rstest;

use super::*;

fn at(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2023, 3, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
}

/// `6:9 call_back=20:15`: on 6 March at nine, call back on the 20th at three. A mark after the code
/// changes what it belongs to: `@other_case`, `@other_phone`, `@visit`, `@sms` ...
fn history(text: &str) -> Vec<PastOutcome> {
    let day_hour = |text: &str| {
        let (day, hour) = text.split_once(':').unwrap();
        at(day.parse().unwrap(), hour.parse().unwrap())
    };
    let outcome = |line: &str| {
        let (when, what) = line.trim().split_once(' ').unwrap();
        let (what, mark) = what.split_once('@').unwrap_or((what, ""));
        let (code, named) = what.split_once('=').map_or((what, None), |(c, n)| (c, Some(n)));
        let named = named.map(day_hour);
        PastOutcome {
            code: OutcomeCode::from_code(code).unwrap(),
            at: day_hour(when),
            call_back_at: named,
            promised_on: named.map(|named| named.date()),
            channel: Channel::from_code(mark).unwrap_or(Channel::All),
            this_case: mark != "other_case",
            this_phone: mark != "other_phone",
        }
    };
    text.split(',').filter(|line| !line.trim().is_empty()).map(outcome).collect()
}

fn told(next: NextContact) -> String {
    match next {
        NextContact::Now => "now".into(),
        NextContact::From { day, not_in, because } => {
            let part = not_in.map_or(String::new(), |part| format!(" not {part:?}"));
            format!("from {day}{part}: {}", because.code())
        }
        NextContact::Appointment { day, time, because } => {
            let time = time.map_or(String::new(), |time| format!(" {time}"));
            format!("on {day}{time}: {}", because.code())
        }
        NextContact::Closed { scope, because } => format!("closed {scope:?}: {}", because.code()),
    }
}

fn ask(channel: Channel, text: &str) -> String {
    let rules = include_str!("../../config/outcomes.toml");
    told(next_contact_by(channel, &history(text), &OutcomeRules::from_toml(rules).unwrap()))
}

#[rstest]
#[case::nothing_yet("", "now")]
#[case::first("6:9 no_answer", "from 2023-03-07 not Morning: no_answer")]
#[case::second("6:9 no_answer, 7:14 no_answer", "from 2023-03-10 not Afternoon: no_answer")]
#[case::third("6:9 no_answer, 7:14 no_answer, 10:18 no_answer", "closed Case: no_answer")]
#[case::busy_counts_with_it("6:9 no_answer, 7:18 busy", "from 2023-03-10 not Evening: busy")]
#[case::in_any_order("7:14 no_answer, 6:9 no_answer", "from 2023-03-10 not Afternoon: no_answer")]
#[case::a_talk_starts_anew(
    "6:9 busy, 7:9 busy, 8:9 agreed, 15:9 busy",
    "from 2023-03-16 not Morning: busy"
)]
#[case::old_attempts(
    "6:9 busy@other_case, 7:9 busy@other_case, 8:9 busy@other_case",
    "from 2023-03-09 not Morning: busy"
)]
#[case::old_and_new(
    "6:9 busy@other_case, 7:9 busy@other_case, 8:9 busy",
    "from 2023-03-09 not Morning: busy"
)]
fn attempts(#[case] history: &str, #[case] expected: &str) {
    assert_eq!(ask(Channel::Call, history), expected);
}

#[rstest]
#[case::call_back("6:9 call_back=20:15", "on 2023-03-20 15:00:00: call_back")]
#[case::no_hour_named("6:9 call_back", "from 2023-03-07: call_back")]
#[case::promised("6:9 promised=20:0", "on 2023-03-21: promised")]
#[case::no_day_named("6:9 promised", "from 2023-03-13: promised")]
#[case::early_attempt("6:9 call_back=20:15, 8:9 busy", "on 2023-03-20 15:00:00: call_back")]
#[case::tried_on_the_day("6:9 call_back=20:15, 20:15 busy", "from 2023-03-21 not Afternoon: busy")]
#[case::tried_often("6:9 call_back=8:15, 8:15 busy, 9:9 busy, 12:9 busy", "closed Case: busy")]
#[case::agreed("6:9 agreed", "from 2023-03-13: agreed")]
#[case::advice("6:9 needs_advice", "from 2023-03-09: needs_advice")]
#[case::refused("6:9 refused", "from 2023-06-04: refused")]
#[case::refused_on_another_case("6:9 refused@other_case", "from 2023-06-04: refused")]
#[case::attempts_keep_the_rest("6:9 refused, 8:9 busy", "from 2023-06-04 not Morning: refused")]
#[case::the_person_called_us(
    "6:9 refused, 8:9 call_back=9:10",
    "on 2023-03-09 10:00:00: call_back"
)]
#[case::poor("6:9 cannot_afford", "from 2023-04-05: cannot_afford")]
#[case::paid("6:9 paid", "closed Case: paid")]
#[case::paid_then_called("6:9 paid, 7:9 no_answer", "closed Case: paid")]
#[case::paid_last_year("6:9 paid@other_case", "now")]
#[case::paid_and_another_agreed("6:9 paid, 7:9 agreed@other_case", "closed Case: paid")]
#[case::corrected_number("6:9 paid, 7:9 wrong_number@other_phone", "closed Case: paid")]
#[case::corrected("6:9 not_eligible, 7:9 agreed", "from 2023-03-14: agreed")]
#[case::elsewhere("6:9 insured_elsewhere", "closed Case: insured_elsewhere")]
#[case::moved("6:9 moved", "closed Case: moved")]
fn talks(#[case] history: &str, #[case] expected: &str) {
    assert_eq!(ask(Channel::Call, history), expected);
}

#[rstest]
#[case::for_good("1:9 opt_out, 6:9 agreed", Channel::Call, "closed Channel: opt_out")]
#[case::of_all("1:9 opt_out@all", Channel::Visit, "closed Channel: opt_out")]
#[case::of_calls("1:9 opt_out@call", Channel::Call, "closed Channel: opt_out")]
#[case::visits_stay("1:9 opt_out@call", Channel::Visit, "now")]
#[case::of_messages(
    "1:9 opt_out@sms, 6:9 busy",
    Channel::Call,
    "from 2023-03-07 not Morning: busy"
)]
#[case::of_another_case("1:9 opt_out@other_case", Channel::Call, "closed Channel: opt_out")]
#[case::wrong_number("1:9 wrong_number", Channel::Call, "closed Phone: wrong_number")]
#[case::its_messages("1:9 wrong_number", Channel::Sms, "closed Phone: wrong_number")]
#[case::visits_go_on("1:9 wrong_number", Channel::Visit, "now")]
#[case::a_new_number("1:9 wrong_number@other_phone", Channel::Call, "now")]
#[case::deceased(
    "1:9 wrong_number, 6:9 deceased, 7:9 opt_out",
    Channel::Visit,
    "closed Person: deceased"
)]
fn closed_for_good(#[case] history: &str, #[case] channel: Channel, #[case] expected: &str) {
    assert_eq!(ask(channel, history), expected);
}

#[test]
fn the_calendar_has_an_end_and_no_panic() {
    let last = PastOutcome { at: NaiveDateTime::MAX, ..history("6:9 refused")[0] };
    let rules = OutcomeRules::from_toml(include_str!("../../config/outcomes.toml")).unwrap();
    assert_eq!(told(next_contact(&[last], &rules)), format!("from {}: refused", NaiveDate::MAX));
}
