//! Households, people and agents that are on record and have no part in a plan: what the register of
//! today says of them. Somebody who asks about them has mistyped nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::super::PlanError;
use super::super::find::Found;
use super::super::gone;
use super::super::homes::{Home, Homes};
use super::super::known_cases::{Known, Standing, known_cases};
use super::super::rests::{Place, households};
use super::super::stored::Stored;
use super::told::{Explanation, Kind};
use crate::config::Tables;
use crate::domain::area::{Area, AreaKind};
use crate::domain::calendar::date_vi;
use crate::domain::outcome::OutcomeCode;
use crate::domain::succession::Succession;
use crate::store::Conn;
use crate::store::cases::MISSING_FROM_LIST;
use crate::store::catalogues::agents;
use crate::store::merged::merged_into;
use crate::store::people::{PersonRow, people_by_id, people_of_households};

/// The people on record of whom `about` speaks (household code, or `#` and the key of somebody in it),
/// household by household.
///
/// # Errors
/// The database refused.
pub(super) fn on_record(
    conn: &mut Conn,
    place: Place<'_>,
    about: &str,
) -> Result<Vec<Vec<PersonRow>>, PlanError> {
    let (found, communes) = place;
    let province = found.province.id.0;
    let key = about.strip_prefix('#').and_then(|key| key.parse::<i64>().ok());
    let people = match key {
        Some(key) => {
            let mut people = people_by_id(conn, province, &[key])?;
            // Whoever is no longer anybody belongs to no household either.
            if people.iter().any(|person| person.closed.is_none()) {
                let ids = households(conn, place, &[key])?.concat();
                people = people_by_id(conn, province, &ids)?;
            }
            people
        }
        None => people_of_households(conn, province, &[about])?,
    };
    let mut homes: BTreeMap<i64, Vec<PersonRow>> = BTreeMap::new();
    for person in people {
        let commune = communes.get(&person.area_id).copied().unwrap_or(person.area_id);
        homes.entry(commune).or_default().push(person);
    }
    Ok(homes.into_values().collect())
}

/// The contacts of a version to which the people of each household belong, under whatever name, also
/// where the version knew them as somebody who was merged into them since.
///
/// # Errors
/// The database refused.
pub(super) fn contacts_of(
    conn: &mut Conn,
    stored: &Stored,
    homes: &[Vec<PersonRow>],
) -> Result<Vec<Vec<usize>>, PlanError> {
    let members = homes.iter().enumerate();
    let members = members.flat_map(|(home, people)| people.iter().map(move |one| (one.id, home)));
    let mut home_of: HashMap<i64, usize> = members.collect();
    let people: Vec<i64> = home_of.keys().copied().collect();
    for (before, now) in merged_into(conn, stored.version.province_id, &people)? {
        if let Some(home) = home_of.get(&now).copied() {
            home_of.insert(before, home);
        }
    }
    let mut theirs = vec![Vec::new(); homes.len()];
    for (at, (_, line)) in stored.contacts.iter().enumerate() {
        let people = line.due.iter().map(|due| due.person).chain([line.person]);
        let found: BTreeSet<usize> = people.filter_map(|id| home_of.get(&id).copied()).collect();
        for home in found {
            theirs.get_mut(home).into_iter().for_each(|contacts| contacts.push(at));
        }
    }
    Ok(theirs)
}

