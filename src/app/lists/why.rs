//! Why this person, why today: one sentence with the date that decides. Agents read it before they
//! dial, so it says "by which day" and never only a code.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::calendar::{Week, date_vi};
use crate::domain::product::LadderKind;
use crate::domain::sentence::so_many;

/// What the sentence is made of.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Day of the touch.
    pub day: NaiveDate,
    /// Promised hour.
    pub hour: Option<NaiveDateTime>,
    /// Day on which the person promised to pay, where that was the last word.
    pub promised: Option<NaiveDate>,
    /// Day on which an agent reported the money, of which the books know nothing.
    pub reported: Option<NaiveDate>,
    /// State on the due ladder, or `potential`.
    pub state: &'a str,
    /// Name of the product in the sentence's language.
    pub product: &'a str,
    /// Whether it is a card or paid by the month.
    pub ladder: LadderKind,
    /// Last day that is covered.
    pub covered_to: Option<NaiveDate>,
    /// Last day on which the touch still serves.
    pub last_useful_day: Option<NaiveDate>,
    /// Segment of highest priority, by name.
    pub segment: Option<&'a str>,
}

/// Whether the last useful day lies in the week of the touch itself; a last chance may also be one
/// because nobody works between the touch and a deadline soon after the week.
fn this_week(case: &Case<'_>) -> bool {
    case.last_useful_day.is_some_and(|last| Week::containing(case.day).contains(last))
}

/// The sentence in Vietnamese.
pub fn vi(case: &Case<'_>) -> String {
    let until = case.last_useful_day.map(date_vi).unwrap_or_default();
    let left = case.last_useful_day.map_or(0, |last| (last - case.day).num_days());
    let (paid, late) = (paid_vi(case), late(case));
    let told = match (case.state, case.ladder) {
        ("due", _) if this_week(case) => {
            format!("{paid}; hạn chót đóng tiếp là {until}, ngay trong tuần này")
        }
        ("due", _) => {
            format!("{paid}; cần đóng tiếp chậm nhất ngày {until} (còn {left} ngày)")
        }
        ("overdue", LadderKind::Card) => format!(
            "Thẻ {} đã hết hạn {late} ngày; cần đóng tiếp chậm nhất ngày {until} để không bị gián \
             đoạn",
            case.product
        ),
        ("overdue", LadderKind::Period) => format!(
            "{paid}, nay đã quá hạn; cần đóng tiếp chậm nhất ngày {until} để không bị gián đoạn"
        ),
        ("upcoming", _) => format!("{paid}, sắp đến hạn đóng tiếp"),
        ("lapsed", _) => format!("{paid}, nay đã gián đoạn; vận động tham gia lại"),
        _ => match case.segment {
            Some(segment) => format!("Có thể tham gia {} ({segment})", case.product),
            None => format!("Có thể tham gia {}", case.product),
        },
    };
    let said = said_vi(case);
    match case.hour {
        Some(hour) if hour.date() < case.day => {
            let hour = hour.format("%H:%M ngày %d/%m");
            format!("Đã hẹn gọi lại lúc {hour}, ưu tiên gọi trước. {said}{told}.")
        }
        Some(hour) => format!("Hẹn gọi lại lúc {}. {said}{told}.", hour.format("%H:%M ngày %d/%m")),
        None => format!("{said}{told}."),
    }
}

/// What was said about paying, before the sentence.
fn said_vi(case: &Case<'_>) -> String {
    match (case.reported, case.promised) {
        (Some(day), _) => format!(
            "Đã báo đóng tiền ngày {} nhưng chưa có chứng từ; kiểm tra biên lai. ",
            day.format("%d/%m")
        ),
        (None, Some(day)) => format!("Đã hẹn đóng ngày {}. ", day.format("%d/%m")),
        (None, None) => String::new(),
    }
}

/// To when it is paid: cards run to a day, periods are whole months.
fn paid_vi(case: &Case<'_>) -> String {
    let product = case.product;
    match (case.ladder, case.covered_to) {
        (LadderKind::Card, Some(end)) => {
            format!("Thẻ {product} có giá trị đến {}", date_vi(end))
        }
        (LadderKind::Period, Some(end)) => {
            format!("{product} đã đóng đến hết tháng {}", end.format("%m/%Y"))
        }
        (_, None) => product.to_owned(),
    }
}

/// Days since a card ran out.
fn late(case: &Case<'_>) -> i64 {
    case.covered_to.map_or(0, |end| (case.day - end).num_days())
}

/// The sentence in English; days as everywhere on the list.
pub fn en(case: &Case<'_>) -> String {
    let product = case.product;
    let until = case.last_useful_day.map(date_vi).unwrap_or_default();
    let covered = case.covered_to.map(date_vi).unwrap_or_default();
    let left = case.last_useful_day.map_or(0, |last| (last - case.day).num_days());
    let late = late(case);
    let told = match (case.state, case.ladder) {
        ("due", _) if this_week(case) => format!(
            "{product} is paid to {covered}; the last day to renew is {until}, in this very week"
        ),
        ("due", _) => {
            let left = so_many(left, "day");
            format!("{product} is paid to {covered}; renew by {until} ({left} left)")
        }
        ("overdue", LadderKind::Card) => {
            let late = so_many(late, "day");
            format!("{product} ran out {late} ago; renew by {until}, or it is interrupted")
        }
        ("overdue", LadderKind::Period) => {
            format!(
                "{product} is paid to {covered} and overdue; pay by {until}, or it is interrupted"
            )
        }
        ("upcoming", _) => format!("{product} falls due soon: paid to {covered}"),
        ("lapsed", _) => {
            format!("{product} was paid to {covered} and is interrupted; invite to rejoin")
        }
        _ => match case.segment {
            Some(segment) => format!("Could join {product} ({segment})"),
            None => format!("Could join {product}"),
        },
    };
    let said = said_en(case);
    match case.hour {
        Some(hour) if hour.date() < case.day => {
            let hour = hour.format("%H:%M on %d/%m/%Y");
            format!("A call-back was promised for {hour}: call first. {said}{told}.")
        }
        Some(hour) => {
            format!("Call-back promised at {}. {said}{told}.", hour.format("%H:%M on %d/%m/%Y"))
        }
        None => format!("{said}{told}."),
    }
}

