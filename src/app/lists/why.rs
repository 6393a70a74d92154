//! Why this person, why today: one sentence with the date that decides. Agents read it before they
//! dial, so it says "by which day" and never only a code.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::calendar::date_vi;

/// What the sentence is made of.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Main reason of the touch.
    pub why: &'a str,
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

/// The sentence in Vietnamese.
pub fn vi(case: &Case<'_>) -> String {
    let product = case.product;
    let until = case.last_useful_day.map(date_vi).unwrap_or_default();
    let covered = case.covered_to.map(date_vi).unwrap_or_default();
    let left = case.last_useful_day.map_or(0, |last| (last - case.day).num_days());
    let told = match case.state {
        "due" if case.why == "last_chance" => format!(
            "{product} được đóng đến {covered}; hạn chót đóng tiếp là {until}, ngay trong tuần này"
        ),
        "due" => format!(
            "{product} được đóng đến {covered}; đóng tiếp trước hết ngày {until} (còn {left} ngày)"
        ),
        "overdue" => {
            let late = case.covered_to.map_or(0, |end| (case.day - end).num_days());
            format!("{product} đã hết hạn {late} ngày; sau ngày {until} sẽ bị gián đoạn")
        }
        "upcoming" => format!("{product} sắp đến hạn: được đóng đến {covered}"),
        "lapsed" => format!("{product} đã gián đoạn từ {covered}; vận động tham gia lại"),
        _ => match case.segment {
            Some(segment) => format!("Có thể tham gia {product} ({segment})"),
            None => format!("Có thể tham gia {product}"),
        },
    };
    match case.hour {
        Some(hour) => format!("Hẹn gọi lại lúc {}. {told}.", hour.format("%H:%M %d/%m")),
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
        "due" if case.why == "last_chance" => format!(
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
        Some(hour) => format!("Call-back promised at {}. {told}.", hour.format("%H:%M on %d/%m")),
        None => format!("{told}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case<'a>(why: &'a str, state: &'a str) -> Case<'a> {
        Case {
            why,
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
            vi(&case("last_chance", "due")),
            "BHYT hộ gia đình được đóng đến 09/06/2023; hạn chót đóng tiếp là 09/06/2023, ngay \
             trong tuần này."
        );
        assert_eq!(
            vi(&Case { hour: Some("2023-06-06T14:30:00".parse().unwrap()), ..case("call_back", "due") }),
            "Hẹn gọi lại lúc 14:30 06/06. BHYT hộ gia đình được đóng đến 09/06/2023; đóng tiếp \
             trước hết ngày 09/06/2023 (còn 3 ngày)."
        );
        assert_eq!(
            vi(&case("potential", "potential")),
            "Có thể tham gia BHYT hộ gia đình (Hộ cận nghèo)."
        );
        assert!(en(&case("overdue", "overdue")).contains("interrupted"));
    }
}
