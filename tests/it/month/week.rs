//! The days of the month: what the scheduler, the committee, the worker, the agents and the post do from
//! hour to hour.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use vandong::app::due_list::due_list;
use vandong::app::life::{approve, end_of_week, publish, start_of_week, submit};
use vandong::app::lists::load;
use vandong::app::notices::{lists_today, reconcile, remind};
use vandong::app::plan::round;
use vandong::demo::unprompted::{Waiting, pays_unprompted};
use vandong::domain::calendar::Week;
use vandong::domain::outcome::OutcomeCode;
use vandong::exchange::columns::Thing;

use super::agents::{of_screen, read, work};
use super::caps::Call;
use super::{COORDINATOR, MEMBER, Month, PLANNER, Payment, SEED};
use crate::harness::{newest, version};

impl Month {
    /// A day from before dawn to midnight.
    pub(super) fn live(&mut self, day: NaiveDate) {
        let week = Week::containing(day);
        self.at(day, 4, 55);
        self.send();
        self.at(day, 5, 0);
        // Before the first Monday there is no plan in which anybody could stand.
        if day > self.stories.first_day {
            self.balances(day.pred_opt().unwrap());
        }
        if day.weekday() == Weekday::Mon {
            self.begin(week);
        }
        if day == self.stories.new_version_on {
            self.new_version(day);
        }
        if day.weekday().num_days_from_monday() < 5 {
            self.morning(day);
        }
        self.at(day, 12, 10);
        if matches!(day.weekday(), Weekday::Wed | Weekday::Sat) {
            self.import_payments(day);
        }
        self.send();
        self.at(day, 17, 40);
        self.agents_answer(day);
        self.send();
        if day.weekday() == Weekday::Fri {
            self.plan(week.next());
        }
        for (hour, minute) in [(20, 50), (21, 15), (23, 5)] {
            self.at(day, hour, minute);
            if day == self.stories.late_reminders_on && hour == 21 {
                remind(&mut self.office.context(), "", day).unwrap();
            }
            self.send();
        }
        self.at(day, 23, 30);
        self.balances(day);
        let places = self.nobody_due_is_lost(day);
        println!("{day} {places:?}");
    }

    fn balances(&mut self, day: NaiveDate) {
        let found = reconcile(&mut self.office.context(), "", day).unwrap();
        assert!(
            found.balances,
            "{day}: {:?} {:?} {:?}",
            found.due, found.lists, found.standing_still
        );
        let (due, lists) = (&found.due, &found.lists);
        let parts =
            due.on_lists + due.with_coordinator + due.with_letter + due.next_plan + due.lost;
        assert_eq!((due.cases, due.lost), (parts, 0), "{due:?}");
        let ended: usize = lists.not_sent.values().sum();
        assert_eq!(lists.lists, lists.sent + lists.waiting + lists.unknown + ended, "{lists:?}");
        for batch in &found.batches {
            assert_eq!(batch.all, batch.states.values().sum::<i64>(), "{batch:?}");
        }
        assert!(found.standing_still.is_empty(), "{found:?}");
    }

    /// Monday before work.
    fn begin(&mut self, week: Week) {
        self.at(week.monday(), 5, 30);
        for closed in end_of_week(&mut self.office.context(), "", week.previous()).unwrap() {
            self.closed.push((week.previous(), closed.results));
        }
        self.send();
        self.at(week.monday(), 6, 0);
        let start = start_of_week(&mut self.office.context(), "", week, &[]).unwrap();
        let is_open = week == self.stories.never_approved;
        assert_eq!(start.not_approved.len(), usize::from(is_open), "{start:?}");
        self.look_up(week);
        self.unprompted(week);
        self.send();
    }

    /// The lists of the day and the reminders go out.
    fn morning(&mut self, day: NaiveDate) {
        self.at(day, 6, 15);
        let lists = lists_today(&mut self.office.context(), "", day).unwrap();
        self.at(day, 6, 35);
        self.send();
        self.lists_of_screens(day, &lists.no_address);
        if day != self.stories.late_reminders_on {
            self.at(day, 7, 45);
            remind(&mut self.office.context(), "", day).unwrap();
            self.send();
            self.at(day, 8, 0);
            self.send();
        }
    }

