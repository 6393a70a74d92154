//! A decision that had cancelled events is taken back after other events were promised to their guests: nobody is
//! left with invitations to two events of the week.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use vandong::app::events::ToldOf;
use vandong::app::scenario::{apply, revert};
use vandong::domain::message::Composed;
use vandong::domain::notice::Purpose;
use vandong::store::notices::NoticeRow;

use super::asked::{distancing, letters_leave, proven};
use super::{Invitation, invited};
use crate::harness::{Office, newest, on_both, version, week};
use crate::notices::events::reachable;
use crate::notices::{message, notices, rendered, said};
use crate::scenario::target;

const BY: &str = "Lò Văn Sơn";

/// Area and code of each person's household.
fn homes(office: &mut Office) -> BTreeMap<i64, String> {
    let rows = office.texts(
        "SELECT CAST(id AS TEXT) || ' ' || CAST(area_id AS TEXT) || ' ' || COALESCE(household_code, '#' || id) AS \
         line FROM persons",
    );
    let home = |row: &String| {
        let (id, home) = row.split_once(' ').unwrap();
        (id.parse().unwrap(), home.to_owned())
    };
    rows.iter().map(home).collect()
}

/// By household the events of the week to which it is invited by what it was told last, and which will be held.
fn standing(office: &mut Office) -> BTreeMap<String, BTreeSet<String>> {
    let homes = homes(office);
    let rows = office.texts(
        "SELECT n.period || '|' || n.state || '|' || n.facts AS line FROM notices n JOIN events e ON \
         e.province_id = n.province_id AND e.code = n.period WHERE n.purpose IN ('event_invitation', \
         'event_changed') AND n.state <> 'cancelled' AND e.state = 'approved' ORDER BY n.id",
    );
    let mut last: BTreeMap<(String, i64), String> = BTreeMap::new();
    for row in rows {
        let [code, _, facts] = row.splitn(3, '|').collect::<Vec<_>>().try_into().unwrap();
        let facts: Value = serde_json::from_str(facts).unwrap();
        let said = facts["said"].as_str().unwrap().to_owned();
        last.insert((code.to_owned(), facts["guest"].as_i64().unwrap()), said);
    }
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((code, guest), said) in last {
        if !["off", "no place", "elsewhere"].contains(&said.as_str()) {
            all.entry(homes[&guest].clone()).or_default().insert(code);
        }
    }
    all
}

/// Each of the households that one of these versions invites has one invitation that stands.
fn one_each(office: &mut Office, versions: &[i32]) {
    let homes = homes(office);
    let mut all: BTreeSet<String> = BTreeSet::new();
    for number in versions {
        let people = invited(office, *number);
        all.extend(people.iter().map(|one| homes[&one.person.parse::<i64>().unwrap()].clone()));
    }
    let held = standing(office);
    let two: Vec<_> = held.iter().filter(|(_, events)| events.len() > 1).collect();
    assert!(two.is_empty(), "{} of {} have two: {two:?}", two.len(), held.len());
    let held: BTreeSet<String> = held.into_keys().collect();
    assert_eq!(held, all);
}

fn key(one: &Invitation) -> (&str, &str) {
    (&one.commune, &one.contact)
}

/// Those whom the first version invites to what a decision cancels, and the second to something else.
fn torn(office: &mut Office) -> Vec<(Invitation, Invitation)> {
    let (first, second) = (invited(office, 1), invited(office, 2));
    let other = |one: &Invitation| {
        second.iter().find(|two| key(two) == key(one) && two.event != one.event).cloned()
    };
    let torn: Vec<_> = first.iter().filter_map(|one| Some((one.clone(), other(one)?))).collect();
    assert!(!torn.is_empty(), "nobody is invited to something else: {first:?} {second:?}");
    torn
}

/// The page of the province, which stays open, serves two communes of three: whoever is invited to a group of the
/// third is invited to nothing else when all groups are off.
fn page_of_two_communes(office: &mut Office) {
    office.sql("UPDATE event_venues SET audience = '04282;04285' WHERE code = 'FB-15'");
}

/// A published week of which all have their letters, and a decision that cancels some of its events with a draft
/// that knows so.
fn decided(office: &mut Office) -> i64 {
    office.make(week());
    office.publish(week());
    letters_leave(office);
    apply(&mut office.context(), &target(), &distancing(), BY).unwrap().id
}

fn taken_back(office: &mut Office, id: i64) -> ToldOf {
    let back = revert(&mut office.context(), ("", id), (None, None), (BY, "Hết dịch")).unwrap();
    assert_eq!(back.version, Some(3));
    assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
    back.told
}

/// The newest version is published, and one that is made after it; whoever was torn stays where the
/// invitation stands, and hears nothing more.
fn stays_so(office: &mut Office, stays: &[Invitation]) {
    let told = notices(office, Purpose::EventChanged);
    for number in [3, 4] {
        if number > 3 {
            office.make(week());
        }
        let all = invited(office, number);
        let households: BTreeSet<_> = all.iter().map(key).collect();
        assert_eq!(households.len(), all.len(), "version {number} invites somebody twice");
        for one in stays {
            let own = all.iter().find(|other| key(other) == key(one));
            assert_eq!(own.map(|own| &own.event), Some(&one.event), "version {number}");
        }
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        office.publish(week());
        one_each(office, &[1, 2, number]);
        assert_eq!(notices(office, Purpose::EventChanged).len(), told.len());
    }
}

