//! What the columns of every list are called and which are needed, as data: the importer binds a
//! header by it, and the help of `vandong import THING` prints it.

mod bind;
mod bind_error;
mod damage;
mod events;
mod header;
mod holidays;
mod lists;
mod persons;
mod places;
mod results;
mod scenarios;
mod targets;
mod voices;
mod workers;

pub use bind::{Binding, Slot};
pub use bind_error::BindError;
pub use damage::Damage;
pub use header::{HeaderSearch, NoHeader, WITHIN};

/// Every kind of list that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// Areas of every level, dated.
    Areas,
    /// Offices of social insurance.
    Offices,
    /// Collection service organisations.
    Organisations,
    /// Collection points.
    Points,
    /// Collection agents.
    Agents,
    /// Officers of offices, and what is in their charge.
    Officers,
    /// Absences of agents.
    Absences,
    /// Persons.
    People,
    /// Products that persons pay for, and until when.
    Enrolments,
    /// Persons who could join.
    Prospects,
    /// Consents and their withdrawal.
    Consents,
    /// Telephone numbers that must not be called or written to.
    DoNotCall,
    /// Public holidays and swapped working days.
    Holidays,
    /// Results of calls and visits.
    Outcomes,
    /// Payments.
    Payments,
    /// What areas allow from a day to a day.
    Scenarios,
    /// Campaigns.
    Campaigns,
    /// What campaigns want of groups of people.
    Goals,
    /// What documents assign.
    Targets,
    /// What others counted.
    Figures,
    /// What agents say that they can do, day by day.
    Capacities,
    /// Planned rows that agents contest.
    Contests,
    /// People who hold events.
    Hosts,
    /// Venues and platforms of events.
    Venues,
    /// Events that must be held.
    Quotas,
    /// Who was invited to events, and who came.
    Attendance,
}

/// Whether a list can do without a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// No list without it.
    Required,
    /// May be missing.
    Optional,
    /// At least one column of the group with this name must be there.
    OneOf(&'static str),
}

/// One column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The canonical English name.
    pub name: &'static str,
    /// The Vietnamese name that messages and exports use.
    pub vi: &'static str,
    /// Other names that are understood; case, accents, spaces and punctuation do not matter.
    pub also: &'static [&'static str],
    /// Whether a list can do without it.
    pub need: Need,
    /// What stands in it, in Vietnamese.
    pub note_vi: &'static str,
    /// What stands in it, in English.
    pub note_en: &'static str,
}

/// A column in one line of a catalogue: need, name, Vietnamese name, other names, notes.
const fn col(
    need: Need,
    (name, vi): (&'static str, &'static str),
    also: &'static [&'static str],
    (note_vi, note_en): (&'static str, &'static str),
) -> Column {
    Column { name, vi, also, need, note_vi, note_en }
}

impl Thing {
    /// Every kind of list, in the order in which a new office imports them.
    pub const ALL: [Self; 26] = [
        Self::Areas,
        Self::Offices,
        Self::Organisations,
        Self::Points,
        Self::Agents,
        Self::Officers,
        Self::Absences,
        Self::People,
        Self::Enrolments,
        Self::Prospects,
        Self::Consents,
        Self::DoNotCall,
        Self::Holidays,
        Self::Outcomes,
        Self::Payments,
        Self::Scenarios,
        Self::Campaigns,
        Self::Goals,
        Self::Targets,
        Self::Figures,
        Self::Capacities,
        Self::Contests,
        Self::Hosts,
        Self::Venues,
        Self::Quotas,
        Self::Attendance,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// The name in Vietnamese.
    pub fn vi(self) -> &'static str {
        self.entry().1
    }

