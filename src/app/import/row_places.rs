//! The rows that a message speaks of where a workbook may have several lists: their numbers alone say
//! nothing then, since each sheet counts from 1.

use super::row_numbers::RowNumbers;

/// Row numbers, sheet by sheet, in the order in which they came; the first `NAMED` of each are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowPlaces<const NAMED: usize>(Vec<(String, RowNumbers<NAMED>)>);

/// Sheets that are named.
const SHEETS: usize = 7;

impl<const NAMED: usize> RowPlaces<NAMED> {
    /// One more row; the sheet is empty where there is only one list. Rows come sheet by sheet.
    pub(super) fn add(&mut self, sheet: &str, row: u64) {
        match self.0.last_mut().filter(|(last, _)| last == sheet) {
            Some((_, rows)) => rows.add(row),
            None => self.0.push((sheet.to_owned(), std::iter::once(row).collect())),
        }
    }

    /// How many rows.
    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|(_, rows)| rows.count()).sum()
    }

    /// The first row, if there is any.
    pub(super) fn first(&self) -> Option<u64> {
        self.0.first().and_then(|(_, rows)| rows.first())
    }

    /// The one sheet of all rows, which a warning names by itself; else empty.
    pub(super) fn sheet(&self) -> String {
        match self.0.as_slice() {
            [(sheet, _)] => sheet.clone(),
            _ => String::new(),
        }
    }

    /// `dòng 2, 3`, or `trang “T2” dòng 2, 3; trang “T3” dòng 2`.
    pub(super) fn vi(&self) -> String {
        self.words("trang", "dòng")
    }

    /// The same in English.
    pub(super) fn en(&self) -> String {
        self.words("sheet", "rows")
    }

    fn words(&self, of: &str, at: &str) -> String {
        if let [(_, rows)] = self.0.as_slice() {
            return format!("{at} {rows}");
        }
        let named = self.0.iter().take(SHEETS);
        let mut words: Vec<String> =
            named.map(|(sheet, rows)| format!("{of} “{sheet}” {at} {rows}")).collect();
        words.extend((self.0.len() > SHEETS).then(|| "…".to_owned()));
        words.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::one_list(&[("", 2), ("", 7)], "", "dòng 2, 7")]
    #[case::one_sheet_of_several(&[("T2", 2), ("T2", 7)], "T2", "dòng 2, 7")]
    #[case::two_sheets(&[("T2", 2), ("T3", 2), ("T3", 9)], "", "trang “T2” dòng 2; trang “T3” dòng 2, 9")]
    fn sheets_are_named_where_there_are_several(
        #[case] rows: &[(&str, u64)],
        #[case] sheet: &str,
        #[case] words: &str,
    ) {
        let mut places: RowPlaces<3> = RowPlaces::default();
        rows.iter().for_each(|(sheet, row)| places.add(sheet, *row));
        assert_eq!((places.count(), places.first()), (rows.len() as u64, Some(2)));
        assert_eq!((places.sheet().as_str(), places.vi().as_str()), (sheet, words));
    }
}
