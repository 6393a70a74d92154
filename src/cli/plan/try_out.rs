//! `vandong plan try`: what the week would come to if something were otherwise. Nothing is stored.

use std::fmt::Write as _;

use crate::app::plan::proof::Levels;
use crate::app::plan::{Outlook, Points, Supposed, TriedOut, try_out};
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::{Side, Table, decimal, thousands};
use crate::cli::values::{Told, week};
use crate::cli::{Session, print};
use crate::domain::calendar::{Week, date_vi};

/// Communes whose prices are printed.
const SHOWN: usize = 10;

/// What is supposed.
#[derive(clap::Args, Clone)]
pub struct Suppositions {
    /// Tuần, ví dụ 2023-W23; không ghi là tuần này. The week; this week when it is not said.
    #[arg(long, value_name = "WEEK", value_parser = week)]
    week: Option<Week>,
    /// Mã cơ quan BHXH; không ghi là cơ quan cấp trên cùng. Code of the office; the one above all
    /// others when it is not said.
    #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
    office: String,
    /// Không có nhân viên thu này. Without this agent.
    #[arg(long, value_name = "CODE")]
    without_agent: Vec<String>,
    /// Thêm số nhân viên thu này, giống người ghi ở --like. So many agents more, as --like says.
    #[arg(long, value_name = "N", requires = "like", value_parser = clap::value_parser!(u16).range(1..=500))]
    more_agents: Option<u16>,
    /// Nhân viên thu mẫu. The agent whom they are like.
    #[arg(long, value_name = "CODE", requires = "more_agents")]
    like: Option<String>,
    /// Số lượt mỗi ngày làm việc của một nhân viên thu. Slots of an agent on a working day.
    #[arg(long, value_name = "CODE=N", value_parser = slots)]
    slots: Vec<Supposed>,
    /// Thêm hoặc bớt số lượt mỗi ngày của mọi nhân viên thu, ví dụ +2 hoặc -1. More or fewer slots for
    /// every agent on each working day.
    #[arg(long, value_name = "+N", allow_hyphen_values = true, value_parser = clap::value_parser!(i16).range(-100..=100))]
    slots_all: Option<i16>,
    /// Giả định khác, ví dụ household_hi.renewal.people=80. Another number among the assumptions.
    #[arg(long, value_name = "NAME=NUMBER", value_parser = weight)]
    weight: Vec<Supposed>,
    /// Xã (hoặc địa bàn cấp trên) không đến nhà, như khi giãn cách. A commune, or an area above, without
    /// home visits, as under distancing.
    #[arg(long, value_name = "CODE")]
    commune_closed: Vec<String>,
}

impl Suppositions {
    fn all(&self) -> Vec<Supposed> {
        let mut all: Vec<Supposed> = Vec::new();
        // More like somebody before that one goes.
        if let Some((count, like)) = self.more_agents.zip(self.like.as_ref()) {
            all.push(Supposed::MoreAgents(count, like.clone()));
        }
        all.extend(self.slots.iter().cloned());
        all.extend(self.slots_all.map(Supposed::SlotsOfAll));
        all.extend(self.without_agent.iter().cloned().map(Supposed::WithoutAgent));
        all.extend(self.weight.iter().cloned());
        all.extend(self.commune_closed.iter().cloned().map(Supposed::NoVisits));
        all
    }
}

/// `NV-01=12`.
fn slots(text: &str) -> Result<Supposed, Told> {
    let told = || Told::new("ghi MÃ=SỐ LƯỢT, ví dụ NV-01=12", "write CODE=N, as NV-01=12");
    let (code, number) = text.rsplit_once('=').ok_or_else(told)?;
    let number: u16 = number.trim().parse().map_err(|_| told())?;
    if number > 500 {
        return Err(told());
    }
    Ok(Supposed::Slots(code.trim().to_owned(), number))
}

/// `household_hi.renewal.people=80`.
fn weight(text: &str) -> Result<Supposed, Told> {
    let told = || {
        Told::new(
            "ghi TÊN=SỐ, ví dụ household_hi.renewal.people=80",
            "write NAME=NUMBER, as household_hi.renewal.people=80",
        )
    };
    let (name, number) = text.split_once('=').ok_or_else(told)?;
    let number: f64 = number.trim().parse().map_err(|_| told())?;
    if !number.is_finite() {
        return Err(told());
    }
    Ok(Supposed::Weight(name.trim().to_owned(), number))
}

