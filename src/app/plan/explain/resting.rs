//! Why it is too soon for a contact, in words: the last contact, what was promised, and from which day
//! on the household may be spoken to again.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::PlanError;
use super::super::body::{Line, LineFate};
use super::super::find::Found;
use super::super::known_cases::{Known, Standing, known_cases};
use super::super::rests::{Promise, Rest, household, rests};
use super::super::stored::Stored;
use super::outsider;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::outcome::OutcomeRules;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::merged::survivors;

/// Days that count for an explanation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    /// Today at the office: what is known is known today.
    pub today: NaiveDate,
    /// When the version was made: what took place later did not decide it.
    pub made: NaiveDate,
}

/// The facts behind a line's reason, as one more sentence in each language; empty where it has none
/// of this kind.
pub(super) fn facts(
    conn: &mut Conn,
    found: &Found,
    (stored, line): (&Stored, &Line),
    days: Days,
    tables: &Tables,
) -> Result<(String, String), PlanError> {
    use ReasonCode::{OutsideWindow, TooRecent, Unreachable};
    let reason = match line.fate {
        LineFate::Left(reason @ (TooRecent | OutsideWindow | Unreachable)) => reason,
        LineFate::Planned { .. } if line.due.iter().any(|due| due.left == Some(TooRecent)) => {
            TooRecent
        }
        _ => return Ok(Default::default()),
    };
    let province = found.province.id.0;
    let buckets = &stored.configuration.buckets;
    let (Some(first), Some(last)) = (buckets.first().copied(), buckets.last().copied()) else {
        return Ok(Default::default());
    };
    let ids: Vec<i64> = line.due.iter().map(|due| due.person).chain([line.person]).collect();
    let now = survivors(conn, province, &ids)?;
    let (open, settled): (Vec<Known>, Vec<Known>) = match line.fate {
        LineFate::Left(_) => {
            let people = household(conn, found, now.of(line.person))?;
            let known = known_cases(conn, province, &people, (first, last), tables)?;
            known.into_iter().partition(|case| case.standing == Standing::Open)
        }
        LineFate::Planned { .. } => {
            let silent = line.due.iter().filter(|due| due.left == Some(TooRecent));
            let open = silent.map(|due| Known {
                person: now.of(due.person),
                product: due.product.clone(),
                standing: Standing::Open,
            });
            (open.collect(), Vec::new())
        }
    };
    let touched = match line.fate {
        LineFate::Planned { bucket, .. } => buckets.get(usize::from(bucket)).copied(),
        LineFate::Left(_) => Some(last),
    };
    // What was left for it may be settled since: paid, or ended.
    for cases in [open, settled] {
        let keys: Vec<(i64, String)> = cases.iter().map(Known::key).collect();
        let rests = rests(conn, found, &keys, days.made, tables)?;
        let Some((case, rest)) = deciding(&cases, &rests, (reason, touched)) else { continue };
        let (mut vi, mut en) = words(rest, days.today, &tables.outcomes);
        if case.standing != Standing::Open {
            let (now_vi, now_en) = outsider::cases(vec![case.clone()], tables);
            vi.push_str(&format!(" Nay {now_vi}."));
            en.push_str(&format!(" Now {now_en}."));
        }
        return Ok((vi, en));
    }
    Ok(match reason {
        TooRecent => (
            format!(
                " Theo dữ liệu ngày {}, không còn lần liên hệ nào buộc phải chờ.",
                date_vi(days.today)
            ),
            format!(" By the register of {}, no contact asks to wait any more.", days.today),
        ),
        _ => Default::default(),
    })
}

/// Of some cases the one that explains the reason, with what its last contact asks for. `touched` is
/// the day on which a case that rests longer is not spoken about.
fn deciding<'c>(
    cases: &'c [Known],
    rests: &HashMap<(i64, String), Rest>,
    (reason, touched): (ReasonCode, Option<NaiveDate>),
) -> Option<(&'c Known, Rest)> {
    let told = cases.iter().filter_map(|case| Some((case, *rests.get(&case.key())?)));
    match reason {
        // A case that rests no longer was left for another reason, such as a consent that it lacks.
        ReasonCode::TooRecent => {
            told.filter(|(_, rest)| rest.from > touched).min_by_key(|(_, rest)| rest.from)
        }
        // The hour is the household's, the contact that named it is one case's.
        ReasonCode::OutsideWindow => {
            let mut kept = told.filter(|(_, rest)| rest.hour.is_some());
            kept.find(|(_, rest)| rest.promise == rest.hour.map(Promise::Call))
        }
        _ => {
            let (case, last) = told.max_by_key(|(_, rest)| rest.last)?;
            Some((case, Rest { from: None, promise: None, ..last }))
        }
    }
}

