//! Why an event of a version is held, there and then, and whom it is for; why one is not held any more; and
//! what stands against a venue at which nothing is held. The numbers are those of the stored choice; what
//! became of the events since is told from the register of today.

use std::collections::BTreeMap;

use super::super::PlanError;
use super::super::events::{Names, NotHeld, QuotaLine, people};
use super::super::find::Found;
use super::super::stored::Stored;
use super::resting::Days;
use super::since::Since;
use super::told::{Explanation, Kind, ToldCell, ToldTable};
use super::turned::turned;
use crate::app::events::PlaceNames;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::event::EventKind;
use crate::domain::event_life::{EventAction, EventState};
use crate::domain::month::Month;
use crate::domain::sentence::{Sentence, is_or_are, so_many, whole};
use crate::planning::events::problem::{MILLION, Problem};
use crate::planning::events::search;
use crate::store::Conn;
use crate::store::event_life::EventRow;
use crate::store::plan_events::{EventParts, PlanEventRow, version_events};

/// What is told of an event's code, or of a venue; nothing where the version knows neither.
pub(super) fn event(
    conn: &mut Conn,
    (found, stored): (&Found, &Stored),
    about: &str,
    days: Days,
) -> Result<Vec<Explanation>, PlanError> {
    let province = found.province.id.0;
    let parts = version_events(conn, province, stored.version.id)?;
    let names: Names = match &parts.choice {
        Some(choice) => serde_json::from_str(&choice.names)?,
        None => Names::default(),
    };
    let places = PlaceNames::read(conn, province)?;
    let codes: Vec<&str> =
        parts.events.iter().map(|row| row.code.as_str()).chain([about]).collect();
    let since = Since::read(conn, province, &codes, days)?;
    let book = Book { found, stored, places, parts: &parts, names: &names, since: &since };
    if let Some(row) = parts.events.iter().find(|row| row.code == about) {
        let mut told = book.held(row)?;
        // What was done before the version was made, then what was done since.
        let turned = turned(since.steps(about), row, &book.places, days);
        for more in turned.into_iter().chain(since.told(row, &book.places)) {
            told.vi.push_str(&more.vi);
            told.en.push_str(&more.en);
        }
        return Ok(vec![told]);
    }
    if let Some(row) = since.event(about) {
        return Ok(vec![book.not_planned(row)]);
    }
    let here: Vec<&PlanEventRow> = parts.events.iter().filter(|row| row.venue == about).collect();
    let against: Vec<&NotHeld> = names.left.iter().filter(|one| one.venue == about).collect();
    let is_known = !here.is_empty() || !against.is_empty();
    Ok(if is_known { vec![book.of_venue(about, &here, &against)] } else { Vec::new() })
}

/// A choice of events with the names of today.
struct Book<'a> {
    found: &'a Found,
    stored: &'a Stored,
    places: PlaceNames,
    parts: &'a EventParts,
    names: &'a Names,
    since: &'a Since,
}

