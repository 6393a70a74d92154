//! What events are called, and what a wish by its codes means to the planner.

use super::choose::free_code;
use super::desk::{Desk, Wish};
use crate::domain::event::EventMode;
use crate::planning::events::situation::{Held, Venue};

impl Desk {
    /// A wish by its codes as the planner sees it; else which of them is unknown.
    ///
    /// # Errors
    /// What is unknown, in a word: `venue`, `host` or `slot`.
    pub(crate) fn held(&self, wish: &Wish) -> Result<Held, &'static str> {
        let slot = self
            .slots
            .iter()
            .position(|slot| slot.date == wish.date && slot.part.is_called(&wish.part));
        let venue = self.venues.iter().position(|row| row.code == wish.venue).ok_or("venue")?;
        let host = self.hosts.iter().position(|row| row.code == wish.host).ok_or("host")?;
        let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let slot = u8::try_from(slot.ok_or("slot")?).unwrap_or(u8::MAX);
        Ok(Held { kind: wish.kind, venue: index(venue), slot, host: index(host) })
    }

    /// Where an event at a venue is counted: its commune, or the smallest area with all its audience.
    pub(crate) fn area(&self, venue: u32) -> String {
        let Some(venue) = self.venue_facts.get(venue as usize) else { return String::new() };
        let code = |at: &u32| self.communes.get(*at as usize).map(String::as_str);
        if let Some(commune) = venue.commune {
            return code(&commune).unwrap_or_default().to_owned();
        }
        let mut codes = venue.audience.iter().filter_map(code);
        let Some(first) = codes.next() else { return String::new() };
        let mut path: Vec<&str> = self.tree.path(first).map(|area| area.code.as_str()).collect();
        for other in codes {
            path.retain(|area| self.tree.is_within(other, area));
        }
        path.first().copied().unwrap_or_default().to_owned()
    }

    /// The letter of a slot's part in codes of events: A for the first part of a day.
    pub(crate) fn part_letter(&self, slot: usize) -> char {
        let Some(own) = self.slots.get(slot) else { return '?' };
        let before = self.slots.iter().take(slot).filter(|other| other.date == own.date).count();
        u8::try_from(before).map_or('?', |at| char::from(b'A'.saturating_add(at)))
    }

    /// A code for an event that is wished for.
    pub(crate) fn code_of(&self, held: &Held) -> String {
        let slot = self.slots.get(usize::from(held.slot));
        let date = slot.map(|slot| slot.date.format("%Y%m%d").to_string()).unwrap_or_default();
        let venue = self.venues.get(held.venue as usize).map_or("", |row| row.code.as_str());
        let part = self.part_letter(usize::from(held.slot));
        free_code(&self.codes, &format!("{date}{part}-{venue}"))
    }

    /// How events are held at a venue.
    pub(crate) fn mode(&self, venue: u32) -> EventMode {
        self.venue_facts.get(venue as usize).map_or(EventMode::InPerson, Venue::mode)
    }
}
