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
    /// Cases that the newest list names.
    named: u64,
    /// Open cases that it does not name.
    gone: u64,
}

/// What an office calls the scopes of its lists, by code, in Vietnamese and in English; a scope
/// without a name of its own is called by what the list says.
pub(in crate::app::import) type Titles = HashMap<String, (String, String)>;

impl KeptOpen {
    /// The cases of a commune that a list with these rows of it does not name stay open.
    pub(super) fn add(&mut self, (scope, commune): (&str, i64), rows: &Rows, listed: &Listed) {
        self.0.push(Kept {
            commune,
            scope: scope.to_owned(),
            rows: rows.clone(),
            named: listed.named,
            gone: listed.gone.len() as u64,
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, if there is anything to say; `names` are those of the communes.
    pub(super) fn warning(
        mut self,
        names: &HashMap<i64, String>,
        titles: &Titles,
    ) -> Option<Warning> {
        self.0.sort_by(|a, b| (b.gone, a.commune, &a.scope).cmp(&(a.gone, b.commune, &b.scope)));
        let count = self.0.iter().map(|one| one.gone).sum();
        let row = self.0.iter().filter_map(|one| one.rows.first()).min()?;
        let told = |say: fn(&Kept, (&str, &str), &str) -> String| {
            let first = self.0.iter().take(NAMED).map(|one| {
                let name = names.get(&one.commune).map_or("", String::as_str);
                let title = titles.get(&one.scope);
                let title = title.map_or((&*one.scope, &*one.scope), |(vi, en)| (vi, en));
                say(one, title, name)
            });
            let more = if self.0.len() > NAMED { "; …" } else { "" };
            first.collect::<Vec<_>>().join("; ") + more
        };
        let vi = told(|one, (title, _), name| {
            let Kept { rows, named, gone, .. } = one;
            format!("{name} ({title}): nêu {named} (dòng {rows}), không nêu {gone}")
        });
        let en = told(|one, (_, title), name| {
            let Kept { rows, named, gone, .. } = one;
            format!("{name} ({title}): names {named} (row {rows}), does not name {gone}")
        });
        Some(Warning {
            sheet: String::new(),
            code: "list_kept_open",
            column: String::new(),
            row,
            count,
            message_vi: format!(
                "Danh sách mới không nêu {count} trường hợp đang mở, quá nhiều so với số được nêu của xã, \
                 nên các trường hợp này chưa bị đóng. {vi}. Nếu nhầm xã, hãy sửa các dòng này; nếu danh \
                 sách còn thiếu, hãy nhập danh sách đầy đủ của xã; nếu đã đầy đủ, hãy nhập lại tệp với \
                 --complete."
            ),
            message_en: format!(
                "The newest list does not name {count} open cases, too many beside those of the commune \
                 that it names, so these stay open. {en}. If the commune is a mistake, correct these \
                 rows; if the list is not whole, import the complete list of the commune; if it is \
                 complete, import the file again with --complete."
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
            let scope = if commune == 12 { "household_hi" } else { "tax" };
            kept.add((scope, commune), &rows, &listed(10, 10 * commune));
        }
        let names = (1..=12).map(|id| (id, format!("Xã {id}"))).collect();
        let title = ("BHYT hộ gia đình".to_owned(), "Household HI".to_owned());
        let titles = Titles::from([("household_hi".to_owned(), title)]);
        let warning = kept.warning(&names, &titles).unwrap();
        assert_eq!((warning.code, warning.row, warning.count), ("list_kept_open", 88, 780));
        let (vi, en) = (warning.message_vi, warning.message_en);
        let wanted = "Xã 12 (BHYT hộ gia đình): nêu 10 (dòng 88), không nêu 120; Xã 11 (tax)";
        assert!(vi.contains(wanted) && vi.contains("không nêu 780 trường hợp"), "{vi}");
        assert!(en.contains("Xã 12 (Household HI): names 10 (row 88), does not name 120"), "{en}");
        assert!(
            en.contains("Xã 3 (tax)") && !en.contains("Xã 2 (tax)") && en.contains("; …"),
            "{en}"
        );
        assert_eq!(KeptOpen::default().warning(&names, &titles), None);
    }
}
