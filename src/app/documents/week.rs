//! The plan of a week as an office signs it.

use super::activities::n;
use super::crew::Crew;
use super::officers::Officers;
use super::paper::{Cell, Column, Paper, Section, Signature, Table};
use super::targets::{AgentAsks, Period, Standing};
use super::{activities, events};
use crate::app::board::{PlanBoard, StepLine, plan_board};
use crate::app::context::Context;
use crate::app::plan::proof::Summary;
use crate::app::plan::{
    AgentTarget, Earlier, PlanError, Targets, Wanted, WeekDue, find, offices_of, targets,
};
use crate::domain::calendar::{Week, date_vi};
use crate::domain::digits::roman;
use crate::domain::plan_life::{PlanAction, PlanState, who};
use crate::domain::sentence::Sentence;
use crate::store::plan_events::events_of_version;

/// The document of a version of a week's plan.
///
/// # Errors
/// No such plan, or rows that cannot be read.
pub fn week_paper(context: &mut Context<'_>, wanted: &Wanted) -> Result<Paper, PlanError> {
    let (board, targets) = (plan_board(context, wanted)?, targets(context, wanted)?);
    let (today, config, tables) = (context.today(), context.config, context.tables);
    let found = context.store.read(|conn| find(conn, wanted, today))?;
    let (week, made_at) = (found.week, found.version.made_at);
    let standing = Standing::of(context, &found.province.code, week, made_at)?;
    context.store.read(|conn| {
        let crew = Crew::load(conn, found.province.id.0)?;
        let offices = offices_of(conn, &found.province, week.monday())?;
        let above = above(&offices, &found.office.code);
        let all = &board.shown.summary.coverage.all;
        let officers = Officers::load(conn, &found.province, week.monday())?;
        let asked = standing.sections((&found.office, &officers), &offices, Period::Week);
        let (assigned, asked): (Vec<Sentence>, Vec<Section>) = asked.into_iter().unzip();
        // Agents are named after the sums, the targets and the lines.
        let part = roman(2 + asked.len());
        let held = events_of_version(conn, found.province.id.0, found.version.id)?;
        let held = events::of_week(conn, &found.province, held, tables)?;
        let table = activities::of_week((&targets, part), &crew, held, (all, &officers), config);
        let steps = own_steps(&board);
        let mut grounds = tables.grounds.on(week.monday());
        grounds.extend(assigned);
        let mut sections = vec![sums(&board, &targets)];
        sections.extend(asked);
        sections.extend([
            Section {
                title: Sentence::new("Nội dung thực hiện", "What is done"),
                lead: Vec::new(),
                table: Some(table),
            },
            assignments(&targets, &crew, &standing.of_agents(&officers)),
        ]);
        Ok(Paper {
            version: Some(board.shown.version),
            office: found.office.name.clone(),
            above,
            place: found.province.name.clone(),
            day: board
                .states
                .iter()
                .find(|one| one.number == board.shown.version)
                .map_or(today, |one| one.made_at.date()),
            title: Sentence::new(
                "Kế hoạch tuyên truyền, vận động và nhắc đóng BHXH, BHYT trong tuần",
                "Weekly plan: outreach for social and health insurance",
            ),
            of: week.to_string(),
            period: period(week),
            status: status(&board, steps.as_slice()),
            is_draft: !is_approved(&board.shown.state),
            grounds,
            sections,
            signatures: signatures(&steps),
        })
    })
}

/// A week by its number and its days.
pub(super) fn period(week: Week) -> Sentence {
    let days = format!("{} – {}", week.monday().format("%d/%m"), date_vi(week.sunday()));
    Sentence::new(format!("Tuần {week} ({days})"), format!("Week {week} ({days})"))
}

/// Name of the office above one.
pub(super) fn above(
    offices: &[(crate::app::plan::Office, Option<String>)],
    code: &str,
) -> Option<String> {
    let (_, parent) = offices.iter().find(|(office, _)| office.code == code)?;
    let parent = parent.as_deref()?;
    offices.iter().find(|(office, _)| office.code == parent).map(|(office, _)| office.name.clone())
}

/// The steps that were taken with the version, oldest first.
fn own_steps(board: &PlanBoard) -> Vec<&StepLine> {
    board.steps.iter().filter(|step| step.version == board.shown.version).collect()
}

/// Whether somebody has approved a version in this state.
pub(super) fn is_approved(state: &str) -> bool {
    use PlanState::{Approved, Closed, Published, Replaced};
    PlanState::from_code(state)
        .is_some_and(|state| matches!(state, Approved | Published | Replaced | Closed))
}

