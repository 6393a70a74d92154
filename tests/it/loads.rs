//! How much agents work in a week, and who stands in for whom: from the lists to the stored proof.

use vandong::app::plan::{Explanation, diff, explain};
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, newest, on_both, week};

/// Agents with the columns of their week.
fn agents(office: &mut Office, rows: &str) {
    let head =
        "Mã nhân viên thu;Họ tên;Mã địa bàn;Số lượt/ngày;Số lượt/tuần;Số lượt tối thiểu/tuần\n";
    let report = office.import(Thing::Agents, &format!("{head}{rows}"));
    assert_eq!(report.tally.rejected, 0, "{report:?}");
}

/// Agent by agent how many touches the newest version has, with its weekly price.
fn loads(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT a.code || ' ' || count(t.id) || ' ' || a.loads AS line FROM plan_agents a LEFT JOIN \
         touches t ON t.version_id = a.version_id AND t.agent_id = a.agent_id WHERE a.version_id = \
         (SELECT max(id) FROM plan_versions) GROUP BY a.code, a.loads ORDER BY a.code",
    )
}

fn told(office: &mut Office, about: &str) -> Explanation {
    let mut told = explain(&mut office.context(), &newest(week()), about).unwrap();
    assert_eq!(told.len(), 1, "{about}: {told:?}");
    told.remove(0)
}

