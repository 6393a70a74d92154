//! Each kind of change with its cause, by hand.

use rstest::rstest;

use super::super::seen::{Ended, Stand};
use super::*;
use crate::app::plan::Decision;
use crate::domain::touch_change::Hindrance;

fn day(text: &str) -> NaiveDate {
    format!("2023-06-{text}").parse().unwrap()
}

/// The commune A keeps distance on these days.
fn distant(days: &[&str]) -> Situation {
    let decision = |one: &&str| Decision {
        area_id: 1,
        area_code: "A".into(),
        area: "Xã A".into(),
        from: day(one),
        to: Some(day(one)),
        mode: "distancing".into(),
        most_people: None,
        source: "12/QĐ-UBND".into(),
        decided_at: day("01").and_hms_opt(8, 0, 0).unwrap(),
    };
    let week: Vec<NaiveDate> = ["05", "06", "07"].map(day).to_vec();
    let by = week.iter().map(|one| days.iter().position(|text| day(text) == *one)).collect();
    let decisions: Vec<Decision> = days.iter().map(decision).collect();
    let communes = BTreeMap::from([("A".to_owned(), by)]);
    Situation { days: week, decisions, communes }
}

/// Nothing is known of what hinders a touch.
fn nothing(_: &str, _: &str) -> Option<ChangeCause> {
    None
}

/// `CONTACT AGENT DAY CHANNEL`, or `CONTACT REASON`, separated by commas; all of the commune A.
fn plan<'a>(from: &str, situation: Situation, lines: &'a str) -> Seen<'a> {
    let days = ["05", "06", "07"].map(day).into_iter().filter(|one| *one >= day(from)).collect();
    let mut contacts = std::collections::HashMap::default();
    for line in lines.split(", ").filter(|line| !line.is_empty()) {
        let words: Vec<&'a str> = line.split(' ').collect();
        let fate = match words.as_slice() {
            [_, agent, on, channel] => Ok(Stand {
                agent,
                day: day(on),
                part: None,
                channel: TouchChannel::from_code(channel).unwrap(),
            }),
            [_, reason] => Err(ReasonCode::from_code(reason).unwrap()),
            other => panic!("{other:?}"),
        };
        let due = u64::from(fate.is_ok());
        contacts.insert(("A", words[0].into(), 0), Ended { fate, due });
    }
    Seen { days, begins: None, situation, contacts }
}

/// Old, base and new plan of one contact on a Tuesday of distancing, and what is told.
#[rstest]
#[case::a_call_instead("H N1 06 visit", "H N1 06 visit", "H N1 06 call", Some(Cause::Forbidden))]
#[case::nothing_instead("H N1 06 visit", "H N1 06 visit", "H no_channel", Some(Cause::Forbidden))]
#[case::anyway("H N1 06 visit", "H N1 07 visit", "H N1 07 visit", Some(Cause::Forbidden))]
#[case::untouched("H N1 05 visit", "H N1 05 visit", "H N1 05 visit", None)]
#[case::makes_room("H N1 05 call", "H N1 05 call", "H outpriced", Some(Cause::Consequence))]
#[case::gets_room("H outpriced", "H outpriced", "H N1 06 call", Some(Cause::Consequence))]
#[case::paid_since("H N1 05 call", "", "", Some(Cause::Anyway))]
#[case::moved_anyway("H N1 05 call", "H N2 05 call", "H N2 05 call", Some(Cause::Anyway))]
#[case::never_planned("H outpriced", "H outpriced", "H no_channel", None)]
fn a_change_has_one_cause(
    #[case] old: &str,
    #[case] base: &str,
    #[case] new: &str,
    #[case] expected: Option<Cause>,
) {
    let (open, shut) = (|| distant(&[]), || distant(&["06"]));
    let (old, base) = (plan("05", open(), old), plan("05", open(), base));
    let found = compare(&old, &base, &plan("05", shut(), new), str::to_owned, nothing);
    assert_eq!(found.touches.first().map(|change| change.cause), expected);
    assert_eq!(found.counts.causes.values().sum::<u64>(), u64::from(expected.is_some()));
}

