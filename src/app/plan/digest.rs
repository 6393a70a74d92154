//! The name of a snapshot: SHA-256 over everything that planning sees, in order. Every field is fed
//! as bytes of a fixed length or behind its length, so that no two snapshots feed the same. Structs
//! are taken apart by name: a field that is added cannot be forgotten here.

use chrono::NaiveDateTime;

use super::feed::Feed;
use crate::domain::day_part::PartOfDay;
use crate::domain::due::DueLadder;
use crate::planning::learning::evidence::Evidence;
use crate::planning::learning::tally::{Observed, Results};
use crate::planning::loads::LoadLimits;
use crate::planning::snapshot::{
    Agent, Agreed, Bucket, Case, CaseKind, Commune, Kept, LateCall, Part, Person, Recall, Snapshot,
    StandIn,
};

/// SHA-256 of a snapshot, in hexadecimal digits.
pub(super) fn digest(snapshot: &Snapshot) -> String {
    #[rustfmt::skip]
    let Snapshot {
        week, buckets, communes, languages, agents, households, persons, cases, recalls,
        late_calls, evidence: observed, kept, without,
    } = snapshot;
    let mut feed = Feed::default();
    feed.text(&week.to_string());
    feed.all(buckets, |feed, Bucket { date, part: _ }| feed.date(*date));
    feed.all(communes, commune);
    feed.all(languages, |feed, code| feed.text(code));
    feed.all(agents, agent);
    feed.all(households, |feed, code| feed.maybe(code.as_deref(), Feed::text));
    feed.all(persons, person);
    feed.all(cases, case);
    feed.all(recalls, recall);
    feed.all(late_calls, |feed, LateCall { phone, date, household }| {
        feed.bits(*phone);
        feed.date(*date);
        feed.maybe(*household, Feed::number);
    });
    evidence(&mut feed, observed);
    // A first plan keeps its name.
    if !kept.is_empty() {
        feed.all(kept, |feed, Kept { household, agent, bucket, channel }| {
            feed.number(*household);
            feed.number(*agent);
            feed.number(*bucket);
            feed.text(channel.code());
        });
    }
    feed.all(without, |feed, (household, agent)| {
        feed.number(*household);
        feed.number(*agent);
    });
    // A week of whole days keeps its name.
    if buckets.iter().any(|bucket| bucket.part.is_some()) {
        parts(&mut feed, snapshot);
    }
    feed.finish()
}

/// What counts in a grid with parts of the day alone.
fn parts(feed: &mut Feed, snapshot: &Snapshot) {
    let part = |feed: &mut Feed, Part { name, agreed_only }: Part| {
        feed.text(name.code());
        feed.number(agreed_only);
    };
    feed.all(&snapshot.buckets, |feed, bucket| feed.maybe(bucket.part, part));
    feed.all(&snapshot.persons, |feed, person| {
        let Agreed { service, advocacy } = person.agreed;
        feed.number(service);
        feed.number(advocacy);
    });
    feed.all(&snapshot.recalls, |feed, recall| {
        feed.maybe(recall.not_in.map(PartOfDay::code), Feed::text);
    });
}

fn evidence(feed: &mut Feed, evidence: &Evidence) {
    let Evidence { as_of, observed, places } = evidence;
    feed.maybe(*as_of, Feed::date);
    feed.all(observed, |feed, Observed { path, day, results }| {
        let Results { made, came, ended } = *results;
        feed.text(&path.to_string());
        feed.date(*day);
        feed.number(made);
        feed.number(came);
        feed.number(ended);
    });
    feed.all(places, |feed, steps| {
        feed.all(steps, |feed, step| feed.text(&step.to_string()));
    });
}

fn commune(feed: &mut Feed, commune: &Commune) {
    let Commune { code, visits } = commune;
    feed.text(code);
    feed.bits(*visits);
}

fn agent(feed: &mut Feed, agent: &Agent) {
    #[rustfmt::skip]
    let Agent {
        id, code, home, communes, languages, products, capacity, limits, stands_in,
    } = agent;
    feed.number(id.0);
    feed.text(code);
    feed.maybe(*home, Feed::number);
    feed.all(communes, |feed, at| feed.number(*at));
    feed.bits(*languages);
    feed.bits(products.0.into());
    feed.all(capacity, |feed, free| {
        feed.number(free.slots);
        feed.number(free.visits);
    });
    let LoadLimits { most, least } = *limits;
    feed.maybe(most, Feed::number);
    feed.number(least);
    feed.all(stands_in, |feed, StandIn { agent, buckets, communes }| {
        feed.number(*agent);
        feed.bits(*buckets);
        feed.all(communes, |feed, at| feed.number(*at));
    });
}

