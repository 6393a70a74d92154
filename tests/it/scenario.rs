//! An area goes into distancing: what is shown is what is done, a plan knows under which rules it was made,
//! and what is taken back brings the plan back that was there before, as far as the week has not moved on.

use std::collections::BTreeSet;

use vandong::app::context::Context;
use vandong::app::plan::{PlanError, diff, explain, find};
use vandong::app::scenario::{
    Applied, Cause, Order, Preview, Reverted, ScenarioError, State, Target, apply, list, preview,
    revert,
};
use vandong::clock::FixedClock;
use vandong::domain::scenario::Mode;
use vandong::exchange::columns::Thing;
use vandong::store::plans::version_touches;

use crate::browser::{get, links};
use crate::harness::{Office, day, morning, newest, on_both, version, week};
use crate::parts::{Row, THIRDS, rows, with_parts};
use crate::web::{PLAN, serving};

const BY: &str = "Lò Văn Sơn";

fn target() -> Target {
    Target { province: String::new(), office: String::new(), week: week() }
}

/// `AREA MODE FROM TO`, in June 2023; `-` for no last day.
fn order(text: &str) -> Order {
    let [area, mode, from, to] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let (mode, most_people) = match mode.split_once(':') {
        Some((mode, most)) => (mode, Some(most.parse().unwrap())),
        None => (mode, None),
    };
    Order {
        area: area.into(),
        mode: mode.into(),
        most_people,
        from: day(&format!("2023-06-{from}")),
        to: (to != "-").then(|| day(&format!("2023-06-{to}"))),
        source: Some("12/QĐ-UBND".into()),
    }
}

fn looked_at(office: &mut Office, text: &str) -> Preview {
    preview(&mut office.context(), &target(), &order(text)).unwrap()
}

fn applied(office: &mut Office, text: &str) -> Applied {
    apply(&mut office.context(), &target(), &order(text), BY).unwrap()
}

fn taken_back(office: &mut Office, id: i64) -> Reverted {
    let done =
        |context: &mut Context<'_>| revert(context, ("", id), (None, None), (BY, "Hết dịch"));
    done(&mut office.context()).unwrap()
}

/// `CONTACT AGENT DAY CHANNEL` of every touch of a version.
fn touches(office: &mut Office, number: i32) -> BTreeSet<String> {
    let today = day("2023-06-02");
    let rows = office
        .store
        .read(|conn| -> Result<_, PlanError> {
            let found = find(conn, &version(week(), number), today)?;
            Ok(version_touches(conn, found.province.id.0, found.version.id)?)
        })
        .unwrap();
    let told = |touch: &vandong::store::plans::TouchRow| {
        format!("{} {} {} {}", touch.contact, touch.agent_id, touch.day, touch.channel)
    };
    rows.iter().map(told).collect()
}

fn visits_on(touches: &BTreeSet<String>, days: &[&str]) -> usize {
    let is_one = |touch: &&String| days.iter().any(|day| touch.ends_with(&format!("{day} visit")));
    touches.iter().filter(is_one).count()
}

