//! The events of a version against the numbers that were stored with them: every rule, the people they
//! reach, the bound from the prices, and the invitations.

use std::collections::{HashMap, HashSet};

use super::Check;
use crate::app::plan::body::LineFate;
use crate::app::plan::events::{
    Names, invited_lines, keeps_promise, may_come, people_at_most, people_reached,
};
use crate::app::plan::stored::Stored;
use crate::domain::digits::thousands;
use crate::domain::sentence::{Sentence, so_many};
use crate::domain::touch::ReasonCode;
use crate::planning::events::prices::{Prices, upper_bound};
use crate::planning::events::problem::{MILLION, Problem};
use crate::planning::events::rules;
use crate::planning::events::search;
use crate::store::plan_events::{ChoiceRow, EventParts, PlanEventRow};

/// The checks of a version's events; none where none were planned.
pub(super) fn check(stored: &Stored, parts: &EventParts) -> Vec<Check> {
    let claimed = stored.summary.events.is_some() || !parts.events.is_empty();
    let Some(choice) = &parts.choice else {
        let missing = Check {
            code: "events",
            ok: false,
            vi: "phương án ghi có sự kiện nhưng không còn số liệu để kiểm tra".to_owned(),
            en: "the plan claims events, but the numbers they were chosen from are gone".to_owned(),
        };
        return if claimed { vec![missing] } else { Vec::new() };
    };
    let told = |code, found: Result<Sentence, Sentence>| {
        let ok = found.is_ok();
        let (Ok(Sentence { vi, en }) | Err(Sentence { vi, en })) = found;
        Check { code, ok, vi, en }
    };
    vec![told("events", chosen(stored, choice, parts)), told("invitations", invited(stored, parts))]
}

fn unreadable() -> Sentence {
    Sentence::new(
        "không đọc được số liệu chọn sự kiện đã lưu",
        "the stored numbers of the choice of events cannot be read",
    )
}

/// The events keep every rule, reach what they claim, no choice reaches more than the bound, and of each as many
/// people are expected as its invitations bring, or as the split of attendance says where it is announced to all.
fn chosen(stored: &Stored, choice: &ChoiceRow, parts: &EventParts) -> Result<Sentence, Sentence> {
    let events = &parts.events;
    let problem: Problem = serde_json::from_str(&choice.problem).map_err(|_| unreadable())?;
    let prices: Prices = serde_json::from_str(&choice.prices).map_err(|_| unreadable())?;
    let names: Names = serde_json::from_str(&choice.names).map_err(|_| unreadable())?;
    problem.check().map_err(|_| unreadable())?;
    let mut bookings = Vec::with_capacity(events.len());
    for row in events {
        bookings.push(names.booking(row).ok_or_else(|| {
            Sentence::new(
                format!("sự kiện {} không khớp với số liệu đã lưu", row.code),
                format!("event {} does not agree with the stored numbers", row.code),
            )
        })?);
    }
    if rules::check(&problem, &bookings).is_err()
        || problem.fixed.iter().any(|fixed| !bookings.contains(fixed))
    {
        return Err(Sentence::new(
            "các sự kiện vi phạm quy tắc (người chủ trì, địa điểm, khoảng cách ngày hoặc chỉ tiêu)",
            "the events break a rule (host, venue, days apart or quota)",
        ));
    }
    let candidates: Vec<u32> = bookings.iter().map(|booking| booking.candidate).collect();
    let value = search::value(&problem, &candidates).map_err(|_| unreadable())?;
    let bound = upper_bound(&problem, &prices);
    let split = search::split(&problem, &candidates).map_err(|_| unreadable())?;
    let claimed = stored.summary.events.as_ref();
    let same = value == choice.value
        && events
            .iter()
            .zip(&split)
            .all(|(row, split)| row.expected == expected(parts, row, split))
        && bound == i128::from(choice.bound)
        && bound >= i128::from(value)
        && claimed.is_some_and(|one| {
            let sum: i64 = events.iter().map(|row| row.expected).sum();
            (one.value, one.bound, one.events) == (value, choice.bound, events.len() as u64)
                && one.expected == sum
        });
    let (reached, most) = (people_reached(value), people_at_most(bound));
    let said = Sentence::new(
        format!(
            "{} sự kiện, tới {} người; không cách chọn nào vượt {} (tính từ giá)",
            events.len(),
            reached.vi,
            most.vi
        ),
        format!(
            "{}, {} people reached; no choice reaches more than {} (from the prices)",
            so_many(i64::try_from(events.len()).unwrap_or(i64::MAX), "event"),
            reached.en,
            most.en
        ),
    );
    if same { Ok(said) } else { Err(said) }
}

