//! Agents say what they can do and what is wrong with a draft; the office decides; the next version follows.

use vandong::app::life::{LifeError, LifeWarning, submit};
use vandong::app::lists::{Changed, ask, load, question};
use vandong::app::plan::{PlanError, explain};
use vandong::app::voices::{Contest, Decision, contests, decide};
use vandong::clock::FixedClock;
use vandong::exchange::columns::Thing;

use crate::harness::{Office, day, new, newest, on_both, unchanged, version, week};

const OFFICER: &str = "Lò Văn Sơn";

/// The rows of a version's lists: row id, agent, household, day, last useful day.
fn rows(office: &mut Office, number: i32) -> Vec<[String; 5]> {
    let lists = load(&mut office.context(), &version(week(), number)).unwrap();
    let mut rows = Vec::new();
    for agent in lists.agents {
        for list in agent.days {
            for row in list.rows.into_iter().filter(|row| !row.struck) {
                let until = row.until.map(|day| day.to_string()).unwrap_or_default();
                let day = list.day.to_string();
                rows.push([row.row_id, agent.code.clone(), row.household, day, until]);
            }
        }
    }
    rows
}

/// The rows of households that have one row alone.
fn single(office: &mut Office, number: i32) -> Vec<[String; 5]> {
    let all = rows(office, number);
    let alone = |row: &&[String; 5]| all.iter().filter(|one| one[2] == row[2]).count() == 1;
    all.iter().filter(alone).cloned().collect()
}

fn open(office: &mut Office) -> Vec<Contest> {
    contests(&mut office.context(), ("", ""), None).unwrap()
}

fn say(office: &mut Office, lines: &[String]) {
    let list = format!("row_id;agent_code;reason;preferred_day;note\n{}\n", lines.join("\n"));
    let report = office.import(Thing::Contests, &list);
    assert_eq!(report.tally, new(lines.len() as u64), "{:?}", report.reasons);
    assert_eq!(office.import(Thing::Contests, &list).tally, unchanged(lines.len() as u64));
}

fn where_is(office: &mut Office, number: i32, household: &str) -> Option<[String; 2]> {
    let all = rows(office, number).into_iter();
    all.filter(|row| row[2] == household).map(|[_, agent, _, day, _]| [agent, day]).next()
}

#[test]
fn what_agents_can_do_overrides_their_usual_slots_within_what_the_office_allows() {
    on_both(|office| {
        office.take_lists();
        let usual = office.make(week()).summary.slots;
        let list = "agent_code;date;week;slots;visit_slots;note\n\
                    NV-01;2023-06-05;;1;0;bận họp\n\
                    NV-02;;2023-W23;0;;\n\
                    NV-03;2023-06-06;;;;\n\
                    NV-03;2023-06-07;;9;;\n";
        let report = office.import(Thing::Capacities, list);
        assert_eq!((report.tally.inserted, report.tally.unfilled), (3, 1), "{:?}", report.reasons);
        let again = office.import(Thing::Capacities, list).tally;
        assert_eq!((again.unchanged, again.unfilled), (3, 1));
        let made = office.make(week());
        // NV-01 two fewer on Monday, NV-02 none all week; NV-03 is ill on Wednesday whatever was said.
        assert_eq!(made.summary.slots, usual - 2 - 10);
        assert!(office.wrong(&newest(week())).is_empty());
        let told = explain(&mut office.context(), &newest(week()), "NV-02").unwrap();
        assert!(told[0].en.starts_with("Agent NV-02: 0 touches in 0 slots"), "{}", told[0].en);
        let more = "agent_code;date;slots\nNV-02;2023-06-05;7\n";
        assert_eq!(office.import(Thing::Capacities, more).tally.updated, 1);
        assert_eq!(office.make(week()).summary.slots, usual - 2 - 8 + 5);
        let wrong = "agent_code;date;week;slots;visit_slots\nNV-01;2023-06-05;;31;\n\
                     NV-01;2023-06-05;;3;4\nNV-09;2023-06-05;;3;\nNV-01;;2023-23;3;\nNV-01;;;3;\n";
        let report = office.import(Thing::Capacities, wrong);
        let mut codes: Vec<&str> = report.reasons.iter().map(|reason| reason.code).collect();
        codes.sort_unstable();
        let expected =
            ["bad_week", "missing", "too_many_slots", "too_many_visits", "unknown_agent"];
        assert_eq!((report.tally.rejected, &codes[..]), (5, &expected[..]));
    });
}

