//! One season under one policy, week by week: plan, publish, touch, hold events, pay, import, plan again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;

use vandong::app::due_list::{DueCase, due_list};
use vandong::app::plan::{SupposedScenarios, prepare, prepare_chosen};
use vandong::demo::gatherings;
use vandong::demo::unprompted::{Waiting, pays_unprompted};
use vandong::domain::calendar::Week;
use vandong::domain::due::DueState;
use vandong::domain::touch::TouchChannel;
use vandong::exchange::columns::Thing;

use crate::Fallible;
use crate::files::Files;
use crate::office::{Office, planned, results_in};
use crate::policy::Policy;
use crate::register::Register;
use crate::touch::{Touch, hand_out, touches};
use crate::truth::Truth;
use crate::world::{Memory, Payment, answers};

/// Paid where the law's amount cannot be computed from what the list says, VND.
const UNKNOWN_PREMIUM: i64 = 800_000;

/// A case that was spoken about.
pub(crate) struct Spoken {
    /// Key of the person.
    pub(crate) person: i64,
    /// Code of the product.
    pub(crate) product: String,
    /// When.
    pub(crate) day: NaiveDate,
}

/// What a season was.
#[derive(Default)]
pub(crate) struct Season {
    /// Everybody who was spoken with.
    pub(crate) spoken: Vec<Spoken>,
    /// Every payment of the season.
    pub(crate) paid: Vec<Payment>,
    /// Touches, and the visits among them.
    pub(crate) touches: [u64; 2],
    /// The same of touches that speak about a due case.
    pub(crate) due_touches: [u64; 2],
    /// Events that were held, who came to them, and who joined there.
    pub(crate) events: [u64; 3],
    /// Free slots of all weeks.
    pub(crate) slots: u64,
    /// Seconds of planning, storing and publishing; every policy is given the solved week.
    pub(crate) planning: f64,
    /// Seconds of all.
    pub(crate) seconds: f64,
}

/// Lives a season.
pub(crate) fn live(
    office: &mut Office,
    policy: Policy,
    truth: &Truth,
    register: &Register,
    weeks: &[Week],
) -> Fallible<Season> {
    let (mut season, mut memory, began) = (Season::default(), Memory::default(), Instant::now());
    for week in weeks {
        let touched = plan(office, policy, *week, &mut season, register)?;
        let saturday = results_in(*week);
        let list = office.at(saturday, |context| Ok(due_list(context, "", week.monday())?))?;
        let mut files = Files::create(&office.folder()?, *week)?;
        let told = (touched.as_slice(), list.as_slice());
        call(&mut files, told, (truth, register), &mut memory, &mut season)?;
        for case in &list {
            if let Some(payment) = unasked(case, truth, register, &memory, *week) {
                memory.coming.insert((payment.person, payment.product.clone()), payment);
            }
        }
        let mut due: Vec<_> =
            memory.coming.extract_if(|_, one| one.paid_on <= week.sunday()).collect();
        due.sort_by(|a, b| a.0.cmp(&b.0));
        for (case, payment) in due {
            files.payment(register, &payment)?;
            memory.paid.insert(case);
            season.paid.push(payment);
        }
        let held =
            gather(office, (*week, truth.seed), (&mut files, register), &mut memory, &mut season)?;
        let [outcomes, payments] = files.finish()?;
        office.take(saturday, Thing::Outcomes, &outcomes)?;
        office.take(saturday, Thing::Payments, &payments)?;
        if let Some(attendance) = held.attendance {
            office.take(saturday, Thing::Attendance, &attendance)?;
        }
        gatherings::report(office, &held.events, saturday)?;
    }
    season.seconds = began.elapsed().as_secs_f64();
    Ok(season)
}

/// Plans a week as the program does or lets the policy choose its touches, brings that into force, and gives
/// the touches with the rows of their lists.
fn plan(
    office: &mut Office,
    policy: Policy,
    week: Week,
    season: &mut Season,
    register: &Register,
) -> Fallible<Vec<Touch>> {
    let began = Instant::now();
    let prepared = office.at(planned(week), |context| {
        Ok(match policy {
            Policy::Plan => prepare(context, "", "", week, &SupposedScenarios::default())?,
            rival => {
                prepare_chosen(context, "", "", week, |snapshot, plan| rival.fates(snapshot, plan))?
            }
        })
    })?;
    let took = began.elapsed();
    let (snapshot, plan) = (prepared.snapshot(), prepared.plan());
    let free = plan.problem.capacity.iter().map(|place| place.slots.unsigned_abs());
    season.slots += free.map(u64::from).sum::<u64>();
    let mut touched = touches(snapshot, plan, office.tables());
    let began = Instant::now();
    let lists = office.bring_into_force(week, prepared)?;
    season.planning += (took + began.elapsed()).as_secs_f64();
    hand_out(&mut touched, lists, register)?;
    Ok(touched)
}

