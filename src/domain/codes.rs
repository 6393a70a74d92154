//! Fixed words that the store and JSON write, each with its names in both languages: the form of an
//! enumeration that grows by a line.

/// Makes an enumeration of codes with their Vietnamese and English names.
macro_rules! codes {
    ($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $name:ident = $code:literal, $vi:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $($(#[$each])* $name,)+ }

        impl $type {
            /// Every one, in the order in which they are told.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As the store and JSON write it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// From the word of the store.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// Vietnamese name.
            #[must_use]
            pub fn name_vi(self) -> &'static str {
                match self { $(Self::$name => $vi,)+ }
            }

            /// English name.
            #[must_use]
            pub fn name_en(self) -> &'static str {
                match self { $(Self::$name => $en,)+ }
            }
        }
    };
}
pub(super) use codes;
