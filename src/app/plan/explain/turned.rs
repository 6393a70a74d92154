//! What a scenario had made of an event before the version was made: a conference that the version holds online was
//! meant for a hall, and whoever reads the version asks why.

use super::event::lower;
use super::resting::Days;
use super::since::reason;
use crate::app::context::local_date;
use crate::app::events::{EventWas, PlaceNames, TurnKept, Turned};
use crate::domain::calendar::date_vi;
use crate::domain::digits::{thousands, thousands_en};
use crate::domain::event::EventKind;
use crate::domain::sentence::Sentence;
use crate::store::event_life::EventStepRow;
use crate::store::plan_events::PlanEventRow;

/// A sentence behind others about an event that a scenario had turned into what the version holds; none where it
/// was proposed by the version itself, or is as it was before the scenario.
pub(super) fn turned(
    steps: &[EventStepRow],
    row: &PlanEventRow,
    places: &PlaceNames,
    days: Days,
) -> Option<Sentence> {
    if row.why != "settled" {
        return None;
    }
    let is_held = |kept: &TurnKept| {
        let to = &kept.to;
        // A cut leaves everything but the size as it was.
        let is_cut = !matches!(kept.turned, Turned::Smaller) || to.size == row.size;
        is_cut && (&to.kind, &to.venue, to.starts_at) == (&row.kind, &row.venue, row.starts_at)
    };
    let (step, day, kept) = steps.iter().rev().find_map(|step| {
        let day = local_date(step.at, days.zone);
        // Other steps keep other facts.
        let kept: TurnKept = serde_json::from_str(&step.facts).ok()?;
        (day <= days.made && is_held(&kept)).then_some((step, day, kept))
    })?;
    let by = reason(step).map(|why| format!(" ({why})")).unwrap_or_default();
    let (day_vi, why) = (date_vi(day), &kept.why);
    let (why_vi, why_en) = (lower(&why.vi), lower(&why.en));
    let was = place(&kept.from, places);
    let (vi, en) = match kept.turned {
        Turned::Online => ("đã chuyển sang trực tuyến".to_owned(), "turned online".to_owned()),
        Turned::Moved => ("đã dời".to_owned(), "moved".to_owned()),
        Turned::Smaller => {
            let (from, to) = (kept.from.size, kept.to.size);
            (
                format!("đã giảm từ {} còn {} chỗ", thousands(from), thousands(to)),
                format!("cut from {} to {} places", thousands_en(from), thousands_en(to)),
            )
        }
        Turned::Cancelled | Turned::Back | Turned::Stays => return None,
    };
    Some(Sentence::new(
        format!(
            " Sự kiện này trước đó là {}; ngày {day_vi} {vi} vì tình huống được áp dụng{by}: {why_vi}",
            was.vi
        ),
        format!(
            " Before that: {}; on {day} it was {en} by the scenario that was applied{by} – {why_en}",
            was.en
        ),
    ))
}