    /// Makes the plan of a week, and takes it as far as its story goes.
    pub(super) fn plan(&mut self, week: Week) {
        self.office.make(week);
        submit(&mut self.office.context(), &newest(week), PLANNER, None).unwrap();
        if week == self.stories.never_approved {
            return;
        }
        approve(&mut self.office.context(), &newest(week), MEMBER, None).unwrap();
        if week == self.stories.published_early {
            publish(&mut self.office.context(), &newest(week), COORDINATOR, &[]).unwrap();
        }
    }

    /// In the middle of the week, before the lists of the day go out, the plan is made again for the days
    /// that are left.
    fn new_version(&mut self, day: NaiveDate) {
        self.at(day, 6, 5);
        let week = Week::containing(day);
        self.office.make(week);
        submit(&mut self.office.context(), &newest(week), PLANNER, None).unwrap();
        approve(&mut self.office.context(), &newest(week), MEMBER, None).unwrap();
        let done = publish(&mut self.office.context(), &newest(week), COORDINATOR, &[]).unwrap();
        assert_eq!(done.replaced, Some(1));
        self.look_up(week);
        self.send();
    }

    /// What the simulation knows of the rows that are handed out.
    fn look_up(&mut self, week: Week) {
        let versions = self.office.texts(&format!(
            "SELECT CAST(v.number AS TEXT) AS line FROM plan_versions v JOIN plans p ON p.id = v.plan_id JOIN \
             plan_steps s ON s.version_id = v.id WHERE p.week = '{week}' AND s.action = 'publish'"
        ));
        for number in versions {
            let wanted = version(week, number.parse().unwrap());
            for case in round(&mut self.office.context(), &wanted).unwrap() {
                self.cases.insert(case.row_id.clone(), case);
            }
        }
    }

    /// Agents without an address read their list at the coordinator's.
    fn lists_of_screens(&mut self, day: NaiveDate, agents: &[String]) {
        if agents.is_empty() {
            return;
        }
        let now = self.office.context().local_now();
        let wanted = newest(Week::containing(day));
        for agent in load(&mut self.office.context(), &wanted).unwrap().agents {
            let list = agent.days.iter().find(|list| list.day == day);
            if let Some(list) = list.filter(|_| agents.contains(&agent.code)) {
                let rows = of_screen(&list.rows);
                self.lists.entry((agent.code, day)).or_default().push((now, rows));
            }
        }
    }

    /// Sends what is due, and puts what arrived where it belongs.
    fn send(&mut self) {
        for letter in super::post::send(&mut self.office, &self.server, self.province) {
            if letter.purpose == "call_list" {
                let agent = letter.to.strip_prefix("agent:").unwrap().to_owned();
                let day: NaiveDate = letter.period.parse().unwrap();
                assert_eq!(day, letter.at.date(), "the list of another day");
                let book = letter.message.attachments.first();
                let rows = book.map(|book| read(&book.bytes)).unwrap_or_default();
                self.lists.entry((agent, day)).or_default().push((letter.at, rows));
            }
            self.letters.push(letter);
        }
    }

