//! What others counted: inspections, tax reviews, debt, participants of state lists. Each figure keeps its
//! day and its document; a newer one stands beside the older.

use chrono::NaiveDate;

use super::cells::{refused, required_text};
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List};
use super::known_names::{KnownNames, value};
use crate::app::context::Province;
use crate::config::Tables;
use crate::domain::indicator::IndicatorKind;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::targets::{FigureRow, figures, insert_figures, update_figures};
use crate::store::{Conn, StoreResult};

/// The list of figures.
pub(super) struct Figures {
    known: KnownNames,
    today: NaiveDate,
}

impl Figures {
    /// The importer, with the figures on record.
    pub(super) fn new(
        conn: &mut Conn,
        province: &Province,
        (tables, today): (&Tables, NaiveDate),
    ) -> StoreResult<Keyed<Self>> {
        let known = KnownNames::new(conn, province, tables)?;
        Ok(Keyed::new(Self { known, today }, figures(conn, province.id.0)?, Self::key))
    }
}

impl List for Figures {
    type Item = FigureRow;
    type Key = (String, String, NaiveDate, String);
    type Record = FigureRow;

    fn reader(&self, binding: &Binding) -> RowReader<FigureRow> {
        let slot = |name| binding.slot(name);
        let [indicator, area, as_of] = ["indicator", "area_code", "as_of"].map(slot);
        let [amount, source] = ["value", "source"].map(slot);
        let (known, today) = (self.known.clone(), self.today);
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let measured = check.of(known.indicator(row, indicator));
            if measured.is_some_and(|one| one.kind == IndicatorKind::Ratio) {
                check.of::<()>(Err(refused(
                    row,
                    indicator,
                    "ratio_is_computed",
                    "tỷ lệ được tính từ hai số; hãy ghi từng số (ví dụ số người tham gia và dân số)",
                    "a ratio is computed from two sums; give each of them",
                )));
            }
            let code = required_text(row, area)
                .and_then(|code| known.area(row, area, &code).map(|()| code));
            let area_code = check.of(code);
            let day = as_of.required(row, values::date).and_then(|day| match day <= today {
                true => Ok(day),
                false => Err(refused(
                    row,
                    as_of,
                    "future",
                    "ngày của số liệu ở sau hôm nay; hãy sửa lại",
                    "the figure is of a day to come; correct it",
                )),
            });
            let as_of = check.of(day);
            let value = check.of(value(row, amount, measured));
            let source = check.of(required_text(row, source));
            check.passed(FigureRow {
                province_id: known.province,
                indicator: measured.map(|one| one.code.clone()).unwrap_or_default(),
                area_code,
                as_of,
                source,
                value,
            })
        })
    }

    fn key(item: &FigureRow) -> Self::Key {
        let FigureRow { indicator, area_code, as_of, source, .. } = item.clone();
        (indicator, area_code, as_of, source)
    }

    fn merged(_: u64, item: &FigureRow, _: Option<&FigureRow>) -> Result<FigureRow, Reject> {
        Ok(item.clone())
    }

    fn insert(conn: &mut Conn, records: &mut [FigureRow]) -> StoreResult<()> {
        insert_figures(conn, records)
    }

    fn update(conn: &mut Conn, records: &[FigureRow]) -> StoreResult<()> {
        update_figures(conn, records)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    #[rstest]
    #[case("Thanh tra, kiểm tra,132,31/05/2023,12,BC 5", "")]
    #[case("coverage_hi,132,2023-05-31,12,S", "indicator,ratio_is_computed")]
    #[case("inspections,132,2023-06-03,12,S", "as_of,future")]
    #[case("inspections,133,2023-05-31,12,S", "area_code,unknown_area")]
    #[case("inspections,132,2023-05-31,12,", "source,missing")]
    fn rows(#[case] cells: &str, #[case] reason: &str) {
        let tables = Tables::load(None).unwrap();
        let mut trial = Trial::new();
        let list = format!(
            "indicator,area_code,as_of,value,source\n\"{}\n",
            cells.replacen(",132", "\",132", 1).replacen(",133", "\",133", 1)
        );
        let today = "2023-06-02".parse().unwrap();
        let (counts, rejects) = trial.take(Thing::Figures, &list, |conn, province| {
            Figures::new(conn, province, (&tables, today))
        });
        assert_eq!(counts[0], u64::from(reason.is_empty()), "{rejects}");
        assert!(reason.is_empty() || rejects.contains(&format!(",2,{reason},")), "{rejects}");
    }
}
