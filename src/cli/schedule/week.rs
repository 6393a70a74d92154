//! The tasks of the week beside planning: each calls its use case for the day of its slot, and says what
//! came of it.

use chrono::NaiveDate;
use serde_json::json;

use super::Home;
use crate::app::context::province;
use crate::app::life::{end_of_week, start_of_week, weeks_to_close};
use crate::app::notices::{Concern, lists_today, raise, reconcile, remind};
use crate::cli::Failure;
use crate::dispatch::seal::{Seal, seal};
use crate::domain::calendar::{Week, date_vi};
use crate::schedule::task::{Report, Slot};

impl Home {
    /// Publishes what is approved for the slot's week, and tells where nothing is.
    pub(super) fn start_of_week(&self, slot: &Slot) -> Result<Report, Failure> {
        let (week, province) = (Week::containing(slot.local.date()), self.province());
        let endpoints = self.config.webhooks.names();
        let start =
            self.with_context(|context| start_of_week(context, &province, week, &endpoints))?;
        let (published, open) = (start.published.len(), start.not_approved.len());
        Ok(Report {
            vi: format!(
                "tuần {week}: ban hành {published} kế hoạch, {open} cơ quan chưa có kế hoạch được duyệt"
            ),
            en: format!("{week}: {published} plans published, {open} offices without approval"),
            facts: json!({
                "week": week,
                "published": start.published,
                "in_force": start.in_force,
                "not_approved": start.not_approved,
            }),
        })
    }

    /// Adds the letters that are missing of the lists of the slot's day.
    pub(super) fn call_lists(&self, slot: &Slot) -> Result<Report, Failure> {
        let (day, province) = (slot.local.date(), self.province());
        let done = self.with_context(|context| lists_today(context, &province, day))?;
        let nobody = done.no_address.len();
        Ok(Report {
            vi: format!(
                "ngày {}: {} danh sách, thêm {} thư còn thiếu, {nobody} nhân viên thu không có địa chỉ",
                date_vi(day),
                done.lists,
                done.added
            ),
            en: format!(
                "{day}: {} lists, {} missing letters added, {nobody} agents without an address",
                done.lists, done.added
            ),
            facts: json!({ "lists": done.lists, "had": done.had, "added": done.added, "no_address": nobody }),
        })
    }

    /// Writes the reminders that are due on the slot's day.
    pub(super) fn due_reminders(&self, slot: &Slot) -> Result<Report, Failure> {
        let (day, province) = (slot.local.date(), self.province());
        let done = self.with_context(|context| remind(context, &province, day))?;
        Ok(Report {
            vi: format!(
                "ngày {}: {} thư nhắc mới cho {} trường hợp; {} trường hợp không có địa chỉ",
                date_vi(day),
                done.letters,
                done.told,
                done.no_address
            ),
            en: format!(
                "{day}: {} new reminders of {} cases; {} cases without an address",
                done.letters, done.told, done.no_address
            ),
            facts: json!({ "letters": done.letters, "cases": done.cases, "told": done.told }),
        })
    }

    /// Closes every week that is over.
    pub(super) fn close_weeks(&self, _: &Slot) -> Result<Report, Failure> {
        let province = self.province();
        let weeks = self.with_context(|context| weeks_to_close(context, &province))?;
        let (mut closed, mut failed) = (Vec::new(), Vec::new());
        for week in weeks {
            match self.with_context(|context| end_of_week(context, &province, week)) {
                Ok(ended) => closed.extend(ended.into_iter().map(|one| one.step)),
                Err(failure) => failed.push((week.to_string(), failure)),
            }
        }
        if !failed.is_empty() {
            return Err(Failure::of_several(failed));
        }
        let plans: Vec<String> =
            closed.iter().map(|one| format!("{} {}", one.week, one.office)).collect();
        let named =
            if plans.is_empty() { String::new() } else { format!(": {}", plans.join(", ")) };
        Ok(Report {
            vi: format!("đã kết thúc {} kế hoạch{named}", closed.len()),
            en: format!("closed {} plans{named}", closed.len()),
            facts: json!({ "plans": plans }),
        })
    }

    /// Seals the log of sending as it stands, so that nobody cuts it afterwards unseen.
    fn seal(&self, day: NaiveDate) -> Result<Seal, Failure> {
        let code = self.province();
        self.with_context(|context| -> Result<_, Failure> {
            let today = context.today();
            let province = context.store.read(|conn| province(conn, &code, today))?.id.0;
            Ok(seal(context.store, context.clock, (province, day))?)
        })
    }

    /// Holds the day before the slot's against what was sent, and seals it; what does not balance is told.
    pub(super) fn reconcile(&self, slot: &Slot) -> Result<Report, Failure> {
        let today = slot.local.date();
        let (day, province) = (today.pred_opt().unwrap_or(today), self.province());
        let found = self.with_context(|context| reconcile(context, &province, day))?;
        let (lost, missing) = (found.due.lost, found.lists.missing.len());
        let (unsent, still) = (found.lists.unsent.len(), found.standing_still.len());
        if !found.balances {
            let key = format!("reconcile {day}");
            let vi = format!(
                "Đối soát ngày {} không khớp: {lost} trường hợp đến hạn bị bỏ sót, {missing} danh sách thiếu \
                 thư, {unsent} danh sách không gửi được, {still} thông báo quá hạn mà chưa xong; ở máy chủ \
                 chạy Vận Động hãy chạy `vandong notices reconcile --day {day}`",
                date_vi(day)
            );
            let en = format!(
                "{day} does not balance: {lost} due cases lost, {missing} lists without a letter, {unsent} \
                 lists that could not be sent, {still} notices past their time that no worker has ended; on \
                 the server of Vận Động run `vandong notices reconcile --day {day}`"
            );
            let concern = Concern {
                key: &key,
                title: ["đối soát không khớp", "a day that does not balance"],
                what: [&vi, &en],
                what_to_do: None,
            };
            self.with_context(|context| raise(context, &province, concern))?;
        }
        let sealed = self.seal(day)?;
        Ok(Report {
            vi: format!(
                "ngày {}: {}, không rõ đã gửi {}, đã niêm phong nhật ký gửi",
                date_vi(day),
                if found.balances { "khớp" } else { "KHÔNG KHỚP" },
                found.unknown.len()
            ),
            en: format!(
                "{day}: {}, {} may have been sent, the log of sending is sealed",
                if found.balances { "balances" } else { "does not balance" },
                found.unknown.len()
            ),
            facts: json!({
                "balances": found.balances,
                "lost": lost,
                "missing": missing,
                "unsent": unsent,
                "standing_still": still,
                "seal": sealed,
            }),
        })
    }
}
