//! What came of one week moves the chances of the next; and a few households are held out by lot.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use vandong::app::learning::{RatesTold, rates_shown, uplift_shown};
use vandong::app::plan::{explain, show};
use vandong::clock::FixedClock;
use vandong::domain::calendar::Week;
use vandong::exchange::columns::Thing;
use vandong::planning::drawn::draw_key;
use vandong::planning::learning::hold_out::Draw;

use crate::harness::{Office, day, newest, on_both, week};
use crate::province::{COMMUNES, DUE, household, prospect, si};

/// People who could join, those of the small province among them.
const MORE: std::ops::RangeInclusive<usize> = 1..=330;

fn number(at: usize) -> String {
    si(prospect(at))
}

/// Everybody of [`MORE`] in a household of their own, and one more person in each due household; all of
/// them with a consent.
fn many_who_could_join(office: &mut Office) {
    let mut list =
        String::from("si_number;source;product;name;area_code;household_code;phone;as_of\n");
    let mut consents = String::from("si_number;channel;purpose;basis;given\n");
    let homes = MORE.map(|at| (at, format!("TN-{at:03}")));
    let homes = homes.chain((1..=DUE).map(|at| (at + 1_000, household(at))));
    for (at, home) in homes {
        let (who, commune) = (number(at), COMMUNES[(at % 1_000) % 3]);
        writeln!(
            list,
            "{who};tax;voluntary_si;Hà Văn Inh;{commune};{home};09134{at:05};2023-06-01"
        )
        .unwrap();
        writeln!(consents, "{who};all;advocacy;consent;2023-05-01 09:00").unwrap();
    }
    assert_eq!(office.import(Thing::Prospects, &list).tally.rejected, 0);
    assert_eq!(office.import(Thing::Consents, &consents).tally.rejected, 0);
}

fn five_percent(office: &mut Office) {
    let planning = office.tables.planning.replace("_share = 0.02", "_share = 0.05");
    assert!(planning != office.tables.planning);
    office.tables.planning = planning;
}

/// Periods that begin with the week of the tests, longer than one waits for payments.
fn period_begins_with_the_week(office: &mut Office) {
    let planning = office.tables.planning.replace("\nweeks = 8 ", "\nweeks = 17 ");
    assert!(planning != office.tables.planning);
    office.tables.planning = planning;
}

/// How many of the cases that were held out count, and how many of them joined of themselves.
fn untouched(office: &mut Office) -> Option<(u64, u64)> {
    let told = rates(office);
    let mut cells = told.cells.iter().filter(|cell| cell.cell == "voluntary_si/joining/held_out");
    cells.next().map(|cell| (cell.made, cell.came))
}

/// The contacts of the newest version of a week that are held out.
fn held_out(office: &mut Office, week: Week) -> BTreeSet<String> {
    let lines = office.texts(&format!(
        "SELECT body AS line FROM plan_communes WHERE version_id = (SELECT max(v.id) FROM plan_versions v \
         JOIN plans p ON p.province_id = v.province_id AND p.id = v.plan_id WHERE p.week = '{week}')"
    ));
    let lines = lines.iter().flat_map(|body| body.lines());
    let fields = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    let held = fields.filter(|fields| fields[7] == "held_out");
    held.map(|fields| fields[1].to_owned()).collect()
}

/// Whom a draw of 5 % holds out of those who could join.
fn drawn(period: &str) -> BTreeSet<String> {
    let draw = Draw { seed: 1, period };
    let home = |at: usize| (COMMUNES[at % 3], format!("TN-{at:03}"));
    let held = MORE.map(home).filter(|(commune, home)| draw.of(&draw_key(commune, home)) < 0.05);
    held.map(|(_, home)| home).collect()
}

