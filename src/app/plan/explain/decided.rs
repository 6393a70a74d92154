//! The numbers behind a reason that the stored version itself holds: how many agents cover the commune,
//! how many of them speak the language, handle the product, are at work on which days.

use std::collections::BTreeSet;

use super::super::body::Line;
use super::super::stored::{Stored, numbers as read};
use crate::config::Tables;
use crate::domain::digits::thousands;
use crate::domain::sentence::Sentence;
use crate::domain::touch::ReasonCode;
use crate::store::plans::PlanAgentRow;

/// Whether a list of codes names one.
pub(super) fn has(list: &str, code: &str) -> bool {
    list.split(';').any(|one| one == code)
}

/// What decided that a contact is left, in numbers; nothing where the register of today has to be asked.
pub(super) fn numbers(
    stored: &Stored,
    (commune, line): (&str, &Line),
    reason: ReasonCode,
    tables: &Tables,
) -> Option<Sentence> {
    // Without those who the office agreed do not work with the household.
    let mut covering = stored.covering(commune);
    covering.retain(|agent| !line.without.contains(&agent.agent_id));
    let speaking: Vec<&PlanAgentRow> =
        covering.iter().copied().filter(|agent| has(&agent.languages, &line.language)).collect();
    let count = |agents: &[&PlanAgentRow]| agents.len();
    let of_plan = stored.agents.len();
    let language = (
        tables.languages.name_vi(&line.language).to_owned(),
        tables.languages.name_en(&line.language).to_owned(),
    );
    Some(match reason {
        ReasonCode::NoAgent => Sentence::new(
            format!(
                "0 trong {} nhân viên thu của kế hoạch phụ trách xã {commune}",
                thousands(of_plan as u64)
            ),
            format!("0 of the plan's {of_plan} agents have commune {commune} in the territory"),
        ),
        ReasonCode::NoLanguage => Sentence::new(
            format!(
                "0 trong {} nhân viên thu phụ trách xã biết ngôn ngữ {}",
                count(&covering),
                language.0
            ),
            format!(
                "0 of the {} agents who cover the commune speak {}",
                count(&covering),
                language.1
            ),
        ),
        ReasonCode::NoSkill => {
            let products = products(line, tables);
            Sentence::new(
                format!(
                    "0 trong {} nhân viên thu phụ trách xã và biết ngôn ngữ {} được thu {}",
                    count(&speaking),
                    language.0,
                    products.vi
                ),
                format!(
                    "0 of the {} agents who cover the commune and speak {} handle {}",
                    count(&speaking),
                    language.1,
                    products.en
                ),
            )
        }
        ReasonCode::AllAbsent => {
            let dates = &stored.configuration.buckets;
            let days = stored.configuration.days().len();
            let mut slots = 0;
            let mut at_work = vec![false; dates.len()];
            for agent in &speaking {
                for (works, free) in at_work.iter_mut().zip(read(&agent.slots).ok()?) {
                    *works |= free > 0;
                    slots += free.max(0);
                }
            }
            let at_work = dates.iter().zip(at_work).filter(|(_, works)| *works);
            let mut worked: Vec<_> = at_work.map(|(date, _)| date).collect();
            worked.dedup();
            let worked = worked.len();
            Sentence::new(
                format!(
                    "{} nhân viên thu phù hợp có {slots} lượt vào {worked} trong {days} ngày làm việc, không \
                     ngày nào trùng với ngày liên hệ được",
                    count(&speaking)
                ),
                format!(
                    "the {} {slots} slots on {worked} of {days} working days, none of which is open to it",
                    who_fit(&speaking)
                ),
            )
        }
        ReasonCode::NoChannel if !line.language.is_empty() => {
            let visits: i64 = speaking
                .iter()
                .filter_map(|agent| read(&agent.visits).ok())
                .map(|visits| visits.iter().sum::<i64>())
                .sum();
            Sentence::new(
                format!(
                    "{} nhân viên thu phù hợp có {visits} lượt đến nhà vào những ngày liên hệ được",
                    count(&speaking)
                ),
                format!("the {} {visits} visits on the days open to it", who_fit(&speaking)),
            )
        }
        ReasonCode::NoValue => Sentence::new(
            "mọi cách liên hệ được phép đều đáng giá 0 điểm",
            "every permitted way is worth 0 points",
        ),
        ReasonCode::NotEligible
        | ReasonCode::OutsideWindow
        | ReasonCode::NoLegalBasis
        | ReasonCode::OptedOut
        | ReasonCode::DoNotCall
        | ReasonCode::Unreachable
        | ReasonCode::NoChannel
        | ReasonCode::TooRecent
        | ReasonCode::SharedPhone
        | ReasonCode::HeldOut
        | ReasonCode::Outpriced
        | ReasonCode::Invited
        | ReasonCode::OtherCase => return None,
    })
}

/// `1 agent who fits has`, `2 agents who fit have`.
fn who_fit(agents: &[&PlanAgentRow]) -> String {
    match agents.len() {
        1 => "1 agent who fits has".to_owned(),
        count => format!("{count} agents who fit have"),
    }
}

/// The products that a line names, by name.
fn products(line: &Line, tables: &Tables) -> Sentence {
    let codes: BTreeSet<&str> = line.products.iter().flat_map(|set| set.split(',')).collect();
    let products = &tables.products;
    let named: Vec<(String, String)> = codes
        .into_iter()
        .map(|code| {
            let product = products.find(code).and_then(|id| products.get(id));
            product.map_or((code.to_owned(), code.to_owned()), |one| {
                (one.name_vi.clone(), one.name_en.clone())
            })
        })
        .collect();
    let (vi, en): (Vec<String>, Vec<String>) = named.into_iter().unzip();
    Sentence::new(vi.join(", "), en.join(", "))
}
