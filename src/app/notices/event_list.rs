//! What the host of an event and the coordinators are told: when and where it is held, and who is invited, as
//! a workbook that comes back with who came. Those whom no letter reaches stand on it too: somebody has to
//! invite them in person, or tell them that no place is left for them. Whoever asked for silence is not among them.
//! Of an event that is called off it is those who have to be told so in person.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use serde::Serialize;

use super::event_facts::{EventBook, EventFacts};
use super::letters::{Letters, composed};
use super::plan_letters::reader;
use super::register::Register;
use super::told::{self, Number};
use crate::app::context::all_areas;
use crate::app::context::registering_communes_of;
use crate::app::events::{ELSEWHERE, EventMeant, has_no_place, is_listed, superseded, telling};
use crate::app::lists::file_name;
use crate::clock::local_time;
use crate::domain::event::ToldBy;
use crate::domain::event_rules::EventRules;
use crate::domain::message::{Attachment, Composed, Message};
use crate::domain::notice::{NoticeReason, NoticeState, Purpose, Recipient};
use crate::domain::phone::Phone;
use crate::exchange::write::{Cell, Kind, TableColumn, XlsxBook};
use crate::store::event_life::EventRow;
use crate::store::notices::NoticeRow;
use crate::store::waiting::notices_of_periods;
use crate::store::{Conn, StoreError, StoreResult};

/// What the template of an invitation list is filled in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventListFacts {
    /// Whom it goes to.
    pub name: String,
    /// The event.
    pub event: EventFacts,
    /// Whether the reader holds it no more.
    pub handed_over: bool,
    /// Whether the reader had another list before.
    pub replaces: bool,
    /// Whether it is announced to all, and no household gets a letter of its own.
    pub by_channel: bool,
    /// Households that are invited.
    pub guests: Number,
    /// Among them those who get no letter.
    pub in_person: Number,
    /// By commune.
    pub communes: Vec<CommuneGuests>,
    /// Households without a place any more who have to hear it in person; none where there are none.
    pub no_place: Option<Number>,
    /// Those to be told in person that their invitation to another event of the week counts.
    pub elsewhere: Option<Number>,
    /// Name of the workbook; none where nobody is to be invited or told in person.
    pub file: Option<String>,
}

/// Households of a commune that are invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommuneGuests {
    /// Name of the commune.
    pub commune: String,
    /// How many.
    pub guests: Number,
}

/// A household on the list.
struct Guest {
    /// The key of the person, by which the row is known when the list comes back.
    person: i64,
    commune: String,
    hamlet: String,
    name: String,
    phone: String,
    household: String,
    /// Whether no letter goes to it.
    in_person: bool,
    /// Whether a place is left for it.
    has_place: bool,
    /// Whether they keep an invitation to another event of the week.
    goes_elsewhere: bool,
}

/// Composes letters to hosts and coordinators of one province.
pub(super) fn compose(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
    now: NaiveDateTime,
    letters: &Letters<'_>,
) -> StoreResult<Vec<Composed>> {
    let book = EventBook::read(conn, province, notices, (now, letters))?;
    let mut guests = guests(conn, province, notices, &book, (now, letters))?;
    for list in guests.values_mut() {
        list.sort_by(|a, b| {
            (&a.commune, &a.hamlet, &a.name).cmp(&(&b.commune, &b.hamlet, &b.name))
        });
        list.sort_by_key(|guest| !guest.has_place);
    }
    let made = local_time(now, letters.config.office.time_zone);
    book.each(notices, (now, letters), |notice, meant, event| {
        let (to, handed_over) = match Recipient::from_text(&notice.recipient) {
            Some(Recipient::Host(code)) => {
                let host = book.hosts.get(&code);
                let to = host.and_then(|host| Some((host.name.clone(), host.email.clone()?)));
                (to, code != event.host)
            }
            _ => (reader(notice, letters), false),
        };
        let Some((name, address)) = to else {
            return Ok(Composed::Not(NoticeState::Suppressed, NoticeReason::NoAddress));
        };
        let none = Vec::new();
        let facts = book.facts(event, meant);
        let is_off = facts.is_off;
        let all = guests.get(&notice.period).filter(|_| !handed_over).unwrap_or(&none);
        let (own, gone): (Vec<&Guest>, Vec<&Guest>) = all.iter().partition(|guest| guest.has_place);
        let away = gone.iter().filter(|guest| guest.goes_elsewhere).count();
        let mut communes: BTreeMap<&str, i64> = BTreeMap::new();
        for guest in &own {
            *communes.entry(&guest.commune).or_default() += 1;
        }
        // Whom letters reach needs nobody's visit to hear that it is off.
        let listed: Vec<&Guest> = all.iter().filter(|guest| !is_off || guest.in_person).collect();
        let what = if is_off { "bao-huy" } else { "moi" };
        let file = (!listed.is_empty()).then(|| format!("{what}-{}.xlsx", file_name(&event.code)));
        let count = |count: usize| told::number(i64::try_from(count).unwrap_or(i64::MAX));
        let said = EventListFacts {
            name: name.clone(),
            event: facts,
            handed_over,
            replaces: notice.step > 1,
            by_channel: is_by_channel(event, &letters.tables.events),
            guests: count(own.len()),
            in_person: count(own.iter().filter(|guest| guest.in_person).count()),
            communes: communes
                .into_iter()
                .map(|(commune, guests)| CommuneGuests {
                    commune: commune.to_owned(),
                    guests: told::number(guests),
                })
                .collect(),
            no_place: (gone.len() > away).then(|| count(gone.len() - away)),
            elsewhere: (away > 0).then(|| count(away)),
            file: file.clone(),
        };
        let mut attachments = Vec::new();
        if let Some(name) = file {
            let bytes = match is_off {
                true => to_be_told(event, &listed, made),
                false => workbook(event, &listed, made),
            };
            let bytes = bytes.map_err(|error| StoreError::Corrupt {
                table: "notices",
                what: error.to_string(),
            })?;
            attachments.push(Attachment { name, media_type: XlsxBook::MEDIA_TYPE, bytes });
        }
        Ok(composed(Message { address, name, facts: letters.facts(&said)?, attachments }))
    })
}

