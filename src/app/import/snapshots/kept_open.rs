//! One row with a slip in its commune's code must not close the list of a whole commune. A newer
//! list that would close more of a commune than it names leaves the cases open, unless somebody said
//! that it is complete; nobody is lost without a word.

use std::collections::HashMap;

use super::super::row_numbers::RowNumbers;
use super::Listed;
use crate::exchange::read::Warning;

/// Communes that a message names.
const NAMED: usize = 10;

/// How much a newer list may close that it does not name: up to a share of the commune's cases, and a
/// few in any case.
#[derive(Clone, Copy, Debug)]
pub(in crate::app::import) struct Closing {
    /// The share, in percent.
    pub percent: u16,
    /// Unnamed cases from which on it counts.
    pub at_least: u16,
    /// What was said of the list.
    pub said: Said,
}

/// What somebody said of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app::import) enum Said {
    /// Nothing.
    Nothing,
    /// That it names everybody: whoever is missing is to be closed.
    Complete,
}

impl Closing {
    /// Whether the newest list of a commune may close the cases that it does not name. Only the cases
    /// on record count, so that a list that came in parts, or twice, is judged as one.
    pub(super) fn lets(self, listed: &Listed) -> bool {
        let gone = listed.gone.len() as u64;
        let few = gone < u64::from(self.at_least)
            || gone * 100 <= (gone + listed.named) * u64::from(self.percent);
        // What somebody said of an older list says nothing of the newest one.
        few || (self.said == Said::Complete && listed.by_this_file)
    }
}

/// Rows of a file that speak of a commune.
pub(super) type Rows = RowNumbers<3>;

/// The communes of which nothing was closed, list by list.
#[derive(Debug, Default)]
pub(super) struct KeptOpen(Vec<Kept>);

/// A commune of which a list names too few.
#[derive(Debug)]
struct Kept {
    commune: i64,
    scope: String,
    rows: Rows,
    named: u64,
    cases: u64,
}

impl KeptOpen {
    /// Cases of a commune stay open: a list with these rows of it names so many of them and leaves
    /// out so many.
    pub(super) fn add(
        &mut self,
        (scope, commune): (&str, i64),
        rows: &Rows,
        (named, cases): (u64, u64),
    ) {
        let (scope, rows) = (scope.to_owned(), rows.clone());
        self.0.push(Kept { commune, scope, rows, named, cases });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, if there is anything to say; `names` are those of the communes.
    pub(super) fn warning(mut self, names: &HashMap<i64, String>) -> Option<Warning> {
        self.0.sort_by(|a, b| (b.cases, a.commune, &a.scope).cmp(&(a.cases, b.commune, &b.scope)));
        let count = self.0.iter().map(|one| one.cases).sum();
        let row = self.0.iter().filter_map(|one| one.rows.first()).min()?;
        let told = |say: fn(&Kept, &str) -> String| {
            let name = |one: &Kept| names.get(&one.commune).cloned().unwrap_or_default();
            let first = self.0.iter().take(NAMED).map(|one| say(one, &name(one)));
            let more = if self.0.len() > NAMED { "; …" } else { "" };
            first.collect::<Vec<_>>().join("; ") + more
        };
        let vi = told(|one, name| {
            let Kept { scope, rows, named, cases, .. } = one;
            format!("{name} ({scope}): nêu {named} trường hợp (dòng {rows}), {cases} vẫn mở")
        });
        let en = told(|one, name| {
            let Kept { scope, rows, named, cases, .. } = one;
            format!("{name} ({scope}): names {named} (row {rows}), {cases} left open")
        });
        Some(Warning {
            sheet: String::new(),
            code: "list_kept_open",
            column: String::new(),
            row,
            count,
            message_vi: format!(
                "Danh sách mới bỏ sót nhiều hơn số nó nêu ở xã sau đây, nên {count} trường hợp không \
                 có trong đó chưa bị đóng. {vi}. Nếu nhầm xã, hãy sửa các dòng này; nếu danh sách còn thiếu, hãy \
                 nhập danh sách đầy đủ của xã; nếu đã đầy đủ, hãy nhập lại tệp với --complete."
            ),
            message_en: format!(
                "The newest list leaves out more of a commune than it names, so {count} cases that are \
                 not on it stay open. {en}. If the commune is a mistake, correct these rows; if the list is \
                 not whole, import the complete list of the commune; if it is complete, import the file \
                 again with --complete."
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn listed(named: u64, gone: i64) -> Listed {
        let gone = (0..gone).collect();
        Listed { day: "2023-06-08".parse().unwrap(), by_this_file: true, named, gone }
    }

    #[rstest]
    #[case::a_stray_row(1, 200, false)]
    #[case::just_above_half(10, 11, false)]
    #[case::half(11, 11, true)]
    #[case::the_few_of_a_hamlet(1, 9, true)]
    #[case::the_first_that_counts(1, 10, false)]
    #[case::a_whole_list(200, 11, true)]
    fn a_list_closes_no_more_than_it_names(
        #[case] named: u64,
        #[case] gone: i64,
        #[case] closes: bool,
    ) {
        let unsaid = Closing { percent: 50, at_least: 10, said: Said::Nothing };
        let complete = Closing { said: Said::Complete, ..unsaid };
        assert_eq!(unsaid.lets(&listed(named, gone)), closes);
        assert!(complete.lets(&listed(named, gone)));
        let older = Listed { by_this_file: false, ..listed(named, gone) };
        assert_eq!(complete.lets(&older), closes);
    }

    #[test]
    fn the_communes_with_most_cases_are_named_with_their_rows() {
        let mut kept = KeptOpen::default();
        assert!(kept.is_empty());
        for commune in 1..=12i64 {
            let rows: Rows = [100 - commune.unsigned_abs()].into_iter().collect();
            kept.add(("tax", commune), &rows, (2, 10 * commune.unsigned_abs()));
        }
        let names = (1..=12).map(|id| (id, format!("Xã {id}"))).collect();
        let warning = kept.warning(&names).unwrap();
        assert_eq!((warning.code, warning.row, warning.count), ("list_kept_open", 88, 780));
        let (vi, en) = (warning.message_vi, warning.message_en);
        assert!(vi.contains("Xã 12 (tax): nêu 2 trường hợp (dòng 88), 120 vẫn mở; Xã 11"), "{vi}");
        assert!(
            en.contains("Xã 3 (tax)") && !en.contains("Xã 2 (tax)") && en.contains("; …"),
            "{en}"
        );
        assert_eq!(KeptOpen::default().warning(&names), None);
    }
}
