//! The figures of a season. Each is defined here and nowhere else.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::figures::Figures;
use crate::life::Season;
use crate::register::Register;
use crate::targets::Attained;

/// Measures a season, in the order of `figures::NAMES`.
pub(crate) fn measure(season: &Season, register: &Register, attained: &Attained) -> Figures {
    let mut spoken: HashMap<(i64, &str), NaiveDate> = HashMap::new();
    for one in &season.spoken {
        let day = spoken.entry((one.person, &one.product)).or_insert(one.day);
        *day = one.day.min(*day);
    }
    let mut paid: HashMap<(i64, &str), NaiveDate> = HashMap::new();
    for one in &season.paid {
        let day = paid.entry((one.person, &one.product)).or_insert(one.paid_on);
        *day = one.paid_on.min(*day);
    }
    // Of all persons and products whose last useful day lies in the season: with whom was it spoken
    // about that product on that day or before? Whoever pays unasked and is never called counts as not
    // reached, in every policy alike.
    let (mut due, mut poor_due, mut reached, mut poor_reached, mut kept) = (0, 0, 0, 0, 0);
    for one in &register.due {
        let case = (one.person, one.product.as_str());
        let in_time = |day: Option<&NaiveDate>| day.is_some_and(|day| *day <= one.until);
        let (told, pays) = (in_time(spoken.get(&case)), in_time(paid.get(&case)));
        let poor = register.people.get(&one.person).is_some_and(|known| known.poor);
        due += 1;
        poor_due += i32::from(poor);
        reached += i32::from(told);
        poor_reached += i32::from(told && poor);
        // Paid by that day, whatever brought it about.
        kept += i32::from(pays);
    }
    let percent = |part: i32, whole: i32| 100.0 * f64::from(part) / f64::from(whole.max(1));
    // Payments of the season, with and without a touch. A renewal is one by somebody who had the product
    // and had not lapsed; everybody else is a new participant.
    let renewals = season.paid.iter().filter(|one| !one.joined).count();
    let joined = season.paid.len() - renewals;
    let collected: i64 = season.paid.iter().map(|one| one.amount).sum();
    let Attained { districts, communes, agents } = attained;
    let [events, attended, at_events] = season.events.map(|count| count as f64);
    let [touches, visits] = season.touches.map(|count| count as f64);
    let [due_touches, due_visits] = season.due_touches.map(|count| count as f64);
    vec![
        percent(reached, due),
        percent(poor_reached, poor_due),
        percent(kept, due),
        renewals as f64,
        joined as f64,
        at_events,
        collected as f64 / 1e6,
        districts.whole,
        communes.whole,
        agents.whole,
        communes.far,
        agents.far,
        touches,
        visits,
        due_touches,
        due_visits,
        100.0 * touches / (season.slots.max(1) as f64),
        events,
        attended,
        season.planning,
    ]
}