#[test]
fn a_workbook_that_comes_back_is_known_sheet_by_sheet() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let asked = question(&mut office.context(), &newest(week())).unwrap();
        let now = "2023-06-02T17:00:00".parse().unwrap();
        let folder = office.database.folder().to_owned();
        let written = ask(&asked, (&folder, Changed::Keep), now).unwrap();
        assert_eq!((written.files, written.version), (3, 1));
        assert_eq!(written.rows, rows(office, 1).len());
        let book = written.folder.join("NV-01.xlsx");
        for thing in [Thing::Capacities, Thing::Contests, Thing::Prospects] {
            let tally = office.import_file(thing, &book).tally;
            assert!(tally.is_whole(), "{}: {tally:?}", thing.name());
            assert_eq!(tally.unfilled, tally.read, "{}", thing.name());
            assert_eq!(tally.read == 0, thing == Thing::Prospects);
        }
        // What is in the agents' hands is not asked about any more.
        office.publish(week());
        let late = question(&mut office.context(), &newest(week()));
        assert!(matches!(late, Err(PlanError::NoDraft { version: 1, .. })), "{late:?}");
    });
}

#[test]
fn in_the_middle_of_a_week_nobody_is_asked_about_days_that_are_over() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        office.publish(week());
        office.is_on(day("2023-06-07"));
        office.make(week());
        // The lists of Wednesday are in hands, too.
        let ahead = |row: &&[String; 5]| *row[3] >= *"2023-06-08";
        let (all, folder) = (rows(office, 2), office.database.folder().to_owned());
        let ahead = all.iter().filter(ahead).count();
        assert!(0 < ahead && ahead < all.len(), "lists of days that are over stay on the lists");
        let asked = question(&mut office.context(), &newest(week())).unwrap();
        let now = "2023-06-07T08:00:00".parse().unwrap();
        let written = ask(&asked, (&folder, Changed::Keep), now).unwrap();
        assert_eq!((written.rows, written.version), (ahead, 2));
    });
}

#[test]
fn what_the_office_accepts_shapes_the_next_version_and_what_it_refuses_is_answered() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let all = single(office, 1);
        let of = |agent: &str| all.iter().filter(|row| row[1] == agent).collect::<Vec<_>>();
        let (first, third) = (of("NV-01"), of("NV-03"));
        let [dead, mine, stays] = [first[0], first[1], first[2]];
        // A deadline before the day that an agent asks for would go first.
        let can_wait = |row: &&&[String; 5]| row[3] != "2023-06-09" && *row[4] > *"2023-06-09";
        let other = third.iter().find(can_wait).unwrap();
        say(
            office,
            &[
                format!("{};NV-01;Đã chết;;", dead[0]),
                format!("{};NV-01;not_mine;;của chị Yến", mine[0]),
                format!("{};NV-01;moved;;", stays[0]),
                format!("{};NV-03;ngày khác;2023-06-09;", other[0]),
            ],
        );
        let ids: Vec<i64> = open(office).iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), 4);
        let done = submit(&mut office.context(), &newest(week()), OFFICER, None).unwrap();
        assert!(done.warnings.contains(&LifeWarning::OpenContests { count: 4 }), "{done:?}");
        // Half past five on Saturday at the office, Friday in UTC.
        office.clock = FixedClock(day("2023-06-02").and_hms_opt(22, 30, 0).unwrap());
        for (id, decision) in
            ids.iter().zip([Decision::Accept, Decision::Accept, Decision::Refuse, Decision::Accept])
        {
            let said = (OFFICER, Some("đã xác minh"));
            let told = decide(&mut office.context(), ("", *id), decision, said).unwrap();
            assert_eq!(told.decided_by.as_deref(), Some(OFFICER));
        }
        let twice = decide(&mut office.context(), ("", ids[0]), Decision::Refuse, (OFFICER, None));
        assert!(matches!(twice, Err(LifeError::ContestDecided { .. })), "{twice:?}");
        let unknown = decide(&mut office.context(), ("", 99), Decision::Refuse, (OFFICER, None));
        assert!(matches!(unknown, Err(LifeError::NoContest { id: 99 })), "{unknown:?}");
        let nobody = decide(&mut office.context(), ("", ids[0]), Decision::Refuse, (" ", None));
        assert!(matches!(nobody, Err(LifeError::NoName)), "{nobody:?}");
        assert!(open(office).is_empty());

        // The morning after: the household of somebody who died rests no longer than any other.
        office.is_on(day("2023-06-03"));
        office.make(week());
        assert!(office.wrong(&version(week(), 2)).is_empty());
        assert_eq!(where_is(office, 2, &dead[2]), None);
        let agent = where_is(office, 2, &mine[2]).map(|[agent, _]| agent);
        assert_ne!(agent.as_deref(), Some("NV-01"));
        if let Some([_, on]) = where_is(office, 2, &other[2]) {
            assert_eq!(on, "2023-06-09");
        }
        // The row that stayed says why, to the agent who contested it.
        let lists = load(&mut office.context(), &version(week(), 2)).unwrap();
        let own = lists.agents.iter().find(|agent| agent.code == "NV-01").unwrap();
        let row = own.days.iter().flat_map(|list| &list.rows).find(|row| row.household == stays[2]);
        let why = &row.expect("the row stays with its agent").why;
        let answer = "Ý kiến “đã chuyển đi” không được chấp nhận ngày 03/06/2023: đã xác minh.";
        assert!(why.ends_with(answer), "{why}");
    });
}