#[test]
fn a_lot_holds_out_the_same_households_on_both_databases_and_never_a_due_one() {
    let seen = RefCell::new(BTreeSet::new());
    on_both(|office| {
        office.take_lists();
        many_who_could_join(office);
        five_percent(office);
        let made = office.make(week());
        let held = held_out(office, week());
        assert_eq!(held, drawn("2023-W19"));
        assert!(held.len() > 3, "{held:?}");
        // By their lots these would be held out too; but they are due.
        let draw = Draw { seed: 1, period: "2023-W19" };
        let lot = |at: &usize| draw.of(&draw_key(COMMUNES[at % 3], &household(*at)));
        assert!((1..=DUE).any(|at| lot(&at) < 0.05));
        assert_eq!(made.summary.left["held_out"], held.len() as u64);
        assert!(office.wrong(&newest(week())).is_empty(), "{:?}", office.wrong(&newest(week())));
        let all = &made.summary.coverage.all;
        let outpriced = made.summary.left["outpriced"];
        assert_eq!(all.reachable, all.planned + outpriced + held.len() as u64);
        seen.borrow_mut().insert(held.clone());

        // The plan says whom, and why, and until when.
        let record = show(&mut office.context(), &newest(week())).unwrap().configuration.hold_out;
        let record = record.unwrap();
        assert_eq!((record.period.as_str(), record.until), ("2023-W19", day("2023-07-02")));
        assert_eq!(record.sums(), (330, held.len() as u64));
        let one = held.first().unwrap();
        let told = explain(&mut office.context(), &newest(week()), one).unwrap().remove(0);
        assert!(told.en.starts_with("Not planned: held out. Drawn by lot"), "{told:?}");
        assert!(told.vi.contains("đối chứng đến hết ngày 02/07/2023"), "{told:?}");

        // The next week of the period holds out the same; the next period others.
        let same: Week = "2023-W24".parse().unwrap();
        office.is_on(day("2023-06-09"));
        office.make(same);
        assert_eq!(held_out(office, same), held);
        let later: Week = "2023-W27".parse().unwrap();
        office.is_on(day("2023-06-30"));
        office.make(later);
        let others = held_out(office, later);
        assert_eq!(others, drawn("2023-W27"));
        assert!(held.difference(&others).count() > 3, "who was held out comes back");

        // An office that wants nobody to be held out says so.
        office.config.planning.hold_out = false;
        let made = office.make(later);
        assert_eq!(made.summary.left.get("held_out"), None);
        assert!(office.wrong(&newest(later)).is_empty());
    });
    assert_eq!(seen.borrow().len(), 1, "the same on every database");
}

/// The cases of the week's touches: row, commune, channel, attempts, segment, chance.
fn cases(office: &mut Office, week: Week) -> Vec<Vec<String>> {
    let rows = office.texts(&format!(
        "SELECT t.id || '-' || c.number || ';' || t.commune || ';' || t.channel || ';' || t.attempts || ';' \
         || coalesce(c.chance_segment, '-') || ';' || c.chance || ';' || c.state || ';' || c.product AS line \
         FROM touches t JOIN touch_cases c ON c.province_id = t.province_id AND c.touch_id = t.id \
         JOIN plan_versions v ON v.province_id = t.province_id AND v.id = t.version_id \
         JOIN plans p ON p.province_id = v.province_id AND p.id = v.plan_id WHERE p.week = '{week}' \
         ORDER BY t.id, c.number"
    ));
    rows.iter().map(|row| row.split(';').map(str::to_owned).collect()).collect()
}

fn rates(office: &mut Office) -> RatesTold {
    rates_shown(&mut office.context(), "").unwrap()
}

