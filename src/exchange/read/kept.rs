//! A row that outlives its source: what a reject file needs when the reason is found only later,
//! on the way into the store.

use super::Row;

/// An owned copy of a row.
#[derive(Clone)]
pub struct KeptRow {
    number: u64,
    sheet: u16,
    text: Box<str>,
    bounds: Box<[(u32, u32)]>,
}

impl KeptRow {
    /// The row as it was read.
    pub fn as_row(&self) -> Row<'_> {
        Row::new(self.number, &self.text, &self.bounds).of_sheet(self.sheet)
    }

    /// Its number in the file or sheet, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Row<'_> {
    /// Copies the row, fields and number: only the part of the text that the fields use.
    pub fn keep(&self) -> KeptRow {
        let from = self.bounds.iter().map(|(start, _)| *start).min().unwrap_or(0);
        let to = self.bounds.iter().map(|(_, end)| *end).max().unwrap_or(from);
        let text = self.text.get(from as usize..to as usize).unwrap_or_default().into();
        let bounds = self.bounds.iter().map(|(start, end)| (start - from, end - from)).collect();
        KeptRow { number: self.number, sheet: self.sheet, text, bounds }
    }
}

#[cfg(test)]
mod tests {
    use crate::exchange::read::{CsvOptions, CsvRows, Next, RowSource};

    #[test]
    fn a_kept_row_reads_like_the_row() {
        let file = "a,b,c\n1,\"x, y\",\nĐào,2,3\n";
        let mut rows = CsvRows::open(file.as_bytes(), CsvOptions::default()).unwrap();
        let mut kept = Vec::new();
        while let Some(Next::Row(row)) = rows.next_row().unwrap() {
            kept.push(row.keep());
        }
        let fields = |at: usize| kept[at].as_row().fields().collect::<Vec<_>>().join("|");
        assert_eq!((fields(0), fields(1)), ("1|x, y|".into(), "Đào|2|3".into()));
        assert_eq!(kept[1].number(), 3);
    }
}