/// The same in English.
fn said_en(case: &Case<'_>) -> String {
    match (case.reported, case.promised) {
        (Some(day), _) => format!(
            "Reported as paid on {}, but not on the books; check the receipt. ",
            date_vi(day)
        ),
        (None, Some(day)) => format!("Promised to pay on {}. ", date_vi(day)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn date(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    /// A card that ends on the Friday of the week, spoken about on Tuesday.
    fn card(state: &str) -> Case<'_> {
        Case {
            day: "2023-06-06".parse().unwrap(),
            hour: None,
            promised: None,
            reported: None,
            state,
            product: "BHYT hộ gia đình",
            ladder: LadderKind::Card,
            covered_to: date("2023-06-09"),
            last_useful_day: date("2023-06-09"),
            segment: Some("Người thuộc hộ cận nghèo"),
        }
    }

    fn months(state: &str) -> Case<'_> {
        Case {
            product: "BHXH tự nguyện",
            ladder: LadderKind::Period,
            covered_to: date("2023-02-28"),
            last_useful_day: date("2023-06-30"),
            ..card(state)
        }
    }

    #[rstest]
    #[case(
        card("due"),
        "Thẻ BHYT hộ gia đình có giá trị đến 09/06/2023; hạn chót đóng tiếp là 09/06/2023, ngay trong tuần này."
    )]
    #[case(
        months("due"),
        "BHXH tự nguyện đã đóng đến hết tháng 02/2023; cần đóng tiếp chậm nhất ngày 30/06/2023 (còn 24 ngày)."
    )]
    #[case(Case { covered_to: date("2023-06-01"), last_useful_day: date("2023-09-01"), ..card("overdue") }, "Thẻ BHYT hộ gia đình đã hết hạn 5 ngày; cần đóng tiếp chậm nhất ngày 01/09/2023 để không bị gián đoạn.")]
    #[case(
        months("overdue"),
        "BHXH tự nguyện đã đóng đến hết tháng 02/2023, nay đã quá hạn; cần đóng tiếp chậm nhất ngày 30/06/2023 để không bị gián đoạn."
    )]
    #[case(
        months("upcoming"),
        "BHXH tự nguyện đã đóng đến hết tháng 02/2023, sắp đến hạn đóng tiếp."
    )]
    #[case(
        card("lapsed"),
        "Thẻ BHYT hộ gia đình có giá trị đến 09/06/2023, nay đã gián đoạn; vận động tham gia lại."
    )]
    #[case(card("potential"), "Có thể tham gia BHYT hộ gia đình (Người thuộc hộ cận nghèo).")]
    fn the_day_that_decides_is_named(#[case] case: Case<'_>, #[case] told: &str) {
        assert_eq!(vi(&case), told);
    }

    #[test]
    fn a_promised_hour_comes_first() {
        let hour = |text: &str| Some(text.parse().unwrap());
        let kept = vi(&Case { hour: hour("2023-06-06T14:30:00"), ..card("due") });
        assert!(kept.starts_with("Hẹn gọi lại lúc 14:30 ngày 06/06. Thẻ BHYT"), "{kept}");
        let missed = vi(&Case { hour: hour("2023-06-02T14:30:00"), ..card("due") });
        assert!(missed.starts_with("Đã hẹn gọi lại lúc 14:30 ngày 02/06, ưu tiên"), "{missed}");
    }

    #[test]
    fn a_promise_and_a_report_of_money_come_before_the_deadline() {
        let promised = Case { promised: date("2023-06-05"), ..card("due") };
        assert!(vi(&promised).starts_with("Đã hẹn đóng ngày 05/06. Thẻ"), "{}", vi(&promised));
        assert!(en(&promised).starts_with("Promised to pay on 05/06/2023. "), "{}", en(&promised));
        let reported = Case { reported: date("2023-05-20"), ..promised };
        assert!(
            vi(&reported).starts_with(
                "Đã báo đóng tiền ngày 20/05 nhưng chưa có chứng từ; kiểm tra biên lai. Thẻ"
            ),
            "{}",
            vi(&reported)
        );
        assert!(en(&reported).contains("check the receipt. "), "{}", en(&reported));
        // Also when another member of the household is to be called at an hour.
        let hour = Some("2023-06-06T14:30:00".parse().unwrap());
        let called = Case { hour, ..reported };
        assert!(vi(&called).contains("ngày 06/06. Đã báo đóng tiền ngày 20/05"), "{}", vi(&called));
        assert!(
            en(&called).contains("06/06/2023. Reported as paid on 20/05/2023,"),
            "{}",
            en(&called)
        );
    }

    #[test]
    fn english_says_the_same() {
        assert_eq!(
            en(&months("overdue")),
            "BHXH tự nguyện is paid to 28/02/2023 and overdue; pay by 30/06/2023, or it is interrupted."
        );
        assert!(
            en(&card("due")).ends_with("the last day to renew is 09/06/2023, in this very week.")
        );
    }
}
