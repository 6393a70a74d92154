//! Continuity: the agent who spoke with a household last does it again for a little more, and while
//! this one is absent, whoever stands in.

use super::problem::{ANY_BUCKET, Problem, Serving};
use super::snapshot::Snapshot;

/// An agent whom a household is to know, and the buckets in which that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub serving: Serving,
    pub buckets: Days,
}

impl Known {
    /// Whether a touch by an agent in a bucket is one by somebody whom the household knows.
    pub(super) fn counts(&self, agent: u32, bucket: u8) -> bool {
        self.serving.agent == agent && self.buckets.has(bucket)
    }
}

/// Buckets as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days(u64);

impl Days {
    fn has(self, bucket: u8) -> bool {
        self.0.checked_shr(bucket.into()).unwrap_or(0) & 1 == 1
    }

    /// The bucket of an offer, if it is one of these; of an offer for any bucket, any bucket where all
    /// of the week are these, else each of these.
    pub(super) fn of(self, bucket: u8, buckets: usize) -> impl Iterator<Item = u8> {
        let has = move |bucket: u8| self.has(bucket);
        let week = 0..u8::try_from(buckets).unwrap_or(u8::MAX);
        let whole = bucket == ANY_BUCKET && week.clone().all(has);
        let one = (whole || (bucket != ANY_BUCKET && has(bucket))).then_some(bucket);
        let each = (bucket == ANY_BUCKET && !whole).then(|| week.filter(move |at| has(*at)));
        one.into_iter().chain(each.into_iter().flatten())
    }
}

/// Agent by agent those who stand in, with the buckets in which they do.
pub(super) struct Substitutes {
    of: Vec<Vec<(u32, u64)>>,
}

impl Substitutes {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let mut of = vec![Vec::new(); snapshot.agents.len()];
        for (at, agent) in (0u32..).zip(&snapshot.agents) {
            for one in &agent.stands_in {
                if let Some(all) = of.get_mut(one.agent as usize) {
                    all.push((at, one.buckets));
                }
            }
        }
        Self { of }
    }

    /// Whom a contact knows, given who spoke with it last.
    pub(super) fn known(&self, problem: &Problem, contact: usize, last: Option<u32>) -> Vec<Known> {
        let Some(last) = last else { return Vec::new() };
        let others = self.of.get(last as usize).map_or(&[][..], Vec::as_slice);
        let all = std::iter::once((last, u64::MAX)).chain(others.iter().copied());
        all.filter_map(|(agent, buckets)| {
            let serving = *problem.serving_of(contact, agent)?;
            Some(Known { serving, buckets: Days(buckets & serving.buckets) })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::every_day(u64::MAX, ANY_BUCKET, &[ANY_BUCKET])]
    #[case::those_of_the_week(0b111, ANY_BUCKET, &[ANY_BUCKET])]
    #[case::two_of_three(0b101, ANY_BUCKET, &[0, 2])]
    #[case::never(0, ANY_BUCKET, &[])]
    #[case::on_the_day(0b101, 2, &[2])]
    #[case::on_another_day(0b101, 1, &[])]
    fn an_offer_counts_on_the_days_that_are_both(
        #[case] days: u64,
        #[case] bucket: u8,
        #[case] expected: &[u8],
    ) {
        assert_eq!(Days(days).of(bucket, 3).collect::<Vec<_>>(), expected);
    }
}
