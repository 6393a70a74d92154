//! The plan of a month as an office signs it: its weeks as they are planned, what those came to that are
//! over, and who answers for how much. A week belongs to the month of its Thursday, as it does to its year.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::activities::{columns, n, outreach, quantity, span};
use super::crew::{Crew, named};
use super::events;
use super::officers::Officers;
use super::paper::{Cell, Column, Paper, Section, Signature, Table};
use super::targets::{Period, Standing};
use super::week::{above, is_approved};
use crate::app::board::{PlanBoard, plan_board};
use crate::app::context::{Context, province};
use crate::app::events::quota;
use crate::app::plan::{PlanError, Targets, Wanted, find, in_force, office, offices_of, targets};
use crate::domain::calendar::{Week, date_vi};
use crate::domain::month::Month;
use crate::domain::plan_life::PlanState;
use crate::domain::sentence::Sentence;
use crate::store::Conn;
use crate::store::plan_events::{PlanEventRow, events_of_version};

/// A week of the month that is planned.
struct Planned {
    wanted: Wanted,
    board: PlanBoard,
    targets: Targets,
}

/// The document of a month of an office: of each week the version in force, else the newest.
///
/// # Errors
/// An unknown office, no week of the month planned, or rows that cannot be read.
pub fn month_paper(
    context: &mut Context<'_>,
    (province_code, office_code): (&str, &str),
    month: Month,
) -> Result<Paper, PlanError> {
    let weeks = weeks(month);
    let mut planned: BTreeMap<Week, Planned> = BTreeMap::new();
    let mut none = None;
    for week in &weeks {
        let wanted = Wanted {
            province: province_code.to_owned(),
            office: office_code.to_owned(),
            week: Some(*week),
            version: None,
        };
        match version(context, &wanted) {
            Ok(number) => {
                let wanted = Wanted { version: Some(number), ..wanted };
                let (board, targets) = (plan_board(context, &wanted)?, targets(context, &wanted)?);
                planned.insert(*week, Planned { wanted, board, targets });
            }
            Err(PlanError::NoPlan { .. }) => none = Some(wanted),
            Err(other) => return Err(other),
        }
    }
    if let Some(wanted) = none.filter(|_| planned.is_empty()) {
        version(context, &wanted)?;
    }
    let today = context.today();
    let mut grounds = context.tables.grounds.on(month.first());
    let standing = Standing::of_month(context, province_code, &weeks)?;
    let board = quota(context, province_code, month)?;
    context.store.read(|conn| {
        let province = province(conn, province_code, month.first())?;
        let office = office(conn, office_code, &province, month.first())?;
        let crew = Crew::load(conn, province.id.0)?;
        let offices = offices_of(conn, &province, month.first())?;
        let officers = Officers::load(conn, &province, month.first())?;
        let asked = standing.sections((&office, &officers), &offices, Period::Month);
        let (assigned, asked): (Vec<Sentence>, Vec<Section>) = asked.into_iter().unzip();
        grounds.extend(assigned);
        let mut done = lines(&planned, &crew);
        done.rows.extend(events::of_month(&held(conn, &planned, today)?));
        let mut sections = vec![by_week(&weeks, &planned)];
        sections.extend(asked);
        sections.push(Section {
            title: Sentence::new("Nội dung thực hiện", "What is done"),
            lead: Vec::new(),
            table: Some(done),
        });
        sections.extend(events::ledger(&board, &province, &office));
        let states: Vec<&str> =
            planned.values().map(|one| one.board.shown.state.as_str()).collect();
        Ok(Paper {
            version: None,
            above: above(&offices, &office.code),
            office: office.name,
            place: province.name,
            day: today,
            title: Sentence::new(
                "Kế hoạch tuyên truyền, vận động và nhắc đóng BHXH, BHYT trong tháng",
                "Monthly plan: outreach for social and health insurance",
            ),
            of: month.to_string(),
            period: period(month, &weeks),
            status: status(&states, weeks.len()),
            is_draft: !states.iter().all(|state| is_approved(state)),
            grounds,
            sections,
            signatures: vec![
                Signature {
                    role: Sentence::new("Người lập kế hoạch", "Planned by"), name: None
                },
                Signature {
                    role: Sentence::new("Trưởng Ban Chỉ đạo", "For the steering committee"),
                    name: None,
                },
            ],
        })
    })
}

