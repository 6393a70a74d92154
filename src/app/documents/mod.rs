//! Plans as documents: what an office signs, sends and pins up. Each line names to whom it goes, how much,
//! how often, and which person or organisation answers for it (requirements SF002, SF020, SF021). A document
//! is arrays of text and numbers in both languages; pages, files and workbooks only lay it out.

mod activities;
mod crew;
mod events;
mod month;
mod officers;
mod paper;
mod targets;
mod week;
mod workbook;

pub use month::month_paper;
pub use paper::{Cell, Column, Paper, Section, Signature, Table};
pub use week::week_paper;
pub use workbook::workbook;
