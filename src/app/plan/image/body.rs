//! The people of a snapshot as bytes, and back. Structs are taken apart by name: a field that is added cannot
//! be forgotten here.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;

use super::ByCode;
use super::pack::{Pack, Unpack};
use crate::domain::due::DueLadder;
use crate::domain::ids::PersonId;
use crate::domain::money::Vnd;
use crate::domain::product::ProductId;
use crate::domain::segment::SegmentSet;
use crate::planning::snapshot::{Agreed, Case, CaseKind, ChannelSet, Person, Snapshot};

/// What is read of an image.
#[derive(Debug, PartialEq)]
pub(super) struct People<'b> {
    pub(super) languages: Vec<String>,
    pub(super) households: Vec<Option<String>>,
    pub(super) persons: Vec<Person>,
    pub(super) cases: Vec<Case>,
    pub(super) by_code: ByCode<'b>,
    pub(super) incomplete: HashMap<String, usize>,
}

/// The people of a snapshot, before anything of what happened lately is put into it.
pub(super) fn write(
    snapshot: &Snapshot,
    by_code: &ByCode<'_>,
    incomplete: &HashMap<String, usize>,
) -> Vec<u8> {
    let Snapshot { languages, households, persons, cases, .. } = snapshot;
    let mut registered = vec![0; households.len()];
    for ((area, _), household) in by_code {
        if let Some(slot) = registered.get_mut(*household as usize) {
            *slot = *area;
        }
    }
    let mut pack = Pack::default();
    pack.all(languages, |pack, code| pack.text(code));
    let named: Vec<(&Option<String>, i64)> = households.iter().zip(registered).collect();
    pack.all(&named, |pack, (code, registered)| {
        pack.maybe(code.as_deref(), |pack, code| {
            pack.text(code);
            pack.number(*registered);
        });
    });
    let mut last = 0;
    pack.all(persons, |pack, one| person(pack, one, &mut last));
    pack.all(cases, case);
    let incomplete: BTreeMap<&String, &usize> = incomplete.iter().collect();
    pack.all(&incomplete.into_iter().collect::<Vec<_>>(), |pack, (why, count)| {
        pack.text(why);
        pack.count(**count as u64);
    });
    pack.finish()
}

/// Reads an image; nothing where the bytes are none.
pub(super) fn read(body: &[u8]) -> Option<People<'_>> {
    let mut unpack = Unpack::of(body);
    let languages = unpack.all(|one| Some(one.text()?.to_owned()))?;
    let named = unpack.all(|one| one.maybe(|one| Some((one.text()?, one.number()?))))?;
    let mut by_code = ByCode::with_capacity_and_hasher(named.len(), RandomState::default());
    for (at, named) in (0u32..).zip(&named) {
        if let Some((code, registered)) = named {
            by_code.insert((*registered, *code), at);
        }
    }
    let households = named.iter().map(|named| named.map(|(code, _)| code.to_owned())).collect();
    let mut last = 0;
    let persons = unpack.all(|one| read_person(one, &mut last))?;
    let cases = unpack.all(read_case)?;
    let incomplete = unpack.all(|one| Some((one.text()?.to_owned(), one.small()?)))?;
    let incomplete = incomplete.into_iter().collect();
    let people = People { languages, households, persons, cases, by_code, incomplete };
    unpack.is_over().then_some(people)
}

fn person(pack: &mut Pack, person: &Person, last: &mut i64) {
    #[rustfmt::skip]
    let Person {
        id, household, commune, hamlet, language, phone, do_not_call, service, advocacy,
        opted_out, segments, agreed,
    } = *person;
    pack.number(id.0.wrapping_sub(*last));
    *last = id.0;
    for index in [household, commune, hamlet] {
        pack.count(index.into());
    }
    pack.count(language.into());
    pack.count(phone);
    pack.count(do_not_call.into());
    for channels in [service, advocacy, opted_out] {
        pack.count(channels.0.into());
    }
    pack.count(segments.0);
    pack.count(u64::from(agreed.service) | u64::from(agreed.advocacy) << 1);
}

fn read_person(unpack: &mut Unpack<'_>, last: &mut i64) -> Option<Person> {
    *last = last.wrapping_add(unpack.number()?);
    Some(Person {
        id: PersonId(*last),
        household: unpack.small()?,
        commune: unpack.small()?,
        hamlet: unpack.small()?,
        language: unpack.small()?,
        phone: unpack.count()?,
        do_not_call: unpack.count()? != 0,
        service: ChannelSet(unpack.small()?),
        advocacy: ChannelSet(unpack.small()?),
        opted_out: ChannelSet(unpack.small()?),
        segments: SegmentSet(unpack.count()?),
        agreed: agreed(unpack.count()?),
    })
}

