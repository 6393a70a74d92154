//! Bytes to rows and rows to bytes: the CSV and XLSX files that offices bring and take. Pure: a
//! reader takes any `Read`, a writer any `Write`; nothing here knows the database or the clock.
//!
//! An import goes: [`read`] yields rows from either kind of file, [`columns`] finds what stands
//! where, [`values`] turns texts into dates, money and numbers, and what cannot be understood goes
//! to [`reject`] with its place and a reason in both languages. Exports go through [`mod@write`].

pub mod columns;
pub mod read;
pub mod reject;
pub mod text;
pub mod values;
pub mod write;
