//! The values of a closed set by whatever name offices write them: code, name in either language,
//! other names of the catalogue, both beside each other as a drop-down offers them; case, accents,
//! punctuation and the catalogue's empty words do not matter. Words that nobody knows do matter:
//! “không nghèo” is not “nghèo”.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::nearest::distance;
use crate::domain::named::Named;
use crate::domain::product::Products;
use crate::exchange::text::key;
use crate::exchange::values;

/// Different texts that are remembered; a list that has more is not written from a catalogue.
const REMEMBERED: usize = 4_096;

/// Bytes of a text; a longer one is no name of anything, and is neither remembered nor compared.
const LONGEST: usize = 200;

/// What stands between the values of a list besides `;`.
const SEPARATORS: [char; 4] = [',', '/', '\n', '+'];

/// The names of one catalogue.
pub(super) struct Names {
    rows: Vec<Row>,
    /// What a name means; `None` where it could mean two rows, and so means neither.
    known: HashMap<String, (Rank, Option<usize>)>,
    ignored: HashSet<String>,
    /// Texts of cells that came before: a million rows have a few of them.
    seen: Mutex<HashMap<Box<str>, Meaning>>,
}

/// What a text of a cell was taken for.
#[derive(Clone, Copy)]
enum Meaning {
    /// This row.
    Row(usize),
    /// None; perhaps this one was meant.
    Unknown { near: Option<usize> },
}

struct Row {
    code: String,
    vi: String,
    en: String,
    /// Every name without the words that say nothing, to find the nearest.
    essences: Vec<String>,
}

/// How exactly a name names its row; where two rows share one, the better rank has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Code,
    Name,
    Alias,
    Part,
}

