//! What describes a person: numbers, telephone, sex, and any free text.

use super::{Value, ValueError, clean};
use crate::{
    domain::{
        identity::{CitizenId, IdentityError, SiNumber},
        phone::{Phone, PhoneError},
    },
    exchange::text as texts,
};
use std::borrow::Cow;

/// Sex as the lists of offices give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// As the store writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }
}

/// Nam/nữ, male/female, M/F.
///
/// # Errors
/// [`ValueError::BadSex`].
pub fn sex(cell: &str) -> Value<Sex> {
    let Some(word) = clean(cell) else { return Ok(None) };
    match word {
        "Nam" | "nam" | "M" => Ok(Some(Sex::Male)),
        "Nữ" | "nữ" | "F" => Ok(Some(Sex::Female)),
        _ => match texts::key(word).as_str() {
            "nam" | "male" | "m" => Ok(Some(Sex::Male)),
            "nu" | "female" | "f" => Ok(Some(Sex::Female)),
            _ => Err(ValueError::BadSex),
        },
    }
}

/// A telephone number in any Vietnamese form.
///
/// # Errors
/// One of the telephone errors of [`ValueError`].
pub fn phone(cell: &str) -> Value<Phone> {
    let Some(text) = clean(cell) else { return Ok(None) };
    Phone::parse(text).map(Some).map_err(|error| match error {
        PhoneError::Invalid => ValueError::BadPhone,
        PhoneError::Foreign => ValueError::ForeignPhone,
        PhoneError::Outdated => ValueError::OldPhone,
        PhoneError::Several => ValueError::SeveralPhones,
    })
}

/// One e-mail address. Only the server that gets a message knows whether it is right; here is
/// refused what cannot be one.
///
/// # Errors
/// [`ValueError::BadEmail`].
pub fn email(cell: &str) -> Value<Cow<'_, str>> {
    let Some(text) = clean(cell) else { return Ok(None) };
    let sound =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, ',' | ';' | '<' | '>');
    let parts = text.split_once('@').filter(|(name, host)| {
        let labels = || host.split('.');
        !name.is_empty() && labels().count() > 1 && labels().all(|label| !label.is_empty())
    });
    match parts {
        Some((_, host)) if !host.contains('@') && text.chars().all(sound) => {
            Ok(Some(texts::nfc(text)))
        }
        _ => Err(ValueError::BadEmail),
    }
}

/// A social-insurance number of 10 digits.
///
/// # Errors
/// [`ValueError::BadSiNumber`] or [`ValueError::ZeroLost`].
pub fn si_number(cell: &str) -> Value<SiNumber> {
    let Some(text) = clean(cell) else { return Ok(None) };
    SiNumber::parse(text).map(Some).map_err(|error| identity(error, ValueError::BadSiNumber))
}

/// A citizen ID of 12 digits.
///
/// # Errors
/// [`ValueError::BadCitizenId`], [`ValueError::OldIdentityCard`] or [`ValueError::ZeroLost`].
pub fn citizen_id(cell: &str) -> Value<CitizenId> {
    let Some(text) = clean(cell) else { return Ok(None) };
    CitizenId::parse(text).map(Some).map_err(|error| identity(error, ValueError::BadCitizenId))
}

fn identity(error: IdentityError, otherwise: ValueError) -> ValueError {
    match error {
        IdentityError::OldCard => ValueError::OldIdentityCard,
        IdentityError::ZeroLost => ValueError::ZeroLost,
        IdentityError::NotDigits | IdentityError::WrongLength => otherwise,
    }
}

/// Free text in normal form C, without spaces around it. Free of cost when it is so already.
///
/// # Errors
/// [`ValueError::BadText`] for a NUL, which databases refuse.
pub fn text(cell: &str) -> Value<Cow<'_, str>> {
    match clean(cell) {
        Some(text) if text.as_bytes().contains(&0) => Err(ValueError::BadText),
        Some(text) => Ok(Some(texts::nfc(text))),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people() {
        for cell in ["Nam", "MALE", "m"] {
            assert_eq!(sex(cell), Ok(Some(Sex::Male)));
        }
        for cell in ["Nữ", "NỮ", "Nu\u{31b}\u{303}", "female"] {
            assert_eq!(sex(cell), Ok(Some(Sex::Female)));
        }
        assert_eq!(sex("?"), Err(ValueError::BadSex));
        assert_eq!(phone("'+84 912 345 678").unwrap().unwrap().as_u64(), 84_912_345_678);
        assert_eq!(email(" lan.nt@vidu.vn "), Ok(Some(Cow::Borrowed("lan.nt@vidu.vn"))));
        for cell in ["không có", "a@b", "@x.vn", "a@x.vn; b@x.vn", "a@b@x.vn", "a@x.", "a b@x.vn"]
        {
            assert_eq!(email(cell), Err(ValueError::BadEmail), "{cell}");
        }
        assert_eq!(citizen_id("151234567"), Err(ValueError::OldIdentityCard));
        assert_eq!(si_number("115123456"), Err(ValueError::ZeroLost));
        assert_eq!(text(" '=Lý "), Ok(Some(Cow::Borrowed("=Lý"))));
        assert_eq!(text("a\0b"), Err(ValueError::BadText));
    }
}