#[test]
fn what_is_shown_is_what_is_done_and_taken_back_the_first_plan_is_there_again() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let before = office.everything();
        let distancing = "15 distancing 06 08";
        let shown = looked_at(office, distancing);
        assert_eq!(office.everything(), before, "a look stores nothing");
        let done = applied(office, distancing);
        assert_eq!((&done.preview, done.version), (&shown, Some(2)));
        let (old, new) = (touches(office, 1), touches(office, 2));
        let closed = ["2023-06-06", "2023-06-07", "2023-06-08"];
        assert!(visits_on(&old, &closed) > 0 && visits_on(&new, &closed) == 0, "{old:?} {new:?}");
        let counts = &shown.counts;
        assert_eq!((counts.before, counts.after), (old.len() as u64, new.len() as u64));
        assert_eq!(counts.same, old.intersection(&new).count() as u64);
        assert_eq!(counts.same + counts.moved + counts.dropped, counts.before);
        assert_eq!(counts.same + counts.moved + counts.added, counts.after);
        assert_eq!(shown.touches.len() as u64, counts.moved + counts.dropped + counts.added);
        assert_eq!(counts.causes[&Cause::Forbidden], visits_on(&old, &closed) as u64);
        assert!(!counts.causes.contains_key(&Cause::Anyway), "{:?}", counts.causes);
        assert_eq!((shown.against, shown.areas.len()), (Some(1), 3));
        for change in &shown.touches {
            let forbidden = change.cause == Cause::Forbidden;
            assert_eq!(change.told.vi.contains("12/QĐ-UBND"), forbidden, "{}", change.told.vi);
        }
        // A draft changes nothing for the agents until it is in force.
        assert_eq!(office.shown(&newest(week()))["state"], "draft");
        assert_eq!(office.shown(&newest(week()))["in_force"], 1);
        assert!(office.wrong(&version(week(), 2)).is_empty());
        office.publish(week());
        let back = taken_back(office, done.id);
        let returned = back.returned.unwrap();
        assert_eq!((back.version, returned.not.len()), (Some(3), 0));
        assert_eq!(returned.changed, old.difference(&new).count() as u64);
        assert_eq!(returned.back, returned.changed);
        assert!(back.preview.counts.causes[&Cause::Allowed] > 0);
        assert_eq!(touches(office, 3), old);
        for number in 1..=3 {
            assert!(office.wrong(&version(week(), number)).is_empty(), "{number}");
        }
        let lines = list(&mut office.context(), "").unwrap();
        let line = lines.iter().find(|line| line.id == done.id).unwrap();
        assert_eq!((line.state, line.by.as_str()), (State::Reverted, BY));
        let made: Vec<_> = line.plans.iter().map(|one| (&*one.action, one.version)).collect();
        assert_eq!(made, [("apply", 2), ("revert", 3)]);
        assert_eq!(line.reverted.as_ref().unwrap().why, "Hết dịch");
        let again = revert(&mut office.context(), ("", done.id), (None, None), (BY, "Hết dịch"));
        assert!(matches!(again, Err(ScenarioError::RevertedBefore { .. })), "{again:?}");
    });
}

/// Planned beside the week as it is, it is the plan that one would make with the decision on record.
#[test]
fn what_is_planned_beside_the_week_as_it_is_is_what_would_be_planned_alone() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        for (number, decision) in [(2, "04282 distancing 06 08"), (4, "15 limited:20 07 -")] {
            assert_eq!(applied(office, decision).version, Some(number));
            let today = day("2023-06-02");
            let found = office.store.read(|conn| find(conn, &version(week(), number), today));
            let (beside, alone) = (found.unwrap().version, office.make(week()).version);
            assert_eq!(alone.number, number + 1);
            assert_eq!(beside.snapshot_digest, alone.snapshot_digest);
            assert_eq!((&beside.proof, &beside.summary), (&alone.proof, &alone.summary));
            assert_eq!(beside.rows_digest, alone.rows_digest, "{decision}");
            assert!(office.wrong(&version(week(), number)).is_empty());
        }
    });
}

#[test]
fn taken_back_in_the_middle_of_the_week_only_what_is_still_possible_comes_back() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        let done = applied(office, "15 distancing 05 09");
        office.publish(week());
        let (old, new) = (touches(office, 1), touches(office, 2));
        morning(office, "2023-06-07");
        let back = taken_back(office, done.id);
        let (version, returned) = (back.version.unwrap(), back.returned.unwrap());
        let third = touches(office, version);
        assert_eq!(returned.changed, old.difference(&new).count() as u64);
        assert_eq!(returned.back + returned.not.len() as u64, returned.changed);
        let here = old.difference(&new).filter(|touch| third.contains(*touch)).count();
        assert_eq!(returned.back, here as u64);
        assert!(returned.not.iter().any(|one| one.before.day < day("2023-06-07")), "{returned:?}");
        for one in &returned.not {
            assert!(one.told.vi.contains("không trở lại – "), "{}", one.told.vi);
        }
        let days: BTreeSet<&str> =
            third.iter().map(|touch| touch.split(' ').nth(2).unwrap()).collect();
        assert!(days.first().unwrap() >= &"2023-06-07", "{days:?}");
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn a_plan_says_under_which_decisions_it_was_made_and_why_nobody_comes() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        // Of what overlaps the strictest holds; one commune is free of both by a later decision of its own.
        applied(office, "15 limited:20 05 -");
        applied(office, "15 distancing 07 09");
        office.is_on(day("2023-06-03"));
        applied(office, "04288 normal 08 09");
        let made = office.make(week());
        let configuration: vandong::app::plan::proof::Configuration =
            serde_json::from_str(&made.version.configuration).unwrap();
        let situation = configuration.situation;
        let limited = Mode::Limited { at_most: 20 };
        for (commune, on, expected) in [
            ("04282", "05", limited),
            ("04282", "07", Mode::Distancing),
            ("04288", "07", Mode::Distancing),
            ("04288", "08", Mode::Normal),
            ("04285", "08", Mode::Distancing),
        ] {
            let mode = situation.gathering(commune, day(&format!("2023-06-{on}")));
            assert_eq!(mode, expected, "{commune} on {on}");
        }
        assert_eq!(situation.decisions.len(), 3);
        assert!(office.wrong(&newest(week())).is_empty());
        // Household 9 has no telephone; it lives in 04282.
        let silent = applied(office, "04282 distancing 05 09");
        assert_eq!(silent.preview.not_planned, None);
        let told = explain(&mut office.context(), &newest(week()), "HD-009").unwrap().remove(0);
        assert!(told.vi.starts_with("Không có lịch: không có số điện thoại"), "{}", told.vi);
        assert!(
            told.vi
                .contains("Pú Trạng: giãn cách xã hội từ 05/06/2023 đến 09/06/2023 (12/QĐ-UBND)"),
            "{}",
            told.vi
        );
        assert!(told.en.contains("Homes are not visited on these days"), "{}", told.en);
    });
}