#[test]
fn a_contest_is_about_a_row_of_the_agents_own_draft() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let row = single(office, 1).into_iter().find(|row| row[1] == "NV-01").unwrap();
        let id = &row[0];
        let list = format!(
            "row_id;agent_code;reason;preferred_day;note\n{id};NV-02;paid;;\n900-1;NV-01;paid;;\n\
             {id};NV-01;chán;;\n{id};NV-01;other_day;;\n{id};NV-01;other;;\n{id};NV-01;;;\n"
        );
        let report = office.import(Thing::Contests, &list);
        let mut codes: Vec<&str> = report.reasons.iter().map(|reason| reason.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let expected = ["missing", "not_the_agents_row", "unknown_reason", "unknown_row"];
        assert_eq!(codes, expected, "{:?}", report.reasons);
        assert_eq!((report.tally.rejected, report.tally.unfilled), (5, 1));
        office.publish(week());
        let late = format!("row_id;agent_code;reason\n{id};NV-01;paid\n");
        let report = office.import(Thing::Contests, &late);
        assert_eq!(report.reasons[0].code, "no_draft");
    });
}

/// Rules of frequency that allow so many contacts in 30 days.
fn at_most(office: &mut Office, most: u16, notice: u16) {
    let folder = office.database.folder().join("tables");
    std::fs::create_dir_all(&folder).unwrap();
    let text = include_str!("../../config/frequency.toml")
        .replace("most = 8", &format!("most = {most}"))
        .replace("notice = 1", &format!("notice = {notice}"));
    std::fs::write(folder.join("frequency.toml"), text).unwrap();
    office.tables = vandong::config::Tables::load(Some(&folder)).unwrap();
}

#[test]
fn who_was_contacted_as_often_as_allowed_rests_and_is_told_the_limit() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let home = single(office, 1).remove(0)[2].clone();
        let number: usize = home.trim_start_matches("HD-").parse().unwrap();
        // Twice nobody answered in May, long enough ago for every other rest.
        let tried: Vec<String> = ["2023-05-15", "2023-05-22"]
            .iter()
            .map(|day| {
                format!("{};household_hi;{day} 09:00;no_answer", crate::province::si(number))
            })
            .collect();
        let list = format!("si_number;product;at;outcome\n{}\n", tried.join("\n"));
        assert_eq!(office.import(Thing::Outcomes, &list).tally.inserted, 2);
        let english = |office: &mut Office| {
            explain(&mut office.context(), &newest(week()), &home).unwrap().remove(0).en
        };
        office.make(week());
        assert!(!english(office).contains("contacted too recently"), "{}", english(office));
        at_most(office, 2, 0);
        office.make(week());
        let told = explain(&mut office.context(), &newest(week()), &home).unwrap().remove(0);
        assert!(told.en.starts_with("Not planned: contacted too recently."), "{}", told.en);
        let limit =
            "Contacted 2 times within 30 days, 2 at most; may be spoken to again from 2023-06-14.";
        assert!(told.en.contains(limit), "{}", told.en);
        let limit =
            "Đã liên hệ 2 lần trong 30 ngày, mức tối đa 2; được liên hệ lại từ ngày 14/06/2023.";
        assert!(told.vi.contains(limit), "{}", told.vi);
        assert!(office.wrong(&newest(week())).is_empty());
        // A letter counts where the rules say so.
        at_most(office, 3, 1);
        office.make(week());
        assert!(!english(office).contains("contacted too recently"));
        office.sql(&format!(
            "INSERT INTO notices (province_id, id, recipient, purpose, period, channel, step, person_id, state, \
             made_at, not_before, expires_at, next_at, attempts, doubtful, sent_at, facts) SELECT province_id, \
             1, 'person:1', 'due_reminder', '2023-W22', 'email', 1, id, 'sent', '2023-05-30 02:00:00', \
             '2023-05-30 02:00:00', '2023-06-30 02:00:00', '2023-05-30 02:00:00', 1, 0, '2023-05-30 02:00:00', \
             '{{}}' FROM persons WHERE si_number = '{}'",
            crate::province::si(number)
        ));
        office.make(week());
        assert!(
            english(office).contains("Contacted 3 times within 30 days, 3 at most"),
            "{}",
            english(office)
        );
    });
}

