//! Attendance: who was invited to an event, says that they will come, came, or joined. A list of guests that
//! comes back names them by its rows. Whoever is named by a number is a person on record. A telephone is looked
//! for among those who are invited to the event and nowhere else: people are not known by telephones. Whoever
//! came without an invitation counts all the same.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::ImportError;
use super::check::Check;
use super::engine::{Entry, Importer, RowReader};
use super::fields::{KeySlots, PersonKey};
use super::known::Known;
use super::matching::Crowd;
use super::people::clash_reject;
use super::persons::unknown_person;
use super::tally::{Done, Ledger};
use crate::app::context::Province;
use crate::domain::event_life::{Attendance, EventState};
use crate::domain::phone::Phone;
use crate::exchange::columns::Binding;
use crate::exchange::read::KeptRow;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::event_life::{
    AttendanceRow, all_events, attendance, insert_attendance, update_attendance,
};
use crate::store::merged::{Survivors, survivors};
use crate::store::people::people_by_id;
use crate::store::plan_events::{invitations_to, versions_of_event};
use crate::store::{Conn, StoreResult};

const WORDS: &str =
    "invited (được mời), confirmed (xác nhận dự), attended (đã dự), joined (đã tham gia)";

/// Words in the form in which they are compared.
const STATUS: [(&str, Attendance); 14] = [
    ("invited", Attendance::Invited),
    ("duocmoi", Attendance::Invited),
    ("damoi", Attendance::Invited),
    ("confirmed", Attendance::Confirmed),
    ("xacnhan", Attendance::Confirmed),
    ("xacnhandu", Attendance::Confirmed),
    ("attended", Attendance::Attended),
    ("dadu", Attendance::Attended),
    ("codu", Attendance::Attended),
    ("thamdu", Attendance::Attended),
    ("joined", Attendance::Joined),
    ("dathamgia", Attendance::Joined),
    ("thamgia", Attendance::Joined),
    ("dangky", Attendance::Joined),
];

/// One row of the list.
pub(super) struct Item {
    event: String,
    /// The guest, as the list of guests has it.
    guest: Option<i64>,
    key: PersonKey,
    phone: Option<Phone>,
    status: Attendance,
}

/// The list of attendance.
pub(super) struct AttendanceList {
    province: i64,
    events: HashMap<String, (i64, EventState)>,
    known: Known<(i64, String), AttendanceRow>,
    /// Event by event who is invited.
    guests: HashMap<i64, Guests>,
    people: BTreeSet<i64>,
}

/// Who is invited to an event.
struct Guests {
    people: HashSet<i64>,
    /// By telephone; none where two have the same.
    phones: HashMap<String, Option<i64>>,
    /// Under what they are known by now.
    now: Survivors,
}

impl AttendanceList {
    /// The importer, with the events and attendance on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Self> {
        let province = province.id.0;
        let events = all_events(conn, province)?
            .into_iter()
            .filter_map(|row| Some((row.code, (row.id, EventState::from_code(&row.state)?))));
        let events = events.collect();
        let key = |row: &AttendanceRow| (row.event_id, row.who.clone());
        let known = Known::of(attendance(conn, province)?, key);
        Ok(Self { province, events, known, guests: HashMap::new(), people: BTreeSet::new() })
    }

    /// Who is invited to an event, and still on record.
    fn guests(&mut self, conn: &mut Conn, event: (i64, &str)) -> StoreResult<Option<&Guests>> {
        if !self.guests.contains_key(&event.0) {
            // Whoever an earlier version invited has its invitation still.
            let mut invited: Vec<i64> = Vec::new();
            for row in versions_of_event(conn, self.province, event.1)? {
                let own = invitations_to(conn, self.province, (row.version_id, row.number))?;
                invited.extend(own.iter().map(|row| row.person_id));
            }
            let now = survivors(conn, self.province, &invited)?;
            let mut people: Vec<i64> = invited.iter().map(|id| now.of(*id)).collect();
            people.sort_unstable();
            people.dedup();
            let mut phones: HashMap<String, Option<i64>> = HashMap::new();
            for person in people_by_id(conn, self.province, &people)? {
                if let Some(phone) = person.phone {
                    let one = phones.entry(phone).or_insert(Some(person.id));
                    *one = one.filter(|id| *id == person.id);
                }
            }
            let people = people.into_iter().collect();
            self.guests.insert(event.0, Guests { people, phones, now });
        }
        Ok(self.guests.get(&event.0))
    }

    /// The only person invited to an event who has this telephone.
    fn by_phone(
        &mut self,
        conn: &mut Conn,
        event: (i64, &str),
        phone: &str,
    ) -> StoreResult<Option<i64>> {
        let guests = self.guests(conn, event)?;
        Ok(guests.and_then(|guests| guests.phones.get(phone).copied().flatten()))
    }

    /// The guest of an event whom a row of its list names.
    fn by_row(
        &mut self,
        conn: &mut Conn,
        event: (i64, &str),
        guest: i64,
    ) -> StoreResult<Option<i64>> {
        let guests = self.guests(conn, event)?;
        let known = guests.map(|guests| (guests.now.of(guest), &guests.people));
        Ok(known.and_then(|(guest, people)| people.get(&guest).copied()))
    }
}

