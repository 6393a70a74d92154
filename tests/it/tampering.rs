//! Whoever changes a stored row of a plan is found out, with the row's name.

use vandong::app::plan::Made;

use crate::harness::{Office, newest, on_both, week};

/// The checks that fail after one change, and what they say; beside the seal, which breaks whatever
/// the change is.
fn after(office: &mut Office, change: &str) -> (Vec<&'static str>, String) {
    let before = office.everything();
    office.sql(change);
    assert_ne!(office.everything(), before, "nothing changed: {change}");
    let mut wrong = office.wrong(&newest(week()));
    assert!(wrong.remove("seal").is_some(), "{change}");
    (wrong.keys().copied().collect(), wrong.into_values().collect::<Vec<_>>().join("; "))
}

/// A made plan, verified, and the office to damage it in.
fn with_plan(test: impl Fn(&mut Office, &Made)) {
    on_both(|office| {
        office.take_lists();
        let made = office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        test(office, &made);
    });
}

fn one(office: &mut Office, query: &str) -> String {
    office.texts(query).remove(0)
}

#[test]
fn a_touch_moved_to_another_agent() {
    with_plan(|office, _| {
        let contact = one(office, "SELECT contact AS line FROM touches WHERE id = 1");
        let (codes, said) = after(
            office,
            "UPDATE touches SET agent_id = CASE agent_id WHEN 1 THEN 2 ELSE 1 END WHERE id = 1",
        );
        assert_eq!(codes, ["touches"], "{said}");
        assert!(said.contains(&contact), "{said}");
    });
}

#[test]
fn a_touch_on_another_day_by_another_channel_or_with_another_price_or_contact() {
    let changes = [
        "day = '2023-06-10'",
        "bucket = bucket + 1",
        "channel = CASE channel WHEN 'call' THEN 'visit' ELSE 'call' END",
        "price = price + 1",
        "gain = gain + 1",
        "contact = 'HD-999'",
        "commune = '04999'",
        "person_id = person_id + 5000",
    ];
    with_plan(|office, _| {
        for change in changes {
            let columns = "day, bucket, channel, price, gain, contact, commune, person_id";
            office.sql("DROP TABLE IF EXISTS kept");
            office.sql(&format!("CREATE TABLE kept AS SELECT {columns} FROM touches WHERE id = 2"));
            let (codes, said) = after(office, &format!("UPDATE touches SET {change} WHERE id = 2"));
            assert!(codes.contains(&"touches"), "{change}: {said}");
            office.sql(&format!(
                "UPDATE touches SET ({columns}) = (SELECT {columns} FROM kept) WHERE id = 2"
            ));
            assert!(office.wrong(&newest(week())).is_empty(), "{change}");
        }
    });
}

#[test]
fn a_touch_that_is_gone_or_there_twice() {
    with_plan(|office, _| {
        let columns = "version_id, contact, person_id, commune, agent_id, day, bucket, channel, \
                       call_back_at, position, gain, price, why";
        let (codes, said) = after(
            office,
            &format!(
                "INSERT INTO touches (province_id, id, {columns}) SELECT province_id, 9999, \
                 {columns} FROM touches WHERE id = 3"
            ),
        );
        assert_eq!(codes, ["cases", "touches"], "{said}");
        office.sql("DELETE FROM touches WHERE id = 9999");
        let (codes, said) = after(office, "DELETE FROM touches WHERE id = 3");
        assert_eq!(codes, ["cases", "touches"], "{said}");
    });
}

#[test]
fn what_a_list_says_beside_the_place() {
    // What no other check knows is found by the seal, which `after` asserts.
    let changes: [(&str, &[&str]); 7] = [
        ("touches SET position = position + 1 WHERE id = 2", &["touches"]),
        ("touches SET why = 'call_back' WHERE id = 2", &["cases"]),
        ("touches SET call_back_at = '2023-06-05 09:00:00' WHERE id = 2", &["cases"]),
        ("touches SET phone_person_id = phone_person_id + 1 WHERE channel = 'call'", &[]),
        ("touch_cases SET product = 'student_hi' WHERE touch_id = 2", &["cases"]),
        ("touch_cases SET amount = 1 WHERE touch_id = 2", &[]),
        ("touch_cases SET person_id = person_id + 5000 WHERE touch_id = 2", &["cases"]),
    ];
    for (change, expected) in changes {
        with_plan(|office, _| {
            let (codes, said) = after(office, &format!("UPDATE {change}"));
            assert_eq!(codes, expected, "{change}: {said}");
        });
    }
}

#[test]
fn a_due_case_with_another_reason() {
    with_plan(|office, _| {
        let change =
            "UPDATE plan_communes SET body = replace(body, '!outpriced', '!no_legal_basis')";
        let (codes, said) = after(office, change);
        assert_eq!(codes, ["cases"], "{said}");
    });
}

