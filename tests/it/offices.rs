//! Offices: what they cover after a reform of the communes, and two that plan apart in one province.

use std::collections::{BTreeMap, BTreeSet};

use vandong::app::lists::{due_left, load};
use vandong::app::plan::{Made, Overlap, Wanted, make, show};
use vandong::exchange::columns::Thing;

use vandong::app::life::{approve, publish, submit};
use vandong::clock::FixedClock;

use crate::harness::{Office, day, newest, on_both, week};
use crate::parts::{THIRDS, with_parts};

#[test]
fn an_office_keeps_communes_that_were_merged_and_asks_about_split_ones() {
    on_both(|office| {
        office.take_lists();
        let offices = "code;name;area_codes\n01500;BHXH tỉnh Yên Bái;\"04282;04285;04288\"\n";
        office.import(Thing::Offices, offices);
        let before = office.make(week()).summary;
        let merged = "code;valid_from;valid_to;kind;name;parent_code;successor_codes\n\
            04282;2004-01-01;2023-06-04;commune;Pú Trạng;15;\"04300:1\"\n\
            04285;2004-01-01;2023-06-04;commune;Trung Tâm;15;\"04300:1\"\n\
            04300;2023-06-05;;commune;Nghĩa Lộ;15;\n";
        office.import(Thing::Areas, merged);
        let made = office.make(week()).summary;
        assert_eq!((made.contacts, made.slots), (before.contacts, before.slots));
        assert!(made.incomplete.is_empty(), "{:?}", made.incomplete);
        assert!(office.wrong(&newest(week())).is_empty());
        let left = due_left(&mut office.context(), &newest(week())).unwrap();
        assert!(left.iter().any(|one| one.commune == "Nghĩa Lộ"), "{left:?}");

        // Half of the third commune goes to one that the office never had.
        let split = "code;valid_from;valid_to;kind;name;parent_code;successor_codes\n\
            04288;2004-01-01;2023-06-04;commune;Tân An;15;\"04300:0.5;04301:0.5\"\n\
            04301;2023-06-05;;commune;Phù Nham;15;\n";
        office.import(Thing::Areas, split);
        let made = office.make(week()).summary;
        assert!(made.contacts < before.contacts);
        let asked = "cơ quan 01500 phụ trách Tân An (04288), đã chia thành 04300, 04301: hãy nhập lại \
                     danh sách cơ quan với mã mới / office 01500 covers 04288, which was split among \
                     04300, 04301: import the offices with their new area_codes";
        assert_eq!(made.incomplete.get(asked), Some(&1), "{:?}", made.incomplete);
        // Whoever covers both halves covers what they were.
        let offices = "code;name;area_codes\n01500;BHXH tỉnh Yên Bái;\"04300;04301\"\n";
        office.is_on(day("2023-06-05"));
        office.import(Thing::Offices, offices);
        let made = office.make(week()).summary;
        assert_eq!(made.incomplete.get(asked), None, "{:?}", made.incomplete);
    });
}

fn make_for(office: &mut Office, code: &str) -> Made {
    make(&mut office.context(), "", code, week()).unwrap()
}

/// Day by day the touches and visits of NV-01 in the newest versions of all offices.
fn shared(office: &mut Office) -> BTreeMap<String, (u64, u64)> {
    let rows = office.texts(
        "SELECT CAST(t.day AS TEXT) || ' ' || t.channel AS line FROM touches t JOIN plan_versions v \
         ON v.id = t.version_id JOIN agents a ON a.id = t.agent_id WHERE a.code = 'NV-01' AND NOT \
         EXISTS (SELECT 1 FROM plan_versions n WHERE n.plan_id = v.plan_id AND n.number > v.number)",
    );
    let mut days: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for row in rows {
        let (day, channel) = row.split_once(' ').unwrap();
        let taken = days.entry(day.to_owned()).or_default();
        taken.0 += 1;
        taken.1 += u64::from(channel == "visit");
    }
    days
}

#[test]
fn two_offices_never_ask_more_of_a_shared_agent_than_there_is() {
    on_both(|office| {
        office.take_lists();
        let offices = "code;name;parent_code;area_codes\n01501;BHXH cơ sở Pú Trạng;01500;04282\n\
                       01502;BHXH cơ sở Tân An;01500;\"04285;04288\"\n";
        office.import(Thing::Offices, offices);
        // Slots of NV-01 (three a day) and NV-02, of NV-01 and NV-03 less a day of illness.
        let first = make_for(office, "01501");
        assert_eq!(first.summary.slots, 25);
        assert!(first.overlaps.is_empty(), "{:?}", first.overlaps);
        let taken: u64 = shared(office).values().map(|(touches, _)| touches).sum();
        assert!(taken > 0);
        let second = make_for(office, "01502");
        assert_eq!(second.summary.slots, 31 - taken);
        assert!(second.overlaps.is_empty(), "{:?}", second.overlaps);
        let within = |office: &mut Office| {
            let days = shared(office);
            assert!(
                days.values().all(|(touches, visits)| *touches <= 3 && *visits <= 1),
                "{days:?}"
            );
            days.values().map(|(touches, _)| touches).sum::<u64>()
        };
        let both = within(office);
        assert!(both > taken || taken == 15, "{both} {taken}");
        // A new version looks at the newest of the other office, and not at the one that it replaces.
        let again = make_for(office, "01501");
        assert_eq!(again.summary.slots, 25 - (both - taken));
        assert!(within(office) >= both);
    });
}