/// Why people who are on record are no contact of a version, household by household.
///
/// # Errors
/// The database refused.
pub(super) fn why(
    conn: &mut Conn,
    (found, areas): (&Found, &[Area]),
    (about, homes): (&str, &[&[PersonRow]]),
    days: (NaiveDate, NaiveDate),
    tables: &Tables,
) -> Result<Vec<Explanation>, PlanError> {
    let name_of: HashMap<i64, &str> =
        areas.iter().map(|area| (area.id.0, area.name.as_str())).collect();
    let tree = &found.province.tree;
    let communes = tree
        .iter()
        .filter(|area| area.kind == AreaKind::Commune && found.office.covers(tree, &area.code));
    let index: HashMap<String, u32> =
        (0u32..).zip(communes).map(|(at, area)| (area.code.clone(), at)).collect();
    let succession = Succession::on(found.week.monday(), areas);
    let lives = Homes::new(areas, &succession, &index);
    let open = |people: &[PersonRow]| -> Vec<i64> {
        people.iter().filter(|one| one.closed.is_none()).map(|one| one.id).collect()
    };
    let everybody: Vec<i64> = homes.iter().flat_map(|people| open(people)).collect();
    let mut known: HashMap<i64, Vec<Known>> = HashMap::new();
    for case in known_cases(conn, found.province.id.0, &everybody, days, tables)? {
        known.entry(case.person).or_default().push(case);
    }
    let reason = |people: &[PersonRow]| {
        let Some(person) = people.iter().find(|person| person.closed.is_none()) else {
            return ended(people, tables);
        };
        match lives.of(person.area_id) {
            Home::Elsewhere => (
                format!("cư trú ngoài địa bàn của {}", found.office.name),
                format!("lives outside the areas of office {}", found.office.code),
            ),
            Home::Unknown(question) => {
                let (vi, en) = question.split_once(" / ").unwrap_or((question, question));
                (vi.to_owned(), en.to_owned())
            }
            Home::Commune(_) => {
                let theirs = open(people).into_iter().filter_map(|id| known.get(&id));
                cases(theirs.flatten().cloned().collect(), tables)
            }
        }
    };
    let what = ("Không phải là hộ của kế hoạch này", "No contact of this plan");
    let one = |people: &&[PersonRow]| {
        let place = people.iter().find_map(|person| name_of.get(&person.area_id));
        told(Kind::Contact, (about, place.map(|name| (*name).to_owned())), what, reason(people))
    };
    Ok(homes.iter().map(one).collect())
}

/// An agent of the catalogue who has no part in a version; `None` where nobody has this code.
///
/// # Errors
/// The database refused.
pub(super) fn agent(
    conn: &mut Conn,
    found: &Found,
    about: &str,
) -> Result<Option<Explanation>, PlanError> {
    let known = agents(conn, found.province.id.0)?.into_iter().any(|agent| agent.code == about);
    let why = || {
        (
            format!(
                "khi lập kế hoạch chưa có trong danh mục, hoặc không phụ trách xã nào của {}",
                found.office.name
            ),
            format!(
                "not in the catalogue when it was made, or no commune of office {} in the territory",
                found.office.code
            ),
        )
    };
    let what = ("Không phải là nhân viên thu của kế hoạch này", "No agent of this plan");
    Ok(known.then(|| told(Kind::Agent, (about, None), what, why())))
}

fn told(
    kind: Kind,
    (about, commune): (&str, Option<String>),
    (what_vi, what_en): (&str, &str),
    (vi, en): (String, String),
) -> Explanation {
    let vi = format!("{what_vi}, nhưng có trong dữ liệu: {vi}.");
    let en = format!("{what_en}, but on record: {en}.");
    Explanation { commune, ..Explanation::of(kind, about, (vi, en)) }
}

/// Of people who are all closed: what closed the one who was closed last.
fn ended(people: &[PersonRow], tables: &Tables) -> (String, String) {
    let Some(last) = people.iter().max_by_key(|person| person.closed_on) else {
        return (String::new(), String::new());
    };
    if let Some(into) = last.merged_into {
        return (
            format!("đã được gộp với #{into}, cùng là một người"),
            format!("merged into #{into}, the same person"),
        );
    }
    let (name_vi, name_en) = closing(last.closed.as_deref().unwrap_or_default(), tables);
    let (on_vi, on_en) = on(last.closed_on);
    (
        format!("không còn liên hệ: {name_vi}{on_vi}"),
        format!("no longer contacted: {name_en}{on_en}"),
    )
}

