//! Where the header of a list stands. Offices put titles above it (“DANH SÁCH …”, the office, the
//! month), so it is looked for among the first rows: the first that has every column the list
//! cannot do without.

use super::{BindError, Binding, Thing};

/// Rows of a file or sheet in which the header must stand.
pub const WITHIN: u64 = 20;

/// Looks at rows until one is the header.
pub struct HeaderSearch {
    thing: Thing,
    found: Option<(u64, Binding)>,
    nearest: Option<NoHeader>,
}

/// No row is the header; what the row that comes nearest lacks.
#[derive(Clone, Debug)]
pub struct NoHeader {
    /// The row that comes nearest, from 1.
    pub row: u64,
    /// What is wrong with it.
    pub source: BindError,
}

impl HeaderSearch {
    /// For the header of a list of this kind.
    pub fn new(thing: Thing) -> Self {
        Self { thing, found: None, nearest: None }
    }

    /// Whether these cells of a row are the header; later rows need not be shown then.
    pub fn is_header(&mut self, row: u64, cells: &[String]) -> bool {
        match Binding::bind(self.thing, cells) {
            Ok(binding) => {
                self.found = Some((row, binding));
                true
            }
            Err(source) => {
                let best = self.nearest.as_ref().map(|nearest| nearest.source.found);
                if best.is_none_or(|best| source.found > best) {
                    self.nearest = Some(NoHeader { row, source });
                }
                false
            }
        }
    }

    /// The header's row and its columns.
    ///
    /// # Errors
    /// What the row that comes nearest lacks; of a sheet without rows, everything.
    pub fn end(self) -> Result<(u64, Binding), NoHeader> {
        let Self { thing, found, nearest } = self;
        match (found, nearest) {
            (Some(found), _) => Ok(found),
            (None, Some(nearest)) => Err(nearest),
            (None, None) => Binding::bind(thing, &[])
                .map(|binding| (1, binding))
                .map_err(|source| NoHeader { row: 1, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(rows: &[&str]) -> Result<u64, (u64, usize)> {
        let mut search = HeaderSearch::new(Thing::People);
        for (number, row) in (1..).zip(rows) {
            let cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            if search.is_header(number, &cells) {
                break;
            }
        }
        let end = search.end().map(|(row, _)| row);
        end.map_err(|error| (error.row, error.source.missing.len()))
    }

    #[test]
    fn the_first_row_with_all_that_is_needed() {
        assert_eq!(search(&["Họ tên,Mã xã,CCCD"]), Ok(1));
        assert_eq!(search(&["DANH SÁCH,,", "Họ tên,,", "CCCD,Họ tên,Mã xã", "1,2,3"]), Ok(3));
    }

    #[test]
    fn the_row_that_comes_nearest_is_told_of() {
        assert_eq!(search(&["DANH SÁCH", "Họ tên,CCCD", "Mã xã,x"]), Err((2, 1)));
        assert_eq!(search(&["Họ tên,Mã xã,CCCD,Họ và tên"]), Err((1, 0)));
        assert_eq!(search(&[]), Err((1, 4)));
    }
}