impl Book<'_> {
    fn area<'n>(&'n self, code: &'n str) -> &'n str {
        self.found.province.tree.get(code).map_or(code, |area| &area.name)
    }

    /// Kind, place, time and host of an event.
    fn place(&self, row: &PlanEventRow) -> Sentence {
        let (kind, venue, host) = (
            EventKind::told(&row.kind),
            self.places.venue(&row.venue),
            self.places.host(&row.host),
        );
        let (area, hour) = (self.area(&row.area), row.starts_at.format("%H:%M"));
        Sentence::new(
            format!(
                "{} tại {venue} ({area}), {hour} {} {}, {host} chủ trì",
                kind.vi,
                weekday_vi(row.date),
                date_vi(row.date)
            ),
            format!("{} at {venue} ({area}), {hour} on {}, held by {host}", kind.en, row.date),
        )
    }

    /// An event that the version holds.
    fn held(&self, row: &PlanEventRow) -> Result<Explanation, PlanError> {
        let invited: Vec<_> =
            self.parts.invitations.iter().filter(|one| one.event == row.number).collect();
        let Sentence { mut vi, mut en } = self.place(row);
        let (expected, size) = (whole(people(row.expected)), whole(row.size));
        let (adds, guests) = (whole(row.adds), whole(invited.len() as u64));
        if row.why == "settled" {
            vi.push_str(": đã chốt trước khi lập kế hoạch");
            en.push_str(": settled before the plan was made");
        } else {
            let quota = self.quota(row);
            let (wanted, planned) = quota.map_or((0, 0), |line| (line.wanted, line.planned));
            vi.push_str(&format!(
                ": tuần này cần {wanted} sự kiện loại này, kế hoạch có {planned}, và nơi này nằm trong cách xếp tới \
                 được nhiều người nhất đã tìm được"
            ));
            en.push_str(&format!(
                ": {} of this kind {} wanted this week, {planned} {} planned, and this one is part of the choice \
                 found to reach most people",
                so_many(i64::try_from(wanted).unwrap_or(i64::MAX), "event"),
                is_or_are(i64::try_from(wanted).unwrap_or(i64::MAX)),
                is_or_are(i64::try_from(planned).unwrap_or(i64::MAX))
            ));
        }
        let called = match (row.invitations, invited.len()) {
            (0, 0) => {
                Sentence::new("thông báo chung, không gửi thư mời từng hộ", "announced to all")
            }
            (_, count) => Sentence::new(
                format!("mời {} hộ", guests.vi),
                format!(
                    "{} {} invited",
                    guests.en,
                    if count == 1 { "household" } else { "households" }
                ),
            ),
        };
        vi.push_str(&format!(
            "; dự kiến {} người (tối đa {}), trong đó {} người không sự kiện nào khác tới được; {}",
            expected.vi, size.vi, adds.vi, called.vi
        ));
        en.push_str(&format!(
            "; {} people expected ({} at most), {} of whom no other event would reach; {}",
            expected.en, size.en, adds.en, called.en
        ));
        if let Some((venue, gain, why)) = self.best_left(row)? {
            // Rounded as in the reason behind it.
            let (venue, gain) = (self.places.venue(venue), whole(gain.div_euclid(MILLION)));
            vi.push_str(&format!(
                "; nơi tốt nhất không tổ chức là {venue}, thêm được {} người: {}",
                gain.vi,
                lower(&why.vi)
            ));
            en.push_str(&format!(
                "; the best that is not held is at {venue}, {} people more: {}",
                gain.en,
                lower(&why.en)
            ));
        } else {
            vi.push('.');
            en.push('.');
        }
        let mut told = Explanation::of(Kind::Event, &row.code, (vi, en));
        told.tables = vec![self.guests(row), self.quotas(row), self.left(row)];
        Ok(told)
    }

    /// The quota that the event counts for: of its month, in the nearest area.
    fn quota(&self, row: &PlanEventRow) -> Option<&QuotaLine> {
        let tree = &self.found.province.tree;
        let lines = self.stored.summary.events.iter().flat_map(|events| &events.quotas);
        let month = Month::containing(row.date).to_string();
        let own = lines.filter(|line| {
            line.kind == row.kind && line.month == month && tree.is_within(&row.area, &line.area)
        });
        // A platform may lie above all of them.
        own.max_by_key(|line| tree.path(&line.area).count())
    }

    /// Venue, people more and reason of the best candidate of the same kind and the same quota at a venue where none
    /// is held: another size or hour of an event that is held is no other place, and what counts for another area
    /// could not be held instead.
    fn best_left(&self, row: &PlanEventRow) -> Result<Option<(&str, i64, Sentence)>, PlanError> {
        let Some(choice) = &self.parts.choice else { return Ok(None) };
        let problem: Problem = serde_json::from_str(&choice.problem)?;
        let events: Vec<_> =
            self.parts.events.iter().filter_map(|row| self.names.booking(row)).collect();
        let Ok(gains) = search::gains(&problem, &events) else { return Ok(None) };
        let held = |kind: &str, venue: &str| {
            self.parts.events.iter().any(|one| one.kind == kind && one.venue == venue)
        };
        let all = self.names.candidates.iter().zip(gains).enumerate();
        let Ok(own) = usize::try_from(row.candidate) else { return Ok(None) };
        let same_quota = |at: usize| problem.counted.row(at) == problem.counted.row(own);
        let others = all.filter(|(at, ((kind, venue, _), _))| {
            *kind == row.kind && same_quota(*at) && !held(kind, venue)
        });
        let best = others.max_by_key(|(at, (_, gain))| (*gain, std::cmp::Reverse(*at)));
        Ok(best.and_then(|(_, ((kind, venue, _), gain))| {
            let mut left = self.names.left.iter();
            let why = left.find(|one| (&one.kind, &one.venue) == (kind, venue))?;
            Some((venue.as_str(), gain, why.why.clone()))
        }))
    }

    fn guests(&self, row: &PlanEventRow) -> ToldTable {
        let mut table = ToldTable::new(
            ("Mời theo xã", "Invited, by commune"),
            [("Xã", "Commune"), ("Hộ được mời", "Households"), ("Dự kiến đến", "Expected to come")],
        );
        let mut communes: BTreeMap<&str, (u64, i64)> = BTreeMap::new();
        for one in self.parts.invitations.iter().filter(|one| one.event == row.number) {
            let commune = communes.entry(&one.commune).or_default();
            *commune = (commune.0 + 1, commune.1 + one.worth);
        }
        for (code, (count, come)) in communes {
            let come = u64::try_from(people(come)).unwrap_or(0);
            let name = ToldCell::Name(self.area(code).to_owned());
            table.row([name, ToldCell::Number(count), ToldCell::Number(come)]);
        }
        table
    }

    fn quotas(&self, row: &PlanEventRow) -> ToldTable {
        let mut table = ToldTable::new(
            ("Chỉ tiêu loại này", "Quotas of this kind"),
            [
                ("Địa bàn", "Area"),
                ("Tháng", "Month"),
                ("Phải có", "Owed"),
                ("Còn thiếu", "Missing"),
                ("Tuần này cần", "Wanted"),
                ("Kế hoạch", "Planned"),
            ],
        );
        let lines = self.stored.summary.events.iter().flat_map(|events| &events.quotas);
        for line in lines.filter(|line| line.kind == row.kind) {
            table.row([
                ToldCell::Name(self.area(&line.area).to_owned()),
                ToldCell::Name(line.month.clone()),
                ToldCell::Number(line.owed),
                ToldCell::Number(line.left),
                ToldCell::Number(line.wanted),
                ToldCell::Number(line.planned),
            ]);
        }
        table
    }

    /// The other places for the same kind.
    fn left(&self, row: &PlanEventRow) -> ToldTable {
        let mut table = ToldTable::new(
            ("Nơi khác không tổ chức", "Other places, not held"),
            [("Địa điểm", "Venue"), ("Lý do", "Reason")],
        );
        for one in self.names.left.iter().filter(|one| one.kind == row.kind) {
            let venue = ToldCell::Name(self.places.venue(&one.venue).to_owned());
            table.row([venue, ToldCell::Words(one.why.clone())]);
        }
        table
    }

    /// An event on record that the version does not hold.
    fn not_planned(&self, row: &EventRow) -> Explanation {
        let kind = EventKind::told(&row.kind);
        let (venue, day) = (self.places.venue(&row.venue), date_vi(row.date));
        let mut unsettled = self.stored.summary.events.iter().flat_map(|events| &events.unsettled);
        let why = if let Some(one) = unsettled.find(|one| one.code == row.code) {
            Sentence::new(
                format!("không còn tổ chức được – {}", lower(&one.why.vi)),
                format!("it can no longer be held – {}", lower(&one.why.en)),
            )
        } else if row.state == EventState::Cancelled.code() {
            let why = self.since.because(&row.code, EventAction::Cancel);
            let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
            Sentence::new(format!("đã bị hủy{why}."), format!("it was cancelled{why}."))
        } else if !self.found.week.contains(row.date) {
            Sentence::new(
                "không thuộc tuần của kế hoạch này.",
                "it is not in the week of this plan.",
            )
        } else {
            Sentence::new(
                "được đề nghị sau khi phiên bản này được lập, hoặc thuộc cơ quan khác.",
                "it was wished for after this version was made, or belongs to another office.",
            )
        };
        let said = (
            format!("{} tại {venue} ngày {day} không có trong kế hoạch: {}", kind.vi, why.vi),
            format!("{} at {venue} on {} is not in the plan: {}", kind.en, row.date, why.en),
        );
        Explanation::of(Kind::Event, &row.code, said)
    }

    /// A venue: which events are held at it, with what became of them since, and which kinds are not.
    fn of_venue(&self, venue: &str, here: &[&PlanEventRow], against: &[&NotHeld]) -> Explanation {
        let (mut vi, mut en) = (Vec::new(), Vec::new());
        for row in here {
            let place = self.place(row);
            let more = self.since.told(row, &self.places);
            let (more_vi, more_en) = more.map(|more| (more.vi, more.en)).unwrap_or_default();
            vi.push(format!("{} (mã {}).{more_vi}", place.vi, row.code));
            en.push(format!("{} ({}).{more_en}", place.en, row.code));
        }
        if !against.is_empty() {
            let not_held = self.not_held(venue, against);
            vi.push(not_held.vi);
            en.push(not_held.en);
        }
        Explanation::of(Kind::Event, venue, (vi.join(" "), en.join(" ")))
    }

    /// A venue at which kinds of events are not held.
    fn not_held(&self, venue: &str, against: &[&NotHeld]) -> Explanation {
        let told = |pick: fn(&Sentence) -> &String| {
            let one = |one: &&NotHeld| {
                format!("{}: {}", pick(&EventKind::told(&one.kind)), lower(pick(&one.why)))
            };
            against.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        let name = self.places.venue(venue);
        let said = (
            format!("{name} không tổ chức – {}", told(|one| &one.vi)),
            format!("{name} does not hold – {}", told(|one| &one.en)),
        );
        Explanation::of(Kind::Event, venue, said)
    }
}

/// With a small first letter: it goes on in a sentence.
pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
