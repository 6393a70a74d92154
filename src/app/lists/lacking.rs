//! Due cases that no plan can hold because their data lack something: the product in the catalogue, the
//! deadline of a payment method, or the commune in which somebody lives. Somebody must ask these people before their cover
//! is lost, so they stand on the coordinator's list all the same.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::app::plan::Found;
use crate::app::premium::cycle_months;
use crate::config::Tables;
use crate::domain::area::Area;
use crate::domain::due::{DueLadder, ladder, ladders_of_any_cycle, ladders_of_any_product};
use crate::domain::succession::{Became, Succession};
use crate::store::cases::EnrolmentRow;

/// Longer than any chain of areas above each other.
const HIGHEST: usize = 16;

/// What keeps a case from being planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lacking {
    /// The product left the catalogue.
    Product,
    /// The payment method has no deadline.
    Deadline,
    /// The commune no longer stands.
    Commune,
    /// The commune was split, and nobody knows who lives where.
    NewCommune,
}

impl Lacking {
    /// Stable word for programs.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Product => "missing_product",
            Self::Deadline => "missing_deadline",
            Self::Commune | Self::NewCommune => "missing_commune",
        }
    }

    /// In Vietnamese.
    pub(super) fn name_vi(self) -> &'static str {
        match self {
            Self::Product => "Dữ liệu thiếu: loại hình không còn trong products.toml",
            Self::Deadline => "Dữ liệu thiếu: phương thức đóng không có hạn đóng theo quy định",
            Self::Commune => "Dữ liệu thiếu: xã cư trú không còn trong danh mục địa bàn",
            Self::NewCommune => "Dữ liệu thiếu: xã cư trú đã chia tách, chưa rõ thuộc xã mới nào",
        }
    }

    /// In English.
    pub(super) fn name_en(self) -> &'static str {
        match self {
            Self::Product => "Data missing: the product is no longer in products.toml",
            Self::Deadline => "Data missing: the payment method has no deadline in the rules",
            Self::Commune => {
                "Data missing: the home commune is no longer in the catalogue of areas"
            }
            Self::NewCommune => {
                "Data missing: the home commune was split, and its new commune is not known"
            }
        }
    }

    /// What can be done, in Vietnamese and English.
    pub(super) fn todo(self) -> (&'static str, &'static str) {
        match self {
            Self::Product => (
                "Báo người quản trị thêm lại loại hình, hoặc nhập lại danh sách đến hạn với mã mới; sát \
                 hạn chót thì cử cán bộ liên hệ",
                "Have the administrator add the product again, or import the due list with its new code; \
                 near the last day send an officer",
            ),
            Self::Deadline => (
                "Hỏi lại phương thức đóng, sửa rồi nhập lại danh sách đến hạn",
                "Ask for the payment method, correct it and import the due list again",
            ),
            Self::Commune | Self::NewCommune => (
                "Liên hệ hỏi nơi ở, nhập lại người dân với mã xã mới rồi lập lại kế hoạch",
                "Ask where they live, import the person with the new commune and plan again",
            ),
        }
    }
}

/// The last day on which paying still serves a case that is due in a week, and what it lacks. Where
/// the deadline of its method is unknown, it is due if it were by any method, and the earliest of
/// their days counts; where its product is unknown, that holds of any kind of product.
pub(super) fn due(
    row: &EnrolmentRow,
    days: &[NaiveDate],
    tables: &Tables,
) -> Option<(NaiveDate, Option<Lacking>)> {
    let (to, rules) = (row.covered_to, &tables.due);
    let earliest = |any: &[DueLadder]| any.iter().filter_map(|ladder| ladder.due_until(days)).min();
    let product = tables.products.find(&row.product).and_then(|id| tables.products.get(id));
    let Some(product) = product else {
        return Some((earliest(&ladders_of_any_product(to, rules))?, Some(Lacking::Product)));
    };
    match ladder(product, to, cycle_months(row, product), rules) {
        Ok(ladder) => Some((ladder.due_until(days)?, None)),
        Err(_) => {
            let ladders = ladders_of_any_cycle(product, to, rules);
            Some((earliest(&ladders)?, Some(Lacking::Deadline)))
        }
    }
}

/// Where people live who are registered in an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Code of the commune, or of the last that is known.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether the office of the plan looks after it.
    pub ours: bool,
    /// What is unknown of it.
    pub lacking: Option<Lacking>,
}

/// The places of a plan's week, by the key of an area of any time.
pub(super) fn places(found: &Found, areas: &[Area]) -> HashMap<i64, Place> {
    let (office, province) = (&found.office, &found.province);
    let covers = |code: &str| office.covers(&province.tree, code);
    let succession = Succession::on(found.week.monday(), areas);
    let parents: HashMap<&str, &str> = areas
        .iter()
        .filter_map(|area| Some((area.code.as_str(), area.parent_code.as_deref()?)))
        .collect();
    // What is gone belongs to whoever covers what was above it, else to the province's own office.
    let whole = covers(&province.code);
    let covered = |code: &str| {
        let above = std::iter::successors(Some(code), |code| parents.get(code).copied());
        let mut above = above.take(HIGHEST);
        whole || above.any(|code| covers(code) || office.areas.iter().any(|area| area == code))
    };
    let place = |area: &Area, ours: bool, lacking: Option<Lacking>| Place {
        code: area.code.clone(),
        name: area.name.clone(),
        ours,
        lacking,
    };
    let of = |area| match succession.commune(area) {
        Became::Stands(commune) => place(commune, covers(&commune.code), None),
        Became::Split { ended, among } => {
            let ours = among.iter().any(|code| covers(code));
            place(ended, ours, Some(Lacking::NewCommune))
        }
        Became::Gone(last) => place(last, covered(&last.code), Some(Lacking::Commune)),
    };
    areas.iter().map(|area| (area.id.0, of(area))).collect()
}