/// Events that were held, and the list of who came.
struct Held {
    events: Vec<gatherings::HeldEvent>,
    attendance: Option<PathBuf>,
}

/// Guests come to the events of a week, and some join there.
fn gather(
    office: &mut Office,
    (week, seed): (Week, u64),
    (files, register): (&mut Files, &Register),
    memory: &mut Memory,
    season: &mut Season,
) -> Fallible<Held> {
    let (folder, saturday) = (office.folder()?, results_in(week));
    let over = gatherings::over(office, week, saturday)?;
    let (mut joined, mut wrong) = (Vec::new(), None);
    let (attendance, events) = gatherings::play(
        office,
        (&folder, week, seed),
        (&over, saturday),
        |key, product, paid| {
            match register.find(key.si_number, key.citizen_id) {
                Some(person) => joined.push(Payment {
                    person,
                    product: product.to_owned(),
                    paid_on: paid.paid_on,
                    amount: premium(paid.amount),
                    months: paid.months,
                    agent: None,
                    joined: true,
                }),
                None => wrong = Some("a guest whom no list names"),
            }
            Ok(())
        },
    )?;
    if let Some(wrong) = wrong {
        return Err(wrong.into());
    }
    for payment in joined {
        let case = (payment.person, payment.product.clone());
        // Whoever joined elsewhere, or is about to, does not join a second time.
        if memory.coming.contains_key(&case) || !memory.paid.insert(case) {
            continue;
        }
        files.payment(register, &payment)?;
        season.events[2] += 1;
        season.paid.push(payment);
    }
    for event in &events {
        season.events[0] += 1;
        season.events[1] += u64::from(event.attended);
    }
    Ok(Held { events, attendance: attendance.map(|file| file.path) })
}

/// Agents make their touches, people answer.
fn call(
    files: &mut Files,
    (touched, list): (&[Touch], &[DueCase]),
    (truth, register): (&Truth, &Register),
    memory: &mut Memory,
    season: &mut Season,
) -> Fallible<()> {
    let cycle = |case: &DueCase| {
        let person = register.find(case.si_number.as_deref(), case.citizen_id.as_deref())?;
        Some(((person, case.product.clone()), case.cycle_months))
    };
    let cycles: HashMap<(i64, String), u8> = list.iter().filter_map(cycle).collect();
    for touch in touched {
        let due = touch.cases.iter().any(|told| !told.joining);
        for ([all, visits], counts) in [(&mut season.touches, true), (&mut season.due_touches, due)]
        {
            *all += u64::from(counts);
            *visits += u64::from(counts && touch.channel == TouchChannel::Visit);
        }
        for (told, answer) in touch.cases.iter().zip(answers(truth, memory, touch)) {
            files.outcome(touch, told, &answer)?;
            let (person, product) = (told.person, told.code.clone());
            if answer.talked {
                season.spoken.push(Spoken { person, product: product.clone(), day: touch.day });
            }
            let Some(paid_on) = answer.pays_on else { continue };
            let case = (person, product.clone());
            memory.coming.entry(case.clone()).or_insert_with(|| Payment {
                person,
                product,
                paid_on,
                amount: premium(told.premium),
                months: cycles.get(&case).copied().unwrap_or(told.months),
                agent: Some(touch.agent.clone()),
                joined: told.joining,
            });
        }
    }
    Ok(())
}

fn premium(known: i64) -> i64 {
    if known > 0 { known } else { UNKNOWN_PREMIUM }
}

/// The payment that somebody makes unasked; reminders, which are the same for all, are part of why.
fn unasked(
    case: &DueCase,
    truth: &Truth,
    register: &Register,
    memory: &Memory,
    week: Week,
) -> Option<Payment> {
    let number = case.si_number.as_deref().or(case.citizen_id.as_deref())?;
    let person = register.find(case.si_number.as_deref(), case.citizen_id.as_deref())?;
    if memory.coming.contains_key(&(person, case.product.clone())) {
        return None;
    }
    let waiting = Waiting {
        person: number,
        product: &case.product,
        amount: premium(case.amount.unwrap_or_default()),
        cycle_months: case.cycle_months,
        ladder: case.ladder,
    };
    let paid = pays_unprompted(truth.seed, &waiting, week)?;
    Some(Payment {
        person,
        product: case.product.clone(),
        paid_on: paid.paid_on,
        amount: paid.amount,
        months: paid.months,
        agent: None,
        joined: case.ladder.state(paid.paid_on) == DueState::Lapsed,
    })
}