/// Every renewal that was asked for by telephone on the lists of the first week is answered on Saturday:
/// each third pays, all others refuse. A week later an answer of eight days ago weighs 1 - 8/360.
#[test]
fn what_came_of_one_week_moves_the_chances_of_the_next() {
    on_both(|office| {
        office.take_lists();
        office.make(week());
        let asked: Vec<Vec<String>> = cases(office, week())
            .into_iter()
            .filter(|case| case[2] == "call" && ["due", "overdue", "upcoming"].contains(&&*case[6]))
            .collect();
        assert!(asked.iter().all(|case| case[3] == "0" && case[7] == "household_hi"), "{asked:?}");
        let prior = |case: &[String]| if case[4] == "near_poor" { 264_000 } else { 220_000 };
        assert!(
            asked.iter().all(|case| case[5] == prior(case).to_string()),
            "the assumption: {asked:?}"
        );

        let mut list = String::from("row_id;outcome;at;reason\n");
        let mut came: BTreeMap<(String, String), (f64, f64)> = BTreeMap::new();
        for (at, case) in asked.iter().enumerate() {
            let outcome = if at % 3 == 0 { "paid" } else { "refused" };
            writeln!(list, "{};{outcome};2023-06-10 09:00;đắt", case[0]).unwrap();
            let cell = came.entry((case[4].clone(), case[1].clone())).or_default();
            cell.0 += 1.0;
            cell.1 += f64::from(u8::from(at % 3 == 0));
        }
        office.is_on(day("2023-06-10"));
        let tally = office.import(Thing::Outcomes, &list).tally;
        assert_eq!((tally.inserted, tally.rejected), (asked.len() as u64, 0), "{tally:?}");

        office.is_on(day("2023-06-18"));
        let next: Week = "2023-W25".parse().unwrap();
        office.make(next);
        assert!(office.wrong(&newest(next)).is_empty(), "{:?}", office.wrong(&newest(next)));

        // By hand: base 200, segment 100, attempt 100, place 150 touches of weight.
        let fresh = 1.0 - 8.0 / 360.0;
        let sum = |of: &dyn Fn(&str) -> bool| {
            let cells = came.iter().filter(|((segment, _), _)| of(segment));
            cells.fold((0.0, 0.0), |all, (_, one)| (all.0 + one.0 * fresh, all.1 + one.1 * fresh))
        };
        let (all, poor) = (sum(&|_| true), sum(&|segment| segment == "near_poor"));
        let other = (all.0 - poor.0, all.1 - poor.1);
        let assumed = (other.0 * 0.22 + poor.0 * 0.264) / all.0;
        let taken = |own: (f64, f64), expected: f64, weight: f64| {
            (own.1 + weight * expected) / (own.0 + weight)
        };
        let base = taken(all, assumed, 200.0);
        let chance = |segment: &str, commune: &str| {
            let (own, prior) = if segment == "-" { (other, 0.22) } else { (poor, 0.264) };
            let of_segment = taken(own, base * prior / assumed, 100.0);
            let first = taken(own, of_segment, 100.0);
            match came.get(&(segment.to_owned(), commune.to_owned())) {
                Some((made, came)) => taken((made * fresh, came * fresh), first, 150.0),
                None => first,
            }
        };
        let mut compared = 0;
        for case in cases(office, next) {
            let first = case[2] == "call" && case[3] == "0" && case[7] == "household_hi";
            if first && ["due", "overdue", "upcoming"].contains(&&*case[6]) {
                let expected = chance(&case[4], &case[1]) * 1e6;
                let told: f64 = case[5].parse().unwrap();
                assert!((told - expected).abs() < 1.0, "{case:?}: {expected}");
                compared += 1;
            } else if case[2] == "visit" && case[3] == "0" && case[6] == "due" {
                // Nobody told of a visit so far.
                assert!(["290000", "348000"].contains(&&*case[5]), "{case:?}");
            }
        }
        assert!(compared > 5, "{compared}");

        // The rates as people look at them, and what was predicted of the week.
        let told = rates(office);
        let cell = told.cells.iter().find(|cell| cell.cell == "household_hi/renewal/call").unwrap();
        assert!((cell.rate - base).abs() < 1e-9, "{cell:?}");
        assert_eq!(cell.made as usize, asked.len());
        let said = format!("{} of {} of this product", cell.came, cell.made);
        assert!(cell.why.en.starts_with(&said), "{cell:?}");
        let predicted: f64 = asked.iter().map(|case| case[5].parse::<f64>().unwrap() / 1e6).sum();
        assert_eq!(told.weeks.len(), 1);
        assert_eq!(told.weeks[0].week, "2023-W23");
        assert!((told.weeks[0].predicted - predicted).abs() < 1e-6);
        assert_eq!((told.weeks[0].came, told.weeks[0].settled), (cell.came, false));
        // A version explains itself by the rates that it stored.
        let contacts = office.texts(
            "SELECT contact AS line FROM touches WHERE version_id = (SELECT max(version_id) FROM touches) \
             AND channel = 'call' AND why IN ('due', 'last_chance') ORDER BY id",
        );
        let told: Vec<_> = contacts
            .iter()
            .map(|one| explain(&mut office.context(), &newest(next), one).unwrap().remove(0))
            .collect();
        assert!(told.iter().all(|one| one.en.contains(": chance ")), "{told:?}");
        let drawn = |one: &&vandong::app::plan::Explanation| one.en.contains(" here, taken to ");
        let drawn = told.iter().find(drawn).unwrap();
        assert!(drawn.vi.contains(": khả năng ") && drawn.vi.contains("kéo về"), "{drawn:?}");
    });
}