    /// The agents have worked their lists of the day; what came of it comes back.
    fn agents_answer(&mut self, day: NaiveDate) {
        let own = self.lists.iter().filter(|((_, of), _)| *of == day);
        let mut reports = String::new();
        let (mut calls, mut reported, mut pays) = (Vec::new(), Vec::new(), Vec::new());
        for ((agent, _), lists) in own {
            for done in work(lists, &self.cases, SEED) {
                let (case, said) = (done.case, &done.response);
                let touch: i64 = case.row_id.split('-').next().unwrap().parse().unwrap();
                if let Some(phone) = &done.row.phone {
                    calls.push(Call { at: said.at, phone: phone.clone(), touch });
                }
                let hour = |at: chrono::NaiveDateTime| at.format("%Y-%m-%d %H:%M").to_string();
                reports += &format!(
                    "{};{};{};{};{};{};{agent}\n",
                    case.row_id,
                    hour(said.at),
                    said.outcome.code(),
                    said.call_back_at.map(hour).unwrap_or_default(),
                    said.promised_on.map(|day| day.to_string()).unwrap_or_default(),
                    said.reason.unwrap_or_default(),
                );
                let key = case.si_number.clone().or(case.citizen_id.clone()).unwrap();
                let person = self.persons[&key];
                reported.push(((person, case.product.clone()), touch, said.outcome));
                if let Some(payment) = &said.payment {
                    pays.push(Payment::new(case, payment.clone()));
                }
            }
        }
        self.calls.extend(calls);
        self.pending.extend(pays);
        for (case, touch, outcome) in reported {
            if outcome == OutcomeCode::Paid {
                self.reported.insert(case.clone(), day);
            } else {
                self.reported.remove(&case);
            }
            self.worked.insert(case, day);
            self.touched.insert(touch);
            *self.outcomes.entry(outcome.code()).or_default() += 1;
        }
        if !reports.is_empty() {
            let header = "row_id;at;outcome;call_back_at;promised_on;reason;agent_code\n";
            self.take(Thing::Outcomes, &(header.to_owned() + &reports));
        }
    }

    /// Those who pay in a week without being asked.
    fn unprompted(&mut self, week: Week) {
        let waiting = due_list(&mut self.office.context(), "", week.monday()).unwrap();
        for case in waiting {
            let key = (case.si_number.clone(), case.citizen_id.clone(), case.product.clone());
            let Some(number) = case.si_number.as_deref().or(case.citizen_id.as_deref()) else {
                continue;
            };
            let person = Waiting {
                person: number,
                product: &case.product,
                amount: case.amount.unwrap_or_default(),
                cycle_months: case.cycle_months,
                ladder: case.ladder,
            };
            if let Some(payment) = pays_unprompted(SEED, &person, week) {
                let (si_number, citizen_id, product) = key;
                self.pending.push(Payment { si_number, citizen_id, product, payment });
            }
        }
    }

    /// The payments until a day come into the books.
    fn import_payments(&mut self, until: NaiveDate) {
        let mut all = std::mem::take(&mut self.pending);
        // What is not known to cost anything is not paid.
        all.retain(|one| one.payment.amount > 0);
        let (now, later) = all.into_iter().partition(|one| one.payment.paid_on <= until);
        self.pending = later;
        let (now, mut list): (Vec<Payment>, String) = (now, String::new());
        let open: BTreeMap<_, _> =
            self.open_cases().into_iter().map(|one| (one.case.clone(), one)).collect();
        let since = self.office.context().local_now();
        for one in &now {
            let (si, citizen) = (one.si_number.as_deref(), one.citizen_id.as_deref());
            let payment = &one.payment;
            list += &format!(
                "{};{};{};{};{};{};{}\n",
                si.unwrap_or_default(),
                citizen.unwrap_or_default(),
                one.product,
                payment.paid_on,
                payment.months,
                payment.amount,
                payment.receipt
            );
            let case = (self.persons[si.or(citizen).unwrap()], one.product.clone());
            self.reported.remove(&case);
            let Some(known) = open.get(&case) else { continue };
            let (name, product) = (known.name.clone(), self.law.name(&case.1).to_owned());
            self.paid.push(super::paid::Paid {
                case,
                since,
                covered: known.covered,
                name,
                product,
            });
        }
        let header = "si_number;citizen_id;product;paid_on;months;amount;receipt\n";
        self.take(Thing::Payments, &(header.to_owned() + &list));
    }

    /// Imports what came back; nothing of it is refused.
    fn take(&mut self, thing: Thing, list: &str) {
        let tally = self.office.import(thing, list).tally;
        assert_eq!((tally.rejected, tally.noted, tally.unfilled), (0, 0, 0), "{tally:?}");
    }
}
