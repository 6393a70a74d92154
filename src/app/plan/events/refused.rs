//! What stands against an event, in words. Planning knows quotas by their places alone: here they get the names of
//! their kinds, areas and months, and the numbers of the ledger.

use super::desk::Desk;
use super::quotas::WeekLine;
use crate::domain::sentence::{Sentence, is_or_are, so_many, so_many_people};
use crate::planning::events::reason::Refusal;

impl Desk {
    /// Why an event that somebody asks for is refused. The month counts: what is left of it for the week, which
    /// the rules go by, is not what the office was given.
    pub(crate) fn refused(&self, why: Refusal) -> Sentence {
        let Refusal::QuotaFull { quota, .. } = why else { return said(why) };
        let Some((line, area)) = self.line(quota) else { return said(why) };
        full(line, area)
    }

    /// Why a plan does not hold an event: the quota of its area, as far as the week is to fill it.
    pub(super) fn not_held(&self, why: Refusal) -> Sentence {
        match why {
            Refusal::QuotaFull { quota, planned, most } => {
                let Some((line, area)) = self.line(quota) else { return said(why) };
                let kind = line.line.kind;
                Sentence::new(
                    format!(
                        "Tuần này {area} cần {most} {}, đã có {planned}.",
                        kind.name_vi().to_lowercase()
                    ),
                    format!(
                        "This week {} {} wanted of {area} ({}), {planned} {} already.",
                        so_many(most, "event"),
                        is_or_are(most),
                        kind.name_en().to_lowercase(),
                        if planned == 1 { "stands" } else { "stand" }
                    ),
                )
            }
            Refusal::Outbid { quota, most, adds, least } => {
                let Some((_, area)) = self.line(quota) else { return said(why) };
                Sentence::new(
                    format!(
                        "{most} sự kiện tuần này theo chỉ tiêu của {area} dành cho nơi khác: nơi này thêm {adds} \
                         người, nơi ít nhất trong số đó thêm {least} người (tính khi chọn nơi, trước khi chọn hộ để \
                         mời)."
                    ),
                    format!(
                        "The {} that the quota of {area} wants this week {} held elsewhere: this one would add {}, \
                         the least of those adds {least} (as counted when places were chosen, before households \
                         were).",
                        so_many(most, "event"),
                        is_or_are(most),
                        so_many_people(adds)
                    ),
                )
            }
            _ => said(why),
        }
    }

    /// A line of the ledger by its place, with the name of its area.
    fn line(&self, quota: u32) -> Option<(&WeekLine, &str)> {
        let line = self.lines.get(quota as usize)?;
        let area = self.tree.get(&line.line.area);
        Some((line, area.map_or(&*line.line.area, |area| &*area.name)))
    }
}

fn full(line: &WeekLine, area: &str) -> Sentence {
    let WeekLine { owed, planned, line, .. } = line;
    Sentence::new(
        format!(
            "Tháng {} {area} phải có {owed} {}, đã có {planned} (kể cả đang đề nghị): hãy tăng chỉ tiêu (vandong \
             import quotas TỆP), hoặc hủy hay chuyển một sự kiện (vandong events cancel, move).",
            line.month.vi(),
            line.kind.name_vi().to_lowercase()
        ),
        format!(
            "{owed} events are required of {area} in {} ({}), and {planned} stand, proposed ones among them: raise \
             the quota (vandong import quotas FILE), or cancel or move one (vandong events cancel, move).",
            line.month,
            line.kind.name_en().to_lowercase()
        ),
    )
}

fn said(why: Refusal) -> Sentence {
    Sentence::new(why.sentence_vi(), why.sentence_en())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::EventKind;
    use crate::domain::money::BasisPoints;
    use crate::domain::quota::Line;
    use crate::planning::events::situation::Quota;

    #[test]
    fn a_month_that_has_all_its_events_is_told_with_the_numbers_of_the_ledger() {
        let month = "2023-06".parse().unwrap();
        let line = Line { month, area: "139".into(), kind: EventKind::CustomerConference };
        let one = WeekLine {
            line,
            owed: 2,
            planned: 2,
            left: 0,
            in_week: 0,
            weeks: 3,
            pace: BasisPoints::WHOLE,
            quota: Quota::default(),
        };
        let told = full(&one, "Huyện Trạm Tấu");
        assert!(
            told.vi.starts_with(
                "Tháng 06/2023 Huyện Trạm Tấu phải có 2 hội nghị khách hàng, đã có 2 ("
            )
        );
        assert!(told.vi.contains("vandong import quotas") && told.en.contains("in 2023-06"));
    }
}
