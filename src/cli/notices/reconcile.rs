//! `vandong notices reconcile`: the daily proof that nobody was lost between plan, lists, letters and the
//! coordinator.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::json;

use super::period_words::period;
use crate::app::notices::{Batch, DueOfDay, Invited, ListsOfDay, Reconciled, reconcile};
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::{self, thousands};
use crate::cli::{Failure, Session, values};
use crate::clock::local_date;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::notice::{NoticeReason, NoticeState, Purpose};
use crate::domain::product::Products;

/// Which day.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Examples:
  vandong notices reconcile
  vandong notices reconcile --day 2023-06-05 --json")]
pub struct Args {
    /// Ngày đối soát; không ghi là hôm nay. The day; today when it is not said.
    #[arg(long, value_name = "YYYY-MM-DD|DD/MM/YYYY", value_parser = values::day)]
    pub day: Option<NaiveDate>,
}

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    let province = session.province();
    let today = local_date(session.clock().now(), session.config.office.time_zone);
    let day = args.day.unwrap_or(today);
    if day > today {
        return to_come(session, day, today);
    }
    let (found, text) = session.with_context(|context| -> Result<_, Failure> {
        let found = reconcile(context, &province, day)?;
        let text = words(&found, &context.tables.products);
        Ok((found, text))
    })?;
    if session.json {
        print::json(&found)?;
    } else if !session.quiet || !found.balances {
        print::text(&session.invocation.put_into(&text))?;
    }
    Ok(if found.balances { Exit::Done } else { Exit::Failed })
}

/// A day on which nothing was sent yet can neither balance nor not.
fn to_come(session: &Session, day: NaiveDate, today: NaiveDate) -> Ended {
    if session.json {
        print::json(&json!({ "day": day, "today": today, "to_come": true }))?;
    } else if !session.quiet {
        print::text(&format!(
            "Ngày {} chưa tới (hôm nay {}): chưa có gì để đối soát.\nThe day is still to come (today is \
             {today}): nothing to reconcile yet.\n",
            date_vi(day),
            date_vi(today)
        ))?;
    }
    Ok(Exit::Done)
}

/// Names of the first few.
const SHOWN: usize = 10;

fn words(found: &Reconciled, products: &Products) -> String {
    let mut text = format!("Đối soát {}, ngày {}\n", weekday_vi(found.day), date_vi(found.day));
    lists(&mut text, &found.lists);
    due(&mut text, &found.due, products);
    guests(&mut text, &found.invited);
    batches(&mut text, &found.batches);
    if !found.unknown.is_empty() {
        let _ = writeln!(text, "Thông báo không rõ đã gửi: {}", count(found.unknown.len()));
        for one in found.unknown.iter().take(SHOWN) {
            let (purpose, period) = (purpose(&one.purpose), period(&one.purpose, &one.period));
            let waits = thousands(one.hours);
            let _ = writeln!(text, "  #{} {purpose} {period}: {waits} giờ chưa rõ kết quả", one.id);
        }
    }
    if !found.standing_still.is_empty() {
        let ids = found.standing_still.iter().map(|id| format!("#{id}"));
        let _ = writeln!(
            text,
            "Quá hạn mà chưa kết thúc: {} ({}); hãy chạy `vandong dispatch --once`",
            count(found.standing_still.len()),
            some(ids)
        );
    }
    text.push_str(match found.balances {
        true => "Khớp: không ai bị bỏ sót.\nIt balances: nobody is lost.\n",
        false => "KHÔNG KHỚP: xem các mục nêu trên.\nIt does not balance: see above.\n",
    });
    text
}

fn lists(text: &mut String, lists: &ListsOfDay) {
    let not_sent: usize = lists.not_sent.values().sum();
    let _ = writeln!(
        text,
        "Danh sách gọi trong ngày: {} = đã gửi {} + chờ gửi {} + không rõ {} + không gửi {} + thiếu thư {}",
        count(lists.lists),
        count(lists.sent),
        count(lists.waiting),
        count(lists.unknown),
        count(not_sent),
        count(lists.missing.len()),
    );
    why_not(text, &lists.not_sent);
    if !lists.unsent.is_empty() {
        let unsent = some(lists.unsent.iter().cloned());
        let _ = writeln!(text, "  không nhận được danh sách, phải trao tay hoặc báo: {unsent}");
    }
    if !lists.missing.is_empty() {
        let _ = writeln!(text, "  thiếu thư: {}", some(lists.missing.iter().cloned()));
    }
}

fn why_not(text: &mut String, not_sent: &BTreeMap<String, usize>) {
    for (why, number) in not_sent {
        let name = NoticeReason::from_code(why).map(|one| one.name_vi());
        let name = name.or_else(|| NoticeState::from_code(why).map(|one| one.name_vi()));
        let _ = writeln!(text, "  không gửi, {}: {}", name.unwrap_or(why), count(*number));
    }
}