/// Of people whose cases are these.
pub(super) fn cases(known: Vec<Known>, tables: &Tables) -> (String, String) {
    let closed = |case: &Known| matches!(case.standing, Standing::Closed(..));
    let first = known.iter().filter(|case| !closed(case)).min_by_key(|case| &case.standing);
    // What was closed last is what somebody remembers.
    let first = first.or_else(|| known.iter().max_by_key(|case| &case.standing));
    let Some(case) = first else {
        return (
            "không có trong danh sách đến hạn hay tiềm năng nào".to_owned(),
            "on no list of due or potential participants".to_owned(),
        );
    };
    match &case.standing {
        Standing::Open => (
            "có trường hợp đang mở, vào danh sách sau khi lập phiên bản này; lập lại kế hoạch tuần \
             để đưa vào"
                .to_owned(),
            "has an open case that came on the lists after this version was made; plan the week \
             again to take it in"
                .to_owned(),
        ),
        Standing::Gone => gone::product(&case.product),
        Standing::NoDeadline => (
            "phương thức đóng không có hạn đóng theo quy định; sửa rồi nhập lại danh sách đến hạn \
             (enrolments)"
                .to_owned(),
            "the payment method has no deadline; correct it and import the enrolments again"
                .to_owned(),
        ),
        Standing::Covered(to) => (
            format!("đã đóng đến {}, chưa đến hạn trong tuần này", date_vi(*to)),
            format!("covered to {to}, not due in this week"),
        ),
        Standing::Closed(day, code) => {
            let (name_vi, name_en) = closing(code, tables);
            let (on_vi, on_en) = on(*day);
            (
                format!("không còn trường hợp đang mở ({name_vi}{on_vi})"),
                format!("no open case any more ({name_en}{on_en})"),
            )
        }
    }
}

/// What closed a person or case, in words.
fn closing(code: &str, tables: &Tables) -> (String, String) {
    match OutcomeCode::from_code(code).map(|code| tables.outcomes.of(code)) {
        Some(rule) => (rule.name_vi.to_lowercase(), rule.name_en.to_lowercase()),
        None if code == "joined" => ("đã tham gia".to_owned(), "joined".to_owned()),
        None if code == MISSING_FROM_LIST => {
            ("không còn trong danh sách mới".to_owned(), "not on the newest list".to_owned())
        }
        None => ("đã kết thúc".to_owned(), "ended".to_owned()),
    }
}

fn on(day: Option<NaiveDate>) -> (String, String) {
    day.map(|day| (format!(", ngày {}", date_vi(day)), format!(", {day}"))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[rstest]
    #[case::none(&[], "không có trong danh sách", "on no list")]
    #[case::open_before_all_others(
        &[Standing::Covered(day("2024-06-01")), Standing::Open], "vào danh sách sau", "plan the week again")]
    #[case::covered(
        &[Standing::Closed(None, "moved".into()), Standing::Covered(day("2024-06-01"))],
        "đã đóng đến 01/06/2024", "covered to 2024-06-01")]
    #[case::gone(
        &[Standing::Covered(day("2024-06-01")), Standing::Gone],
        "loại hình `household_hi` không còn trong products.toml", "ask the administrator to add it")]
    #[case::closed_last(
        &[
            Standing::Closed(Some(day("2023-06-06")), "moved".into()),
            Standing::Closed(Some(day("2023-06-01")), "joined".into()),
        ],
        "(chuyển đi nơi khác, ngày 06/06/2023)", "(moved away, 2023-06-06)")]
    #[case::merged(
        &[Standing::Closed(Some(day("2023-06-01")), "merged".into())],
        "(đã kết thúc, ngày 01/06/2023)", "(ended, 2023-06-01)")]
    #[case::left_out(
        &[Standing::Closed(Some(day("2023-06-01")), "missing_from_list".into())],
        "(không còn trong danh sách mới, ngày 01/06/2023)", "(not on the newest list, 2023-06-01)")]
    fn the_case_that_matters_most_is_told(
        #[case] standings: &[Standing],
        #[case] vi: &str,
        #[case] en: &str,
    ) {
        let known = standings.iter().map(|standing| Known {
            person: 1,
            product: "household_hi".to_owned(),
            standing: standing.clone(),
        });
        let (said_vi, said_en) = cases(known.collect(), &Tables::load(None).unwrap());
        assert!(said_vi.contains(vi) && said_en.contains(en), "{said_vi} / {said_en}");
    }

    #[test]
    fn people_who_are_closed_are_told_as_such() {
        let tables = Tables::load(None).unwrap();
        let person = |closed: &str, merged_into| PersonRow {
            closed: Some(closed.to_owned()),
            closed_on: Some(day("2023-06-06")),
            merged_into,
            ..PersonRow::unknown(1, 1)
        };
        let (vi, en) = ended(&[person("deceased", None)], &tables);
        assert_eq!(vi, "không còn liên hệ: đã mất, ngày 06/06/2023");
        assert_eq!(en, "no longer contacted: deceased, 2023-06-06");
        assert_eq!(
            ended(&[person("merged", Some(7))], &tables).1,
            "merged into #7, the same person"
        );
    }
}
