//! Addresses as keyed digests: equal for the same address, and of no use to whoever sees them without
//! the key. The key is made once, when the first worker of a database starts, and lies in its table
//! `made_keys`; the digests stand in chains and caps, where an address must not.

use std::fmt;

use super::error::DispatchError;
use super::signature::hmac_sha256;
use crate::domain::notice::NoticeChannel;
use crate::store::Store;
use crate::store::made_keys::made_key;

/// Name of the key in the database.
const NAME: &str = "address_digest";

/// What addresses are digested with.
#[derive(Clone)]
pub struct AddressKey(Vec<u8>);

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey(***)")
    }
}

impl AddressKey {
    /// The key of a database; made, if it has none yet.
    ///
    /// # Errors
    /// The database refused, or the machine gives no random numbers.
    pub fn of(store: &mut Store) -> Result<Self, DispatchError> {
        let new = random_hex(32)?;
        let key = store.write(|conn| made_key(conn, NAME, &new))?;
        Ok(Self(key.into_bytes()))
    }

    /// The digest of an address of a channel, in hexadecimal. Case does not count in an email address,
    /// as no provider lets it.
    #[must_use]
    pub fn digest(&self, channel: NoticeChannel, address: &str) -> String {
        let address = match channel {
            NoticeChannel::Email => address.trim().to_lowercase(),
            NoticeChannel::Webhook => address.to_owned(),
        };
        let code = hmac_sha256(&self.0, &[channel.code().as_bytes(), address.as_bytes()]);
        code.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// So many random bytes in hexadecimal.
pub(super) fn random_hex(bytes: usize) -> Result<String, DispatchError> {
    let mut random = vec![0; bytes];
    let provider = rustls::crypto::ring::default_provider();
    let none = |_| DispatchError::Machine("the machine gives no random numbers".into());
    provider.secure_random.fill(&mut random).map_err(none)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_has_the_same_digest_in_one_database_only() {
        let mut stores = [1, 2].map(|_| Store::open(&":memory:".parse().unwrap()).unwrap());
        let [one, other] = stores.each_mut().map(|store| AddressKey::of(store).unwrap());
        let digest = |key: &AddressKey, text| key.digest(NoticeChannel::Email, text);
        assert_eq!(digest(&one, "A@b.vn"), digest(&one, " a@B.vn"));
        assert_ne!(digest(&one, "a@b.vn"), digest(&one, "b@b.vn"));
        assert_ne!(digest(&one, "a@b.vn"), digest(&other, "a@b.vn"));
        let again = AddressKey::of(&mut stores[0]).unwrap();
        assert_eq!(digest(&again, "a@b.vn"), digest(&one, "a@b.vn"));
        assert!(!format!("{one:?}").contains(&String::from_utf8(one.0.clone()).unwrap()));
    }
}
