//! The rows that a message speaks of: how many there are, and the numbers of the first. A list of a
//! thousand numbers would be read by nobody.

use std::fmt;

/// Row numbers in the order in which they came; the first `NAMED` of them are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowNumbers<const NAMED: usize> {
    count: u64,
    named: Vec<u64>,
}

impl<const NAMED: usize> RowNumbers<NAMED> {
    /// One more row.
    pub(super) fn add(&mut self, row: u64) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(row);
        }
    }

    /// How many rows.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The first row, if there is any.
    pub(super) fn first(&self) -> Option<u64> {
        self.named.first().copied()
    }
}

impl<const NAMED: usize> FromIterator<u64> for RowNumbers<NAMED> {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> Self {
        let mut numbers = Self::default();
        rows.into_iter().for_each(|row| numbers.add(row));
        numbers
    }
}

/// `2, 3, 7, …`
impl<const NAMED: usize> fmt::Display for RowNumbers<NAMED> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, row) in self.named.iter().enumerate() {
            write!(f, "{}{row}", if at == 0 { "" } else { ", " })?;
        }
        f.write_str(if self.count > self.named.len() as u64 { ", …" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::RowNumbers;

    #[rstest]
    #[case::none(&[], None, "")]
    #[case::all_are_named(&[2, 7, 9], Some(2), "2, 7, 9")]
    #[case::the_first_are_named(&[2, 7, 9, 11], Some(2), "2, 7, 9, …")]
    fn as_many_are_named_as_anybody_reads(
        #[case] rows: &[u64],
        #[case] first: Option<u64>,
        #[case] words: &str,
    ) {
        let numbers: RowNumbers<3> = rows.iter().copied().collect();
        let told = (numbers.count(), numbers.first(), numbers.to_string());
        assert_eq!(told, (rows.len() as u64, first, words.to_owned()));
    }
}