#[test]
fn a_week_is_limited_as_the_list_of_agents_says() {
    on_both(|office| {
        office.take_lists();
        agents(office, "NV-01;Quàng Thị Liên;04282,04285;3;7;\nNV-02;Lự Thị Yến;04282;2;0;\n");
        let made = office.make(week());
        // 3 slots on five days but 7 in the week, no slot at all, and 4 on four days.
        assert_eq!((made.summary.slots, made.summary.planned), (15 + 16, 7 + 16));
        assert_eq!(loads(office), ["NV-01 7 7:0", "NV-02 0 ", "NV-03 16 "]);
        assert_eq!((made.proof.gap(), made.proof.load_cost), (0, 0));
        let spread = made.summary.loads.planned;
        assert_eq!((spread.agents, spread.least, spread.most), (2, 1000, 1000));
        assert!(office.wrong(&newest(week())).is_empty());
        let agent = told(office, "NV-01");
        assert!(agent.vi.contains("7 lượt trên 15 lượt trống, cả tuần nhiều nhất 7"), "{agent:?}");
        assert!(agent.en.contains("in 15 slots, at most 7 in the week"), "{agent:?}");
        // In the middle of the week, after the lists of three days were handed out, 7 are 7 still.
        office.publish(week());
        let early = "SELECT CAST(coalesce(sum(touches), 0) AS TEXT) AS line FROM call_lists l JOIN agents a ON a.id = \
                     l.agent_id WHERE a.code = 'NV-01' AND day < '2023-06-08'";
        let early: i32 = office.texts(early)[0].parse().unwrap();
        office.is_on(day("2023-06-07"));
        office.make(week());
        let left = (7 - early).min(6);
        assert!(loads(office)[0].starts_with(&format!("NV-01 {left} ")), "{:?}", loads(office));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn what_nobody_worked_is_not_taken_from_the_week() {
    on_both(|office| {
        office.take_lists();
        agents(office, "NV-01;Quàng Thị Liên;04282,04285;3;7;\n");
        office.make(week());
        office.publish(week());
        let early = "SELECT a.code AS line FROM call_lists l JOIN agents a ON a.id = l.agent_id WHERE a.code = \
                     'NV-01' AND day < '2023-06-07'";
        assert!(!office.texts(early).is_empty());
        // On Wednesday, whose list is in hands, it is known that the agent was ill until now: all 7 are left,
        // more than two days have.
        let ill = "agent_code;from;to;reason\nNV-01;2023-06-05;2023-06-06;Nghỉ ốm\n";
        office.import(Thing::Absences, ill);
        office.is_on(day("2023-06-07"));
        office.make(week());
        assert!(loads(office)[0].starts_with("NV-01 6 "), "{:?}", loads(office));
        assert!(office.wrong(&newest(week())).is_empty());
    });
}

#[test]
fn a_least_load_is_kept_and_paid_for_in_the_proof() {
    on_both(|office| {
        office.take_lists();
        agents(office, "NV-02;Lự Thị Yến;04282;2;;9\n");
        let made = office.make(week());
        assert_eq!(loads(office), ["NV-01 15 ", "NV-02 10 9:-5;1:0", "NV-03 16 "]);
        assert_eq!(made.proof.load_cost, -45);
        assert!(made.summary.loads.unpriced.is_some());
        assert!(office.wrong(&newest(week())).is_empty());
        // A step that is changed afterwards breaks the proof, not only the seal.
        office.sql("UPDATE plan_agents SET loads = '9:-6;1:0' WHERE code = 'NV-02'");
        let wrong = office.wrong(&newest(week()));
        assert!(
            ["objective", "bound", "levels", "seal"].iter().all(|code| wrong.contains_key(code))
        );
        office.sql("UPDATE plan_agents SET loads = '9:-5' WHERE code = 'NV-02'");
        let wrong = office.wrong(&newest(week()));
        assert!(
            wrong["capacity"].contains("NV-02 has more touches than slots in the week"),
            "{wrong:?}"
        );
    });
}

/// NV-03, the only one in Tân An, is ill on Wednesday; NV-02, who covers Pú Trạng alone, stands in there
/// on that day and on no other one.
#[test]
fn a_substitute_works_in_the_communes_of_the_absent() {
    on_both(|office| {
        office.take_lists();
        let ill = "agent_code;from;to;reason;substitute_code\n\
                   NV-03;2023-06-07;2023-06-07;Nghỉ ốm;NV-02\n";
        office.import(Thing::Absences, ill);
        // Nobody is left to call in Pú Trạng, so that the substitute has time.
        agents(office, "NV-01;Quàng Thị Liên;04282,04285;60;;\n");
        office.make(week());
        assert!(office.wrong(&newest(week())).is_empty());
        let instead = office.texts(
            "SELECT t.contact || ' ' || CAST(t.day AS TEXT) AS line FROM touches t JOIN agents a ON a.id = \
             t.agent_id WHERE a.code = 'NV-02' AND t.commune = '04288' ORDER BY 1",
        );
        assert_eq!(instead.len(), 2, "{instead:?}");
        assert!(instead.iter().all(|line| line.ends_with(" 2023-06-07")), "{instead:?}");
        let contact = instead[0].split(' ').next().unwrap().to_owned();
        let touch = told(office, &contact);
        assert!(touch.vi.contains("nhân viên thu NV-02 (thay cho NV-03), Thứ Tư"), "{touch:?}");
        assert!(
            touch.en.contains("by agent NV-02 (standing in for NV-03) on 2023-06-07"),
            "{touch:?}"
        );
        // Whoever asks about the commune finds both agents who work there.
        let area = told(office, "04288");
        assert!(area.vi.contains(" 2 nhân viên thu phụ trách "), "{area:?}");
        let own = office.texts("SELECT stands_in AS line FROM plan_agents WHERE code = 'NV-02'");
        assert!(own[0].ends_with("@2@04285,04288"), "{own:?}");
        // The rows that say so are what the check of the proof builds the week from.
        office.sql("UPDATE plan_agents SET stands_in = '' WHERE code = 'NV-02'");
        let wrong = office.wrong(&newest(week()));
        assert!(wrong["objective"].contains("is outside its territory"), "{wrong:?}");
    });
}

#[test]
fn a_limit_of_the_week_that_was_lowered_is_the_cause_of_what_leaves_the_lists() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        // From Wednesday on NV-03 may do two more touches, of those that stand on the lists.
        office.is_on(day("2023-06-06"));
        let early = "SELECT CAST(coalesce(sum(touches), 0) AS TEXT) AS line FROM call_lists l JOIN agents a ON a.id = \
                     l.agent_id WHERE a.code = 'NV-03' AND day < '2023-06-07'";
        let early: i32 = office.texts(early)[0].parse().unwrap();
        agents(office, &format!("NV-03;Nguyễn Minh Hằng;04285,04288;4;{};\n", early + 2));
        let made = office.make(week());
        let told = made.replanned.unwrap();
        assert!(told.moved + told.dropped > 0, "{told:?}");
        let full = told.causes.get("week_full").copied().unwrap_or(0);
        assert!(full > 0 && !told.causes.contains_key("outweighed"), "{told:?}");
        let compared = diff(&mut office.context(), None, &newest(week())).unwrap();
        assert_eq!(compared.causes.get("week_full"), Some(&full), "{:?}", compared.causes);
        assert!(office.wrong(&newest(week())).is_empty());
    });
}
