//! Letters to the committee and the coordinators about a plan.

use serde_json::json;
use vandong::domain::message::Message;
use vandong::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose, Recipient};
use vandong::store::notices::{NewNotice, Times, insert_notices};

use super::{message, notices, province, rendered, renders, said, step, why_not, with_emails};
use crate::harness::{Office, on_both, week};

#[test]
fn letters_about_plans_say_who_did_what_and_are_overtaken() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        let version = step(office, 1, "submit", "submitted");
        let recipients = ["committee:Giàng A Páo", "coordinator:Lò Văn Sơn", "committee:Nobody"];
        let write = |office: &mut Office, purpose: Purpose| {
            let (province, now) = (province(office), office.clock.0);
            let expires_at = now + chrono::Duration::days(7);
            let times = Times { made_at: now, not_before: now, expires_at };
            let new = recipients.iter().map(|to| {
                let to = Recipient::from_text(to).unwrap();
                let key = (purpose, "2023-W23 01500", 1);
                let mut new = NewNotice::waiting((&to, NoticeChannel::Email), key, times);
                new.row.version_id = Some(version);
                new
            });
            let new: Vec<NewNotice> = new.collect();
            office.store.write(|conn| insert_notices(conn, province, new)).unwrap();
            let all = notices(office, purpose);
            let letters = said(office, &all);
            (all, letters)
        };
        let (submitted, letters) = write(office, Purpose::PlanSubmitted);
        let no_address = (NoticeState::Suppressed, NoticeReason::NoAddress);
        assert_eq!(why_not(&letters[2]), no_address);
        let letter = message(&letters[0]);
        let facts = &letter.facts;
        assert_eq!((&facts["by"], &facts["version"]), (&"Lò Văn Sơn".into(), &1.into()));
        assert_eq!(facts["change"]["share"]["vi"], "3% (1/40)");
        renders(Purpose::PlanSubmitted, letter);
        // Missing data are told where any are, and the rest stands where the letter says.
        let body = |letter: &Message| rendered(Purpose::PlanSubmitted, "vi", letter).text;
        let mut some = letter.clone();
        for (count, told) in [(json!({ "vi": "7", "en": "7" }), true), (json!(null), false)] {
            some.facts["sums"]["incomplete"] = count;
            assert_eq!(body(&some).contains("thiếu dữ liệu: 7"), told, "{}", body(&some));
            renders(Purpose::PlanSubmitted, &some);
        }
        assert!(body(letter).contains("/plans/2023-W23/01500?version=1"), "{}", body(letter));
        let (late, letters) = write(office, Purpose::NotApproved);
        renders(Purpose::NotApproved, message(&letters[1]));
        step(office, 1, "send_back", "returned");
        let (_, letters) = write(office, Purpose::PlanReturned);
        let letter = message(&letters[0]);
        assert_eq!(letter.facts["comment"], "Thêm lượt cho xã Tân An");
        renders(Purpose::PlanReturned, letter);
        step(office, 1, "publish", "published");
        let (published, letters) = write(office, Purpose::PlanPublished);
        let letter = message(&letters[0]);
        assert_eq!(letter.facts["change"]["share"]["vi"], "3% (1/40)", "as it was submitted");
        renders(Purpose::PlanPublished, letter);
        // Who is nobody is told as such.
        office.sql("UPDATE plan_steps SET by_name = 'scheduler' WHERE action = 'publish'");
        let letters = said(office, &published);
        assert_eq!(message(&letters[0]).facts["by"], "hệ thống (theo lịch)");
        let moved_on = (NoticeState::Cancelled, NoticeReason::MovedOn);
        assert_eq!(why_not(&said(office, &late)[1]), moved_on);
        step(office, 1, "close", "closed");
        let (_, letters) = write(office, Purpose::WeekClosed);
        renders(Purpose::WeekClosed, message(&letters[0]));
        assert_eq!(why_not(&said(office, &submitted)[0]), moved_on);
        let (_, letters) = write(office, Purpose::Alarm);
        renders(Purpose::Alarm, message(&letters[1]));
    });
}

#[test]
fn a_week_without_approval_says_what_is_to_be_done_by_how_far_its_plan_has_come() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        let (province, now) = (province(office), office.clock.0);
        let expires_at = now + chrono::Duration::days(7);
        let times = Times { made_at: now, not_before: now, expires_at };
        let to = Recipient::from_text("coordinator:Lò Văn Sơn").unwrap();
        // Written before there was a plan, of a week without any still and of one with a draft by now.
        let new = ["2023-W23 01500", "2023-W24 01500"].map(|period| {
            let key = (Purpose::NotApproved, period, 1);
            NewNotice::waiting((&to, NoticeChannel::Email), key, times)
        });
        office.store.write(|conn| insert_notices(conn, province, new.into())).unwrap();
        let mut all = notices(office, Purpose::NotApproved);
        all.sort_by(|a, b| a.period.cmp(&b.period));
        let told = |office: &mut Office, at: usize| {
            let letters = said(office, &all);
            let letter = message(&letters[at]);
            renders(Purpose::NotApproved, letter);
            rendered(Purpose::NotApproved, "vi", letter).text
        };
        let none = told(office, 1);
        assert!(none.contains("Tình trạng: chưa lập kế hoạch."), "{none}");
        assert!(
            none.contains("theo lịch.\n\nKính đề nghị cán bộ điều phối lập kế hoạch"),
            "{none}"
        );
        assert!(none.contains("bắt đầu làm việc.\n\nTrân trọng"), "{none}");
        assert!(!none.contains("Phiên bản") && !none.contains("phê duyệt trong ngày."), "{none}");
        let draft = told(office, 0);
        assert!(draft.contains("Phiên bản 1: bản nháp."), "{draft}");
        assert!(draft.contains("- Hộ có lịch liên hệ: 41"), "{draft}");
        assert!(draft.contains("hoàn chỉnh và trình phê duyệt"), "{draft}");
        assert!(!draft.contains("xem xét, phê duyệt"), "{draft}");
        step(office, 1, "submit", "submitted");
        let submitted = told(office, 0);
        assert!(submitted.contains("Kính đề nghị xem xét, phê duyệt trong ngày"), "{submitted}");
        step(office, 1, "send_back", "returned");
        let returned = told(office, 0);
        assert!(returned.contains("Phiên bản 1: trả lại."), "{returned}");
        assert!(returned.contains("hoàn chỉnh và trình phê duyệt"), "{returned}");
        step(office, 1, "submit", "submitted");
        step(office, 1, "approve", "approved");
        let moved_on = (NoticeState::Cancelled, NoticeReason::MovedOn);
        assert_eq!(why_not(&said(office, &all)[0]), moved_on);
    });
}
