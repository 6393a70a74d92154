//! Reads all chains and seals of a province and says whether they hold.

use chrono::NaiveDate;
use serde::Serialize;

use super::chain::{Broken, Verifier};
use super::error::DispatchError;
use super::seal::{Seal, Seals};
use crate::store::Store;
use crate::store::attempts::links_after;
use crate::store::seals::seals;

/// Links that are read at once.
const PAGE: i64 = 10_000;

/// What the chains of a province come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Chains.
    pub chains: u64,
    /// Links.
    pub links: u64,
    /// The first link that does not hold, or is not what was sealed.
    pub broken: Option<Broken>,
    /// Seals.
    pub seals: u64,
    /// The newest seal; what was sent since could be cut off unseen.
    pub seal: Option<Seal>,
    /// Day of the first seal that does not hold, or follows on one that is missing.
    pub broken_seal: Option<NaiveDate>,
}

impl Verified {
    /// Whether nothing was changed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.broken.is_none() && self.broken_seal.is_none()
    }
}

/// Verifies the chains of a province, and their seals, as they stand at one moment.
///
/// # Errors
/// The database refused.
pub fn verify(store: &mut Store, province: i64) -> Result<Verified, DispatchError> {
    store.read(|conn| {
        let mut sealed = Seals::of(&seals(conn, province)?);
        let mut verifier = Verifier::default();
        let mut last = (String::new(), 0);
        loop {
            let links = links_after(conn, province, (&last.0, last.1), PAGE)?;
            for link in &links {
                verifier.read(link);
                sealed.read(link);
            }
            let Some(link) = links.last() else { break };
            last = (link.chain.clone(), link.number);
        }
        let Verifier { chains, links, broken, .. } = verifier;
        let broken = broken.or_else(|| sealed.fault());
        let Seals { count, newest, broken: broken_seal, .. } = sealed;
        Ok(Verified { chains, links, broken, seals: count, seal: newest, broken_seal })
    })
}
