//! How a version's agents write down their week: what its touches cost, and for whom they stand in.

use crate::planning::loads::LoadStep;
use crate::planning::snapshot::{Agent, Snapshot};
use crate::store::StoreError;

/// The steps of a week, `UNITS:COST`, parted by `;`.
pub(super) fn loads_text(steps: &[LoadStep]) -> String {
    let texts = steps.iter().map(|step| format!("{}:{}", step.units, step.cost));
    texts.collect::<Vec<_>>().join(";")
}

/// Back from the text.
///
/// # Errors
/// What no version writes: a step that is no pair of numbers, or costs that do not rise.
pub(super) fn loads_of(text: &str) -> Result<Vec<LoadStep>, StoreError> {
    let read = |step: &str| {
        let (units, cost) = step.split_once(':')?;
        let units = units.parse().ok().filter(|units| *units >= 0)?;
        Some(LoadStep { units, cost: cost.parse().ok()? })
    };
    let steps = text.split(';').filter(|step| !step.is_empty()).map(read);
    let steps: Option<Vec<LoadStep>> = steps.collect();
    steps.filter(|steps| steps.is_sorted_by_key(|step| step.cost)).ok_or_else(|| corrupt(text))
}

/// Whose territory an agent works in while they are away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoodIn {
    /// Key of the absent agent.
    pub agent: i64,
    /// The buckets of the absence, as bits.
    pub buckets: u64,
    /// The absent agent's communes.
    pub communes: Vec<String>,
}

/// The absent colleagues of an agent, `AGENT@BUCKET,BUCKET@COMMUNE,COMMUNE`, parted by `;`.
pub(super) fn stands_in_text(agent: &Agent, snapshot: &Snapshot) -> String {
    let texts = agent.stands_in.iter().filter_map(|one| {
        let absent = snapshot.agents.get(one.agent as usize)?.id;
        let buckets = (0u8..).zip(&snapshot.buckets).map(|(bucket, _)| bucket);
        let buckets: Vec<String> = buckets
            .filter(|bucket| one.in_bucket(*bucket))
            .map(|bucket| bucket.to_string())
            .collect();
        let communes = one.communes.iter().filter_map(|at| snapshot.communes.get(*at as usize));
        let communes: Vec<&str> = communes.map(|commune| commune.code.as_str()).collect();
        Some(format!("{absent}@{}@{}", buckets.join(","), communes.join(",")))
    });
    texts.collect::<Vec<_>>().join(";")
}

/// Back from the text.
///
/// # Errors
/// What no version writes.
pub(super) fn stands_in_of(text: &str) -> Result<Vec<StoodIn>, StoreError> {
    let read = |one: &str| {
        let (agent, rest) = one.split_once('@')?;
        let (buckets, communes) = rest.split_once('@')?;
        let bit = |bucket: &str| bucket.parse::<u32>().ok().and_then(|at| 1u64.checked_shl(at));
        let bits: Option<Vec<u64>> =
            buckets.split(',').filter(|bucket| !bucket.is_empty()).map(bit).collect();
        Some(StoodIn {
            agent: agent.parse().ok()?,
            buckets: bits?.into_iter().fold(0, |all, bit| all | bit),
            communes: communes.split(',').map(str::to_owned).collect(),
        })
    };
    let all: Option<Vec<StoodIn>> =
        text.split(';').filter(|one| !one.is_empty()).map(read).collect();
    all.ok_or_else(|| corrupt(text))
}

fn corrupt(text: &str) -> StoreError {
    StoreError::Corrupt { table: "plan_agents", what: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("")]
    #[case("12:0")]
    #[case("0:0")]
    #[case("4:-5;6:0;4:1;4:2")]
    fn loads_come_back_as_they_went_in(#[case] text: &str) {
        assert_eq!(loads_text(&loads_of(text).unwrap()), text);
    }

    #[rstest]
    #[case("12")]
    #[case("12:")]
    #[case("-1:0")]
    #[case("4:2;4:1")]
    fn what_no_version_writes_is_refused(#[case] text: &str) {
        assert!(loads_of(text).is_err());
    }

    #[test]
    fn absent_colleagues_are_read_back() {
        let one =
            StoodIn { agent: 7, buckets: 0b101, communes: vec!["04282".into(), "04288".into()] };
        let never = StoodIn { agent: 8, buckets: 0, communes: vec!["04282".into()] };
        assert_eq!(stands_in_of("7@0,2@04282,04288;8@@04282").unwrap(), [one, never]);
        assert_eq!(stands_in_of("").unwrap(), []);
        for wrong in ["7@0", "x@0@04282", "7@64@04282", "7@a@04282"] {
            assert!(stands_in_of(wrong).is_err(), "{wrong}");
        }
    }
}