/// The events of the plans of the month.
fn held(
    conn: &mut Conn,
    planned: &BTreeMap<Week, Planned>,
    today: NaiveDate,
) -> Result<Vec<PlanEventRow>, PlanError> {
    let mut events = Vec::new();
    for one in planned.values() {
        let found = find(conn, &one.wanted, today)?;
        events.extend(events_of_version(conn, found.province.id.0, found.version.id)?);
    }
    Ok(events)
}

/// The weeks whose Thursday lies in a month.
fn weeks(month: Month) -> Vec<Week> {
    let first = Week::containing(month.first());
    let belongs = |week: &Week| Month::containing(week.day(chrono::Weekday::Thu)) == month;
    std::iter::successors(Some(first), |week| Some(week.next())).take(6).filter(belongs).collect()
}

/// The version by which a week is worked, else its newest.
fn version(context: &mut Context<'_>, wanted: &Wanted) -> Result<i32, PlanError> {
    let today = context.today();
    context.store.read(|conn| {
        let found = find(conn, wanted, today)?;
        let in_force = in_force(conn, &found)?;
        Ok(in_force.map_or(found.version.number, |version| version.number))
    })
}

fn period(month: Month, weeks: &[Week]) -> Sentence {
    let days = match (weeks.first(), weeks.last()) {
        (Some(first), Some(last)) => {
            format!(" ({} – {})", first.monday().format("%d/%m"), date_vi(last.sunday()))
        }
        _ => String::new(),
    };
    Sentence::new(format!("Tháng {}{days}", month.vi()), format!("Month {month}{days}"))
}

fn status(states: &[&str], weeks: usize) -> Sentence {
    let approved = states.iter().filter(|state| is_approved(state)).count();
    Sentence::new(
        format!("{} trong {weeks} tuần đã lập kế hoạch, {approved} tuần đã duyệt", states.len()),
        format!("{} of {weeks} weeks planned, {approved} approved", states.len()),
    )
}

/// Week by week what is planned, and what came of it where the week is over.
fn by_week(weeks: &[Week], planned: &BTreeMap<Week, Planned>) -> Section {
    let columns = vec![
        Column::words("Tuần", "Week", 12),
        Column::words("Thời gian", "When", 18),
        Column::words("Tình trạng", "State", 20),
        Column::numbers("Gọi", "Calls", 9),
        Column::numbers("Đến nhà", "Visits", 9),
        Column::numbers("Đến hạn có lịch", "Due cases planned", 12),
        Column::numbers("Đến hạn", "Due cases", 10),
        Column::numbers("Đã thực hiện", "Made", 10),
        Column::numbers("Đến hạn đã đóng", "Due paid", 12),
        Column::numbers("Tham gia mới", "Joined", 10),
        Column::numbers("Số tiền (đồng)", "Collected (VND)", 16),
    ];
    let mut totals = [0_i64; 8];
    let row = |week: &Week| {
        let one = planned.get(week);
        let days = format!("{}–{}", week.monday().format("%d/%m"), week.sunday().format("%d/%m"));
        let Some(one) = one else {
            let unplanned = Cell::said("chưa lập kế hoạch", "not planned yet");
            let head = [Cell::Name(week.to_string()), Cell::Name(days), unplanned];
            return head.into_iter().chain(std::iter::repeat_n(Cell::Empty, 8)).collect();
        };
        let shown = &one.board.shown;
        let state = PlanState::from_code(&shown.state);
        let state = state.map_or(Cell::Empty, |state| Cell::said(state.name_vi(), state.name_en()));
        // The days before a version of the middle of the week are worked by the lists of another.
        let (earlier, due) = (one.targets.earlier, one.targets.week_due);
        let plan = [
            shown.summary.calls + earlier.calls,
            shown.summary.visits + earlier.visits,
            due.planned,
            due.all,
        ];
        let plan = plan.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        let came = shown.results.map(|it| [it.worked, it.due_paid, it.joined, it.collected]);
        for (total, number) in totals.iter_mut().zip(plan.iter().chain(came.iter().flatten())) {
            *total += number;
        }
        let mut row = vec![Cell::Name(week.to_string()), Cell::Name(days), state];
        row.extend(plan.map(Cell::Count));
        match came {
            Some([worked, paid, joined, collected]) => {
                row.extend([worked, paid, joined].map(Cell::Count));
                row.push(Cell::Money(collected));
            }
            None => row.extend(std::iter::repeat_n(Cell::Empty, 4)),
        }
        row
    };
    let rows: Vec<Vec<Cell>> = weeks.iter().map(row).collect();
    let [calls, visits, due_planned, due, worked, paid, joined, collected] = totals;
    let mut total = vec![Cell::said("Cộng", "Total"), Cell::Empty, Cell::Empty];
    total.extend([calls, visits, due_planned, due, worked, paid, joined].map(Cell::Count));
    total.push(Cell::Money(collected));
    Section {
        title: Sentence::new("Các tuần trong tháng", "The weeks of the month"),
        lead: vec![Sentence::new(
            "Một người đến hạn có thể được nêu ở nhiều tuần, nên cột cộng là số lượt chứ không phải số người. \
             Kết quả chỉ có ở tuần đã kết thúc và chỉ tính hộ có lịch trong tuần; kết quả chung xem mục Chỉ tiêu.",
            "Somebody who is due may stand in several weeks: totals count cases week by week, not people. \
             Results are those of weeks that are closed and of households planned in them; those of the whole \
             area stand under Targets.",
        )],
        table: Some(Table { columns, rows, total: Some(total) }),
    }
}