    /// The columns in the order of the documentation.
    pub fn columns(self) -> &'static [Column] {
        self.entry().2
    }

    /// Headings that our own files of this kind have for their readers alone: they are known, and
    /// what stands below them is left alone without a word.
    pub fn for_reading(self) -> &'static [&'static str] {
        match self {
            Self::Outcomes => results::CALL_LIST_ONLY,
            Self::Capacities => voices::CAPACITIES_ONLY,
            Self::Contests => voices::CONTESTS_ONLY,
            _ => &[],
        }
    }

    /// Kinds of lists that stand on other sheets of the same workbook of ours: whoever imports one of
    /// them passes over the others without a word.
    pub fn beside(self) -> &'static [Self] {
        match self {
            Self::Capacities => &[Self::Contests, Self::Prospects],
            Self::Contests => &[Self::Capacities, Self::Prospects],
            Self::Prospects => &[Self::Capacities, Self::Contests],
            _ => &[],
        }
    }

    /// The kind of list with this name on the command line.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|thing| thing.name() == name)
    }

    fn entry(self) -> (&'static str, &'static str, &'static [Column]) {
        match self {
            Self::Areas => ("areas", "Địa bàn", places::AREAS),
            Self::Offices => ("offices", "Cơ quan BHXH", places::OFFICES),
            Self::Organisations => ("organisations", "Tổ chức dịch vụ thu", workers::ORGANISATIONS),
            Self::Points => ("points", "Điểm thu", workers::POINTS),
            Self::Agents => ("agents", "Nhân viên thu", workers::AGENTS),
            Self::Officers => ("officers", "Cán bộ phụ trách", workers::OFFICERS),
            Self::Absences => ("absences", "Ngày nghỉ của nhân viên", workers::ABSENCES),
            Self::People => ("people", "Người dân", persons::PEOPLE),
            Self::Enrolments => ("enrolments", "Người đang tham gia", lists::ENROLMENTS),
            Self::Prospects => ("prospects", "Người tiềm năng", lists::PROSPECTS),
            Self::Consents => ("consents", "Sự đồng ý", lists::CONSENTS),
            Self::DoNotCall => ("do-not-call", "Danh sách không gọi", lists::DO_NOT_CALL),
            Self::Holidays => ("holidays", "Ngày lễ", holidays::HOLIDAYS),
            Self::Outcomes => ("outcomes", "Kết quả vận động", results::OUTCOMES),
            Self::Payments => ("payments", "Tiền đã thu", results::PAYMENTS),
            Self::Scenarios => ("scenarios", "Tình huống", scenarios::SCENARIOS),
            Self::Campaigns => ("campaigns", "Đợt vận động", targets::CAMPAIGNS),
            Self::Goals => ("goals", "Mục tiêu theo nhóm đối tượng", targets::GOALS),
            Self::Targets => ("targets", "Chỉ tiêu được giao", targets::TARGETS),
            Self::Figures => ("figures", "Số liệu báo cáo", targets::FIGURES),
            Self::Capacities => ("capacities", "Khả năng của nhân viên thu", voices::CAPACITIES),
            Self::Contests => ("contests", "Ý kiến về dự thảo kế hoạch", voices::CONTESTS),
            Self::Hosts => ("hosts", "Người chủ trì sự kiện", events::HOSTS),
            Self::Venues => ("venues", "Địa điểm sự kiện", events::VENUES),
            Self::Quotas => ("quotas", "Chỉ tiêu sự kiện", events::QUOTAS),
            Self::Attendance => ("attendance", "Người dự sự kiện", events::ATTENDANCE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::text;
    use std::collections::HashMap;

    #[test]
    fn no_name_means_two_columns() {
        for thing in Thing::ALL {
            assert_eq!(Thing::from_name(thing.name()), Some(thing));
            let mut owners = HashMap::new();
            for column in thing.columns() {
                assert!(!column.note_vi.is_empty() && !column.note_en.is_empty());
                assert!(!column.note_vi.is_ascii(), "{}: {}", column.name, column.note_vi);
                for name in [&column.name, &column.vi].into_iter().chain(column.also) {
                    let owner = owners.insert(text::key(name), column.name);
                    assert!(
                        owner.is_none_or(|owner| owner == column.name),
                        "{}: {name} is both {} and {owner:?}",
                        thing.name(),
                        column.name
                    );
                }
            }
            for name in thing.for_reading() {
                assert!(!owners.contains_key(&text::key(name)), "{}: {name}", thing.name());
            }
        }
    }
}