fn status(board: &PlanBoard, steps: &[&StepLine]) -> Sentence {
    let (state, number) = (&board.shown.state, board.shown.version);
    let names = PlanState::from_code(state)
        .map_or((state.as_str(), state.as_str()), |state| (state.name_vi(), state.name_en()));
    let head = Sentence::new(
        format!("Phiên bản {number}, {}", names.0),
        format!("Version {number}, {}", names.1),
    );
    let approved = steps.iter().rfind(|step| step.action == PlanAction::Approve.code());
    let Some(step) = approved.filter(|_| is_approved(state)) else { return head };
    let ((vi, en), day) = (who(&step.by), step.at.format("%H:%M %d/%m/%Y"));
    Sentence::new(
        format!("{}; {vi} duyệt lúc {day}", head.vi),
        format!("{}; approved by {en} at {day}", head.en),
    )
}

/// What the lists of earlier versions hold, where the version begins in the middle of the week.
fn before(targets: &Targets) -> Option<Sentence> {
    let (first, last) = targets.earlier_days?;
    let days = match first == last {
        true => date_vi(first),
        false => format!("{}–{}", first.format("%d/%m"), date_vi(last)),
    };
    let from = date_vi(*targets.days.first()?);
    let Earlier { calls, visits, due, .. } = targets.earlier;
    Some(Sentence::new(
        format!(
            "Kế hoạch này tính từ ngày {from}. Các ngày trước đó ({days}) làm theo danh sách đã giao của \
             phiên bản trước: {} cuộc gọi, {} lần đến nhà, {} trường hợp đến hạn.",
            n(calls),
            n(visits),
            n(due)
        ),
        format!(
            "This plan begins on {from}. The days before ({days}) are worked by the lists of the version \
             before it: {calls} calls, {visits} visits, {due} due cases."
        ),
    ))
}

/// Where the due cases of a version end that was made in the middle of its week. Those on the lists before it are
/// no part of these: some are not due any more when it begins, and some became due since.
fn once(summary: &Summary, week: WeekDue) -> Sentence {
    let all = &summary.coverage.all;
    let (turns, left) = (summary.had_turn(), summary.left_to_coordinator());
    let gone = week.all.saturating_sub(all.due);
    Sentence::new(
        format!(
            "Trong {} trường hợp đến hạn của kế hoạch này, {} có lịch, {} đã có lượt trong tuần, {} chuyển cán \
             bộ điều phối. Tính mỗi trường hợp một lần, cả tuần có {} trường hợp đến hạn ({} của kế hoạch này và \
             {} trên danh sách trước đó nay không còn đến hạn, ví dụ đã đóng hoặc đã qua ngày cuối còn kịp \
             đóng), trong đó {} từng có lịch.",
            n(all.due),
            n(all.due_planned),
            n(turns),
            n(left),
            n(week.all),
            n(all.due),
            n(gone),
            n(week.planned)
        ),
        format!(
            "Of the {} due cases of this plan {} are planned, {turns} had their turn this week and {left} go to \
             the coordinator. Each counted once, the whole week has {} due cases ({} of this plan and {gone} on \
             the lists before it that are not due any more: paid since, say, or past their last useful day); {} \
             of them were planned at some time.",
            all.due, all.due_planned, week.all, all.due, week.planned
        ),
    )
}

/// What the plan amounts to, in sentences.
fn sums(board: &PlanBoard, targets: &Targets) -> Section {
    let summary = &board.shown.summary;
    let all = &summary.coverage.all;
    let mut lead = vec![
        Sentence::new(
            format!(
                "Liên hệ {} hộ trong {} hộ liên hệ được: {} cuộc gọi, {} lần đến nhà; nói về {} trong {} \
                 trường hợp đến hạn.",
                n(all.planned),
                n(all.reachable),
                n(summary.calls),
                n(summary.visits),
                n(all.due_planned),
                n(all.due)
            ),
            format!(
                "{} of {} reachable households are contacted: {} calls, {} visits; {} of {} due cases are \
                 spoken about.",
                all.planned, all.reachable, summary.calls, summary.visits, all.due_planned, all.due
            ),
        ),
        if board.shown.proof.gap() == 0 {
            Sentence::new(
                "Theo các giả định đã nêu, không cách xếp lịch nào đạt nhiều hơn (đã chứng minh).",
                "Under the stated assumptions no way of planning reaches more (proven).",
            )
        } else {
            Sentence::new(
                "Chưa chứng minh được đây là cách xếp lịch tốt nhất.",
                "That this is the best way of planning has not been proven.",
            )
        },
    ];
    if let Some(before) = before(targets) {
        lead.extend([before, once(summary, targets.week_due)]);
    }
    Section {
        title: Sentence::new("Mục tiêu chung", "What is to be reached"), lead, table: None
    }
}

