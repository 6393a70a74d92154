//! One row with a slip in its commune's code must not close the list of a whole commune. A newer
//! list that would close more of a commune than it names leaves the cases open, unless somebody said
//! that it is complete; nobody is lost without a word.

use std::collections::HashMap;

use super::super::row_numbers::RowNumbers;
use super::Listed;
use crate::exchange::read::Warning;

/// Communes that a message names.
const NAMED: usize = 10;

/// How much a newer list may close.
#[derive(Clone, Copy, Debug)]
pub(in crate::app::import) enum Closing {
    /// Whatever it does not name: somebody said that it is complete.
    Asked,
    /// Up to a share of the commune's cases; a few in any case.
    Unasked {
        /// The share, in percent.
        percent: u16,
        /// Cases from which on it counts.
        at_least: u16,
    },
}

impl Closing {
    /// Whether the list of a commune may close the cases that it does not name. Only the cases on
    /// record count, so that a list that came in parts, or twice, is judged as one.
    pub(super) fn lets(self, listed: &Listed) -> bool {
        let Self::Unasked { percent, at_least } = self else { return true };
        let gone = listed.gone.len() as u64;
        gone < u64::from(at_least) || gone * 100 <= (gone + listed.named) * u64::from(percent)
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
    cases: u64,
}

impl KeptOpen {
    /// Cases of a commune stay open that a list with these rows of it does not name.
    pub(super) fn add(&mut self, (scope, commune): (&str, i64), rows: &Rows, cases: u64) {
        self.0.push(Kept { commune, scope: scope.to_owned(), rows: rows.clone(), cases });
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
            let Kept { scope, rows, cases, .. } = one;
            format!(
                "{name} ({scope}): {} dòng (dòng {rows}), {cases} trường hợp vẫn mở",
                rows.count()
            )
        });
        let en = told(|one, name| {
            let Kept { scope, rows, cases, .. } = one;
            format!(
                "{name} ({scope}): rows of it {} (row {rows}), cases left open {cases}",
                rows.count()
            )
        });
        Some(Warning {
            sheet: String::new(),
            code: "list_kept_open",
            column: String::new(),
            row,
            count,
            message_vi: format!(
                "Danh sách mới chỉ nêu một phần nhỏ của xã, nên {count} trường hợp không có trong đó \
                 chưa bị đóng. {vi}. Nếu nhầm xã, hãy sửa các dòng này; nếu danh sách còn thiếu, hãy \
                 nhập danh sách đầy đủ của xã; nếu đã đầy đủ, hãy nhập lại tệp với --complete."
            ),
            message_en: format!(
                "The newest list names only a small part of the commune, so {count} cases that are not \
                 on it stay open. {en}. If the commune is a mistake, correct these rows; if the list is \
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
        Listed { day: "2023-06-08".parse().unwrap(), named, gone: (0..gone).collect() }
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
        let unasked = Closing::Unasked { percent: 50, at_least: 10 };
        assert_eq!(unasked.lets(&listed(named, gone)), closes);
        assert!(Closing::Asked.lets(&listed(named, gone)));
    }

    #[test]
    fn the_communes_with_most_cases_are_named_with_their_rows() {
        let mut kept = KeptOpen::default();
        assert!(kept.is_empty());
        for commune in 1..=12i64 {
            let rows: Rows = [100 - commune.unsigned_abs()].into_iter().collect();
            kept.add(("tax", commune), &rows, 10 * commune.unsigned_abs());
        }
        let names = (1..=12).map(|id| (id, format!("Xã {id}"))).collect();
        let warning = kept.warning(&names).unwrap();
        assert_eq!((warning.code, warning.row, warning.count), ("list_kept_open", 88, 780));
        let (vi, en) = (warning.message_vi, warning.message_en);
        assert!(vi.contains("Xã 12 (tax): 1 dòng (dòng 88), 120 trường hợp vẫn mở; Xã 11"), "{vi}");
        assert!(
            en.contains("Xã 3 (tax)") && !en.contains("Xã 2 (tax)") && en.contains("; …"),
            "{en}"
        );
        assert_eq!(KeptOpen::default().warning(&names), None);
    }
}
