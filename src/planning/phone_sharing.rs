//! What it can have cost that shared telephones get their days before the plan is made (see
//! `phone_days`). The prices of the plan bound it: give the households back the days that they
//! lost, and at the same prices no plan brings more than this on top.

use super::certificate::{GroupPrices, surplus};
use super::continuity::Known;
use super::layout::Gains;
use super::problem::{DirectOffer, Offer, Problem, SlotPrice};
use super::territory::Placed;

/// A household with all the days that its shared telephone would have had.
#[derive(Clone, Debug)]
pub(super) struct Unshared {
    pub contact: u32,
    group: u32,
    offers: Vec<Offer>,
    direct: Vec<DirectOffer>,
}

impl Unshared {
    /// Lays out the days that a household had before they were shared out; `known` are
    /// the agents whom it knows, `keep` the offer to keep its touch as it is.
    pub(super) fn of(
        contact: u32,
        before: &Placed,
        (known, keep): (&[Known], Option<DirectOffer>),
        problem: &Problem,
        gains: &Gains<'_>,
    ) -> Self {
        let (mut offers, mut direct) = (Vec::new(), Vec::new());
        gains.offers((&before.ways, problem.buckets), known, (&mut offers, &mut direct));
        direct.extend(keep);
        Self { contact, group: before.group, offers, direct }
    }
}

/// How many households share their telephone's days, and what that costs at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhoneSharing {
    /// Households that lost days.
    pub households: usize,
    /// A bound on what the objective could gain without sharing, not negative.
    pub at_most: i128,
}

impl PhoneSharing {
    /// Compares what the households could bring at the prices of the plan, with all days and with
    /// those they have.
    pub(super) fn of(unshared: &[Unshared], problem: &Problem, prices: &[SlotPrice]) -> Self {
        if unshared.is_empty() {
            return Self::default();
        }
        let groups = GroupPrices::new(problem, prices);
        let at_most = unshared.iter().map(|one| {
            let at = one.contact as usize;
            let now = (one.group, problem.offers.row(at), problem.direct.row(at));
            let before = (one.group, one.offers.as_slice(), one.direct.as_slice());
            let brings = |offered| i128::from(surplus(problem, prices, &groups, offered));
            (brings(before) - brings(now)).max(0)
        });
        Self { households: unshared.len(), at_most: at_most.sum() }
    }
}
