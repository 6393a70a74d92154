//! A case that one file names twice, with different values: the last row has the last word. Brought
//! in again, the first of its rows changes the case and the last changes it back; then none of them
//! has changed anything.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use super::tally::{Done, Tally};

/// Cases on record that rows of this file have changed without bringing a newer list: by key what
/// they were, as a digest, and how many rows have changed them. A newer list changes nearly every
/// case and needs none of this, so there are few of them.
#[derive(Debug, Default)]
pub(super) struct Swings(HashMap<i64, (u64, u64)>);

impl Swings {
    /// Counts a row that left the case with this key as `after`.
    pub(super) fn count<R: Hash>(
        &mut self,
        tally: &mut Tally,
        (key, done): (i64, Done),
        (before, after): (&R, &R),
    ) {
        tally.count(done);
        if done != Done::Updated {
            return;
        }
        let digest = |row| BuildHasherDefault::<DefaultHasher>::default().hash_one(row);
        let (first, rows) = self.0.entry(key).or_insert_with(|| (digest(before), 0));
        *rows += 1;
        if digest(after) == *first {
            tally.updated -= *rows;
            tally.unchanged += *rows;
            self.0.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::changed_once(&["a", "b"], [1, 0])]
    #[case::there_and_back(&["a", "b", "a"], [0, 2])]
    #[case::there_and_back_at_last(&["a", "b", "c", "a", "a"], [0, 4])]
    #[case::and_changed_in_the_end(&["a", "b", "a", "c"], [1, 2])]
    fn what_is_back_has_not_changed(#[case] words: &[&str], #[case] counts: [u64; 2]) {
        let (mut swings, mut tally) = (Swings::default(), Tally::default());
        for pair in words.windows(2) {
            let done = if pair[0] == pair[1] { Done::Unchanged } else { Done::Updated };
            swings.count(&mut tally, (7, done), (&pair[0], &pair[1]));
            // Another case has a count of its own.
            swings.count(&mut Tally::default(), (8, Done::Updated), (&"a", &"d"));
        }
        assert_eq!([tally.updated, tally.unchanged], counts);
    }
}