/// `hội nghị khách hàng tại Nhà văn hóa, 19:00 ngày 07/06/2023`.
fn place(was: &EventWas, places: &PlaceNames) -> Sentence {
    let kind = EventKind::told(&was.kind);
    let (venue, hour) = (places.venue(&was.venue), was.starts_at.format("%H:%M"));
    Sentence::new(
        format!("{} tại {venue}, {hour} ngày {}", kind.vi.to_lowercase(), date_vi(was.date)),
        format!("{} at {venue}, {hour} on {}", kind.en.to_lowercase(), was.date),
    )
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn hour(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn planned((kind, venue): (&str, &str), why: &str) -> PlanEventRow {
        PlanEventRow {
            kind: kind.into(),
            mode: "online".into(),
            venue: venue.into(),
            area: "15".into(),
            date: day("2023-06-16"),
            part: "morning".into(),
            starts_at: hour("2023-06-16T08:00:00"),
            ends_at: hour("2023-06-16T10:00:00"),
            size: 60,
            why: why.into(),
            ..PlanEventRow::example()
        }
    }

    fn step(number: i32, facts: String) -> EventStepRow {
        EventStepRow {
            province_id: 1,
            event_id: 1,
            number,
            action: "move".into(),
            state: "approved".into(),
            by_name: "Trần An".into(),
            at: hour("2023-06-12T05:00:00"),
            comment: Some("QĐ 5/QĐ-UBND".into()),
            facts,
        }
    }

    fn was((kind, venue): (&str, &str), size: i32) -> serde_json::Value {
        json!({
            "kind": kind, "venue": venue, "host": "BCV-1", "date": "2023-06-16", "part": "morning",
            "starts_at": "2023-06-16T08:00:00", "state": "approved", "size": size, "expected": 26,
        })
    }

    const HALL: (&str, &str) = ("customer_conference", "NVH-1");
    const ROOM: (&str, &str) = ("online_conference", "HOP");

    #[rstest]
    #[case::turned_online(
        ROOM,
        "settled",
        "online",
        "2023-06-12",
        Some("; ngày 12/06/2023 đã chuyển sang trực tuyến vì ")
    )]
    #[case::not_yet_turned(ROOM, "settled", "online", "2023-06-11", None)]
    #[case::proposed_so(ROOM, "proposed", "online", "2023-06-12", None)]
    #[case::another_place(("online_conference", "HOP-2"), "settled", "online", "2023-06-12", None)]
    #[case::cut_since(ROOM, "settled", "smaller", "2023-06-12", None)]
    #[case::as_before(ROOM, "settled", "back", "2023-06-12", None)]
    fn what_a_scenario_had_made_of_an_event(
        #[case] held: (&str, &str),
        #[case] why: &str,
        #[case] turned_to: &str,
        #[case] made: &str,
        #[case] expected: Option<&str>,
    ) {
        let facts = json!({
            "scenario": 1, "turned": turned_to, "from": was(HALL, 60), "to": was(ROOM, 100),
            "why": { "vi": "Xã đang giãn cách.", "en": "The commune is under distancing." },
        });
        let steps = [step(1, "{\"plan_version\":1}".into()), step(2, facts.to_string())];
        let days =
            Days { today: day("2023-06-14"), made: day(made), zone: chrono_tz::Asia::Ho_Chi_Minh };
        let told = turned(&steps, &planned(held, why), &PlaceNames::default(), days);
        assert_eq!(told.is_some(), expected.is_some(), "{told:?}");
        if let (Some(told), Some(expected)) = (told, expected) {
            let was =
                " Sự kiện này trước đó là hội nghị khách hàng tại NVH-1, 08:00 ngày 16/06/2023";
            assert!(told.vi.starts_with(&format!("{was}{expected}")), "{}", told.vi);
            assert!(told.vi.ends_with("(QĐ 5/QĐ-UBND): xã đang giãn cách."), "{}", told.vi);
            assert!(told.en.contains("on 2023-06-12 it was turned online"), "{}", told.en);
        }
    }

    #[rstest]
    #[case::as_it_was_cut(60, Some("đã giảm từ 90 còn 60 chỗ"))]
    #[case::made_before_the_cut(90, None)]
    fn a_cut_is_told_of_the_version_that_holds_it(
        #[case] size: i32,
        #[case] expected: Option<&str>,
    ) {
        let facts = json!({
            "scenario": 1, "turned": "smaller", "from": was(HALL, 90), "to": was(HALL, 60),
            "why": { "vi": "Tụ tập tối đa 60 người.", "en": "At most 60 people may meet." },
        });
        let today = day("2023-06-12");
        let days = Days { today, made: today, zone: chrono_tz::Asia::Ho_Chi_Minh };
        let row = PlanEventRow { size, ..planned(HALL, "settled") };
        let told = turned(&[step(1, facts.to_string())], &row, &PlaceNames::default(), days);
        let told = told.map(|told| told.vi);
        assert_eq!(told.is_some(), expected.is_some(), "{told:?}");
        assert!(told.iter().zip(expected).all(|(vi, part)| vi.contains(part)), "{told:?}");
    }
}