#[test]
fn whoever_changes_a_rate_or_a_lot_is_found() {
    on_both(|office| {
        office.take_lists();
        many_who_could_join(office);
        five_percent(office);
        office.make(week());
        let asked = cases(office, week());
        let said = format!("row_id;outcome;at\n{};paid;2023-06-05 09:00\n", asked[0][0]);
        office.is_on(day("2023-06-09"));
        assert_eq!(office.import(Thing::Outcomes, &said).tally.inserted, 1);
        let next = week().next();
        office.make(next);
        assert!(office.wrong(&newest(next)).is_empty());
        office.sql("UPDATE plan_rates SET body = replace(body, '\t1\t1\t', '\t1\t1\t1')");
        let wrong = office.wrong(&newest(next));
        assert!(wrong.contains_key("rates") && wrong.contains_key("seal"), "{wrong:?}");
        office.sql(
            "UPDATE plan_communes SET body = replace(body, '\theld_out\t', '\tno_legal_basis\t')",
        );
        let wrong = office.wrong(&newest(next));
        assert!(
            wrong["hold_out"].contains("the draw of who is held out says otherwise"),
            "{wrong:?}"
        );
    });
}

#[test]
fn those_who_were_left_in_peace_are_compared_with_those_who_were_not() {
    on_both(|office| {
        let nothing = uplift_shown(&mut office_with_lists(office).context(), "").unwrap();
        assert_eq!((nothing.all, nothing.drawn.len()), (None, 0));
        many_who_could_join(office);
        five_percent(office);
        period_begins_with_the_week(office);
        office.make(week());
        office.publish(week());
        let held = held_out(office, week());
        // Two of the held out join of themselves, four of the open; one of them pays too late to count.
        let open: Vec<usize> = MORE.filter(|at| !held.contains(&format!("TN-{at:03}"))).collect();
        let out: Vec<usize> = MORE.filter(|at| held.contains(&format!("TN-{at:03}"))).collect();
        let mut paid = String::from("si_number;product;paid_on;months;amount\n");
        for at in out.iter().take(2).chain(open.iter().take(4)) {
            writeln!(paid, "{};voluntary_si;2023-06-20;3;1000000", number(*at)).unwrap();
        }
        writeln!(paid, "{};voluntary_si;2023-07-16;3;1000000", number(open[5])).unwrap();
        office.is_on(day("2023-07-20"));
        let tally = office.import(Thing::Payments, &paid).tally;
        assert_eq!((tally.inserted, tally.rejected), (7, 0), "{tally:?}");
        let told = uplift_shown(&mut office.context(), "").unwrap();
        assert_eq!(told.drawn.len(), 1);
        let first = &told.drawn[0];
        assert_eq!((first.week.as_str(), first.until), ("2023-W23", day("2023-07-15")));
        assert!(first.settled);
        let all = told.all.unwrap();
        assert_eq!((all.open + all.held_out, all.held_out), (330, held.len() as u64));
        assert_eq!((all.open_joined, all.held_out_joined), (4, 2));
        let difference = 4.0 / all.open as f64 - 2.0 / all.held_out as f64;
        assert!((all.difference.unwrap() - difference).abs() < 1e-12, "{all:?}");
        // What plans learn of it: two of so many cases joined untouched.
        assert_eq!(untouched(office), Some((held.len() as u64, 2)));
        // In periods of eight weeks the same households are open again on 3 July: they count no more, whether
        // they paid before or not.
        office.tables.planning = office.tables.planning.replace("weeks = 17 ", "weeks = 8 ");
        assert_eq!(untouched(office), None);
        let said = office.ask("2023-07-20", &[], &["rates", "uplift"]).done();
        assert_eq!(said["all"]["held_out_joined"], 2);
        let said =
            office.ask("2023-07-20", &[], &["rates", "show", "--product", "student_hi"]).done();
        let products = said["cells"].as_array().unwrap().iter().map(|cell| cell["product"].clone());
        assert!(products.clone().count() == 4 && products.into_iter().all(|it| it == "student_hi"));
    });
}