/// What each organisation is to do in the planned weeks.
fn lines(planned: &BTreeMap<Week, Planned>, crew: &Crew) -> Table {
    #[derive(Default)]
    struct Sum {
        agents: usize,
        calls: u64,
        visits: u64,
        due: u64,
        potential: u64,
        weeks: u64,
    }
    let mut sums: BTreeMap<Option<String>, Sum> = BTreeMap::new();
    for one in planned.values() {
        for (organisation, share) in crew.shares(&one.targets.agents) {
            let sum = sums.entry(organisation).or_default();
            sum.agents = sum.agents.max(share.agents.len());
            let earlier = share.earlier;
            sum.calls += share.touches - share.visits + earlier.calls;
            sum.visits += share.visits + earlier.visits;
            sum.due += share.due + earlier.due;
            sum.potential += share.potential + earlier.potential;
            sum.weeks += 1;
        }
    }
    let days = planned.values().flat_map(|one| {
        let before = one.targets.earlier_days.map(|(first, _)| first);
        before.into_iter().chain(one.targets.days.iter().copied())
    });
    let days: Vec<_> = days.collect();
    let when = span(&days);
    let row = |(organisation, sum): (Option<String>, Sum)| {
        let name = named(organisation.as_ref());
        vec![
            outreach(),
            Cell::said(
                format!(
                    "{} lượt người đến hạn, {} lượt người tiềm năng",
                    n(sum.due),
                    n(sum.potential)
                ),
                format!(
                    "{} touches of due cases, {} touches of people who could join",
                    sum.due, sum.potential
                ),
            ),
            quantity(sum.calls, sum.visits),
            Cell::said(
                format!("Hằng tuần ({} tuần), theo kế hoạch tuần", sum.weeks),
                format!("Weekly ({} weeks), by the plan of each week", sum.weeks),
            ),
            when.clone(),
            Cell::said(
                format!("{}: {} nhân viên thu", name.vi, n(sum.agents as u64)),
                format!("{}: {} agents", name.en, sum.agents),
            ),
        ]
    };
    Table { columns: columns(), rows: sums.into_iter().map(row).collect(), total: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_belongs_to_the_month_of_its_thursday() {
        let of = |month: &str| {
            let weeks = weeks(month.parse().unwrap());
            weeks.iter().map(Week::to_string).collect::<Vec<_>>()
        };
        assert_eq!(of("2023-06"), ["2023-W22", "2023-W23", "2023-W24", "2023-W25", "2023-W26"]);
        assert_eq!(of("2023-07"), ["2023-W27", "2023-W28", "2023-W29", "2023-W30"]);
        // 1 January 2023 was a Sunday, and its week belongs to 2022.
        assert_eq!(of("2022-12").last().unwrap(), "2022-W52");
    }
}