#[test]
fn visits_that_are_allowed_again_come_by_that() {
    let (then, now) = (distant(&["06"]), distant(&[]));
    let old = plan("05", then.clone(), "H N1 06 call, J outpriced");
    let base = plan("05", then, "H N1 06 call, J outpriced");
    let new = plan("05", now, "H N1 06 visit, J N1 06 call");
    let found = compare(&old, &base, &new, |_| "Xã A".to_owned(), nothing);
    let causes: Vec<Cause> = found.touches.iter().map(|change| change.cause).collect();
    assert_eq!(causes, [Cause::Allowed, Cause::Consequence]);
    assert_eq!(
        found.touches[0].told.vi,
        "H (Xã A): gọi điện ngày 06/06/2023 (N1) đổi thành đến nhà ngày 06/06/2023 (N1), vì được đến nhà \
         trở lại – không còn Xã A: giãn cách xã hội từ 06/06/2023 đến 06/06/2023 (12/QĐ-UBND)."
    );
}

#[test]
fn changes_are_counted_and_told_agent_by_agent() {
    let old = plan("05", distant(&[]), "A N2 06 visit, B N1 05 call, C outpriced, D N1 07 call");
    let new =
        plan("05", distant(&["06"]), "A no_channel, B N2 05 call, C N2 06 call, D N1 07 call");
    let found = compare(&old, &old.clone(), &new, |_| "Xã A".to_owned(), nothing);
    let Counts { before, after, same, moved, added, dropped, .. } = found.counts;
    assert_eq!((before, after, same, moved, added, dropped), (3, 3, 1, 1, 1, 1));
    let Counts { visits_before, visits_after, due_before, due_after, .. } = found.counts;
    assert_eq!((visits_before, visits_after, due_before, due_after), (1, 0, 3, 3));
    let agent = |agent: &AgentCount| (agent.agent.clone(), agent.moved, agent.added, agent.dropped);
    let agents: Vec<_> = found.agents.iter().map(agent).collect();
    assert_eq!(agents, [("N1".into(), 0, 0, 1), ("N2".into(), 0, 2, 1)]);
    let told: Vec<&str> = found.touches.iter().map(|change| change.told.en.as_str()).collect();
    assert!(
        told[0].starts_with("B (Xã A): the call on 2023-06-05 by N1 becomes the call on"),
        "{told:?}"
    );
    assert_eq!(
        told[1],
        "A (Xã A): the visit on 2023-06-06 by N2 is dropped (no phone and no visit possible), because homes \
         may not be visited – Xã A: social distancing from 2023-06-06 to 2023-06-06 (12/QĐ-UBND)."
    );
    assert!(
        told[2].starts_with("C (Xã A): the call on 2023-06-06 by N2 is added, because a place"),
        "{told:?}"
    );
}

#[test]
fn what_would_change_anyway_says_what_a_comparison_of_versions_says() {
    let old = plan("05", distant(&[]), "H N1 05 call, J outpriced");
    let new = plan("05", distant(&[]), "H N1 06 call, J N1 05 call");
    let outweighed = |_: &str, _: &str| Some(ChangeCause::Hindrance(Hindrance::Outweighed));
    let found = compare(&old, &new.clone(), &new, |_| "Xã A".to_owned(), outweighed);
    assert_eq!(found.counts.causes, BTreeMap::from([(Cause::Anyway, 2)]));
    let told = |contact: &str| found.touches.iter().find(|one| one.contact == contact).unwrap();
    assert_eq!(told("H").hindrance, Some("outweighed"));
    assert_eq!(
        told("H").told.vi,
        "H (Xã A): gọi điện ngày 05/06/2023 (N1) đổi thành gọi điện ngày 06/06/2023 (N1), cả khi không có \
         tình huống này – chuyển đi có lợi hơn giữ nguyên."
    );
    // What was on no list is not hindered from staying.
    assert_eq!(told("J").hindrance, None);
}

#[test]
fn what_is_worked_already_is_no_change() {
    let old = plan("05", distant(&[]), "A N1 05 visit, B N1 06 call");
    let new = plan("06", distant(&["06"]), "A too_recent, B N1 06 call");
    let found = compare(&old, &new.clone(), &new, str::to_owned, nothing);
    assert_eq!((found.touches.len(), found.counts.before, found.counts.same), (0, 1, 1));
    assert_eq!(
        found.counts.from,
        "2023-06-06".parse().ok(),
        "and the sums say since when they count"
    );
}
