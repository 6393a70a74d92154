//! Why this person, why today: one sentence with the date that decides. Agents read it before they
//! dial, so it says "by which day" and never only a code.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::calendar::{Week, date_vi};

/// What the sentence is made of.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Day of the touch.
    pub day: NaiveDate,
    /// Promised hour.
    pub hour: Option<NaiveDateTime>,
    /// State on the due ladder, or `potential`.
    pub state: &'a str,
    /// Name of the product in the sentence's language.
    pub product: &'a str,
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
    let product = case.product;
    let until = case.last_useful_day.map(date_vi).unwrap_or_default();
    let covered = case.covered_to.map(date_vi).unwrap_or_default();
    let left = case.last_useful_day.map_or(0, |last| (last - case.day).num_days());
    let told = match case.state {
        "due" if this_week(case) => format!(
            "{product} đã đóng đến {covered}; hạn chót đóng tiếp là {until}, ngay trong tuần này"
        ),
        "due" => format!(
            "{product} đã đóng đến {covered}; cần đóng tiếp chậm nhất ngày {until} (còn {left} ngày)"
        ),
        "overdue" => {
            let late = case.covered_to.map_or(0, |end| (case.day - end).num_days());
            format!(
                "{product} đã quá hạn {late} ngày; nếu không đóng đến hết ngày {until} sẽ gián đoạn"
            )
        }
        "upcoming" => format!("{product} sắp đến hạn: đã đóng đến {covered}"),
        "lapsed" => format!("{product} đã gián đoạn từ {covered}; vận động tham gia lại"),
        _ => match case.segment {
            Some(segment) => format!("Có thể tham gia {product} ({segment})"),
            None => format!("Có thể tham gia {product}"),
        },
    };
    match case.hour {
        Some(hour) if hour.date() < case.day => {
            format!(
                "Đã hẹn gọi lại lúc {}, ưu tiên gọi trước. {told}.",
                hour.format("%H:%M ngày %d/%m")
            )
        }
        Some(hour) => format!("Hẹn gọi lại lúc {}. {told}.", hour.format("%H:%M ngày %d/%m")),
        None => format!("{told}."),
    }
}

/// The sentence in English.
pub fn en(case: &Case<'_>) -> String {
    let product = case.product;
    let until = case.last_useful_day.map(|day| day.to_string()).unwrap_or_default();
    let covered = case.covered_to.map(|day| day.to_string()).unwrap_or_default();
    let left = case.last_useful_day.map_or(0, |last| (last - case.day).num_days());
    let told = match case.state {
        "due" if this_week(case) => format!(
            "{product} is paid to {covered}; the last day to renew is {until}, in this very week"
        ),
        "due" => {
            format!("{product} is paid to {covered}; renew by {until} ({left} days left)")
        }
        "overdue" => {
            let late = case.covered_to.map_or(0, |end| (case.day - end).num_days());
            format!("{product} ran out {late} days ago; after {until} it is interrupted")
        }
        "upcoming" => format!("{product} falls due soon: paid to {covered}"),
        "lapsed" => format!("{product} has been interrupted since {covered}; invite to rejoin"),
        _ => match case.segment {
            Some(segment) => format!("Could join {product} ({segment})"),
            None => format!("Could join {product}"),
        },
    };
    match case.hour {
        Some(hour) if hour.date() < case.day => {
            format!(
                "A call-back was promised for {}: call first. {told}.",
                hour.format("%H:%M on %d/%m")
            )
        }
        Some(hour) => format!("Call-back promised at {}. {told}.", hour.format("%H:%M on %d/%m")),
        None => format!("{told}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case<'a>(state: &'a str) -> Case<'a> {
        Case {
            day: "2023-06-06".parse().unwrap(),
            hour: None,
            state,
            product: "BHYT hộ gia đình",
            covered_to: Some("2023-06-09".parse().unwrap()),
            last_useful_day: Some("2023-06-09".parse().unwrap()),
            segment: Some("Hộ cận nghèo"),
        }
    }

    #[test]
    fn the_day_that_decides_is_named() {
        assert_eq!(
            vi(&case("due")),
            "BHYT hộ gia đình đã đóng đến 09/06/2023; hạn chót đóng tiếp là 09/06/2023, ngay \
             trong tuần này."
        );
        assert_eq!(
            vi(&Case { hour: Some("2023-06-06T14:30:00".parse().unwrap()), ..case("due") }),
            "Hẹn gọi lại lúc 14:30 ngày 06/06. BHYT hộ gia đình đã đóng đến 09/06/2023; hạn chót \
             đóng tiếp là 09/06/2023, ngay trong tuần này."
        );
        assert_eq!(vi(&case("potential")), "Có thể tham gia BHYT hộ gia đình (Hộ cận nghèo).");
        assert!(en(&case("overdue")).contains("interrupted"));
    }
}
