//! Draws the guests of the events of a choice: how many are expected of each is what its invitations bring.

use super::choose::{Invitation, Picture};
use super::pools::Guest;
use super::promises::Kept;
use super::turnout::assumed;
use crate::app::plan::PlanError;
use crate::store::plan_events::PlanEventRow;

/// The events of a choice with their guests.
pub(super) struct Draw<'g> {
    /// In the order of the choice, without the people whom no other event would reach.
    pub(super) events: Vec<PlanEventRow>,
    /// Event by event the chance in each commune, in millionths; empty where nobody is invited one by one.
    pub(super) chances: Vec<Vec<i64>>,
    pub(super) invited: Vec<Invitation<'g>>,
}

impl Picture<'_> {
    /// Draws the guests of each event, and says how many are expected of them.
    pub(super) fn draw<'g>(
        &self,
        guests: &'g [Guest],
        kept: &[Option<Kept>],
    ) -> Result<Draw<'g>, PlanError> {
        let mut events = self.events();
        let able = |event| if self.is_by_letter(event) { self.chances(event) } else { Vec::new() };
        let chances: Vec<Vec<i64>> = self.plan.events.iter().map(able).collect();
        let invited = self.invite((&events, &chances), guests, kept)?;
        for (row, chances) in events.iter_mut().zip(&chances) {
            let own = || invited.iter().filter(|(_, _, (event, _))| *event == row.number);
            let letters = own().filter_map(|(guest, _, (_, worth))| {
                Some((*worth, *chances.get(guest.commune as usize)?))
            });
            let turnout = assumed(row.turnout, letters);
            let expected = own().map(|(_, _, (_, worth))| worth).sum();
            let count = i32::try_from(own().count()).unwrap_or(i32::MAX);
            row.invitations = row.invitations.max(count);
            row.turnout = turnout;
            // The number that is told, learnt from and held against who came is that of the invitations.
            if row.invitations > 0 {
                row.expected = expected;
            }
        }
        Ok(Draw { events, chances, invited })
    }
}