/// How many people are expected at an event, in millionths.
fn expected(parts: &EventParts, row: &PlanEventRow, split: &[(u32, i64)]) -> i64 {
    if row.invitations == 0 {
        return split.iter().map(|(_, people)| people).sum();
    }
    let own = parts.invitations.iter().filter(|one| one.event == row.number);
    own.fold(0, |sum, one| sum.saturating_add(one.worth))
}

/// Nobody is invited who has a touch or may not be spoken to, but for who had the invitation before; nobody
/// twice; no event is expected to bring
/// more people than may meet; and whoever is said to be invited instead of touched is.
fn invited(stored: &Stored, parts: &EventParts) -> Result<Sentence, Sentence> {
    let households = invited_lines(&parts.invitations, &stored.contacts);
    let places: HashMap<i32, i32> =
        parts.events.iter().map(|row| (row.number, row.invitations)).collect();
    let seats: HashMap<i32, i64> =
        parts.events.iter().map(|row| (row.number, i64::from(row.size) * MILLION)).collect();
    let mut expected: HashMap<i32, i64> = HashMap::new();
    let mut counts: HashMap<i32, i32> = HashMap::new();
    let settled = parts.events.iter().filter(|row| row.why == "settled");
    let settled: HashSet<i32> = settled.map(|row| row.number).collect();
    let mut beside = 0;
    for row in &parts.invitations {
        // Whoever is invited beside somebody else of the household has none.
        let household = households.get(&row.person_id);
        let fate = household.and_then(|at| Some(stored.contacts.get(*at)?.1.fate));
        let may = match fate {
            // Whoever had the invitation before keeps it beside a touch, or after one.
            Some(LineFate::Left(reason)) if keeps_promise(reason) => settled.contains(&row.event),
            Some(LineFate::Left(reason)) => may_come(reason) && reason != ReasonCode::Outpriced,
            Some(LineFate::Planned { .. }) => settled.contains(&row.event),
            None => false,
        };
        beside += usize::from(matches!(fate, Some(LineFate::Planned { .. })));
        let count = counts.entry(row.event).or_default();
        *count += 1;
        let people = expected.entry(row.event).or_default();
        *people = people.saturating_add(row.worth.max(0));
        let fits = places.get(&row.event).is_some_and(|most| *count <= *most)
            && seats.get(&row.event).is_some_and(|seats| *people <= *seats);
        if !may || !fits {
            return Err(Sentence::new(
                format!("giấy mời của {} không đúng quy tắc", row.contact),
                format!("the invitation of {} breaks a rule", row.contact),
            ));
        }
    }
    let guests: HashSet<usize> = households.into_values().collect();
    for (at, (_, line)) in stored.contacts.iter().enumerate() {
        let promised = line.fate == LineFate::Left(ReasonCode::Invited);
        if promised && !guests.contains(&at) {
            let contact = line.contact();
            return Err(Sentence::new(
                format!("{contact}: ghi là được mời nhưng không có giấy mời"),
                format!("{contact} is said to be invited and is not"),
            ));
        }
    }
    let count = thousands(parts.invitations.len() as u64);
    let (beside_vi, beside_en) = match beside {
        0 => (String::new(), String::new()),
        _ => (
            format!(" (trừ {beside} hộ đã có giấy mời từ trước)"),
            format!(" (but for {beside} that had their invitations before)"),
        ),
    };
    Ok(Sentence::new(
        format!(
            "{count} hộ được mời, không hộ nào có lịch gọi{beside_vi} hoặc được mời hai lần; không sự kiện \
             nào dự kiến quá số người được phép"
        ),
        format!(
            "{count} households are invited, none of them touched{beside_en} or invited twice; no event is \
             expected to bring more people than may meet"
        ),
    ))
}
