//! Digests are equal exactly where lists are.

use std::slice::from_ref;

use proptest::prelude::*;

use super::*;

/// What stands on one list, without keys.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    contact: u8,
    channel: bool,
    hour: Option<u8>,
    why: bool,
    phone: Option<i64>,
    cases: Vec<(i64, bool, Option<i64>)>,
}

fn row() -> impl Strategy<Value = Row> {
    let cases = prop::collection::vec((0i64..3, any::<bool>(), prop::option::of(0i64..3)), 0..3);
    (
        0u8..3,
        any::<bool>(),
        prop::option::of(0u8..2),
        any::<bool>(),
        prop::option::of(0i64..2),
        cases,
    )
        .prop_map(|(contact, channel, hour, why, phone, cases)| Row {
            contact,
            channel,
            hour,
            why,
            phone,
            cases,
        })
}

/// The rows of a version whose touches begin with this key, each list shuffled as a database may.
fn rows(lists: &[Vec<Row>], first: i64) -> (Vec<TouchRow>, Vec<TouchCaseRow>) {
    let (mut touches, mut cases) = (Vec::new(), Vec::new());
    for (agent, list) in (1..).zip(lists) {
        for (position, row) in (1..).zip(list) {
            let id = first + touches.len() as i64;
            let hour = |at: u8| format!("2023-06-05T1{at}:00:00").parse().unwrap();
            touches.push(TouchRow {
                province_id: 1,
                id,
                version_id: first,
                contact: format!("HD-{}", row.contact),
                person_id: row.contact.into(),
                commune: "04282".into(),
                agent_id: agent,
                day: "2023-06-05".parse().unwrap(),
                bucket: 0,
                channel: if row.channel { "call" } else { "visit" }.into(),
                phone_person_id: row.phone,
                call_back_at: row.hour.map(hour),
                position,
                gain: first * 7,
                price: first * 3,
                why: if row.why { "due" } else { "overdue" }.into(),
                attempts: None,
                part: None,
            });
            for (number, (person_id, due, amount)) in (1..).zip(&row.cases) {
                cases.push(TouchCaseRow {
                    province_id: 1,
                    touch_id: id,
                    number,
                    person_id: *person_id,
                    product: "household_hi".into(),
                    state: if *due { "due" } else { "overdue" }.into(),
                    covered_to: None,
                    last_useful_day: None,
                    amount: *amount,
                    segment: None,
                    chance_segment: None,
                    chance: None,
                });
            }
        }
    }
    touches.reverse();
    cases.reverse();
    (touches, cases)
}

fn digests(lists: &[Vec<Row>], first: i64) -> HashMap<i64, String> {
    let (touches, cases) = rows(lists, first);
    let lists = call_lists((1, first), &touches, &cases);
    lists.into_iter().map(|list| (list.agent_id, list.digest)).collect()
}

proptest! {
    #[test]
    fn digests_are_equal_exactly_where_lists_are(
        one in prop::collection::vec(row(), 1..4),
        other in prop::collection::vec(row(), 1..4),
    ) {
        let (then, now) = (digests(from_ref(&one), 1), digests(from_ref(&other), 900));
        prop_assert_eq!(then[&1] == now[&1], one == other);
        prop_assert_eq!(digests(from_ref(&one), 5000), then);
    }

    #[test]
    fn one_changed_row_changes_its_own_list_alone(
        list in prop::collection::vec(row(), 1..5),
        other in prop::collection::vec(row(), 1..5),
        at in any::<prop::sample::Index>(),
        changed in row(),
    ) {
        let mut new = list.clone();
        let at = at.index(list.len());
        new[at] = changed.clone();
        let then = digests(&[list.clone(), other.clone()], 1);
        let now = digests(&[new, other], 50);
        prop_assert_eq!(&then[&2], &now[&2]);
        prop_assert_eq!(then[&1] == now[&1], changed == list[at]);
    }
}

#[test]
fn each_agent_and_day_has_a_list_with_its_touches_counted() {
    let row =
        Row { contact: 1, channel: true, hour: None, why: true, phone: None, cases: Vec::new() };
    let (touches, cases) = rows(&[vec![row.clone(); 3], vec![row]], 1);
    let lists = call_lists((1, 9), &touches, &cases);
    let told: Vec<_> =
        lists.iter().map(|list| (list.agent_id, list.version_id, list.touches)).collect();
    assert_eq!(told, [(1, 9, 3), (2, 9, 1)]);
}