#[test]
fn a_version_does_not_outlive_a_decision_that_somebody_changed_by_hand() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        applied(office, "15 distancing 06 08");
        assert!(office.wrong(&newest(week())).is_empty());
        office.sql("UPDATE scenarios SET to_date = '2023-06-07' WHERE to_date = '2023-06-08'");
        let wrong = office.wrong(&newest(week()));
        assert_eq!(wrong.keys().copied().collect::<Vec<_>>(), ["situation"]);
        assert!(wrong["situation"].contains("no decision is on record as"), "{wrong:?}");
        office.sql("UPDATE scenarios SET to_date = '2023-06-08' WHERE to_date = '2023-06-07'");
        // The plan of the week without the decision, under the configuration of the one with it.
        let visit = office.texts(
            "SELECT CAST(v.id AS TEXT) AS line FROM plan_versions v WHERE v.number IN (1, 2) ORDER BY 1",
        );
        office.sql(&format!(
            "UPDATE plan_communes SET body = (SELECT o.body FROM plan_communes o WHERE o.version_id = {} \
             AND o.commune = plan_communes.commune) WHERE version_id = {}",
            visit[0], visit[1]
        ));
        let wrong = office.wrong(&newest(week()));
        assert!(wrong["situation"].contains("is visited on a day of distancing"), "{wrong:?}");
    });
}

#[test]
fn a_version_that_knows_nothing_of_a_decision_that_stood_is_found() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        applied(office, "15 distancing 06 08");
        // What was decided while a plan was being made may have come too late for it.
        assert!(office.wrong(&version(week(), 1)).is_empty());
        office.sql("UPDATE scenarios SET decided_at = '2023-05-01 08:00:00'");
        let wrong = office.wrong(&version(week(), 1));
        assert_eq!(wrong.keys().copied().collect::<Vec<_>>(), ["situation"]);
        assert!(wrong["situation"].contains("not what follows from the decisions"), "{wrong:?}");
    });
}

/// Told on Tuesday that homes are not visited from Wednesday on: making the plan and comparing its versions
/// give the same causes, one by one.
#[test]
fn both_ways_to_ask_why_touches_changed_have_one_answer() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        morning(office, "2023-06-06");
        applied(office, "15 distancing 07 09");
        let made = office.make(week());
        let told = made.replanned.unwrap();
        assert!(told.causes.get("visits_closed").is_some_and(|count| *count > 0), "{told:?}");
        let first = version(week(), 1);
        let compared = diff(&mut office.context(), Some(&first), &newest(week())).unwrap();
        assert_eq!(compared.causes, told.causes);
    });
}

