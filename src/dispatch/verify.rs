//! Reads all chains of a province and says whether they hold.

use serde::Serialize;

use super::chain::{Broken, Verifier};
use super::error::DispatchError;
use crate::store::Store;
use crate::store::attempts::links_after;

/// Links that are read at once.
const PAGE: i64 = 10_000;

/// What the chains of a province come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Chains.
    pub chains: u64,
    /// Links.
    pub links: u64,
    /// The first link that does not hold.
    pub broken: Option<Broken>,
}

/// Verifies the chains of a province as they stand at one moment.
///
/// # Errors
/// The database refused.
pub fn verify(store: &mut Store, province: i64) -> Result<Verified, DispatchError> {
    store.read(|conn| {
        let mut verifier = Verifier::default();
        let mut last = (String::new(), 0);
        loop {
            let links = links_after(conn, province, (&last.0, last.1), PAGE)?;
            links.iter().for_each(|link| verifier.read(link));
            let Some(link) = links.last() else { break };
            last = (link.chain.clone(), link.number);
        }
        let Verifier { chains, links, broken, .. } = verifier;
        Ok(Verified { chains, links, broken })
    })
}