#[test]
fn a_document_that_no_check_reads() {
    with_plan(|office, _| {
        let (codes, said) = after(office, "UPDATE plan_versions SET seed = seed + 1");
        assert_eq!((codes, said.as_str()), (vec![], ""));
    });
}

#[test]
fn a_due_case_hidden() {
    with_plan(|office, _| {
        let (codes, said) =
            after(office, "UPDATE plan_communes SET body = replace(body, '!outpriced', '=')");
        assert_eq!(codes, ["cases"], "{said}");
    });
}

#[test]
fn a_reason_that_the_agents_contradict() {
    with_plan(|office, _| {
        for reason in ["no_agent", "no_language", "no_skill", "all_absent"] {
            let change = format!(
                "UPDATE plan_communes SET body = replace(body, '\toutpriced', '\t{reason}')"
            );
            let (codes, said) = after(office, &change);
            assert_eq!(codes, ["counts", "reasons"], "{reason}: {said}");
            assert!(said.contains(reason), "{said}");
            office.sql(&format!(
                "UPDATE plan_communes SET body = replace(body, '\t{reason}', '\toutpriced')"
            ));
        }
    });
}

#[test]
fn a_price_changed() {
    with_plan(|office, made| {
        let (codes, said) = after(
            office,
            "UPDATE plan_agents SET slot_prices = '1;' || slot_prices WHERE agent_id = 1",
        );
        assert!(codes.contains(&"bound"), "{said}");
        assert!(!said.contains(&format!("exceeds {} ", made.proof.bound.0)), "{said}");
    });
    with_plan(|office, _| {
        let (codes, said) = after(
            office,
            "UPDATE plan_agents SET slot_prices = '-' || slot_prices WHERE agent_id = 1",
        );
        assert!(codes.contains(&"bound"), "{said}");
        assert!(said.contains("they prove nothing"), "{said}");
    });
}

#[test]
fn a_fate_changed() {
    with_plan(|office, _| {
        // A household that is planned is told that it was outpriced.
        let planned = one(
            office,
            "SELECT '=' || CAST(agent_id AS TEXT) || '/' || substr(channel, 1, 1) || \
             CAST(bucket AS TEXT) AS line FROM touches WHERE id = 1",
        );
        let (codes, said) = after(
            office,
            &format!(
                "UPDATE plan_communes SET body = replace(body, '{planned}', 'outpriced') WHERE \
                 commune = (SELECT commune FROM touches WHERE id = 1)"
            ),
        );
        assert_eq!(codes, ["capacity", "counts", "objective", "touches"], "{said}");
    });
    with_plan(|office, _| {
        // Somebody who was outpriced is told that there was no legal basis.
        let (codes, said) = after(
            office,
            "UPDATE plan_communes SET body = replace(body, 'outpriced', 'no_legal_basis')",
        );
        assert_eq!(codes, ["cases", "counts"], "{said}");
    });
}

#[test]
fn a_capacity_lowered() {
    with_plan(|office, _| {
        let (codes, said) =
            after(office, "UPDATE plan_agents SET slots = '2;3;3;3;3' WHERE code = 'NV-01'");
        assert!(codes.contains(&"capacity"), "{said}");
        assert!(said.contains("NV-01") && said.contains("2023-06-05"), "{said}");
    });
}

#[test]
fn a_free_slot_taken_away_or_made_up() {
    // Even where nobody used it: the plan states how many there were.
    on_both(|office| {
        office.take_lists();
        let agent = "code;name;area_codes;slots_per_day\nNV-04;Ở không;04288;30\n";
        office.import(vandong::exchange::columns::Thing::Agents, agent);
        let made = office.make(week());
        assert!(made.summary.planned < made.summary.slots);
        for slots in ["29;30;30;30;30", "31;30;30;30;30"] {
            let change = format!("UPDATE plan_agents SET slots = '{slots}' WHERE code = 'NV-04'");
            let (codes, said) = after(office, &change);
            assert!(codes.contains(&"capacity"), "{slots}: {said}");
        }
    });
}

#[test]
fn a_proof_or_a_summary_changed() {
    with_plan(|office, made| {
        let (planned, objective) = (made.summary.planned, made.proof.objective.0);
        let (codes, said) = after(
            office,
            &format!(
                "UPDATE plan_versions SET summary = replace(summary, '\"planned\":{planned},', \
                 '\"planned\":{},')",
                planned + 1
            ),
        );
        assert_eq!(codes, ["counts"], "{said}");
        let (codes, said) = after(
            office,
            &format!(
                "UPDATE plan_versions SET proof = replace(proof, '\"objective\":\"{objective}\"', \
                 '\"objective\":\"{}\"')",
                objective + 1
            ),
        );
        assert!(codes.contains(&"objective") && codes.contains(&"bound"), "{said}");
    });
}