#[test]
fn an_office_without_a_plan_is_told_how_to_make_its_own() {
    on_both(|office| {
        office.take_lists();
        office.import(
            Thing::Offices,
            "code;name;parent_code;area_codes\n01501;BHXH cơ sở;01500;04282\n",
        );
        office.make(week());
        let wanted = Wanted { office: "01501".to_owned(), ..newest(week()) };
        let error = show(&mut office.context(), &wanted).unwrap_err().to_string();
        assert!(error.contains("plan make --week 2023-W23 --office 01501"), "{error}");
    });
}

#[test]
fn an_office_is_warned_of_communes_that_another_has_planned() {
    on_both(|office| {
        office.take_lists();
        let offices =
            "code;name;parent_code;area_codes\n01501;BHXH cơ sở Pú Trạng;01500;\"04282;04285\"\n";
        office.import(Thing::Offices, offices);
        assert!(make_for(office, "01500").overlaps.is_empty());
        let made = make_for(office, "01501");
        assert_eq!(made.weeks_ahead, 1);
        let told = |code: &str, name: &str, communes| Overlap {
            office: code.to_owned(),
            name: name.to_owned(),
            communes,
        };
        assert_eq!(made.overlaps, [told("01500", "BHXH tỉnh Yên Bái", 2)]);
        // Whoever hands out lists of the province hears of it too.
        make_for(office, "01501");
        let wanted = Wanted { office: "01500".to_owned(), ..newest(week()) };
        let lists = load(&mut office.context(), &wanted).unwrap();
        assert_eq!(lists.overlaps, [told("01501", "BHXH cơ sở Pú Trạng", 2)]);
        assert_eq!((lists.version, lists.newest), (1, 1));
        let old = Wanted { office: "01501".to_owned(), version: Some(1), ..newest(week()) };
        let lists = load(&mut office.context(), &old).unwrap();
        assert_eq!((lists.version, lists.newest), (1, 2));
    });
}

/// Touches of NV-01 by office and version: `OFFICE NUMBER DAY PART`.
fn asked(office: &mut Office) -> Vec<String> {
    office.texts(
        "SELECT p.office_code || ' ' || CAST(v.number AS TEXT) || ' ' || CAST(t.day AS TEXT) || ' ' || t.part AS \
         line FROM touches t JOIN plan_versions v ON v.id = t.version_id JOIN plans p ON p.id = v.plan_id JOIN \
         agents a ON a.id = t.agent_id WHERE a.code = 'NV-01' ORDER BY 1",
    )
}

fn publish_for(office: &mut Office, code: &str) {
    let wanted = Wanted { office: code.to_owned(), ..newest(week()) };
    submit(&mut office.context(), &wanted, "Trần An", None).unwrap();
    approve(&mut office.context(), &wanted, "Lò Văn Sơn", None).unwrap();
    publish(&mut office.context(), &wanted, "Lò Văn Sơn", &[]).unwrap();
}

/// Two offices whose agent NV-01 has one slot in each part of a day and so many in a week.
fn two_with_parts(office: &mut Office, a_week: u32) {
    with_parts(office, &THIRDS);
    office.sql("UPDATE agents SET email = lower(code) || '@a.example'");
    office.sql(&format!("UPDATE agents SET slots_per_week = {a_week} WHERE code = 'NV-01'"));
    let offices = "code;name;parent_code;area_codes\n01501;BHXH cơ sở Pú Trạng;01500;04282\n\
                   01502;BHXH cơ sở Tân An;01500;\"04285;04288\"\n";
    office.import(Thing::Offices, offices);
}

#[test]
fn what_another_office_asks_of_a_part_is_taken_of_that_part() {
    on_both(|office| {
        two_with_parts(office, 6);
        make_for(office, "01501");
        office.sql("UPDATE agents SET slots_per_week = 15 WHERE code = 'NV-01'");
        make_for(office, "01502");
        let both = asked(office);
        let of = |code: &str| both.iter().filter(|line| line.starts_with(code)).count();
        assert!(of("01501") > 0 && of("01502") > 0, "{both:?}");
        let once: BTreeSet<&str> = both.iter().map(|line| &line["01501 1 ".len()..]).collect();
        assert_eq!(once.len(), both.len(), "no slot twice: {both:?}");
    });
}

#[test]
fn what_another_office_asked_before_its_version_of_noon_is_not_forgotten() {
    on_both(|office| {
        two_with_parts(office, 8);
        let of = |office: &mut Office, which: &str| {
            asked(office).iter().filter(|line| line.starts_with(which)).count()
        };
        make_for(office, "01501");
        publish_for(office, "01501");
        assert_eq!(of(office, "01501 1"), 8, "the whole week");
        office.clock = FixedClock("2023-06-06T05:30:00".parse().unwrap());
        make_for(office, "01501");
        publish_for(office, "01501");
        let noon = of(office, "01501 2");
        assert!(noon > 0 && noon < 8, "{noon}");
        make_for(office, "01502");
        assert_eq!(of(office, "01502"), 0, "nothing is left of the week: {:?}", asked(office));
    });
}
