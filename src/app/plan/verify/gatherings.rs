//! The events of a version against the decisions that stood when it was made: nobody meets where people may
//! not come together, nobody is invited or counted from there to a hall elsewhere, and no event is larger than
//! its commune allows.

use super::Check;
use super::situation::{Standing, stood};
use crate::app::plan::PlanError;
use crate::app::plan::events::Names;
use crate::app::plan::stored::Stored;
use crate::domain::digits::thousands;
use crate::domain::event::EventMode;
use crate::domain::sentence::Sentence;
use crate::planning::events::problem::Problem;
use crate::store::Conn;
use crate::store::plan_events::{EventParts, PlanEventRow};

/// Checks where guests come from; nothing where no events were planned. Numbers that cannot be read are told
/// by the check of the events.
pub(super) fn check(
    conn: &mut Conn,
    stored: &Stored,
    parts: &EventParts,
) -> Result<Option<Check>, PlanError> {
    let Some(choice) = &parts.choice else { return Ok(None) };
    let read = (serde_json::from_str(&choice.names), serde_json::from_str(&choice.problem));
    let (Ok::<Names, _>(names), Ok::<Problem, _>(problem)) = read else { return Ok(None) };
    let stood = stood(conn, stored)?;
    let wrong = wrong(&stood, (&names, &problem), parts);
    let count = thousands(parts.events.len() as u64);
    let said = wrong.clone().unwrap_or_else(|| {
        Sentence::new(
            format!("{count} sự kiện theo đúng quyết định về tụ tập người tại nơi họp và nơi ở"),
            format!("{count} events keep what was decided of gatherings, where they meet and where guests live"),
        )
    });
    Ok(Some(Check { code: "gatherings", ok: wrong.is_none(), vi: said.vi, en: said.en }))
}

fn wrong(
    stood: &Standing,
    (names, problem): (&Names, &Problem),
    parts: &EventParts,
) -> Option<Sentence> {
    let mut codes = names.communes.clone();
    codes.extend(parts.events.iter().map(|row| row.area.clone()));
    codes.extend(parts.invitations.iter().map(|row| row.commune.clone()));
    codes.sort_unstable();
    codes.dedup();
    let mut days: Vec<_> = parts.events.iter().map(|row| row.date).collect();
    days.sort_unstable();
    days.dedup();
    let situation = stood.over(&codes, &days);
    let most = |commune: &str, row: &PlanEventRow| {
        situation.gathering(commune, row.date).most().unwrap_or(u32::MAX)
    };
    let meets = |row: &&PlanEventRow| row.mode == EventMode::InPerson.code();
    for row in parts.events.iter().filter(meets) {
        if i64::from(row.size) > i64::from(most(&row.area, row)) {
            return Some(Sentence::new(
                format!("sự kiện {} đông hơn mức được phép ở xã {}", row.code, row.area),
                format!("event {} is larger than commune {} allows", row.code, row.area),
            ));
        }
        let guests = parts.invitations.iter().filter(|one| one.event == row.number);
        let guests = guests.map(|one| one.commune.as_str());
        let candidate = usize::try_from(row.candidate).ok().filter(|at| *at < problem.draws.len());
        let draws = candidate.map_or(&[][..], |at| problem.draws.row(at)).iter();
        let drawn = draws.filter_map(|draw| names.communes.get(draw.pool as usize));
        let mut from = guests.chain(drawn.map(String::as_str));
        if let Some(commune) = from.find(|commune| most(commune, row) == 0) {
            return Some(Sentence::new(
                format!("sự kiện {} mời người từ xã {commune} đang giãn cách", row.code),
                format!(
                    "event {} draws people from commune {commune}, which keeps distance",
                    row.code
                ),
            ));
        }
    }
    None
}
