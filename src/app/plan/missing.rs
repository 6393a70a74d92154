//! What is told of enrolments that cannot be planned as they stand, in both languages: which data are
//! missing and where to bring them from. One text for all cases of a kind, so that a plan lists a few
//! questions and not every person.

use crate::domain::amount::AmountError;
use crate::domain::due::DueError;
use crate::domain::product::Product;

/// Of enrolments of a product without a ladder.
pub(super) fn ladder(error: &DueError, product: &Product) -> String {
    let (vi, en) = (&product.name_vi, &product.name_en);
    match error {
        DueError::UnknownCycle { cycle_months, known, .. } => format!(
            "{vi}: phương thức {cycle_months} tháng không có hạn đóng; hãy sửa phương thức đóng \
             (một trong: {known}) rồi nhập lại danh sách đến hạn (enrolments) / {en}: no deadline \
             for paying every {cycle_months} months; correct cycle_months (one of: {known}) and \
             import the enrolments again"
        ),
        DueError::NothingInForce(why) => nothing_in_force(&why.table),
        DueError::OutOfCalendar { .. } => format!(
            "{vi}: ngày đã đóng đến nằm ngoài lịch; hãy sửa ngày rồi nhập lại danh sách đến hạn \
             (enrolments) / {en}: the covered day leads outside the calendar; correct it and \
             import the enrolments again"
        ),
    }
}

/// Of enrolments of a product without an amount.
pub(super) fn amount(error: &AmountError, product: &Product) -> String {
    let (name_vi, name_en) = (&product.name_vi, &product.name_en);
    match error {
        AmountError::NothingInForce(why) => nothing_in_force(&why.table),
        AmountError::Missing { needs, .. } => format!(
            "{name_vi}: chưa tính được số tiền vì thiếu {}; hãy bổ sung rồi nhập lại danh sách đến hạn \
             (enrolments) / {name_en}: the amount needs {needs}; add it and import the enrolments \
             again",
            needs.vi()
        ),
        _ => format!(
            "{name_vi}: chưa tính được số tiền vì thu nhập, phương thức đóng hoặc nhóm hỗ trợ không \
             hợp lệ; hãy sửa rồi nhập lại danh sách đến hạn (enrolments) / {name_en}: no amount, \
             because the income, the cycle or the support group is not valid; correct it and import \
             the enrolments again"
        ),
    }
}

fn nothing_in_force(table: &str) -> String {
    format!(
        "bảng {table} không có giá trị cho một ngày cần tính; hãy báo người quản trị bổ sung dòng của \
         ngày đó / table {table} has no value for a day that is needed; ask the administrator to add \
         the row that covers it"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::amount::Needs;
    use crate::domain::dated::NothingInForce;
    use crate::domain::product::Products;

    #[test]
    fn both_languages_say_what_to_do_and_people_of_one_kind_share_a_text() {
        let products = Products::from_toml(include_str!("../../../config/products.toml")).unwrap();
        let named = products.get(products.find("household_hi").unwrap()).unwrap();
        let (product, day) = (named.code.clone(), |text: &str| text.parse().unwrap());
        let known = "1, 3".to_owned();
        let needs = [Needs::ChosenIncome, Needs::HouseholdOrder, Needs::SupportGroup];
        let mut told: Vec<String> = needs
            .map(|needs| amount(&AmountError::Missing { product: product.clone(), needs }, named))
            .into();
        told.push(ladder(
            &DueError::UnknownCycle { product: product.clone(), cycle_months: 7, known },
            named,
        ));
        for one in &told {
            let (vi, en) = one.split_once(" / ").unwrap();
            assert!(vi.starts_with("BHYT hộ gia đình: "), "{one}");
            assert!(en.starts_with(&format!("{}: ", named.name_en)), "{one}");
            assert!(vi.contains("enrolments") && en.contains("import the enrolments"), "{one}");
        }
        let nothing = |text| NothingInForce { table: "due.card".to_owned(), day: day(text) };
        let [one, other] = ["2001-01-01", "2002-01-01"].map(nothing);
        assert_eq!(ladder(&one.into(), named), ladder(&other.into(), named));
        let beyond =
            |text| DueError::OutOfCalendar { product: product.clone(), covered_to: day(text) };
        assert_eq!(ladder(&beyond("2023-06-01"), named), ladder(&beyond("2023-06-02"), named));
    }
}