/// Agent by agent: who does how much.
fn assignments(targets: &Targets, crew: &Crew, asks: &AgentAsks) -> Section {
    let mut columns = vec![
        Column::words("Nhân viên thu", "Agent", 26),
        Column::words("Điểm thu", "Collection point", 26),
        Column::words("Địa bàn", "Communes", 30),
        Column::numbers("Đến hạn", "Due", 9),
        Column::numbers("Hạn chót", "Last week", 9),
        Column::numbers("Gọi", "Calls", 8),
        Column::numbers("Đến nhà", "Visits", 8),
    ];
    columns.extend(targets.days.iter().map(|day| {
        let day = day.format("%d/%m").to_string();
        Column::numbers(&day, &day, 7)
    }));
    columns.extend(asks.columns());
    columns.extend(asks.responsible_column());
    // Who has a target answers for it also in a week without touches.
    let named: Vec<&AgentTarget> =
        targets.agents.iter().filter(|agent| agent.touches > 0 || asks.has(&agent.code)).collect();
    let mut totals = vec![0; 4 + targets.days.len()];
    let rows: Vec<Vec<Cell>> = named
        .iter()
        .map(|agent| {
            let calls = agent.touches - agent.visits;
            let mut numbers = vec![agent.due, agent.last_chance, calls, agent.visits];
            numbers.extend(agent.days.iter().map(|day| day.touches));
            for (total, number) in totals.iter_mut().zip(&numbers) {
                *total += number;
            }
            let who = match agent.name.as_str() {
                "" => agent.code.clone(),
                name => format!("{name} ({})", agent.code),
            };
            let point = crew.point(&agent.code);
            let mut row = vec![
                Cell::Name(who),
                point.map_or(Cell::Empty, |point| Cell::Name(point.to_owned())),
                Cell::Name(agent.communes.join(", ")),
            ];
            row.extend(numbers.into_iter().map(Cell::count));
            row.extend(asks.cells(&[&agent.code]));
            row.extend(asks.responsible(&agent.code));
            row
        })
        .collect();
    let mut total = vec![Cell::said("Cộng", "Total"), Cell::Empty, Cell::Empty];
    total.extend(totals.into_iter().map(Cell::count));
    let agents: Vec<&str> = named.iter().map(|agent| agent.code.as_str()).collect();
    total.extend(asks.cells(&agents));
    total.extend(asks.responsible(""));
    Section {
        title: Sentence::new("Phân công từng nhân viên thu", "Who does what"),
        lead: vec![Sentence::new(
            "Số cuộc gọi và lần đến nhà của từng người, từng ngày; danh sách cụ thể gửi riêng cho mỗi người.",
            "Calls and visits of each agent and day; each agent gets a list of who they are.",
        )],
        table: Some(Table { columns, rows, total: Some(total) }),
    }
}

/// Who signs: whoever handed the plan in, and whoever approved it.
fn signatures(steps: &[&StepLine]) -> Vec<Signature> {
    let by = |action: PlanAction| {
        let step = steps.iter().rfind(|step| step.action == action.code())?;
        Some(step.on_behalf_of.as_ref().map_or_else(
            || who(&step.by).0.to_owned(),
            |other| format!("{} (thay mặt {other})", who(&step.by).0),
        ))
    };
    vec![
        Signature {
            role: Sentence::new("Người lập kế hoạch", "Planned by"),
            name: by(PlanAction::Submit),
        },
        Signature {
            role: Sentence::new("Trưởng Ban Chỉ đạo", "For the steering committee"),
            name: by(PlanAction::Approve),
        },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn due_cases_of_a_week_planned_again_add_up() {
        let counts = |code: &str, count| BTreeMap::from([(code.to_owned(), count)]);
        let mut summary = Summary {
            due_had_turn: counts("04282", 592),
            due_left: counts("too_recent", 406),
            ..Summary::default()
        };
        (summary.coverage.all.due, summary.coverage.all.due_planned) = (1_265, 267);
        let told = once(&summary, WeekDue { planned: 874, all: 1_281 });
        for part in [
            "Trong 1.265 trường hợp đến hạn của kế hoạch này, 267 có lịch, 592 đã có lượt trong tuần, 406 chuyển",
            "cả tuần có 1.281 trường hợp đến hạn (1.265 của kế hoạch này và 16 trên danh sách trước đó",
            "trong đó 874 từng có lịch.",
        ] {
            assert!(told.vi.contains(part), "{part}: {}", told.vi);
        }
        assert!(
            told.en.contains("1281 due cases (1265 of this plan and 16 on the lists"),
            "{}",
            told.en
        );
    }
}
