//! The languages of the province. One word stands for a people and for its language; who belongs to
//! a people does not always need its language.

/// Kinh and the peoples of the uplands, each with the language named after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tongue {
    /// Kinh; Vietnamese.
    Vietnamese,
    /// Tày.
    Tay,
    /// Nùng.
    Nung,
    /// Thái.
    Thai,
    /// Dao.
    Dao,
    /// Mông.
    Hmong,
    /// Mường.
    Muong,
}

impl Tongue {
    /// Every one, Vietnamese first.
    pub const ALL: [Self; 7] =
        [Self::Vietnamese, Self::Tay, Self::Nung, Self::Thai, Self::Dao, Self::Hmong, Self::Muong];
    /// All but Vietnamese.
    pub const MINORITY: [Self; 6] =
        [Self::Tay, Self::Nung, Self::Thai, Self::Dao, Self::Hmong, Self::Muong];

    /// As files write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::Tay => "tay",
            Self::Nung => "nung",
            Self::Thai => "thai",
            Self::Dao => "dao",
            Self::Hmong => "hmong",
            Self::Muong => "muong",
        }
    }

    /// From the word of a file.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.code() == code)
    }

    /// Assumed share of its people outside towns who are best spoken to in it, rather than in
    /// Vietnamese.
    pub(super) fn needed(self) -> f64 {
        match self {
            Self::Vietnamese => 0.0,
            Self::Hmong => 0.7,
            Self::Dao => 0.45,
            Self::Thai => 0.4,
            Self::Nung => 0.3,
            Self::Tay => 0.25,
            Self::Muong => 0.2,
        }
    }

    /// Assumed share of its people whose given name is of the language and not Vietnamese.
    pub(super) fn own_names(self) -> f64 {
        match self {
            Self::Hmong => 0.75,
            Self::Dao => 0.4,
            Self::Thai => 0.35,
            _ => 0.0,
        }
    }
}
