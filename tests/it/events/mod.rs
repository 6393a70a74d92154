//! Events from the lists to the ledger: planned with a proof, invited to, approved, moved, held.

mod adopted;
pub(crate) mod asked;
mod counted;
mod elsewhere;
mod life;
mod pages;
mod planned;
mod rested;
mod told;
mod too_few;
mod turned;
mod turnout;
mod why;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use vandong::app::events::EventLine;
use vandong::app::lists::due_left;
use vandong::app::plan::Wanted;
use vandong::domain::event::ToldBy;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, week};

/// The small province with hosts, venues and quotas: events for few people, since few live there.
pub(crate) fn with_events(office: &mut Office) {
    office.take_lists();
    with_catalogues(office);
}

/// What events need, beside the lists of the province.
fn with_catalogues(office: &mut Office) {
    small_events(office);
    for (thing, list) in lists() {
        let report = office.import(thing, &list);
        assert_eq!(report.tally.rejected, 0, "{}: {:?}", thing.name(), report.reasons);
    }
}

/// Few people are enough, events win them all, on any day and by letters.
fn small_events(office: &mut Office) {
    let rules = &mut office.tables.events;
    rules.winnable = 1.0;
    rules.most_per_place = 1_000.0;
    for kind in &mut rules.kinds {
        (kind.smallest, kind.attends) = (1, 0.3);
        kind.days_apart = kind.days_apart.min(2);
        (kind.notice_days, kind.told_by) = (0, ToldBy::Letter);
    }
}

/// An evening from Tuesday on at which none of these events is held.
pub(crate) fn free_evening(events: &[EventLine]) -> NaiveDate {
    let mut days = (6..=10).map(|day| NaiveDate::from_ymd_opt(2023, 6, day).unwrap());
    days.find(|day| !events.iter().any(|one| one.date == *day && one.part == "evening")).unwrap()
}

/// The households whose due cases a version leaves for this reason.
fn left(office: &mut Office, wanted: &Wanted, reason: &str) -> BTreeSet<String> {
    let all = due_left(&mut office.context(), wanted).unwrap().into_iter();
    all.filter(|one| one.reason == reason).map(|one| one.contact).collect()
}

/// An invitation of a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Invitation {
    /// Code of the event.
    pub(crate) event: String,
    /// Code of the way it is held.
    pub(crate) mode: String,
    pub(crate) commune: String,
    pub(crate) contact: String,
    /// Key of whoever of the household has the letter.
    pub(crate) person: String,
    /// The chance that somebody comes by which it was given, in millionths.
    pub(crate) worth: i64,
}

/// Whom a version of the week invites.
pub(crate) fn invited(office: &mut Office, version: i32) -> Vec<Invitation> {
    let lines = office.texts(&format!(
        "SELECT e.code || ' ' || e.mode || ' ' || i.commune || ' ' || i.contact || ' ' || CAST(i.person_id AS \
         TEXT) || ' ' || CAST(i.worth AS TEXT) AS line FROM plan_invitations i JOIN plan_events e ON \
         e.province_id = i.province_id AND e.version_id = i.version_id AND e.number = i.event JOIN \
         plan_versions v ON v.province_id = i.province_id AND v.id = i.version_id JOIN plans p ON \
         p.province_id = v.province_id AND p.id = v.plan_id WHERE p.week = '{}' AND v.number = {version} \
         ORDER BY 1",
        week()
    ));
    let invitation = |line: &String| {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let [event, mode, commune, contact, person, worth] = words.try_into().unwrap();
        Invitation { event, mode, commune, contact, person, worth: worth.parse().unwrap() }
    };
    lines.iter().map(invitation).collect()
}

/// Hosts, venues and quotas.
pub(crate) fn lists() -> Vec<(Thing, String)> {
    vec![
        (
            Thing::Hosts,
            "Mã người chủ trì;Họ tên;Mã địa bàn;Loại sự kiện;Số sự kiện/tuần;Ngày bận\n\
             BCV-1;Hoàng Thị Sen;;;3;05/06/2023\n\
             BCV-2;Vàng A Chống;04288;nhóm nhỏ;2;\n"
                .into(),
        ),
        (
            Thing::Venues,
            "Mã địa điểm;Tên địa điểm;Mã xã;Sức chứa;Loại sự kiện;Ngày bận;Địa chỉ\n\
             NVH-1;Nhà văn hóa Pú Trạng;04282;40;hội nghị khách hàng;;Tổ 3\n\
             NVH-2;Nhà văn hóa Trung Tâm;04285;60;hội nghị khách hàng;;\n\
             NVH-3;Hội trường Tân An;04288;20;nhóm nhỏ;06/06/2023;\n\
             NVH-4;Nhà sinh hoạt thôn;04288;20;nhóm nhỏ;;\n\
             FB-15;Trang Facebook BHXH tỉnh;;5000;livestream;;https://example.vn/bhxh\n"
                .into(),
        ),
        (
            Thing::Quotas,
            "Loại sự kiện;Mã địa bàn;Tháng;Chỉ tiêu;Văn bản\n\
             hội nghị khách hàng;15;06/2023;4;CV 12\n\
             nhóm nhỏ;04288;06/2023;8;\n\
             livestream;15;06/2023;1;\n"
                .into(),
        ),
    ]
}
