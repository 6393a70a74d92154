//! The numbers behind reasons that a version does not hold: consents, requests for silence, registers and
//! telephones of a household, as the register of today has them.

use std::collections::{BTreeSet, HashMap};

use super::super::PlanError;
use super::super::body::LineFate;
use super::super::known_cases::{Known, Standing, known_cases};
use super::super::rests::{Place, households};
use super::super::stored::Stored;
use super::outsider;
use super::resting::Days;
use crate::config::Tables;
use crate::domain::calendar::date_vi;
use crate::domain::sentence::Sentence;
use crate::domain::touch::ReasonCode;
use crate::store::Conn;
use crate::store::facts::{ConsentRow, DoNotCallRow, consents_of, do_not_call_of};
use crate::store::merged::survivors;
use crate::store::people::{PersonRow, people_by_id};

/// What is known of a household.
struct Household {
    people: Vec<PersonRow>,
    consents: Vec<ConsentRow>,
    cases: Vec<Known>,
    barred: Vec<DoNotCallRow>,
}

/// What the register says behind the reasons of contacts, each named by its place in the version: one
/// more sentence in each language; none for a reason of another kind.
pub(super) fn grounds(
    conn: &mut Conn,
    place: Place<'_>,
    (stored, contacts): (&Stored, &[usize]),
    days: Days,
    tables: &Tables,
) -> Result<HashMap<usize, (String, String)>, PlanError> {
    use ReasonCode::{DoNotCall, NoChannel, NoLegalBasis, NotEligible, OptedOut, SharedPhone};
    let asked = contacts.iter().filter_map(|at| {
        let (_, line) = stored.contacts.get(*at)?;
        let LineFate::Left(reason) = line.fate else { return None };
        let wanted = [DoNotCall, NoChannel, NoLegalBasis, NotEligible, OptedOut, SharedPhone];
        (wanted.contains(&reason)).then_some((*at, line.person, reason))
    });
    let asked: Vec<(usize, i64, ReasonCode)> = asked.collect();
    let buckets = &stored.configuration.buckets;
    let (Some(first), Some(last)) = (buckets.first().copied(), buckets.last().copied()) else {
        return Ok(HashMap::new());
    };
    let province = place.0.province.id.0;
    let now = survivors(conn, province, &asked.iter().map(|(_, one, _)| *one).collect::<Vec<_>>())?;
    let heads: Vec<i64> = asked.iter().map(|(_, person, _)| now.of(*person)).collect();
    let homes = households(conn, place, &heads)?;
    let mut told = HashMap::new();
    for ((at, _, reason), home) in asked.into_iter().zip(&homes) {
        let people: Vec<PersonRow> = people_by_id(conn, province, home)?
            .into_iter()
            .filter(|person| person.closed.is_none())
            .collect();
        let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
        let phones: BTreeSet<&str> = people.iter().filter_map(|one| one.phone.as_deref()).collect();
        let phones: Vec<&str> = phones.into_iter().collect();
        let known = Household {
            consents: consents_of(conn, province, &ids)?,
            cases: known_cases(conn, province, &ids, (first, last), tables)?,
            barred: do_not_call_of(conn, &phones)?,
            people,
        };
        if let Some(one) = sentence(&known, reason, tables) {
            let (today_vi, today) = (date_vi(days.today), days.today);
            told.insert(
                at,
                (
                    format!(" Theo dữ liệu ngày {today_vi}: {}.", one.vi),
                    format!(" By the register of {today}: {}.", one.en),
                ),
            );
        }
    }
    Ok(told)
}

/// A count with its English noun.
fn number(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn sentence(known: &Household, reason: ReasonCode, tables: &Tables) -> Option<Sentence> {
    let people = known.people.len();
    let open = known.cases.iter().filter(|case| case.standing == Standing::Open).count();
    let callable = |person: &&PersonRow| person.phone.is_some() && person.phone_closed.is_none();
    let numbers: BTreeSet<&str> =
        known.people.iter().filter(callable).filter_map(|person| person.phone.as_deref()).collect();
    Some(match reason {
        ReasonCode::NoLegalBasis => {
            let held = known.consents.iter().filter(|one| one.withdrawn_at.is_none()).count();
            Sentence::new(
                format!("{people} người, {open} trường hợp đang mở, {held} căn cứ còn hiệu lực"),
                format!(
                    "{}, {}, {}",
                    number(people, "person", "people"),
                    number(open, "open case", "open cases"),
                    number(held, "legal ground in force", "legal grounds in force")
                ),
            )
        }
        ReasonCode::OptedOut => {
            let asked =
                known.consents.iter().filter_map(|one| Some((one.withdrawn_at?, one.person_id)));
            let who: BTreeSet<i64> = asked.clone().map(|(_, person)| person).collect();
            let (last, _) = asked.max()?;
            let (day, who) = (last.date(), who.len());
            Sentence::new(
                format!(
                    "{who} trong {people} người của hộ đã yêu cầu, lần cuối ngày {}",
                    date_vi(day)
                ),
                format!("{who} of the {people} people asked for it, last on {day}"),
            )
        }
        ReasonCode::DoNotCall => {
            let barred = known.barred.iter().filter(|row| row.calls);
            let since = barred.clone().filter_map(|row| row.as_of).max();
            let (since_vi, since_en) = since
                .map(|day| {
                    (
                        format!(", theo danh sách ngày {}", date_vi(day)),
                        format!(", by the list of {day}"),
                    )
                })
                .unwrap_or_default();
            let (barred, all) = (barred.count(), numbers.len());
            Sentence::new(
                format!(
                    "{barred} trong {all} số điện thoại của hộ nằm trong danh sách không gọi{since_vi}"
                ),
                format!(
                    "{barred} of the household's {all} numbers stand on the register{since_en}"
                ),
            )
        }
        ReasonCode::NoChannel => {
            let closed = known.people.iter().filter(|one| one.phone_closed.is_some()).count();
            let all = numbers.len();
            // Numbers there may be: of people who agreed to visits alone, or who were called often enough.
            let (barred_vi, barred) = match all {
                0 => ("", ""),
                _ => (
                    ", nhưng không gọi được số nào vào những ngày này",
                    ", but none can be called on these days",
                ),
            };
            let people_en = number(people, "person", "people");
            let has = if people == 1 { "has" } else { "have" };
            let numbers = number(all, "usable number", "usable numbers");
            Sentence::new(
                format!(
                    "{people} người có {all} số điện thoại còn dùng, {closed} số đã sai hoặc ngừng \
                     dùng{barred_vi}"
                ),
                format!("{people_en} {has} {numbers}, {closed} wrong or closed{barred}"),
            )
        }
        ReasonCode::SharedPhone => {
            let all = numbers.len();
            Sentence::new(
                format!("hộ có {all} số điện thoại gọi được, dùng chung với hộ khác"),
                format!(
                    "the household has {} that can be called, shared with others",
                    number(all, "number", "numbers")
                ),
            )
        }
        ReasonCode::NotEligible => {
            let (vi, en) = outsider::cases(known.cases.clone(), tables);
            Sentence::new(vi, en)
        }
        _ => return None,
    })
}