fn agreed(bits: u64) -> Agreed {
    Agreed { service: bits & 1 != 0, advocacy: bits & 2 != 0 }
}

fn case(pack: &mut Pack, case: &Case) {
    let Case { person, product, kind, covered_to, premium, last_agent, not_before } = *case;
    pack.count(person.into());
    pack.count(product.0.into());
    let ladder = match kind {
        CaseKind::Enrolled(ladder) => Some(ladder),
        CaseKind::Potential => None,
    };
    pack.maybe(ladder, |pack, ladder| {
        let DueLadder { upcoming_from, window_from, deadline, overdue_until } = ladder;
        for day in [upcoming_from, window_from, deadline, overdue_until] {
            date(pack, day);
        }
    });
    pack.maybe(covered_to, date);
    pack.number(premium.0);
    pack.maybe(last_agent, |pack, agent| pack.count(agent.into()));
    pack.maybe(not_before, date);
}

fn read_case(unpack: &mut Unpack<'_>) -> Option<Case> {
    Some(Case {
        person: unpack.small()?,
        product: ProductId(unpack.small()?),
        kind: match unpack.maybe(read_ladder)? {
            Some(ladder) => CaseKind::Enrolled(ladder),
            None => CaseKind::Potential,
        },
        covered_to: unpack.maybe(read_date)?,
        premium: Vnd(unpack.number()?),
        last_agent: unpack.maybe(Unpack::small)?,
        not_before: unpack.maybe(read_date)?,
    })
}

fn read_ladder(unpack: &mut Unpack<'_>) -> Option<DueLadder> {
    Some(DueLadder {
        upcoming_from: read_date(unpack)?,
        window_from: read_date(unpack)?,
        deadline: read_date(unpack)?,
        overdue_until: read_date(unpack)?,
    })
}

fn date(pack: &mut Pack, date: NaiveDate) {
    pack.number(date.num_days_from_ce().into());
}

fn read_date(unpack: &mut Unpack<'_>) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(unpack.number()?.try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Week;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn snapshot() -> Snapshot {
        let person = |id, household, phone| Person {
            id: PersonId(id),
            household,
            commune: 300,
            hamlet: 70_000,
            language: 2,
            phone,
            do_not_call: phone == 0,
            service: ChannelSet::BOTH,
            advocacy: ChannelSet(1),
            opted_out: ChannelSet(2),
            segments: SegmentSet(1 << 40),
            agreed: Agreed { service: id == 7, advocacy: true },
        };
        let potential = Case {
            person: 1,
            product: ProductId(3),
            kind: CaseKind::Potential,
            covered_to: None,
            premium: Vnd(0),
            last_agent: None,
            not_before: None,
        };
        let ladder = DueLadder {
            upcoming_from: day("2023-05-06"),
            window_from: day("2023-05-21"),
            deadline: day("2023-06-20"),
            overdue_until: day("2023-09-20"),
        };
        let enrolled = Case {
            kind: CaseKind::Enrolled(ladder),
            covered_to: Some(day("2023-06-20")),
            premium: Vnd(1_263_600),
            last_agent: Some(1_999),
            ..potential
        };
        Snapshot {
            week: Week::containing(day("2023-06-05")),
            buckets: Vec::new(),
            communes: Vec::new(),
            languages: vec!["vi".into(), "tay".into()],
            agents: Vec::new(),
            households: vec![Some("HGD-1".into()), None, Some("HGD-1".into())],
            persons: vec![
                person(12, 0, 84_912_345_678),
                person(9_000_000_000, 1, 0),
                person(7, 2, 1),
            ],
            cases: vec![enrolled, potential],
            recalls: Vec::new(),
            late_calls: Vec::new(),
            evidence: Default::default(),
            kept: Vec::new(),
            without: Vec::new(),
        }
    }

    #[test]
    fn an_image_is_read_as_it_was_written_and_no_part_of_it_is_one() {
        let snapshot = snapshot();
        // One code in two communes is two households.
        let by_code = ByCode::from_iter([((41, "HGD-1"), 0), ((42, "HGD-1"), 2)]);
        let incomplete = HashMap::from([("thiếu / missing".to_owned(), 300)]);
        let body = write(&snapshot, &by_code, &incomplete);
        let Snapshot { languages, households, persons, cases, .. } = snapshot;
        let people = People { languages, households, persons, cases, by_code, incomplete };
        assert_eq!(read(&body).unwrap(), people);
        for end in 0..body.len() {
            assert_eq!(read(&body[..end]), None, "{end}");
        }
        let longer: Vec<u8> = body.iter().copied().chain([0]).collect();
        assert_eq!(read(&longer), None);
    }
}