/// The sentence in each language, behind what stands before it.
fn words(rest: Rest, today: NaiveDate, rules: &OutcomeRules) -> (String, String) {
    let rule = rules.of(rest.outcome);
    let mut vi = format!(
        " Theo dữ liệu ngày {}: đã liên hệ ngày {} ({})",
        date_vi(today),
        date_vi(rest.last),
        rule.name_vi.to_lowercase()
    );
    let mut en = format!(
        " By the register of {today}: contacted on {} ({})",
        rest.last,
        rule.name_en.to_lowercase()
    );
    match rest.promise {
        Some(Promise::Pay(day)) => {
            vi.push_str(&format!(", hẹn đóng tiền ngày {}", date_vi(day)));
            en.push_str(&format!(", promised to pay on {day}"));
        }
        Some(Promise::Call(hour)) => {
            vi.push_str(&format!(", hẹn gọi lại lúc {}", hour.format("%H:%M ngày %d/%m/%Y")));
            en.push_str(&format!(", to be called again on {}", hour.format("%Y-%m-%d at %H:%M")));
        }
        None => {}
    }
    if let Some(from) = rest.from {
        vi.push_str(&format!("; được liên hệ lại từ ngày {}", date_vi(from)));
        en.push_str(&format!("; may be spoken to again from {from}"));
    }
    vi.push('.');
    en.push('.');
    (vi, en)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::outcome::OutcomeCode;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::refused(
        (OutcomeCode::Refused, None, Some("2023-09-04")),
        "(từ chối); được liên hệ lại từ ngày 04/09/2023.",
        "(refused); may be spoken to again from 2023-09-04."
    )]
    #[case::promised(
        (OutcomeCode::Promised, Some(Promise::Pay(day("2023-06-20"))), Some("2023-06-21")),
        "(hẹn đóng tiền), hẹn đóng tiền ngày 20/06/2023; được liên hệ lại từ ngày 21/06/2023.",
        "(promised to pay), promised to pay on 2023-06-20; may be spoken to again from 2023-06-21."
    )]
    #[case::to_be_called(
        (OutcomeCode::CallBack, Some(Promise::Call("2023-06-13T14:30:00".parse().unwrap())), None),
        "(hẹn gọi lại), hẹn gọi lại lúc 14:30 ngày 13/06/2023.",
        "(call back), to be called again on 2023-06-13 at 14:30."
    )]
    fn facts_in_both_languages(
        #[case] (outcome, promise, from): (OutcomeCode, Option<Promise>, Option<&str>),
        #[case] vi: &str,
        #[case] en: &str,
    ) {
        let from = from.map(day);
        let rest = Rest { last: day("2023-06-06"), outcome, from, promise, hour: None };
        let rules = Tables::load(None).unwrap().outcomes;
        let (said_vi, said_en) = words(rest, day("2023-06-10"), &rules);
        let start_vi = " Theo dữ liệu ngày 10/06/2023: đã liên hệ ngày 06/06/2023 ";
        let start_en = " By the register of 2023-06-10: contacted on 2023-06-06 ";
        assert_eq!((said_vi, said_en), (format!("{start_vi}{vi}"), format!("{start_en}{en}")));
    }

    #[test]
    fn the_case_that_the_hour_was_named_for_tells_of_it() {
        let hour = "2023-06-13T14:30:00".parse().unwrap();
        let rest = |on: &str, outcome, hour| Rest {
            last: day(on),
            outcome,
            from: None,
            promise: Some(Promise::Call("2023-06-13T14:30:00".parse().unwrap())),
            hour,
        };
        let later = "2023-06-15T08:00:00".parse().unwrap();
        let all = [
            rest("2023-06-03", OutcomeCode::Refused, None),
            rest("2023-06-01", OutcomeCode::CallBack, Some(later)),
            rest("2023-06-02", OutcomeCode::CallBack, Some(hour)),
        ];
        let product = || "household_hi".to_owned();
        let standing = Standing::Open;
        let known =
            (1..).map(|person| Known { person, product: product(), standing: standing.clone() });
        let known: Vec<Known> = known.take(all.len()).collect();
        let rests = known.iter().map(Known::key).zip(all).collect();
        let asked = (ReasonCode::OutsideWindow, None);
        let (case, told) = deciding(&known, &rests, asked).unwrap();
        assert_eq!((case.person, told.last), (3, day("2023-06-02")));
        // Of what rests equally long, the first in the order of people and products.
        let wait =
            |on| Rest { from: Some(day("2023-06-21")), ..rest(on, OutcomeCode::Refused, None) };
        let alike = ["2023-06-01", "2023-06-02", "2023-06-03"].map(wait);
        let rests = known.iter().map(Known::key).zip(alike).collect();
        let (case, _) =
            deciding(&known, &rests, (ReasonCode::TooRecent, Some(day("2023-06-09")))).unwrap();
        assert_eq!(case.person, 1);
    }
}
