//! Why it is too soon for a contact, in words: the last contact, what was promised, and from which day
//! on the household may be spoken to again.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::super::PlanError;
use super::super::body::{DueLine, Line, LineFate};
use super::super::known_cases::{Known, Standing, known_cases};
use super::super::rests::{Place, Promise, Rest, households, rests};
use super::super::stored::Stored;
use super::outsider;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::day_part::PartOfDay;
use crate::domain::outcome::OutcomeRules;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::merged::{Survivors, survivors};

/// Days that count for an explanation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    /// Today at the office: what is known is known today.
    pub today: NaiveDate,
    /// When the version was made: what took place later did not decide it.
    pub made: NaiveDate,
    /// Where it is that day.
    pub zone: Tz,
}

/// A contact whose reason has facts behind it.
struct Asked<'a> {
    /// Its place in the version.
    at: usize,
    line: &'a Line,
    reason: ReasonCode,
    /// Its cases that could explain it.
    open: Vec<Known>,
    /// Those that are settled by now: paid, or ended.
    settled: Vec<Known>,
}

impl<'a> Asked<'a> {
    fn of(stored: &'a Stored, at: usize) -> Option<Self> {
        use ReasonCode::{OutsideWindow, TooRecent, Unreachable};
        let (_, line) = stored.contacts.get(at)?;
        let reason = match line.fate {
            LineFate::Left(reason @ (TooRecent | OutsideWindow | Unreachable)) => reason,
            LineFate::Planned { .. } => {
                line.due.iter().any(|due| due.left == Some(TooRecent)).then_some(TooRecent)?
            }
            LineFate::Left(_) => return None,
        };
        Some(Self { at, line, reason, open: Vec::new(), settled: Vec::new() })
    }

    /// Takes the cases of its household: of a contact that is touched those it passes over.
    fn take(&mut self, known: Vec<Known>, now: &Survivors) {
        (self.open, self.settled) = match self.line.fate {
            LineFate::Left(_) => {
                known.into_iter().partition(|case| case.standing == Standing::Open)
            }
            LineFate::Planned { .. } => {
                let silent = |due: &&DueLine| due.left == Some(ReasonCode::TooRecent);
                let open = self.line.due.iter().filter(silent).map(|due| Known {
                    person: now.of(due.person),
                    product: due.product.clone(),
                    standing: Standing::Open,
                });
                (open.collect(), Vec::new())
            }
        };
    }
}

/// The facts behind the reasons of contacts, each named by its place in the version: one more sentence
/// in each language, empty for a rest that nothing asks for. A contact whose reason is of another kind
/// has none.
pub(super) fn facts(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, contacts): (&Stored, &[usize]),
    days: Days,
    tables: &Tables,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    let mut asked: Vec<Asked<'_>> =
        contacts.iter().filter_map(|at| Asked::of(stored, *at)).collect();
    let buckets = &stored.configuration.buckets;
    let (Some(first), Some(last)) = (buckets.first().copied(), buckets.last().copied()) else {
        return Ok(HashMap::new());
    };
    let province = place.0.province.id.0;
    let people = asked
        .iter()
        .flat_map(|one| one.line.due.iter().map(|due| due.person).chain([one.line.person]));
    let now = survivors(conn, province, &people.collect::<Vec<_>>())?;
    let heads: Vec<i64> = asked.iter().map(|one| now.of(one.line.person)).collect();
    let homes = households(conn, place, &heads)?;
    let everybody: BTreeSet<i64> = homes.iter().flatten().copied().collect();
    let everybody: Vec<i64> = everybody.into_iter().collect();
    let mut known: HashMap<i64, Vec<Known>> = HashMap::new();
    for case in known_cases(conn, province, &everybody, (first, last), tables)? {
        known.entry(case.person).or_default().push(case);
    }
    for (one, home) in asked.iter_mut().zip(&homes) {
        let theirs = home.iter().filter_map(|person| known.get(person)).flatten().cloned();
        one.take(theirs.collect(), &now);
    }
    // What a settled case asks for must not weigh on those that a plan would have.
    let (open, settled) = (
        keys(asked.iter().flat_map(|one| &one.open)),
        keys(asked.iter().flat_map(|one| &one.settled)),
    );
    let open = rests(conn, place, &open, days.made, tables)?;
    let settled = rests(conn, place, &settled, days.made, tables)?;
    let told = asked.iter().map(|one| {
        let touched = match one.line.fate {
            LineFate::Planned { bucket, .. } => buckets.get(usize::from(bucket)).copied(),
            LineFate::Left(_) => Some(last),
        };
        let why = (one.reason, touched);
        let case =
            deciding(&one.open, &open, why).or_else(|| deciding(&one.settled, &settled, why));
        case.map(|case| (one.at, sentence(case, days.today, tables)))
    });
    let mut told: HashMap<usize, (String, String)> = told.flatten().collect();
    // Where no contact asks to wait any more, whoever asks should know that too.
    for one in asked.iter().filter(|one| one.reason == ReasonCode::TooRecent) {
        told.entry(one.at).or_default();
    }
    Ok(told)
}

fn keys<'c>(cases: impl Iterator<Item = &'c Known>) -> Vec<(i64, String)> {
    cases.map(Known::key).collect()
}

/// What the register says of the case that explains a reason.
fn sentence((case, rest): (&Known, Rest), today: NaiveDate, tables: &Tables) -> (String, String) {
    let (mut vi, mut en) = words(rest, today, &tables.outcomes);
    if case.standing != Standing::Open {
        let (now_vi, now_en) = outsider::cases(vec![case.clone()], tables);
        vi.push_str(&format!(" Nay {now_vi}."));
        en.push_str(&format!(" Now {now_en}."));
    }
    (vi, en)
}

/// What is told of a contact that rests and of which the register knows no reason to.
pub(super) fn no_reason_to_wait(today: NaiveDate) -> (String, String) {
    (
        format!(" Theo dữ liệu ngày {}, không còn lần liên hệ nào buộc phải chờ.", date_vi(today)),
        format!(" By the register of {today}, no contact asks to wait any more."),
    )
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
            let rests = |rest: &Rest| rest.from > touched || rest.not_in.is_some();
            told.filter(|(_, rest)| rests(rest)).min_by_key(|(_, rest)| rest.from)
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
    if rest.not_in.is_some() {
        let (tried_vi, tried_en) = PartOfDay::behind_day(rest.not_in);
        vi.push_str(&format!("; không gọi lại vào{tried_vi} vì lần trước không ai nghe máy"));
        en.push_str(&format!("; not to be called{tried_en} again, as nobody answered then"));
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
        let rest =
            Rest { last: day("2023-06-06"), outcome, from, promise, hour: None, not_in: None };
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
            not_in: None,
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
