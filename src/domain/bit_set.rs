//! Sets of catalogue entries as bits of one word: an agent's products and a person's segments are
//! compared for millions of pairs, and a set that fits a register costs nothing there. The bits
//! are places in the loaded catalogue; what is stored and exchanged is the code.

macro_rules! bit_set {
    ($(#[$doc:meta])* $set:ident of $id:ident in $bits:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $set(pub $bits);

        impl $set {
            /// The set without a member.
            pub const EMPTY: Self = Self(0);
            /// How many different members a set can hold.
            pub const CAPACITY: usize = <$bits>::BITS as usize;

            fn bit(id: $id) -> $bits {
                let one: $bits = 1;
                one.checked_shl(u32::from(id.0)).unwrap_or(0)
            }

            /// The set with one member.
            #[must_use]
            pub fn of(id: $id) -> Self {
                Self(Self::bit(id))
            }

            /// Adds a member; one beyond the capacity changes nothing.
            pub fn insert(&mut self, id: $id) {
                self.0 |= Self::bit(id);
            }

            /// Whether it is a member.
            #[must_use]
            pub fn contains(self, id: $id) -> bool {
                self.0 & Self::bit(id) != 0
            }

            /// Whether every member of this set is in `other`.
            #[must_use]
            pub const fn is_subset(self, other: Self) -> bool {
                self.0 & !other.0 == 0
            }

            /// The members of either set.
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The members of both sets.
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// Whether there is no member.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// The number of members.
            #[must_use]
            pub const fn len(self) -> u32 {
                self.0.count_ones()
            }

            /// The members in the order of the catalogue.
            pub fn iter(self) -> impl Iterator<Item = $id> {
                (0..<$bits>::BITS as u8).map($id).filter(move |id| self.contains(*id))
            }
        }

        impl FromIterator<$id> for $set {
            fn from_iter<I: IntoIterator<Item = $id>>(ids: I) -> Self {
                ids.into_iter().fold(Self::EMPTY, |set, id| set.union(Self::of(id)))
            }
        }
    };
}

pub(super) use bit_set;

#[cfg(test)]
mod tests {
    use crate::domain::product::{ProductId, ProductSet};

    #[test]
    fn members_come_in_order_and_beyond_the_capacity_there_are_none() {
        let set: ProductSet = [31, 0, 3, 32].map(ProductId).into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 3, 31].map(ProductId));
        assert_eq!(set.len(), 3);
        assert!(!set.contains(ProductId(32)) && set.contains(ProductId(31)));
        let mut three = ProductSet::of(ProductId(3));
        three.insert(ProductId(0));
        assert!(three.is_subset(set) && !set.is_subset(three));
        assert!(three.intersection(ProductSet::of(ProductId(1))).is_empty());
        assert!(ProductSet::EMPTY.is_empty() && ProductSet::CAPACITY == 32);
    }
}