impl Importer for AttendanceList {
    type Item = Item;

    fn reader(&self, binding: &Binding) -> RowReader<Item> {
        let (event, phone, status) =
            (binding.slot("event_code"), binding.slot("phone"), binding.slot("status"));
        let (keys, row_id) = (KeySlots::of(binding), binding.slot("row_id"));
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let guest = check.cell(row_id, values::integer);
            let number = check.cell(phone, values::phone);
            let is_named = guest.is_some() || number.is_some() && keys.is_empty(row);
            let key = if is_named { PersonKey::default() } else { keys.checked(&mut check) };
            let told = status.required(row, |cell| values::choice(cell, &STATUS, WORDS));
            check.present(event);
            let item = Item {
                event: check.text(event).unwrap_or_default(),
                guest,
                key,
                phone: number,
                status: told.unwrap_or_else(|reject| {
                    check.of(Err::<(), _>(reject));
                    Attendance::Invited
                }),
            };
            check.passed(item)
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let keys = batch.iter().map(|entry| &entry.item.key).filter(|key| !key.is_empty());
        let crowd = Crowd::find(conn, self.province, keys)?;
        for Entry { row, item } in batch {
            let Some((event, state)) = self.events.get(&item.event).copied() else {
                ledger.reject(row, &unknown_event(row, &item.event))?;
                continue;
            };
            if state == EventState::Cancelled && item.status >= Attendance::Attended {
                ledger.reject(row, &cancelled(row, &item.event))?;
                continue;
            }
            let named = (event, item.event.as_str());
            let person_id = match (item.guest, &item.phone, item.key.is_empty()) {
                (Some(guest), ..) => match self.by_row(conn, named, guest)? {
                    Some(person) => Some(person),
                    None => {
                        ledger.reject(row, &unknown_guest(row, &item.event))?;
                        continue;
                    }
                },
                (None, Some(phone), true) => self.by_phone(conn, named, &phone.to_string())?,
                _ => match crowd.person(&item.key) {
                    Ok(Some(person)) => Some(person.id),
                    Ok(None) => {
                        ledger.reject(row, &unknown_person(row))?;
                        continue;
                    }
                    Err(clash) => {
                        ledger.reject(row, &clash_reject(row, clash))?;
                        continue;
                    }
                },
            };
            let phone = item.phone.as_ref().map(ToString::to_string);
            let who = match person_id {
                Some(id) => format!("#{id}"),
                None => phone.unwrap_or_default(),
            };
            self.people.extend(person_id);
            let key = (event, who.clone());
            let before = self.known.get(&key).and_then(|row| Attendance::from_code(&row.status));
            // What was said once is not taken back by a list of the day before.
            let status = before.map_or(item.status, |before| before.max(item.status));
            let record = AttendanceRow {
                province_id: self.province,
                event_id: event,
                who,
                person_id,
                status: status.code().to_owned(),
            };
            let done: Done = self.known.put(key, record);
            ledger.count(done);
        }
        let insert = |conn: &mut Conn, rows: &mut [AttendanceRow]| insert_attendance(conn, rows);
        Ok(self.known.write(conn, insert, update_attendance)?)
    }

    fn people(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.people)
    }
}

fn unknown_guest(row: &KeptRow, code: &str) -> Reject {
    Reject {
        row: row.number(),
        column: Some("row_id"),
        code: "unknown_row_id",
        message_vi: format!(
            "sự kiện {code} không mời khách nào mang mã dòng này; hãy chép lại mã từ danh sách khách mời của sự \
             kiện, hoặc bỏ trống mã và ghi số BHXH, số định danh hoặc điện thoại"
        )
        .into(),
        message_en: format!(
            "event {code} has no guest of this row_id; copy it again from the event's list of guests, or leave \
             it empty and give a social-insurance number, a citizen ID or a telephone"
        )
        .into(),
    }
}

fn unknown_event(row: &KeptRow, code: &str) -> Reject {
    Reject {
        row: row.number(),
        column: Some("event_code"),
        code: "unknown_event",
        message_vi: format!(
            "không có sự kiện nào mang mã {code}, hoặc sự kiện chưa được duyệt; xem `vandong events list`"
        )
        .into(),
        message_en: format!(
            "no event has the code {code}, or it is not approved yet; see `vandong events list`"
        )
        .into(),
    }
}

fn cancelled(row: &KeptRow, code: &str) -> Reject {
    Reject {
        row: row.number(),
        column: Some("event_code"),
        code: "event_cancelled",
        message_vi: format!("sự kiện {code} đã hủy, không thể có người dự; hãy kiểm tra mã").into(),
        message_en: format!("event {code} was cancelled, nobody can have come; check the code")
            .into(),
    }
}