fn person(feed: &mut Feed, person: &Person) {
    #[rustfmt::skip]
    let Person {
        id, household, commune, hamlet, language, phone, do_not_call, service, advocacy,
        agreed: _, opted_out, segments,
    } = *person;
    feed.number(id.0);
    feed.number(household);
    feed.number(commune);
    feed.number(hamlet);
    feed.number(language);
    feed.bits(phone);
    feed.number(do_not_call);
    feed.number(service.0);
    feed.number(advocacy.0);
    feed.number(opted_out.0);
    feed.bits(segments.0);
}

fn case(feed: &mut Feed, case: &Case) {
    let Case { person, product, kind, covered_to, premium, last_agent, not_before } = *case;
    feed.number(person);
    feed.number(product.0);
    let ladder = match kind {
        CaseKind::Enrolled(ladder) => Some(ladder),
        CaseKind::Potential => None,
    };
    feed.maybe(ladder, |feed, ladder| {
        let DueLadder { upcoming_from, window_from, deadline, overdue_until } = ladder;
        for day in [upcoming_from, window_from, deadline, overdue_until] {
            feed.date(day);
        }
    });
    feed.maybe(covered_to, Feed::date);
    feed.number(premium.0);
    feed.maybe(last_agent, Feed::number);
    feed.maybe(not_before, Feed::date);
}

fn recall(feed: &mut Feed, recall: &Recall) {
    #[rustfmt::skip]
    let Recall {
        not_before, call_back, promised_to, attempts, calls_exhausted, only_on, not_in: _,
        calls_after,
    } = *recall;
    feed.maybe(only_on, Feed::date);
    feed.maybe(not_before, Feed::date);
    feed.maybe(call_back, |feed, at: NaiveDateTime| feed.number(at.and_utc().timestamp()));
    feed.maybe(promised_to, |feed, person| feed.number(person.0));
    feed.number(attempts);
    feed.number(calls_exhausted);
    // Most weeks know nobody of the kind.
    if let Some((day, part)) = calls_after {
        feed.date(day);
        feed.maybe(part.map(PartOfDay::code), Feed::text);
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::calendar::Week;
    use crate::domain::ids::PersonId;
    use crate::domain::touch::TouchChannel;
    use crate::planning::learning::path::{Aim, Path};

    fn snapshot() -> Snapshot {
        Snapshot {
            week: Week::containing(NaiveDate::from_ymd_opt(2023, 6, 19).unwrap()),
            buckets: Vec::new(),
            communes: Vec::new(),
            languages: vec!["vi".to_owned()],
            agents: Vec::new(),
            households: vec![None, Some("H1".to_owned())],
            persons: Vec::new(),
            cases: Vec::new(),
            recalls: vec![Recall::default()],
            late_calls: Vec::new(),
            evidence: Evidence::default(),
            kept: Vec::new(),
            without: Vec::new(),
        }
    }

    #[test]
    fn a_week_is_named_by_when_calls_come() {
        let all = snapshot();
        let mut other = all.clone();
        other.recalls[0].calls_after = Some((all.week.monday(), Some(PartOfDay::Morning)));
        assert_ne!(digest(&other), digest(&all));
    }

    #[test]
    fn the_same_facts_have_one_name_and_others_another() {
        let name = digest(&snapshot());
        assert_eq!((name.len(), &name), (64, &digest(&snapshot())));
        let changes: [fn(&mut Snapshot); 11] = [
            |it| {
                let part = Part { name: PartOfDay::Morning, agreed_only: false };
                it.buckets.push(Bucket { date: it.week.monday(), part: Some(part) });
            },
            |it| {
                let path = Path::base("household_hi", Aim::Joining, None);
                let results = Results { made: 1, ..Results::default() };
                let day = it.week.monday();
                it.evidence.observed.push(Observed { path, day, results });
            },
            |it| {
                it.kept.push(Kept {
                    household: 0,
                    agent: 0,
                    bucket: 0,
                    channel: TouchChannel::Call,
                })
            },
            |it| it.without.push((0, 0)),
            |it| it.recalls[0].only_on = Some(it.week.monday()),
            |it| it.week = it.week.next(),
            |it| it.languages = vec!["v".to_owned(), "i".to_owned()],
            |it| it.households.reverse(),
            |it| it.recalls[0].attempts = 1,
            |it| it.recalls[0].promised_to = Some(PersonId(1)),
            |it| {
                let date = it.week.monday();
                it.late_calls.push(LateCall { phone: 84_912_345_678, date, household: None });
            },
        ];
        for change in changes {
            let mut other = snapshot();
            change(&mut other);
            assert_ne!(digest(&other), name);
        }
    }
}
