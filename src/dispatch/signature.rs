//! Signatures of requests after Standard Webhooks: the receiver takes id, time and body together, and
//! any of the signatures. While a secret is exchanged, requests carry one of each.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header `webhook-signature`: `v1,BASE64` for each key, separated by blanks. `timestamp` is in
/// seconds since 1970.
#[must_use]
pub fn signatures(keys: &[Vec<u8>], id: &str, timestamp: i64, body: &[u8]) -> String {
    let sign = |key: &Vec<u8>| {
        let code = hmac_sha256(key, &[id.as_bytes(), timestamp.to_string().as_bytes(), body]);
        format!("v1,{}", BASE64_STANDARD.encode(code))
    };
    keys.iter().map(sign).collect::<Vec<_>>().join(" ")
}

/// HMAC-SHA256 of parts with dots between them.
pub(super) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // Keys of any length are taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            mac.update(b".");
        }
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    const KEY: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn key() -> Vec<u8> {
        BASE64_STANDARD.decode(KEY).unwrap()
    }

    #[test]
    fn the_example_of_the_specification_is_signed_as_there() {
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let signed = signatures(&[key()], id, 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_a_secret_is_exchanged_there_are_two_signatures() {
        let signed = signatures(&[key(), vec![1; 24]], "a", 1, b"{}");
        let parts: Vec<&str> = signed.split(' ').collect();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0], signatures(&[key()], "a", 1, b"{}"));
        assert!(parts[1].starts_with("v1,") && parts[0] != parts[1]);
        assert_eq!(signatures(&[], "a", 1, b"{}"), "");
    }
}