pub(super) fn run(wanted: &Suppositions, session: &Session) -> Ended {
    let (province, supposed) = (session.province(), wanted.all());
    let tried = session.with_context(|context| {
        let week = wanted.week.unwrap_or_else(|| Week::containing(context.today()));
        try_out(context, (&province, &wanted.office), week, &supposed)
    })?;
    if session.json {
        print::json(&tried)?;
    } else {
        print::text(&told(&tried))?;
    }
    Ok(Exit::Done)
}

/// Both weeks side by side.
fn told(tried: &TriedOut) -> String {
    let mut text = format!("Làm thử tuần {} của {}, không lưu gì", tried.week, tried.office);
    if let (Some(first), Some(last)) = (tried.days.first(), tried.days.last()) {
        let _ = write!(text, " ({} – {})", date_vi(*first), date_vi(*last));
    }
    text.push_str("\nGiả sử / Supposed:\n");
    for one in &tried.supposed {
        let _ = writeln!(text, "  {} / {}", one.vi, one.en);
    }
    if tried.supposed.is_empty() {
        text.push_str("  không đổi gì / nothing is otherwise\n");
    }
    text.push('\n');
    text.push_str(&side_by_side(&tried.as_it_is, &tried.as_supposed, tried.points));
    text.push_str(&prices(tried));
    let _ = writeln!(
        text,
        "\nCả hai phương án đều được chứng minh là tốt nhất theo giả định của mình; {} giây.",
        decimal(tried.seconds, 1)
    );
    text
}

fn side_by_side(now: &Outlook, then: &Outlook, points: Points) -> String {
    let mut table = Table::new([
        ("", Side::Left),
        ("Như hiện nay", Side::Right),
        ("Nếu như trên", Side::Right),
        ("Thêm, bớt", Side::Right),
    ]);
    // Points of other assumptions are another yardstick: what is counted by both is set side by side.
    if points != Points::Alike {
        table.row([
            "Điểm giá trị, theo giả định của mỗi bên".to_owned(),
            thousands(now.levels.value),
            thousands(then.levels.value),
            "không so sánh".to_owned(),
        ]);
    }
    let mut row = |name: &str, now: i64, then: i64| {
        let change = then - now;
        let sign = if change > 0 { "+" } else { "" };
        table.row([
            name.to_owned(),
            thousands(now),
            thousands(then),
            format!("{sign}{}", thousands(change)),
        ]);
    };
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    match points {
        Points::Alike => row("Điểm giá trị", now.levels.value, then.levels.value),
        Points::ByTodays(then) => {
            row("Điểm giá trị, theo giả định hiện nay", now.levels.value, then.value);
        }
        Points::Apart => (),
    }
    for (name, now, then) in
        [("Hạn chót", now.last_chance, then.last_chance), ("Đến hạn", now.due, then.due)]
    {
        row(&format!("{name} có lịch"), count(now.reached), count(then.reached));
        // Only a week that runs has any.
        if now.had_turn + then.had_turn > 0 {
            let told = format!("{name} đã có lượt trong tuần");
            row(&told, count(now.had_turn), count(then.had_turn));
        }
        row(&format!("{name} chưa có lịch"), count(now.shortfall), count(then.shortfall));
    }
    row("Lượt có lịch", count(now.touches), count(then.touches));
    row("  trong đó đến nhà", count(now.visits), count(then.visits));
    row("Lượt của nhân viên thu", count(now.slots), count(then.slots));
    table.to_string()
}