#[test]
fn households_that_have_one_code_after_a_merger_are_compared_each_for_itself() {
    on_both(|office| {
        office.take_lists();
        many_who_could_join(office);
        five_percent(office);
        period_begins_with_the_week(office);
        let areas = "code;valid_from;valid_to;kind;name;parent_code;successor_codes\n\
                     04291;2004-01-01;2023-06-04;commune;Pú Cũ;15;\"04282:1\"\n";
        assert_eq!(office.import(Thing::Areas, areas).tally.rejected, 0);
        let (one, other) = (number(3), number(6));
        assert_eq!(COMMUNES[0], "04282", "where both of them live");
        let people =
            format!("si_number;name;area_code;household_code\n{other};Hà Văn Inh;04291;TN-003\n");
        assert_eq!(office.import(Thing::People, &people).tally.updated, 1);
        office.make(week());
        office.publish(week());
        office.is_on(day("2023-07-20"));
        let paid = format!(
            "si_number;product;paid_on;months;amount\n{one};voluntary_si;2023-06-20;3;1000000\n\
             {other};voluntary_si;2023-06-21;3;1000000\n"
        );
        assert_eq!(office.import(Thing::Payments, &paid).tally.inserted, 2);
        let all = uplift_shown(&mut office.context(), "").unwrap().all.unwrap();
        assert_eq!((all.open + all.held_out, all.open_joined + all.held_out_joined), (330, 2));
    });
}

#[test]
fn whoever_is_on_lists_stays_in_the_comparison_when_the_week_is_planned_again() {
    on_both(|office| {
        office.take_lists();
        many_who_could_join(office);
        five_percent(office);
        office.make(week());
        office.publish(week());
        let sides = |office: &mut Office| {
            let all = uplift_shown(&mut office.context(), "").unwrap().all.unwrap();
            (all.open, all.held_out)
        };
        office.clock = FixedClock(day("2023-06-06").and_hms_opt(5, 0, 0).unwrap());
        let first = sides(office);
        assert_eq!(first.0 + first.1, 330);
        office.make(week());
        office.publish(week());
        assert_eq!(sides(office), first, "the second version speaks of Wednesday to Friday");
    });
}

#[test]
fn a_draft_holds_nobody_out() {
    on_both(|office| {
        office.take_lists();
        many_who_could_join(office);
        five_percent(office);
        period_begins_with_the_week(office);
        office.config.planning.seed = 2;
        office.make(week());
        let by_draft = held_out(office, week());
        office.is_on(day("2023-06-05"));
        assert_eq!(uplift_shown(&mut office.context(), "").unwrap().drawn, [], "nobody saw it");
        office.is_on(day("2023-06-02"));
        office.config.planning.seed = 1;
        office.make(week());
        office.publish(week());
        let held = held_out(office, week());
        assert!(by_draft.difference(&held).count() > 3);
        office.is_on(day("2023-07-20"));
        assert_eq!(untouched(office), Some((held.len() as u64, 0)));
        let told = uplift_shown(&mut office.context(), "").unwrap();
        assert_eq!(told.all.unwrap().held_out, held.len() as u64);
    });
}

fn office_with_lists(office: &mut Office) -> &mut Office {
    office.take_lists();
    office
}
