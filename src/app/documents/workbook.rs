//! A document as a workbook: a first sheet with its head, its sentences and its signatures, and a sheet
//! for each table.

use std::io::{self, Write};

use chrono::NaiveDateTime;

use super::paper::{Cell, Paper, Section};
use crate::domain::calendar::date_vi;
use crate::domain::sentence::Sentence;
use crate::exchange::write::{Cell as Written, Kind, PrintTitle, TableColumn, XlsxBook};

/// Writes a document in one language, chosen by `pick`; `created` stands in the file's properties.
///
/// # Errors
/// When the file cannot be written.
pub fn workbook(
    paper: &Paper,
    pick: fn(&Sentence) -> &str,
    created: NaiveDateTime,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut book = XlsxBook::new(created)?;
    book.print_title(PrintTitle {
        left: paper.office.clone(),
        middle: format!("{}\n{}", pick(&paper.title), pick(&paper.period)),
        right: pick(&paper.status).to_owned(),
    });
    let labels = labels(pick);
    let head: Vec<[String; 2]> = head(paper, pick);
    let columns =
        [TableColumn::new(labels.0, 30, Kind::Text), TableColumn::new(labels.1, 100, Kind::Text)];
    let rows = head.iter().map(|[left, right]| [Written::Text(left), Written::Text(right)]);
    book.sheet(labels.2, &columns, rows)?;
    for section in &paper.sections {
        sheet(&mut book, section, pick)?;
    }
    book.finish(out)
}

fn labels(pick: fn(&Sentence) -> &str) -> (&'static str, &'static str, &'static str) {
    let vietnamese = pick(&Sentence::new("vi", "en")) == "vi";
    if vietnamese { ("Mục", "Nội dung", "Kế hoạch") } else { ("Part", "Text", "Plan") }
}

/// The lines of the first sheet.
fn head(paper: &Paper, pick: fn(&Sentence) -> &str) -> Vec<[String; 2]> {
    let said = |vi: &str, en: &str| pick(&Sentence::new(vi, en)).to_owned();
    let mut lines = Vec::new();
    if let Some(above) = &paper.above {
        lines.push([said("Cơ quan cấp trên", "Office above"), above.clone()]);
    }
    lines.push([said("Cơ quan", "Office"), paper.office.clone()]);
    lines.push([
        said("Nơi, ngày", "Place, day"),
        format!("{}, {}", paper.place, date_vi(paper.day)),
    ]);
    lines.push([said("Tên", "Title"), pick(&paper.title).to_owned()]);
    lines.push([said("Thời gian", "Time"), pick(&paper.period).to_owned()]);
    lines.push([said("Tình trạng", "State"), pick(&paper.status).to_owned()]);
    for ground in &paper.grounds {
        lines.push([said("Căn cứ", "By"), pick(ground).to_owned()]);
    }
    for section in &paper.sections {
        for sentence in &section.lead {
            lines.push([pick(&section.title).to_owned(), pick(sentence).to_owned()]);
        }
    }
    for one in &paper.signatures {
        lines.push([pick(&one.role).to_owned(), one.name.clone().unwrap_or_default()]);
    }
    lines
}

fn sheet(book: &mut XlsxBook, section: &Section, pick: fn(&Sentence) -> &str) -> io::Result<()> {
    let Some(table) = &section.table else { return Ok(()) };
    let columns: Vec<TableColumn<'_>> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let money = table.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Money(_))));
            let kind = match (column.numbers, money) {
                (true, true) => Kind::Money,
                (true, false) => Kind::Int,
                (false, _) => Kind::Text,
            };
            TableColumn::new(pick(&column.name), column.width, kind)
        })
        .collect();
    let rows = table.rows.iter().chain(&table.total);
    let rows = rows.map(|row| row.iter().map(|cell| written(cell, pick)).collect::<Vec<_>>());
    book.sheet(pick(&section.title), &columns, rows)
}

fn written(cell: &Cell, pick: fn(&Sentence) -> &str) -> Written<'_> {
    match cell {
        Cell::Empty => Written::Empty,
        Cell::Name(name) => Written::Text(name),
        Cell::Said(said) => Written::Text(pick(said)),
        Cell::Count(count) => Written::Int(*count),
        Cell::Money(amount) => Written::Money(*amount),
        Cell::Tenths(number) => Written::Tenths(*number),
    }
}