#[test]
fn where_nothing_of_a_plan_changes_the_decision_alone_is_recorded() {
    on_both(|office| {
        office.take_lists();
        // No plan yet, and of the second no end.
        let open = looked_at(office, "15 distancing 06 -");
        assert!(open.areas.len() > 1 && open.areas.iter().all(|one| one.to.is_none()), "{open:?}");
        let known = looked_at(office, "15 distancing 06 08");
        assert!(known.areas.iter().all(|one| one.to == Some(day("2023-06-08"))), "{known:?}");
        let alone = applied(office, "15 distancing 06 08");
        assert_eq!((alone.version, alone.preview.against), (None, None));
        assert!(alone.preview.not_planned.is_some());
        let made = office.make(week());
        assert!(made.version.configuration.contains("12/QĐ-UBND"));
        assert_eq!(visits_on(&touches(office, 1), &["2023-06-06", "2023-06-07"]), 0);
        // Another week; and the same once more.
        let later = applied(office, "15 distancing 12 18");
        assert_eq!((later.version, later.preview.touches.len()), (None, 0));
        let order = order("15 distancing 12 18");
        let again = apply(&mut office.context(), &target(), &order, BY);
        assert!(matches!(again, Err(ScenarioError::Known { id }) if id == later.id), "{again:?}");
        // A plan of that week does not know of what comes after it.
        office.make(week().next());
        let limited = looked_at(office, "04282 limited:10 05 18");
        // Under distancing nobody meets anyway, and limits of gatherings change no touch.
        assert_eq!((limited.touches, limited.others), (Vec::new(), Vec::new()));
        let lifted = looked_at(office, "04282 normal 05 18");
        let others: Vec<_> = lifted.others.iter().map(|one| one.week.as_str()).collect();
        assert_eq!(others, ["2023-W24"]);
    });
}

#[test]
fn agents_who_have_visits_of_today_in_hands_are_named() {
    on_both(|office| {
        office.take_lists();
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        office.publish(week());
        let plan = touches(office, 1);
        let visits = |today: &str| visits_on(&plan, &[&format!("2023-06-{today}")]);
        let today = ["05", "06", "07", "08", "09"].into_iter().find(|day| visits(day) > 0).unwrap();
        let closed = format!("15 distancing {today} 30");
        // Nobody has the list of a day to come.
        assert_eq!(looked_at(office, &closed).still_out, Vec::new());
        // At noon.
        let noon = day(&format!("2023-06-{today}")).and_hms_opt(5, 0, 0).unwrap();
        office.clock = FixedClock(noon);
        let out = looked_at(office, &closed).still_out;
        assert_eq!(out.iter().map(|one| one.visits).sum::<u64>(), visits(today) as u64, "{out:?}");
        assert!(out.iter().all(|one| one.agent.starts_with("NV-") && one.visits > 0), "{out:?}");
        let limited = looked_at(office, &format!("15 limited:20 {today} 30"));
        assert_eq!(limited.still_out, Vec::new());
    });
}

#[test]
fn visits_of_the_morning_stay_in_hands_after_a_version_of_noon() {
    on_both(|office| {
        with_parts(office, &THIRDS);
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        office.publish(week());
        let visits = |rows: &[Row], today: &str, parts: &[&str]| {
            let of = |row: &&Row| {
                row.channel == "visit" && row.day == today && parts.contains(&row.part.as_str())
            };
            rows.iter().filter(of).count() as u64
        };
        let first = rows(office, 1);
        let days = (5..=9).map(|day| format!("2023-06-{day:02}"));
        let today = days.into_iter().find(|day| visits(&first, day, &["morning"]) > 0).unwrap();
        let at = |utc: &str| FixedClock(format!("{today}T{utc}:00").parse().unwrap());
        office.clock = at("05:30");
        office.make(week());
        office.publish(week());
        let second = rows(office, 2);
        office.clock = at("07:00");
        let closed = format!("15 distancing {} 30", &today[8..]);
        let out = looked_at(office, &closed).still_out;
        let expected =
            visits(&first, &today, &["morning"]) + visits(&second, &today, &["afternoon"]);
        assert_eq!(out.iter().map(|one| one.visits).sum::<u64>(), expected, "{out:?}");
    });
}

