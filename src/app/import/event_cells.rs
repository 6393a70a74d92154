//! Cells that hosts, venues and quotas share: kinds of event, days that are not possible, areas.

use std::sync::Arc;

use super::area_words::AreaWords;
use super::cells::{codes, refused};
use crate::app::context::Province;
use crate::domain::event::EventKind;
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values::{self, ValueError};

/// The kinds with their names, for messages.
pub(super) const WORDS: &str = "customer_conference (hội nghị khách hàng), online_conference (hội nghị trực \
    tuyến), livestream, small_group (nhóm nhỏ), launch_ceremony (lễ phát động), thematic_briefing (hội nghị \
    chuyên đề)";

/// Words in the form in which they are compared.
const KINDS: [(&str, EventKind); 19] = [
    ("customerconference", EventKind::CustomerConference),
    ("hoinghikhachhang", EventKind::CustomerConference),
    ("hoinghituyentruyen", EventKind::CustomerConference),
    ("hoinghi", EventKind::CustomerConference),
    ("onlineconference", EventKind::OnlineConference),
    ("hoinghitructuyen", EventKind::OnlineConference),
    ("livestream", EventKind::Livestream),
    ("phattructiep", EventKind::Livestream),
    ("phattructieplivestream", EventKind::Livestream),
    ("smallgroup", EventKind::SmallGroup),
    ("nhomnho", EventKind::SmallGroup),
    ("tuyentruyennhomnho", EventKind::SmallGroup),
    ("hopnhom", EventKind::SmallGroup),
    ("launchceremony", EventKind::LaunchCeremony),
    ("lephatdong", EventKind::LaunchCeremony),
    ("leraquan", EventKind::LaunchCeremony),
    ("thematicbriefing", EventKind::ThematicBriefing),
    ("hoinghichuyende", EventKind::ThematicBriefing),
    ("toadam", EventKind::ThematicBriefing),
];

/// The kind that a cell means.
pub(super) fn kind(cell: &str) -> values::Value<EventKind> {
    values::choice(cell, &KINDS, WORDS)
}

/// A list of kinds as the store keeps it.
pub(super) fn kinds(row: &Row<'_>, slot: Slot) -> Result<Option<String>, Reject> {
    codes(row, slot, |cell| match kind(cell) {
        Ok(Some(kind)) => Ok(kind.code().to_owned()),
        Ok(None) => Err(slot.reject(row, ValueError::Missing)),
        Err(error) => Err(slot.reject(row, error)),
    })
}

/// A list of days as the store keeps it.
pub(super) fn days(row: &Row<'_>, slot: Slot) -> Result<Option<String>, Reject> {
    codes(row, slot, |cell| match values::date(cell) {
        Ok(Some(day)) => Ok(day.to_string()),
        Ok(None) => Err(slot.reject(row, ValueError::Missing)),
        Err(error) => Err(slot.reject(row, error)),
    })
}

/// The areas of a province, of every kind.
pub(super) fn places(province: &Province) -> Arc<AreaWords> {
    let tree = &province.tree;
    AreaWords::of(tree.iter().filter(|area| tree.is_within(&area.code, &province.code)))
}

/// The code of an area of any kind.
pub(super) fn area(
    areas: &AreaWords,
    row: &Row<'_>,
    slot: Slot,
    cell: &str,
) -> Result<String, Reject> {
    let unknown = || {
        refused(
            row,
            slot,
            "unknown_area",
            &format!("trong tỉnh không có địa bàn mang mã {cell} vào ngày nhập; hãy kiểm tra mã"),
            &format!("no area of the province has the code {cell} today; check it"),
        )
    };
    areas.code_of_any_kind(row, slot, cell, unknown).map(str::to_owned)
}