impl Names {
    /// The names of these rows; `ignored` are words that say nothing beside a name.
    pub(super) fn of<'a>(
        rows: impl IntoIterator<Item = Named<'a>>,
        ignored: &[String],
    ) -> Arc<Self> {
        let ignored = ignored.iter().flat_map(|words| words_of(words)).collect();
        let seen = Mutex::default();
        let mut names = Self { rows: Vec::new(), known: HashMap::new(), ignored, seen };
        for row in rows {
            names.add(row);
        }
        Arc::new(names)
    }

    /// The names of the products.
    pub(super) fn of_products(products: &Products) -> Arc<Self> {
        Self::of(products.named(), products.ignored_words())
    }

    fn add(&mut self, row: Named<'_>) {
        let Named { code, vi, en, aliases } = row;
        let at = self.rows.len();
        let mut essences = Vec::new();
        let own = [(Rank::Code, code), (Rank::Name, vi), (Rank::Name, en)];
        let others = aliases.iter().map(|alias| (Rank::Alias, alias.as_str()));
        for (rank, name) in own.into_iter().chain(others) {
            self.put(key(name), rank, at);
            self.put(key(without_note(name)), rank.max(Rank::Alias), at);
            self.put(self.essence(name), Rank::Part, at);
            self.put(self.essence(without_note(name)), Rank::Part, at);
            essences.push(self.essence(name));
        }
        for name in [vi, en] {
            self.put(key(&format!("{code}{name}")), Rank::Alias, at);
            self.put(key(&format!("{name}{code}")), Rank::Alias, at);
        }
        // The code as it stands, so that the usual cell is found without folding it.
        self.known.insert(code.to_owned(), (Rank::Code, Some(at)));
        self.rows.push(Row {
            code: code.to_owned(),
            vi: vi.to_owned(),
            en: en.to_owned(),
            essences,
        });
    }

    fn put(&mut self, name: String, rank: Rank, at: usize) {
        if name.is_empty() {
            return;
        }
        let (best, owner) = self.known.entry(name).or_insert((rank, Some(at)));
        if rank < *best {
            (*best, *owner) = (rank, Some(at));
        } else if rank == *best && *owner != Some(at) {
            *owner = None;
        }
    }

    /// Folded and without the words that say nothing.
    fn essence(&self, text: &str) -> String {
        words_of(text).filter(|word| !self.ignored.contains(word)).collect()
    }

    /// The code that a cell names. A text that came before costs no folding.
    pub(super) fn find(&self, cell: &str) -> Option<&str> {
        let cell = cell.trim();
        let at = match self.known.get(cell) {
            Some((_, owner)) => *owner,
            None => match self.meaning(cell) {
                Meaning::Row(at) => Some(at),
                Meaning::Unknown { .. } => None,
            },
        };
        Some(self.rows.get(at?)?.code.as_str())
    }

    /// Each value of a list and the code that it names: parts between `;`, and where a part names
    /// nothing, those between commas, slashes and line ends. Names have commas of their own.
    pub(super) fn each<'s, 'c>(
        &'s self,
        cell: &'c str,
        mut take: impl FnMut(&'c str, Option<&'s str>),
    ) {
        for part in values::list(cell) {
            match self.find(part) {
                None if part.contains(SEPARATORS) => {
                    let pieces = part.split(SEPARATORS).map(str::trim);
                    for piece in pieces.filter(|piece| !piece.is_empty()) {
                        take(piece, self.find(piece));
                    }
                }
                code => take(part, code),
            }
        }
    }

    fn meaning(&self, cell: &str) -> Meaning {
        if cell.len() > LONGEST {
            return Meaning::Unknown { near: None };
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(meaning) = seen.get(cell) {
            return *meaning;
        }
        let room = seen.len() < REMEMBERED;
        let meaning = match self.understood(cell) {
            Some(at) => Meaning::Row(at),
            // What is near is looked for once; without room it would be for every row.
            None => Meaning::Unknown { near: if room { self.nearest(cell) } else { None } },
        };
        if room {
            seen.insert(cell.into(), meaning);
        }
        meaning
    }

    fn understood(&self, cell: &str) -> Option<usize> {
        let owner = |name: String| self.known.get(&name).map(|(_, owner)| *owner);
        owner(key(cell)).or_else(|| owner(self.essence(cell))).flatten()
    }

    /// The row whose name is nearest to a text that names none, if one is near.
    fn nearest(&self, cell: &str) -> Option<usize> {
        let wrong = self.essence(cell);
        let letters = wrong.chars().count();
        let near = |row: &Row| row.essences.iter().map(|name| distance(&wrong, name)).min();
        let all = self.rows.iter().enumerate().filter_map(|(at, row)| Some((near(row)?, at)));
        all.min().filter(|(away, _)| *away * 3 <= letters).map(|(_, at)| at)
    }

    /// The row that was probably meant by a text that names none.
    fn meant(&self, cell: &str) -> Option<&Row> {
        match self.meaning(cell.trim()) {
            Meaning::Unknown { near } => self.rows.get(near?),
            Meaning::Row(_) => None,
        }
    }

    /// The nearest value to a text that names none, as it is told: `“Dao” (dao)`.
    pub(super) fn suggestion(&self, cell: &str) -> Option<[String; 2]> {
        let row = self.meant(cell)?;
        Some([format!("“{}” ({})", row.vi, row.code), format!("“{}” ({})", row.en, row.code)])
    }

    /// Every value with its name, in Vietnamese and in English; the nearest to `cell` first.
    pub(super) fn allowed(&self, cell: &str) -> [String; 2] {
        let first = self.meant(cell);
        let others = self.rows.iter().filter(|row| first.is_none_or(|one| one.code != row.code));
        let (mut vi, mut en) = (Vec::new(), Vec::new());
        for row in first.into_iter().chain(others) {
            vi.push(format!("{} ({})", row.code, row.vi));
            en.push(format!("{} ({})", row.code, row.en));
        }
        [vi.join(", "), en.join(", ")]
    }
}

/// The words of a text, folded, letters and digits alone.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<String> = text.split(|c: char| c.is_whitespace() || c == '_').map(key).collect();
    words.into_iter().filter(|word| !word.is_empty())
}

/// A name without what stands in brackets behind it.
fn without_note(name: &str) -> &str {
    name.split_once('(').map_or(name, |(before, _)| before)
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
