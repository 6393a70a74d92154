//! The daily proof that nobody is lost.

use std::collections::BTreeMap;

use vandong::app::notices::reconcile;
use vandong::clock::FixedClock;

use super::{at, reminded, step, today, with_emails};
use crate::harness::{Office, day, on_both, week};

#[test]
fn a_day_balances_until_somebody_is_left_out() {
    on_both(|office| {
        with_emails(office);
        let balance = |office: &mut Office| {
            let day = office.context().today();
            let found = reconcile(&mut office.context(), "", day).unwrap();
            let due = &found.due;
            let parts = due.on_lists + due.with_coordinator + due.with_letter;
            assert_eq!(parts + due.next_plan + due.lost, due.cases, "{due:?}");
            let lists = &found.lists;
            let not_sent: usize = lists.not_sent.values().sum();
            let parts = lists.sent + lists.waiting + lists.unknown + not_sent;
            assert_eq!(parts + lists.missing.len(), lists.lists, "{lists:?}");
            found
        };
        at(office, "2023-06-05T06:00:00");
        let without_plan = balance(office);
        assert!(!without_plan.balances && without_plan.due.lost > 50);
        assert!(without_plan.due.lost_cases[0].starts_with('#'));
        office.clock = FixedClock("2023-06-02T10:00:00".parse().unwrap());
        office.make(week());
        at(office, "2023-06-05T06:00:00");
        // In a week that has begun a draft is in nobody's hands: the coordinator has its cases.
        let draft = balance(office);
        assert!(draft.balances && draft.due.on_lists == 0, "{:?}", draft.due);
        step(office, 1, "publish", "published");
        let found = balance(office);
        assert_eq!((found.balances, found.lists.missing.len()), (false, 3));
        assert!(found.due.on_lists > 30, "{:?}", found.due);
        today(office);
        reminded(office, "2023-06-05");
        let found = balance(office);
        assert!(found.balances && found.due.letters > 10, "{found:?}");
        assert_eq!(found.lists.waiting, 3);
        let sums: BTreeMap<&str, i64> =
            found.batches.iter().map(|one| (one.purpose.as_str(), one.all)).collect();
        assert_eq!(sums["call_list"], 3);

        office.sql(
            "UPDATE notices SET state = 'sent', sent_at = next_at WHERE recipient = 'agent:NV-01';
             UPDATE notices SET state = 'unknown', sent_at = next_at WHERE recipient = 'agent:NV-02';
             DELETE FROM notices WHERE recipient = 'agent:NV-03'",
        );
        at(office, "2023-06-05T11:30:00");
        let found = balance(office);
        assert_eq!(found.lists.missing, ["NV-03"]);
        assert_eq!((found.lists.sent, found.lists.unknown), (1, 1));
        assert_eq!((found.balances, found.unknown[0].hours), (false, 5));
        today(office);
        assert!(balance(office).balances);
        // Nobody sent it in time, and no worker ended it.
        at(office, "2023-06-05T18:00:00");
        let found = balance(office);
        assert_eq!((found.balances, found.standing_still.len()), (false, 1));
        // A worker ended it: the agent has no list all the same, and is named, also when the week is over.
        office.sql(
            "UPDATE notices SET state = 'sent' WHERE recipient = 'agent:NV-02';
             UPDATE notices SET state = 'expired', reason = 'too_late' WHERE recipient = 'agent:NV-03'",
        );
        let late = |office: &mut Office| {
            let found = reconcile(&mut office.context(), "", day("2023-06-05")).unwrap();
            assert_eq!((found.lists.unsent, found.lists.sent), (vec!["NV-03".to_owned()], 2));
        };
        late(office);
        assert!(!balance(office).balances);
        at(office, "2023-06-12T06:00:00");
        step(office, 1, "close", "closed");
        late(office);
        // Somebody handed it over by hand.
        at(office, "2023-06-05T18:00:00");
        office.sql("UPDATE notices SET state = 'sent' WHERE recipient = 'agent:NV-03'");
        assert!(balance(office).balances, "{:?}", balance(office));
    });
}

#[test]
fn a_day_counts_the_lists_that_were_handed_out_on_it() {
    on_both(|office| {
        with_emails(office);
        office.make(week());
        step(office, 1, "publish", "published");
        at(office, "2023-06-07T05:00:00");
        office.make(week());
        today(office);
        office
            .sql("UPDATE notices SET state = 'sent', sent_at = next_at WHERE state = 'scheduled'");
        // Whoever worked the first version's list on Wednesday has it, although another version is in
        // force since the evening.
        at(office, "2023-06-07T17:30:00");
        step(office, 1, "replace", "replaced");
        let second = step(office, 2, "publish", "published");
        office.sql(&format!("UPDATE call_lists SET digest = 'other' WHERE version_id = {second}"));
        let lists = |office: &mut Office, on: &str| {
            reconcile(&mut office.context(), "", day(on)).unwrap().lists
        };
        let wednesday = lists(office, "2023-06-07");
        assert_eq!((wednesday.sent, wednesday.missing), (wednesday.lists, vec![]));
        assert!(wednesday.lists > 0 && wednesday.unsent.is_empty());
        // From Thursday on it is the second one's; nobody wrote a letter about it yet.
        let thursday = lists(office, "2023-06-08");
        assert!(thursday.lists > 0 && thursday.missing.len() == thursday.lists, "{thursday:?}");
        // Closed early: the day itself counts still, the days after it have no lists any more.
        at(office, "2023-06-08T10:00:00");
        today(office);
        step(office, 2, "close", "closed");
        office.sql(
            "UPDATE notices SET state = 'expired', reason = 'too_late' WHERE state = 'scheduled'",
        );
        let thursday = lists(office, "2023-06-08");
        assert!(thursday.lists > 0 && thursday.unsent.len() == thursday.lists, "{thursday:?}");
        assert_eq!(lists(office, "2023-06-09").lists, 0);
        at(office, "2023-06-09T18:00:00");
        assert_eq!(lists(office, "2023-06-09"), vandong::app::notices::ListsOfDay::default());
    });
}