/// The communes where one more slot can bring the most as it is supposed: bounds, and no gains.
fn prices(tried: &TriedOut) -> String {
    let rank = |levels: &Levels| (levels.last_chance, levels.due, levels.value);
    let mut areas: Vec<_> = tried.prices.iter().collect();
    areas.sort_by(|a, b| {
        let dearer = rank(&b.as_supposed).cmp(&rank(&a.as_supposed));
        dearer.then(rank(&b.as_it_is).cmp(&rank(&a.as_it_is))).then(a.code.cmp(&b.code))
    });
    let mut table = Table::new([
        ("Một lượt thêm đáng giá tối đa", Side::Left),
        ("Như hiện nay", Side::Right),
        ("Nếu như trên", Side::Right),
    ]);
    let worth = |levels: &Levels| match rank(levels) {
        (0, 0, value) => format!("{} điểm", thousands(value)),
        (0, due, value) => format!("{} đến hạn, {} điểm", thousands(due), thousands(value)),
        (last, _, value) => format!("{} hạn chót, {} điểm", thousands(last), thousands(value)),
    };
    for area in areas.iter().take(SHOWN) {
        let name = format!("{} ({})", area.name, area.code);
        table.row([name, worth(&area.as_it_is), worth(&area.as_supposed)]);
    }
    let mut text = format!("\n{table}");
    if areas.len() > SHOWN {
        let _ =
            writeln!(text, "Còn {} xã: xem bằng --json.", thousands((areas.len() - SHOWN) as u64));
    }
    text.push_str(
        "Mức trần cho một lượt của một nhân viên thu trong một ngày, kể cả điểm giữ lịch và chia đều việc, khi mọi \
         điều khác giữ nguyên; thực tế thường thấp hơn: muốn biết, hãy giả sử bằng --slots.\n\
         A bound on one more slot of one agent and day, points for keeping and even loads included, all else \
         alike; what it brings is often less: suppose it by --slots.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plan::{AreaPrice, Reached};

    #[test]
    fn suppositions_read_as_people_write_them() {
        assert_eq!(slots("NV-01=12").unwrap(), Supposed::Slots("NV-01".into(), 12));
        assert_eq!(weight("keep_points=3").unwrap(), Supposed::Weight("keep_points".into(), 3.0));
        for wrong in ["NV-01", "NV-01=", "NV-01=-1", "NV-01=9999"] {
            assert!(slots(wrong).is_err(), "{wrong}");
        }
        for wrong in ["keep_points", "keep_points=x", "keep_points=inf"] {
            assert!(weight(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_more_and_what_is_less_is_told() {
        let outlook = |touches| Outlook { touches, ..Outlook::default() };
        let text = side_by_side(&outlook(1_200), &outlook(1_000), Points::Alike);
        assert!(text.contains("-200"), "{text}");
        assert!(side_by_side(&outlook(1), &outlook(3), Points::Alike).contains("+2"));
    }

    #[test]
    fn what_had_its_turn_in_a_week_that_runs_is_told_apart() {
        let outlook = |had_turn: u64| {
            let due = Reached { all: 20, reached: 4, had_turn, shortfall: 16 - had_turn };
            Outlook { due, ..Outlook::default() }
        };
        let runs = side_by_side(&outlook(11), &outlook(9), Points::Alike);
        assert!(runs.contains("Đến hạn đã có lượt trong tuần"), "{runs}");
        assert!(!runs.contains("Hạn chót đã có lượt"), "{runs}");
        let ahead = side_by_side(&outlook(0), &outlook(0), Points::Alike);
        assert!(!ahead.contains("đã có lượt"), "{ahead}");
    }

    #[test]
    fn a_price_is_a_bound_and_says_so() {
        let worth = Levels { value: 27, ..Levels::default() };
        let area = AreaPrice {
            code: "04282".into(),
            name: "Pú Trạng".into(),
            as_it_is: worth,
            as_supposed: Levels::default(),
        };
        let (empty, days) = (Outlook::default(), Vec::new());
        let text = prices(&TriedOut {
            office: String::new(),
            week: String::new(),
            days,
            supposed: Vec::new(),
            as_it_is: empty.clone(),
            as_supposed: empty,
            points: Points::Alike,
            prices: vec![area],
            seconds: 0.0,
        });
        assert!(text.contains("đáng giá tối đa") && text.contains("27 điểm"), "{text}");
        assert!(text.contains("Mức trần") && text.contains("A bound on one more slot"), "{text}");
    }

    #[test]
    fn points_of_two_yardsticks_are_not_subtracted() {
        let outlook = |value| {
            let levels = Levels { value, ..Levels::default() };
            Outlook { levels, ..Outlook::default() }
        };
        let told = |points| side_by_side(&outlook(62_056), &outlook(70_588), points);
        assert!(told(Points::Alike).contains("+8.532"));
        let apart = told(Points::Apart);
        assert!(!apart.contains("8.532") && apart.contains("không so sánh"), "{apart}");
        let levels = Levels { value: 62_000, ..Levels::default() };
        let both = told(Points::ByTodays(levels));
        assert!(!both.contains("8.532") && both.contains("-56"), "{both}");
    }
}
