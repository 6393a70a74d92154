//! What a version that comes into force puts into the agents' hands, after another one was there.

use vandong::app::life::{LifeError, approve, history, publish, submit};
use vandong::app::notices::lists_today;
use vandong::domain::approval::Needs;
use vandong::domain::plan_life::PlanState;
use vandong::exchange::columns::Thing;

use super::{
    COORDINATOR, MEMBER, PLANNER, approved, digests, intents, published, refusal, with_plan,
};
use crate::harness::{day, newest, on_both, version, week};
use crate::lists::lists;

#[test]
fn nothing_is_published_twice_or_behind_a_newer_version() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        let before = office.facts();
        let twice = refusal(publish(&mut office.context(), &newest(week()), COORDINATOR, &[]));
        assert!(matches!(twice, LifeError::NotNow { state: PlanState::Published, .. }), "{twice}");
        assert_eq!(office.facts(), before);
        for number in [2, 3] {
            let made = office.make(week());
            assert_eq!((made.version.number, made.in_force), (number, Some(1)));
        }
        // The lists are still those in force, whatever is newer.
        let told = lists(office, week());
        assert_eq!((told.version, told.newest, told.state.as_str()), (1, 3, "published"));
        let (two, three) = (version(week(), 2), version(week(), 3));
        submit(&mut office.context(), &two, PLANNER, None).unwrap();
        // Nothing changes against version 1: the coordinator alone, also who submitted it.
        let done = submit(&mut office.context(), &three, COORDINATOR, None).unwrap();
        let about = done.about.unwrap();
        assert_eq!((about.needs, done.notices), (Needs::Coordinator, 1));
        assert_eq!(about.change.map(|change| (change.against, change.changed)), Some((1, 0)));
        approve(&mut office.context(), &three, COORDINATOR, None).unwrap();
        for result in [
            approve(&mut office.context(), &two, MEMBER, None),
            approve(&mut office.context(), &newest(week()), MEMBER, None),
        ] {
            let behind = refusal(result);
            assert!(matches!(behind, LifeError::Newer { version: 2, newer: 3, .. }), "{behind}");
        }
        let done = published(office);
        assert_eq!((done.step.version, done.replaced, done.lists.sent), (3, Some(1), 0));
        assert_eq!(done.lists.unchanged, done.lists.lists);
        let states: Vec<_> =
            history(&mut office.context(), &newest(week())).map(|told| told.versions).unwrap();
        let states: Vec<&str> = states.iter().map(|life| life.state).collect();
        assert_eq!(states, ["replaced", "submitted", "published"]);
        // What waits is told by the version in force.
        let versions = office.texts(
            "SELECT DISTINCT CAST(v.number AS TEXT) AS line FROM notices n JOIN plan_versions v ON \
             v.id = n.version_id WHERE n.purpose = 'call_list' AND n.state = 'scheduled'",
        );
        assert_eq!(versions, ["3"]);
    });
}

#[test]
fn a_new_version_sends_only_what_changed() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        // NV-01 has the list of Monday; whoever NV-01 calls on Tuesday opted out, so that somebody else
        // comes; and NV-02 is ill all week.
        office.sql(
            "UPDATE notices SET state = 'sent' WHERE recipient IN ('agent:NV-01', 'agent:NV-02') AND \
             period IN ('2023-06-05', '2023-06-06') AND purpose = 'call_list'",
        );
        office.import(
            Thing::Absences,
            "agent_code;from;to;reason\nNV-02;2023-06-05;2023-06-09;Nghỉ ốm\n",
        );
        office.make(week());
        let done = submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
        assert_eq!(done.about.unwrap().needs, Needs::Committee);
        approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
        let told = intents(office, "call_list");
        let done = published(office);
        let (then, now) = (digests(office, 1), digests(office, 2));
        let key = |line: &String| line.rsplit_once(' ').unwrap().0.to_owned();
        let same = now.iter().filter(|line| then.contains(line)).count();
        let gone: Vec<String> =
            then.iter().map(key).filter(|one| !now.iter().any(|line| key(line) == *one)).collect();
        assert!(gone.iter().all(|one| one.starts_with("NV-02")) && gone.len() == 5, "{gone:?}");
        assert_eq!((done.lists.unchanged, done.lists.sent), (same, now.len() - same));
        assert_eq!(done.lists.void, 2, "Monday and Tuesday went out: {:?}", done.lists);
        // Of each list that changed or vanished the intent that waited was taken back, and no other.
        let waited: Vec<String> = told
            .iter()
            .filter(|line| line.contains(" scheduled "))
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect();
        let stays = |one: &&String| {
            let line = now.iter().find(|line| format!("agent:{}", key(line)) == **one);
            line.is_some_and(|line| then.contains(line))
        };
        assert_eq!(done.lists.withdrawn, waited.len() - waited.iter().filter(stays).count());
        let after = intents(office, "call_list");
        let cancelled = after.iter().filter(|line| line.ends_with("cancelled replaced")).count();
        assert_eq!(cancelled, done.lists.withdrawn);
        let second = after.iter().filter(|line| line.contains(" 2 ")).count();
        assert_eq!(second + told.len(), after.len());
        assert_eq!(second, done.lists.void + done.lists.sent, "{after:?}");
        let void = office.texts(
            "SELECT recipient || ' ' || period AS line FROM notices WHERE purpose = 'call_list' AND \
             facts LIKE '%\"digest\":\"\"%' ORDER BY 1",
        );
        assert_eq!(void, ["agent:NV-02 2023-06-05", "agent:NV-02 2023-06-06"]);
    });
}

#[test]
fn a_letter_of_the_morning_does_not_stand_in_the_way_of_a_new_version() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        published(office);
        office.sql("UPDATE agents SET email = 'ba@a.example' WHERE code = 'NV-03'");
        let added = lists_today(&mut office.context(), "", day("2023-06-05")).unwrap().added;
        assert_eq!(added, 1, "NV-03 can be written to now");
        let told = intents(office, "call_list");
        office.make(week());
        submit(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        approve(&mut office.context(), &newest(week()), COORDINATOR, None).unwrap();
        // Its list is the same in the new version: NV-03 is not told of it again.
        let done = published(office);
        assert_eq!((done.step.version, done.lists.withdrawn), (2, 0), "{:?}", done.lists);
        let of_monday = |lines: &[String]| -> Vec<String> {
            let key = "agent:NV-03 2023-06-05 ";
            lines.iter().filter(|line| line.starts_with(key)).cloned().collect()
        };
        assert_eq!(of_monday(&intents(office, "call_list")), of_monday(&told));
    });
}

#[test]
fn rows_that_were_changed_after_the_approval_do_not_go_out() {
    on_both(|office| {
        with_plan(office);
        approved(office);
        office.sql("UPDATE touches SET position = position + 1 WHERE position = 1");
        let before = office.facts();
        let altered = refusal(publish(&mut office.context(), &newest(week()), COORDINATOR, &[]));
        assert!(matches!(altered, LifeError::Altered { version: 1, .. }), "{altered}");
        assert_eq!(office.facts(), before);
    });
}
