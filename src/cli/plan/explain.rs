//! `vandong plan explain`: which kind of thing is meant, and explanations in words and tables.

use std::fmt::Write as _;

use crate::app::plan::{Explanation, Kind, ToldTable};
use crate::cli::print::{Side, Table};

/// What a code that several things have is meant to be.
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
pub struct Meant {
    /// Mã là của một hộ. The code is that of a household.
    #[arg(long)]
    contact: bool,
    /// Mã là của nhân viên thu. The code is that of an agent.
    #[arg(long)]
    agent: bool,
    /// Mã hoặc tên là của địa bàn. The code or name is that of an area.
    #[arg(long)]
    area: bool,
    /// Mã là của sự kiện hoặc địa điểm. The code is that of an event or a venue.
    #[arg(long)]
    event: bool,
}

impl Meant {
    pub(super) fn kind(self) -> Option<Kind> {
        let said = [
            (self.contact, Kind::Contact),
            (self.agent, Kind::Agent),
            (self.area, Kind::Area),
            (self.event, Kind::Event),
        ];
        said.into_iter().find_map(|(said, kind)| said.then_some(kind))
    }
}

/// Explanations, Vietnamese first.
pub(super) fn explained(told: &[Explanation]) -> String {
    let mut text = String::new();
    for one in told {
        let place = one.commune.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let _ = writeln!(text, "{}{place}\n  {}\n  {}", one.about, one.vi, one.en);
        for table in one.tables.iter().filter(|table| !table.rows.is_empty()) {
            let _ = write!(text, "\n{}:\n{}", table.title.vi, aligned(table));
        }
    }
    text
}

fn aligned(told: &ToldTable) -> Table {
    let side = |column: usize| {
        let first = told.rows.first().and_then(|row| row.get(column));
        if first.is_some_and(|cell| cell.is_number()) { Side::Right } else { Side::Left }
    };
    let columns = told.columns.iter().enumerate();
    let mut table = Table::of(columns.map(|(at, name)| (name.vi.clone(), side(at))).collect());
    for row in &told.rows {
        table.cells(row.iter().map(|cell| cell.told().vi));
    }
    table
}
