//! Absences of agents, and who stands in for them.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::cells::{refused, required_text, text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::exchange::columns::{Binding, Slot};
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::catalogues::{AbsenceRow, absences, agents, insert_absences, update_absences};
use crate::store::{Conn, StoreResult};

/// The list of absences.
pub(super) struct Absences {
    province: i64,
    agents: Arc<HashSet<String>>,
}

impl Absences {
    /// The importer, with the absences and agents on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let province = province.id.0;
        let agents = agents(conn, province)?.into_iter().map(|row| row.code);
        let list = Self { province, agents: Arc::new(agents.collect()) };
        Ok(Keyed::new(list, absences(conn, province)?, Self::key))
    }
}

impl List for Absences {
    type Item = AbsenceRow;
    type Key = (String, NaiveDate);
    type Record = AbsenceRow;

    fn reader(&self, binding: &Binding) -> RowReader<AbsenceRow> {
        let slot = |name| binding.slot(name);
        let (agent, from, to) = (slot("agent_code"), slot("from"), slot("to"));
        let (reason, substitute) = (slot("reason"), slot("substitute_code"));
        let (province_id, agents) = (self.province, self.agents.clone());
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let known = |slot: Slot, code: String| match agents.contains(&code) {
                true => Ok(code),
                false => Err(unknown_agent(row, slot, &code)),
            };
            let agent_code = required_text(row, agent).and_then(|code| known(agent, code));
            let agent_code = check.of(agent_code);
            let stand_in = text(row, substitute).and_then(|code| match code {
                Some(code) if code == agent_code => Err(own_substitute(row, substitute)),
                Some(code) => known(substitute, code).map(Some),
                None => Ok(None),
            });
            let substitute_code = check.of(stand_in);
            let from_date = check.cell(from, values::date);
            let last = to.required(row, values::date);
            let last = last.and_then(|last| match from_date {
                Some(first) if last < first => Err(backwards(row, to)),
                _ => Ok(last),
            });
            check.present(from);
            let (from_date, to_date) = (from_date.unwrap_or_default(), check.of(last));
            let reason = check.text(reason);
            check.passed(AbsenceRow {
                province_id,
                agent_code,
                from_date,
                to_date,
                reason,
                substitute_code,
            })
        })
    }

    fn key(item: &AbsenceRow) -> Self::Key {
        (item.agent_code.clone(), item.from_date)
    }

    fn merged(
        _: u64,
        item: &AbsenceRow,
        before: Option<&AbsenceRow>,
    ) -> Result<AbsenceRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        Ok(AbsenceRow {
            reason: or_known(&item.reason, &before.reason),
            substitute_code: or_known(&item.substitute_code, &before.substitute_code),
            ..item.clone()
        })
    }

    fn insert(conn: &mut Conn, records: &mut [AbsenceRow]) -> StoreResult<()> {
        insert_absences(conn, records)
    }

    fn update(conn: &mut Conn, records: &[AbsenceRow]) -> StoreResult<()> {
        update_absences(conn, records)
    }
}

fn unknown_agent(row: &Row<'_>, slot: Slot, code: &str) -> Reject {
    refused(
        row,
        slot,
        "unknown_agent",
        &format!(
            "tỉnh chưa có nhân viên thu mang mã {code}; hãy kiểm tra mã, hoặc nhập danh sách nhân \
             viên thu (agents) trước"
        ),
        &format!(
            "no agent of the province has the code {code}; check it, or import the agents first"
        ),
    )
}

fn own_substitute(row: &Row<'_>, slot: Slot) -> Reject {
    refused(
        row,
        slot,
        "own_substitute",
        "người làm thay không thể là chính người nghỉ; hãy ghi mã người khác hoặc để trống",
        "agents cannot stand in for themselves; name another agent or leave it empty",
    )
}

fn backwards(row: &Row<'_>, slot: Slot) -> Reject {
    refused(
        row,
        slot,
        "bad_period",
        "ngày nghỉ cuối cùng trước ngày nghỉ đầu tiên; hãy sửa một trong hai",
        "the last day away is before the first; correct one of them",
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::agents::Agents;
    use crate::app::import::keyed::trial::Trial;
    use crate::config::Tables;
    use crate::exchange::columns::Thing;

    fn with_agents() -> Trial {
        let mut trial = Trial::new();
        let list = "code,name,area_codes,slots_per_day\nNV1,A,15,8\nNV2,B,15,8\n";
        let tables = Tables::load(None).unwrap();
        trial.take(Thing::Agents, list, |conn, province| Agents::new(conn, province, &tables));
        trial
    }

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Absences, list, Absences::new)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = with_agents();
        let list = "Mã nhân viên thu,Từ ngày,Đến ngày,Lý do,Mã người thay\n\
            NV1,05/06/2023,05/06/2023,Ốm,NV2\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        let longer = "agent_code,from,to,substitute_code\nNV1,2023-06-05,2023-06-09,\n\
            NV1,2023-06-12,2023-06-13,\n";
        assert_eq!(take(&mut trial, longer).0, [1, 1, 0, 0]);
        let away = trial.store.read(|conn| absences(conn, 1)).unwrap().remove(0);
        assert_eq!(away.to_date, "2023-06-09".parse().unwrap());
        assert_eq!(away.substitute_code.as_deref(), Some("NV2"));
        assert_eq!(away.reason.as_deref(), Some("Ốm"));
    }

    #[rstest]
    #[case("NV3,2023-06-05,2023-06-06,", "agent_code,unknown_agent")]
    #[case("NV1,2023-06-05,2023-06-06,NV3", "substitute_code,unknown_agent")]
    #[case("NV1,2023-06-05,2023-06-06,NV1", "substitute_code,own_substitute")]
    #[case("NV1,2023-06-05,2023-06-04,", "to,bad_period")]
    #[case("NV1,2023-06-05,,", "to,missing")]
    fn rows_that_are_refused(#[case] cells: &str, #[case] reason: &str) {
        let list = format!("agent_code,from,to,substitute_code\n{cells}\n");
        let (counts, rejects) = take(&mut with_agents(), &list);
        assert_eq!(counts, [0, 0, 0, 1]);
        assert!(rejects.contains(&format!(",2,{reason},")), "{rejects}");
    }
}