/// The name of the person of the only contest.
fn contested_name(office: &mut Office) -> String {
    let names = "SELECT p.name AS line FROM contests c JOIN persons p ON p.province_id = c.province_id \
                 AND p.id = c.person_id";
    office.texts(names).remove(0)
}

#[test]
fn the_command_line_asks_lists_and_decides() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let row = single(office, 1).into_iter().find(|row| row[1] == "NV-01").unwrap();
        say(office, &[format!("{};NV-01;not_mine;;", row[0])]);
        let run = |command: &[&str]| office.ask("2023-06-02", &[], command);
        let open = run(&["plan", "contests"]).done();
        let id = open[0]["id"].to_string();
        assert_eq!(
            (open[0]["reason"].as_str(), open[0]["version"].as_i64()),
            (Some("not_mine"), Some(1))
        );
        // Whom it is about: a household may be of several, and accepting may record a death.
        let person = contested_name(office);
        assert_eq!(open[0]["person"].as_str(), Some(person.as_str()));
        assert_eq!(open[0]["agent_name"], "Quàng Thị Liên");
        assert!(open[0]["product_name"]["vi"].as_str().unwrap().starts_with("BH"), "{open}");
        let run = |command: &[&str]| office.ask("2023-06-02", &[], command);
        let asked = run(&["lists", "ask", "--week", "2023-W23"]).done();
        assert_eq!(asked["files"], 3);
        let told =
            run(&["plan", "contests", "accept", &id, "--by", OFFICER, "--why", "đúng"]).done();
        assert_eq!(
            (told["state"].as_str(), told["answer"].as_str()),
            (Some("accepted"), Some("đúng"))
        );
        assert_eq!(run(&["plan", "contests"]).done().as_array().map(Vec::len), Some(0));
        let week = run(&["plan", "contests", "--week", "2023-W23", "--office", "01500"]).done();
        assert_eq!(week[0]["decided_by"].as_str(), Some(OFFICER));
        let silent = run(&["plan", "contests", "refuse", &id, "--by", OFFICER]);
        assert_eq!((silent.code, silent.said["error"]["code"].as_str()), (2, Some("usage")));
        let twice =
            run(&["plan", "contests", "refuse", &id, "--by", OFFICER, "--why", "không đúng"]);
        assert_eq!(
            (twice.code, twice.said["error"]["code"].as_str()),
            (4, Some("contest_decided"))
        );
        let area = run(&["plan", "explain", "04282", "--area", "--week", "2023-W23"]).done();
        assert_eq!(area[0]["kind"], "area");
    });
}

#[test]
fn who_waits_for_an_agreed_day_is_told_so() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        // Nobody works on Saturday: a household whose deadline can wait for it has no touch in the week.
        let can_wait = |row: &[String; 5]| *row[4] > *"2023-06-12";
        let row = single(office, 1).into_iter().find(can_wait).unwrap();
        say(office, &[format!("{};{};ngày khác;2023-06-10;", row[0], row[1])]);
        let id = open(office)[0].id;
        let said = (OFFICER, Some("đã gọi hỏi"));
        decide(&mut office.context(), ("", id), Decision::Accept, said).unwrap();
        office.make(week());
        assert_eq!(where_is(office, 2, &row[2]), None);
        let told = explain(&mut office.context(), &newest(week()), &row[2]).unwrap().remove(0);
        let agent = &row[1];
        let vi = format!(
            "Cơ quan đã thống nhất với nhân viên thu {agent}: chỉ liên hệ hộ này vào ngày 10/06/2023."
        );
        assert!(told.vi.contains(&vi), "{}", told.vi);
        let en = format!(
            "The office agreed with agent {agent} that only 2023-06-10 suits the household."
        );
        assert!(told.en.contains(&en), "{}", told.en);
        // Whoever agreed to nothing is told nothing of it.
        let other = single(office, 2).remove(0)[2].clone();
        let other = explain(&mut office.context(), &newest(week()), &other).unwrap().remove(0);
        assert!(!other.vi.contains("thống nhất"), "{}", other.vi);
    });
}
