//! Events on pages and as documents.

use serde_json::Value;

use super::with_events;
use crate::browser::get;
use crate::harness::{day, on_both, week};
use crate::web::{crawl, serving};

#[test]
fn events_and_quotas_can_be_reached_and_say_what_is_known() {
    on_both(|office| {
        with_events(office);
        office.make(week());
        office.publish(week());
        let approved = office.context().local_now();
        office.is_on(day("2023-06-05"));
        let codes = office.texts("SELECT code AS line FROM events ORDER BY 1");
        serving(office, |at, _| {
            let paths = crawl(at);
            for code in &codes {
                assert!(paths.contains(&format!("/events/{code}")), "{code} in {paths:?}");
            }
            assert!(paths.contains("/events/quota") && paths.contains("/events"), "{paths:?}");
            let page = get(at, "/events");
            assert!(page.text().contains("Hoàng Thị Sen"), "{}", page.text());
            let page = get(at, "/plans/2023-W23/01500");
            assert!(page.text().contains("Hội nghị, livestream"), "{}", page.text());
            let listed: Value =
                serde_json::from_str(get(at, "/api/v1/events?week=2023-W23").text()).unwrap();
            assert_eq!(listed["events"].as_array().unwrap().len(), codes.len());
            let one: Value =
                serde_json::from_str(get(at, &format!("/api/v1/events/{}", codes[0])).text())
                    .unwrap();
            assert_eq!(one["code"], codes[0].as_str());
            assert_eq!(one["steps"][0]["action"], "approve");
            assert_eq!((&one["attended"], &one["joined"]), (&Value::Null, &Value::Null));
            // The hour at the office, as everywhere else.
            assert_eq!(one["steps"][0]["at"], approved.format("%Y-%m-%dT%H:%M:%S").to_string());
            let page = get(at, &format!("/events/{}", codes[0]));
            let hour = approved.format("%H:%M %d/%m/%Y").to_string();
            assert!(
                page.text().contains(&hour) && page.text().contains("– / –"),
                "{}",
                page.text()
            );
            let board: Value =
                serde_json::from_str(get(at, "/api/v1/events/quota?month=2023-06").text()).unwrap();
            let planned: u64 = board["sums"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["planned"].as_u64().unwrap())
                .sum();
            assert_eq!(planned, codes.len() as u64);
            // On a phone the first columns are seen without scrolling: what is required, held and missing.
            let quotas = get(at, "/events/quota?month=2023-06");
            let at_word = |word: &str| quotas.text().find(&format!(">{word}</th>")).unwrap();
            let order =
                ["Địa bàn", "Chỉ tiêu", "Đã tổ chức", "Còn thiếu", "Chuyển sang"].map(at_word);
            assert!(order.is_sorted(), "{}", quotas.text());
            assert_eq!(get(at, "/events/none").status, 404);
            assert_ne!(get(at, "/events?week=soon").status, 200);
        });
    });
}