/// Letters as they would be sent, with those who decide about plans left as they are: the coordinator alone.
fn composed(office: &mut Office, notices: &[NoticeRow]) -> Vec<Composed> {
    let approval = office.config.approval.clone();
    let letters = said(office, notices);
    office.config.approval = approval;
    letters
}

/// Keys of the people who have a letter that an event is off.
fn told_off(office: &mut Office) -> BTreeSet<String> {
    let news = notices(office, Purpose::EventChanged).into_iter().filter(|one| one.state == "sent");
    let facts = news.map(|one| serde_json::from_str::<Value>(&one.facts).unwrap());
    let off = facts.filter(|facts| facts["said"] == "off");
    off.map(|facts| facts["guest"].as_i64().unwrap().to_string()).collect()
}

/// How many guests the host of an event is told of last.
fn listed(office: &mut Office, code: &str) -> usize {
    let mut lists = notices(office, Purpose::EventList);
    lists.retain(|one| one.period == code && one.state == "scheduled");
    let list = composed(office, &lists[..1]).remove(0);
    message(&list).facts["guests"]["vi"].as_str().unwrap().parse().unwrap()
}

/// Taken back when the letters to other events wait, or have gone out.
fn kept(office: &mut Office, leave: impl Fn(&mut Office)) {
    reachable(office);
    page_of_two_communes(office);
    let id = decided(office);
    letters_leave(office);
    office.publish(week());
    leave(office);
    let torn = torn(office);
    let mut others = told_off(office);
    others.retain(|person| !torn.iter().any(|(one, _)| one.person == *person));
    assert!(!others.is_empty(), "all are invited to something else: {torn:?}");
    let told = taken_back(office, id);
    assert_eq!(told.elsewhere, torn.len());
    assert_eq!(told.changed, others.len(), "the others hear that it is held after all: {told:?}");
    one_each(office, &[1, 2]);
    let held = standing(office);
    let mut back = invited(office, 1);
    back.retain(|one| one.mode == "in_person");
    for code in back.iter().map(|one| &one.event).collect::<BTreeSet<_>>() {
        let guests = held.values().filter(|events| events.contains(code)).count();
        assert_eq!(listed(office, code), guests, "{code}");
    }
    let proof = proven(office);
    assert!(proof.missing.is_empty(), "{proof:?}");
    assert_eq!(proof.not_sent.get("not_invited"), Some(&torn.len()), "{proof:?}");
    let stay: Vec<Invitation> = torn.into_iter().map(|(_, two)| two).collect();
    stays_so(office, &stay);
    assert_eq!(proven(office).not_sent.get("not_invited"), None);
}

#[test]
fn whoever_was_invited_elsewhere_meanwhile_keeps_that_invitation() {
    on_both(|office| kept(office, letters_leave));
}

#[test]
fn whoever_is_to_be_invited_elsewhere_keeps_that_invitation() {
    on_both(|office| kept(office, |_| ()));
}

#[test]
fn whoever_never_heard_that_it_was_off_hears_that_the_other_invitation_counts() {
    on_both(|office| {
        reachable(office);
        let id = decided(office);
        // The news of it still wait.
        office.publish(week());
        let torn = torn(office);
        let told = taken_back(office, id);
        assert_eq!(told.elsewhere, torn.len());
        one_each(office, &[1, 2]);
        let mut news = notices(office, Purpose::EventChanged);
        news.retain(|one| one.facts.contains("\"said\":\"elsewhere\""));
        assert_eq!(news.len(), torn.len());
        let by_letter = news.iter().filter(|one| one.state == "scheduled").count();
        assert_eq!((by_letter, news.len() - by_letter), (told.changed, told.in_person), "{told:?}");
        assert!(by_letter > 0);
        news.retain(|one| one.state == "scheduled");
        let letters = composed(office, &news);
        let is_message = |one: &&Composed| matches!(one, Composed::Message(_));
        assert!(letters.iter().any(|one| is_message(&one)));
        for letter in letters.iter().filter(is_message) {
            let vi = rendered(Purpose::EventChanged, "vi", message(letter));
            assert!(
                vi.text.contains("đã được mời dự một sự kiện khác trong cùng tuần"),
                "{}",
                vi.text
            );
            assert!(vi.subject.starts_with("Không cần đến dự: "), "{}", vi.subject);
            let en = rendered(Purpose::EventChanged, "en", message(letter));
            assert!(en.text.contains("invited to another event of the same week"), "{}", en.text);
        }
        let stay: Vec<Invitation> = torn.into_iter().map(|(_, two)| two).collect();
        stays_so(office, &stay);
    });
}

#[test]
fn a_version_that_comes_out_after_the_decision_was_taken_back_invites_nobody_a_second_time() {
    on_both(|office| {
        reachable(office);
        let id = decided(office);
        letters_leave(office);
        let torn = torn(office);
        assert_eq!(taken_back(office, id).elsewhere, 0, "a draft invites nobody");
        letters_leave(office);
        let published = office.publish_version(&version(week(), 2));
        assert_eq!(published.events.told.elsewhere, torn.len());
        let proof = proven(office);
        assert!(proof.missing.is_empty(), "{proof:?}");
        let held = standing(office);
        assert!(held.values().all(|events| events.len() == 1), "{held:?}");
        // They stay with what they were invited to first.
        office.make(week());
        let now = invited(office, 4);
        for (one, _) in &torn {
            let own = now.iter().find(|other| key(other) == key(one));
            assert_eq!(own.map(|own| &own.event), Some(&one.event));
        }
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        office.publish(week());
        one_each(office, &[1, 4]);
    });
}