#[test]
fn a_decision_is_recorded_and_taken_back_while_the_last_lists_of_the_week_are_in_hands() {
    on_both(|office| {
        office.take_lists();
        office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
        office.make(week());
        office.publish(week());
        // Friday noon.
        office.clock = FixedClock(day("2023-06-09").and_hms_opt(5, 0, 0).unwrap());
        let done = applied(office, "15 distancing 09 30");
        let told = done.preview.not_planned.unwrap();
        assert!(told.vi.contains("đã ở trong tay nhân viên thu"), "{told:?}");
        assert_eq!(done.version, None);
        let lines = list(&mut office.context(), "").unwrap();
        assert!(lines.iter().any(|line| line.id == done.id && line.state == State::InForce));
        let back = taken_back(office, done.id);
        assert_eq!((back.version, back.returned), (None, None));
    });
}

#[test]
fn scenarios_that_come_by_a_list_are_planned_by() {
    on_both(|office| {
        office.take_lists();
        let list = "Mã địa bàn;Từ ngày;Đến ngày;Tình huống;Số người tối đa;Văn bản\n\
            15;05/06/2023;;hạn chế tụ tập;30;15/CT-TTg\n15;06/06/2023;08/06/2023;giãn cách;;12/QĐ\n";
        assert_eq!(office.import(Thing::Scenarios, list).tally.inserted, 2);
        let made = office.make(week());
        assert_eq!(visits_on(&touches(office, 1), &["2023-06-06", "2023-06-07", "2023-06-08"]), 0);
        assert!(made.version.configuration.contains("15/CT-TTg"));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn the_program_shows_records_lists_and_takes_back() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let today = "2023-06-02";
        let decision = ["--area", "04282", "--mode", "distancing", "--from", "2023-06-06"];
        let until = ["--to", "08/06/2023", "--source", "12/QĐ"];
        let command = |verb: &'static str, more: &[&'static str]| {
            [&["scenario", verb][..], &decision[..], &until[..], more].concat()
        };
        let shown = office.ask(today, &[], &command("preview", &[])).done();
        let nobody = office.ask(today, &[], &command("apply", &["--by", " "]));
        assert_eq!((nobody.code, &nobody.said["error"]["code"]), (2, &"no_name".into()));
        let done = office.ask(today, &[], &command("apply", &["--by", BY])).done();
        assert_eq!((&done["preview"], &done["version"]), (&shown, &2.into()));
        let id = done["id"].to_string();
        let lines = office.ask(today, &[], &["scenario", "list"]).done();
        let lines = lines.as_array().unwrap();
        let line = lines.iter().find(|line| line["id"] == done["id"]).unwrap();
        assert_eq!((lines.len(), &line["state"]), (2, &"coming".into()));
        let line = office.ask("2023-06-07", &[], &["scenario", "show", &id]).done();
        assert_eq!((&line["state"], &line["source"]), (&"in_force".into(), &"12/QĐ".into()));
        let back = ["scenario", "revert", id.as_str(), "--by", BY, "--why", "Nhầm xã"];
        assert_eq!(office.ask(today, &[], &back).done()["version"], 3);
        for (command, code, word) in
            [(&["scenario", "show", "99"][..], 3, "no_scenario"), (&back, 4, "reverted_before")]
        {
            let answer = office.ask(today, &[], command);
            assert_eq!(
                (answer.code, &answer.said["error"]["code"]),
                (code, &word.into()),
                "{answer:?}"
            );
        }
    });
}

#[test]
fn pages_say_what_is_in_force() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let first = applied(office, "15 distancing 06 08");
        serving(office, |at, office| {
            let page = |path: &str| get(at, path).text().to_owned();
            let known = page(PLAN);
            assert!(known.contains("giãn cách xã hội từ 06/06/2023 đến 08/06/2023 (12/QĐ-UBND)"));
            assert!(!known.contains("chưa tính đến"), "{known}");
            let before = page(&format!("{PLAN}?version=1"));
            assert!(before.contains("phiên bản này chưa tính đến"), "{before}");
            let all = page("/scenarios");
            assert!(all.contains("12/QĐ-UBND") && all.contains(BY), "{all}");
            let made = format!("{PLAN}?version=2");
            assert!(links(&all).into_iter().any(|link| link == made), "{all}");
            let document = get(at, "/api/v1/scenarios");
            let document: serde_json::Value = serde_json::from_str(document.text()).unwrap();
            assert_eq!(document["scenarios"][0]["id"], first.id);
            taken_back(office, first.id);
            let after = page(&format!("{PLAN}?version=2"));
            assert!(after.contains("đã hủy sau khi lập phiên bản này"), "{after}");
            assert!(page("/scenarios?lang=en").contains("Taken back"));
        });
    });
}
