//! Rows of different lengths in two flat arrays (compressed rows): how a province of contacts and
//! their options lies in memory without a vector for each.

use serde::{Deserialize, Serialize};

/// Items in rows; row `i` is contiguous.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows<T> {
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { first: vec![0], items: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// No rows yet, with room for `rows` rows of `items` items in all.
    pub fn with_capacity(rows: usize, items: usize) -> Self {
        let mut first = Vec::with_capacity(rows + 1);
        first.push(0);
        Self { first, items: Vec::with_capacity(items) }
    }

    /// Adds an item to the row being built; `end_row` closes it.
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Closes the row being built, empty or not.
    pub fn end_row(&mut self) {
        self.first.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// Adds a whole row.
    pub fn push_row(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        self.end_row();
    }

    /// Number of closed rows.
    pub fn len(&self) -> usize {
        self.first.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One row; empty beyond the last.
    pub fn row(&self, at: usize) -> &[T] {
        let (Some(from), Some(to)) = (self.first.get(at), self.first.get(at + 1)) else {
            return &[];
        };
        self.items.get(*from as usize..*to as usize).unwrap_or(&[])
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|at| self.row(at))
    }

    /// All items of all rows.
    pub fn items(&self) -> &[T] {
        &self.items
    }
}

impl Rows<u32> {
    /// Indices of items by the row to which each belongs, in their order, by counting; those of no row are left out.
    pub fn by_row(rows: usize, of: impl Iterator<Item = u32> + Clone) -> Self {
        let mut first = vec![0u32; rows + 1];
        for row in of.clone() {
            if let Some(next) = first.get_mut(row as usize + 1) {
                *next += 1;
            }
        }
        let mut sum = 0;
        for one in &mut first {
            sum += *one;
            *one = sum;
        }
        let mut next = first.clone();
        let mut items = vec![0; sum as usize];
        for (at, row) in (0u32..).zip(of).filter(|(_, row)| (*row as usize) < rows) {
            if let Some(place) = next.get_mut(row as usize) {
                if let Some(item) = items.get_mut(*place as usize) {
                    *item = at;
                }
                *place += 1;
            }
        }
        Self { first, items }
    }
}

impl<T> FromIterator<Vec<T>> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(rows: I) -> Self {
        let mut all = Self::default();
        for row in rows {
            all.push_row(row);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let rows: Rows<i32> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!(rows.iter().map(<[i32]>::len).collect::<Vec<_>>(), [2, 0, 1]);
        assert_eq!(rows.row(2), [3]);
        assert_eq!(rows.row(9), [0; 0]);
    }

    #[test]
    fn indices_come_by_their_rows_in_their_order() {
        let rows = Rows::by_row(4, [3, 0, 3, 7, 0, 4].into_iter());
        let rows: Vec<&[u32]> = rows.iter().collect();
        assert_eq!(rows, [&[1, 4][..], &[], &[], &[0, 2]]);
    }
}