fn due(text: &mut String, due: &DueOfDay, products: &Products) {
    if due.offices.is_empty() {
        text.push_str("Tuần này chưa có kế hoạch nào.\n");
    }
    let _ = writeln!(
        text,
        "Trường hợp đến hạn: {} = trong danh sách gọi {} + cán bộ điều phối {} + chỉ có thư nhắc {} + \
         kế hoạch sau {} + bị bỏ sót {}",
        count(due.cases),
        count(due.on_lists),
        count(due.with_coordinator),
        count(due.with_letter),
        count(due.next_plan),
        count(due.lost),
    );
    if due.lost > 0 {
        let _ = writeln!(
            text,
            "  bị bỏ sót: {}",
            some(due.lost_cases.iter().map(|case| lost(case, products)))
        );
    }
    let _ = writeln!(text, "  trong đó có thư nhắc: {}", count(due.letters));
}

fn guests(text: &mut String, invited: &Invited) {
    if invited.events == 0 {
        return;
    }
    let not_sent: usize = invited.not_sent.values().sum();
    let _ = writeln!(
        text,
        "Khách mời của {} sự kiện sắp tới: {} hộ = đã gửi {} + chờ gửi {} + không rõ {} + không gửi {} + thiếu thư {}",
        count(invited.events),
        count(invited.guests),
        count(invited.sent),
        count(invited.waiting),
        count(invited.unknown),
        count(not_sent),
        count(invited.missing.len()),
    );
    why_not(text, &invited.not_sent);
    if !invited.missing.is_empty() {
        let _ = writeln!(text, "  thiếu thư: {}", some(invited.missing.iter().cloned()));
    }
}

/// A case that is written `#PERSON PRODUCT`, with the name of the product.
fn lost(case: &str, products: &Products) -> String {
    let named = case.split_once(' ').and_then(|(person, code)| {
        let product = products.find(code).and_then(|id| products.get(id))?;
        Some(format!("{person} ({})", product.name_vi))
    });
    named.unwrap_or_else(|| case.to_owned())
}

fn batches(text: &mut String, batches: &[Batch]) {
    if batches.is_empty() {
        text.push_str("Không có thông báo nào trong 7 ngày qua.\n");
    }
    for batch in batches {
        let states = batch.states.iter().map(|(state, number)| {
            let name = NoticeState::from_code(state).map_or(state.as_str(), |one| one.name_vi());
            format!("{name} {}", thousands(*number))
        });
        let states: Vec<String> = states.collect();
        let (purpose, period) = (purpose(&batch.purpose), period(&batch.purpose, &batch.period));
        let all = thousands(batch.all);
        let _ = writeln!(text, "Thông báo, {purpose} {period}: {all} = {}", states.join(" + "));
    }
}

fn purpose(code: &str) -> &str {
    Purpose::from_code(code).map_or(code, |one| one.name_vi())
}

fn count(number: usize) -> String {
    thousands(number as i128)
}

fn some(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names.take(SHOWN).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::notices::Unknown;

    #[test]
    fn sums_are_told_with_their_parts() {
        let lists = ListsOfDay {
            lists: 12,
            sent: 9,
            waiting: 1,
            not_sent: [("no_address".to_owned(), 1)].into(),
            missing: vec!["NV-01".into()],
            ..ListsOfDay::default()
        };
        let due = DueOfDay {
            offices: vec!["01500".into()],
            cases: 3,
            on_lists: 2,
            lost: 1,
            lost_cases: vec!["#7 household_hi".into()],
            ..DueOfDay::default()
        };
        let states = [("sent".to_owned(), 9), ("unknown".to_owned(), 1)].into();
        let batch =
            Batch { purpose: "call_list".into(), period: "2023-06-05".into(), all: 10, states };
        let day = "2023-06-05".parse().unwrap();
        let (id, hours) = (8, 24);
        let (purpose, period) = ("due_reminder".into(), "2023-06-04".into());
        let unknown = Unknown { id, purpose, period, hours };
        let found = Reconciled {
            day,
            balances: false,
            lists,
            due,
            invited: Invited {
                events: 2,
                guests: 31,
                sent: 20,
                waiting: 4,
                not_sent: [("no_address".to_owned(), 4), ("not_invited".to_owned(), 2)].into(),
                missing: vec!["E-1 #7".into()],
                ..Invited::default()
            },
            batches: vec![batch],
            unknown: vec![unknown],
            standing_still: vec![4],
        };
        let products = Products::from_toml(include_str!("../../../config/products.toml")).unwrap();
        let text = words(&found, &products);
        for part in [
            "Đối soát Thứ Hai, ngày 05/06/2023",
            "12 = đã gửi 9 + chờ gửi 1 + không rõ 0 + không gửi 1 + thiếu thư 1",
            "không gửi, không có địa chỉ nhận: 1",
            "thiếu thư: NV-01",
            "bị bỏ sót: #7 (BHYT hộ gia đình)",
            "#8 nhắc đóng tiền 2023-06-04: 24 giờ chưa rõ kết quả",
            "danh sách gọi 2023-06-05: 10 = đã gửi 9 + không rõ đã gửi 1",
            "1 (#4)",
            "2 sự kiện sắp tới: 31 hộ = đã gửi 20 + chờ gửi 4 + không rõ 0 + không gửi 6 + thiếu thư 1",
            "không gửi, không có địa chỉ nhận: 4",
            "không gửi, không còn trong danh sách mời: 2",
            "thiếu thư: E-1 #7",
            "KHÔNG KHỚP",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
