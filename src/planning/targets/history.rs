//! Every target that was ever in force, with its day and its document: a report on March speaks of the
//! numbers of March, whatever was decided in June.

use chrono::NaiveDate;

use super::Targets;

/// Targets as a document decided them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The first day on which they are in force.
    pub dated: NaiveDate,
    /// Number and date of the document.
    pub source: String,
    /// The first week whose numbers it changed; 0 of the first issue.
    pub from: usize,
    /// The numbers.
    pub targets: Targets,
}

/// All issues of one indicator, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    issues: Vec<Issue>,
}

/// An issue that would change what was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// It is older than the one in force.
    #[error(
        "a revision of {dated} comes before the one of {last}, which is in force; date it later"
    )]
    Order {
        /// Its day.
        dated: NaiveDate,
        /// The day of the last one.
        last: NaiveDate,
    },
    /// Without a document.
    #[error("the revision of {dated} names no document; give its number and date")]
    NoSource {
        /// Its day.
        dated: NaiveDate,
    },
    /// It is not a table of the same areas and weeks.
    #[error("the revision of {dated} has other areas or weeks than the targets in force")]
    Shape {
        /// Its day.
        dated: NaiveDate,
    },
    /// A week that is over has another number.
    #[error(
        "the revision of {dated} changes week {}, which is over; revise from week {} on",
        week + 1, from + 1
    )]
    Past {
        /// Its day.
        dated: NaiveDate,
        /// The week, from 0.
        week: usize,
        /// The first week that may change.
        from: usize,
    },
}

impl HistoryError {
    /// The same in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        use crate::domain::calendar::date_vi;
        match self {
            Self::Order { dated, last } => format!(
                "lần điều chỉnh ngày {} có trước lần đang áp dụng ngày {}; hãy ghi ngày muộn hơn",
                date_vi(*dated),
                date_vi(*last)
            ),
            Self::NoSource { dated } => format!(
                "lần điều chỉnh ngày {} không ghi văn bản; hãy ghi số và ngày văn bản",
                date_vi(*dated)
            ),
            Self::Shape { dated } => format!(
                "lần điều chỉnh ngày {} không cùng địa bàn hoặc tuần với chỉ tiêu đang áp dụng",
                date_vi(*dated)
            ),
            Self::Past { dated, week, from } => format!(
                "lần điều chỉnh ngày {} làm đổi tuần thứ {} đã qua; hãy điều chỉnh từ tuần thứ {} trở đi",
                date_vi(*dated),
                week + 1,
                from + 1
            ),
        }
    }
}

impl History {
    /// Begins with the first issue.
    ///
    /// # Errors
    /// No document.
    pub fn begin(first: Issue) -> Result<Self, HistoryError> {
        named(&first)?;
        Ok(Self { issues: vec![first] })
    }

    /// Adds a revision.
    ///
    /// # Errors
    /// One that is older than the last, has no document, has another shape or changes a week before its
    /// first; nothing is added then.
    pub fn add(&mut self, issue: Issue) -> Result<(), HistoryError> {
        let dated = issue.dated;
        named(&issue)?;
        if let Some(last) = self.issues.last() {
            if dated < last.dated {
                return Err(HistoryError::Order { dated, last: last.dated });
            }
            let (old, new) = (&last.targets, &issue.targets);
            if (old.weeks(), old.cells().len()) != (new.weeks(), new.cells().len()) {
                return Err(HistoryError::Shape { dated });
            }
            let weeks = new.weeks().max(1);
            let cells = old.cells().iter().zip(new.cells()).enumerate();
            let mut past = cells.filter(|(at, _)| at % weeks < issue.from);
            if let Some((at, _)) = past.find(|(_, (old, new))| old != new) {
                let (week, from) = (at % weeks, issue.from);
                return Err(HistoryError::Past { dated, week, from });
            }
        }
        self.issues.push(issue);
        Ok(())
    }

    /// What is in force on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Issue> {
        self.issues.iter().rev().find(|issue| issue.dated <= day)
    }

    /// All issues, oldest first.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }
}

fn named(issue: &Issue) -> Result<(), HistoryError> {
    if issue.source.trim().is_empty() {
        return Err(HistoryError::NoSource { dated: issue.dated });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Place, Tree};
    use super::*;

    fn issue(dated: &str, from: usize, weeks: &[i64]) -> Issue {
        let tree = Tree::of(vec![Place { code: "15".into(), parent: None }]).unwrap();
        let targets = Targets::of_leaves(&tree, weeks.len(), weeks.to_vec()).unwrap();
        Issue { dated: dated.parse().unwrap(), source: "12/QĐ".into(), from, targets }
    }

    #[test]
    fn each_day_has_the_numbers_of_its_day() {
        let mut history = History::begin(issue("2023-09-01", 0, &[5, 5, 5])).unwrap();
        history.add(issue("2023-10-02", 1, &[5, 6, 6])).unwrap();
        let total = |day: &str| history.on(day.parse().unwrap()).map(|one| one.targets.total(0));
        assert_eq!(total("2023-08-31"), None);
        assert_eq!(total("2023-10-01"), Some(15));
        assert_eq!(total("2023-10-02"), Some(17));
    }

    #[test]
    fn what_was_is_not_changed() {
        let mut history = History::begin(issue("2023-09-01", 0, &[5, 5, 5])).unwrap();
        let before = history.clone();
        let unnamed = Issue { source: " ".into(), ..issue("2023-10-02", 1, &[5, 5, 5]) };
        for (refused, en, vi) in [
            (issue("2023-08-31", 1, &[5, 5, 6]), "before the one of 2023-09-01", "ngày 01/09/2023"),
            (unnamed, "names no document", "không ghi văn bản"),
            (issue("2023-10-02", 1, &[5, 5]), "other areas or weeks", "không cùng địa bàn"),
            (
                issue("2023-10-02", 2, &[5, 6, 5]),
                "changes week 2, which is over",
                "làm đổi tuần thứ 2",
            ),
        ] {
            let error = history.add(refused).unwrap_err();
            assert!(error.to_string().contains(en), "{error}");
            assert!(error.vi().contains(vi), "{}", error.vi());
        }
        assert_eq!(history, before);
    }
}