fn is_by_channel(event: &EventRow, rules: &EventRules) -> bool {
    let own = (event.kind.as_str(), event.mode.as_str());
    let rule = rules.kinds.iter().find(|rule| (rule.kind.code(), rule.mode.code()) == own);
    rule.is_some_and(|rule| rule.told_by == ToldBy::Channel)
}

/// Who is invited to the events of notices, by the code of the event: all whose last letter was not taken
/// back for themselves, each once; and whom no letter tells that no place is left. Of an event that is called off
/// whoever never heard of it, or heard that there is no place, is left out.
fn guests(
    conn: &mut Conn,
    province: i64,
    notices: &[&NoticeRow],
    book: &EventBook,
    (now, letters): (NaiveDateTime, &Letters<'_>),
) -> StoreResult<HashMap<String, Vec<Guest>>> {
    let mut periods: Vec<&str> = notices.iter().map(|notice| notice.period.as_str()).collect();
    periods.sort_unstable();
    periods.dedup();
    let mut rows = Vec::new();
    for purpose in [Purpose::EventInvitation, Purpose::EventChanged] {
        rows.extend(notices_of_periods(conn, province, purpose.code(), &periods)?);
    }
    rows.sort_by_key(|row| row.id);
    let mut told: Vec<(i64, NoticeRow)> = Vec::with_capacity(rows.len());
    for row in rows {
        told.extend(EventMeant::of_facts(&row.facts)?.guest.map(|guest| (guest, row)));
    }
    let people = told.iter().flat_map(|(guest, row)| [Some(*guest), row.person_id]);
    let people: Vec<i64> = people.flatten().collect();
    let register = Register::read(conn, province, &people, letters.tables)?;
    let mut own: BTreeMap<(&str, i64), Vec<&NoticeRow>> = BTreeMap::new();
    for (guest, row) in &told {
        // Whoever turned out to be somebody else is one guest.
        if let Some(person) = register.person(*guest) {
            own.entry((&row.period, person.id)).or_default().push(row);
        }
    }
    let areas = all_areas(conn)?;
    let registering = registering_communes_of(&areas, letters.today(now));
    let names: HashMap<i64, &str> =
        areas.iter().map(|area| (area.id.0, area.name.as_str())).collect();
    let mut guests: HashMap<String, Vec<Guest>> = HashMap::new();
    for ((event, guest), own) in own {
        let Some(row) = telling(own).filter(|row| is_listed(row)) else { continue };
        if superseded(row) && book.is_off(event) {
            continue;
        }
        let Some(person) = register.person(guest).filter(|person| person.closed.is_none()) else {
            continue;
        };
        let meant = EventMeant::of_facts(&row.facts)?;
        let commune = registering.get(&person.area_id).unwrap_or(&person.area_id);
        let state = NoticeState::from_code(&row.state);
        let in_person = match state.filter(|state| !state.may_have_gone()) {
            // Who has no letter and asked for silence since is not to be sought out either.
            Some(state) if state.is_final() => {
                if register.is_silenced(guest, meant.kind()) {
                    continue;
                }
                true
            }
            // Whether what waits will go out is known by the rules of its sending.
            Some(_) => {
                let reader = row.person_id.and_then(|reader| register.person(reader));
                let reader = reader.filter(|reader| reader.closed.is_none());
                match register.why_no_letter(meant.kind(), guest, reader) {
                    Some(NoticeReason::OptedOut) => continue,
                    why_not => why_not.is_some(),
                }
            }
            None => false,
        };
        let has_place = !has_no_place(&meant.said);
        if !has_place && (!in_person || book.is_off(event)) {
            continue;
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        guests.entry(event.to_owned()).or_default().push(Guest {
            person: guest,
            commune: names.get(commune).copied().unwrap_or_default().to_owned(),
            hamlet: text(&person.hamlet),
            name: person.name.clone(),
            // As call lists write it.
            phone: text(&person.phone).parse().map_or_else(|_| text(&person.phone), Phone::local),
            household: text(&person.household_code),
            in_person,
            has_place,
            goes_elsewhere: meant.said == ELSEWHERE,
        });
    }
    Ok(guests)
}

/// The list as its reader works with it, and fills in who came: an import of attendance reads it back.
fn workbook(event: &EventRow, guests: &[&Guest], made: NaiveDateTime) -> std::io::Result<Vec<u8>> {
    let statuses = ["được mời", "xác nhận dự", "đã dự", "đã tham gia"];
    let columns = [
        TableColumn::new("STT", 6, Kind::Int),
        TableColumn::new("Mã sự kiện", 20, Kind::Text),
        TableColumn::new("Họ tên", 26, Kind::Text),
        TableColumn::new("Điện thoại", 14, Kind::Text),
        TableColumn::new("Mã hộ", 14, Kind::Text),
        TableColumn::new("Xã", 22, Kind::Text),
        TableColumn::new("Thôn", 20, Kind::Text),
        TableColumn::new("Cách mời", 22, Kind::Text),
        TableColumn::new("Tình trạng", 16, Kind::Text).choices(&statuses),
        // Not everybody has a telephone, and some share one.
        TableColumn::new("Mã dòng", 10, Kind::Text),
    ];
    let row = |(at, guest): (usize, &&Guest)| {
        let way = match (guest.has_place, guest.in_person) {
            (false, _) if guest.goes_elsewhere => "báo dự sự kiện khác",
            (false, _) => "báo không còn chỗ",
            (true, true) => "mời trực tiếp",
            (true, false) => "đã có thư mời",
        };
        (i64::try_from(at + 1).unwrap_or(i64::MAX), way, guest.person.to_string())
    };
    let told: Vec<(i64, &str, String)> = guests.iter().enumerate().map(row).collect();
    let rows = guests.iter().zip(&told).map(|(guest, (at, way, row_id))| {
        [
            Cell::from(*at),
            Cell::Text(&event.code),
            Cell::Text(&guest.name),
            Cell::Text(&guest.phone),
            Cell::Text(&guest.household),
            Cell::Text(&guest.commune),
            Cell::Text(&guest.hamlet),
            Cell::Text(way),
            Cell::Text("được mời"),
            Cell::Text(row_id),
        ]
    });
    let mut book = XlsxBook::new(made)?.packed_lightly();
    book.sheet("Khách mời", &columns, rows)?;
    let mut bytes = Vec::new();
    book.finish(&mut bytes)?;
    Ok(bytes)
}

/// Who has to be told in person that an event is called off, and how they are found. Nothing comes back of it.
fn to_be_told(
    event: &EventRow,
    guests: &[&Guest],
    made: NaiveDateTime,
) -> std::io::Result<Vec<u8>> {
    let columns = [
        TableColumn::new("STT", 6, Kind::Int),
        TableColumn::new("Mã sự kiện", 20, Kind::Text),
        TableColumn::new("Họ tên", 26, Kind::Text),
        TableColumn::new("Điện thoại", 14, Kind::Text),
        TableColumn::new("Mã hộ", 14, Kind::Text),
        TableColumn::new("Xã", 22, Kind::Text),
        TableColumn::new("Thôn", 20, Kind::Text),
    ];
    let rows = (1i64..).zip(guests).map(|(at, guest)| {
        [
            Cell::from(at),
            Cell::Text(&event.code),
            Cell::Text(&guest.name),
            Cell::Text(&guest.phone),
            Cell::Text(&guest.household),
            Cell::Text(&guest.commune),
            Cell::Text(&guest.hamlet),
        ]
    });
    let mut book = XlsxBook::new(made)?.packed_lightly();
    book.sheet("Báo hủy trực tiếp", &columns, rows)?;
    let mut bytes = Vec::new();
    book.finish(&mut bytes)?;
    Ok(bytes)
}
