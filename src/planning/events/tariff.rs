//! What each event pays for people at some prices, covers included.

use super::prices::Prices;
use super::problem::{MILLION, Problem};

/// Prices with what covers add to them.
pub(super) struct Tariff<'a> {
    problem: &'a Problem,
    prices: &'a Prices,
    /// What covers are worth if none of their events is held, in millionths of millionths.
    pub(super) constant: i128,
    /// What each event gives back by being held, in millionths of millionths.
    back: Vec<i128>,
    /// Surcharges by event: pool and price.
    surcharges: Vec<Vec<(u32, i64)>>,
}

impl<'a> Tariff<'a> {
    pub(super) fn of(problem: &'a Problem, prices: &'a Prices) -> Self {
        let (back, surcharges) =
            (vec![0; problem.candidates.len()], vec![Vec::new(); problem.candidates.len()]);
        let mut new = Self { problem, prices, constant: 0, back, surcharges };
        for cover in prices.covers.iter().filter(|cover| cover.price > 0) {
            let Some(limit) = cover.limit(problem) else { continue };
            let price = i128::from(cover.price);
            new.constant += price * i128::from(limit.worth);
            for (event, less) in cover.events.iter().zip(&limit.less) {
                new.constant -= price * i128::from(*less);
                if let Some(back) = new.back.get_mut(*event as usize) {
                    *back += price * i128::from(*less);
                }
                if let Some(own) = new.surcharges.get_mut(*event as usize) {
                    own.push((cover.pool, cover.price));
                }
            }
        }
        new
    }

    fn price(&self, event: u32, pool: u32) -> i64 {
        let own = self.surcharges.get(event as usize).into_iter().flatten();
        let own = own.filter(|(at, _)| *at == pool).map(|(_, price)| price);
        own.fold(self.prices.pool(pool), |sum, price| sum.saturating_add(*price))
    }

    /// Fills an event with the people of the cheapest pools and tells whom it took; what they are
    /// worth less their prices, with what the event gives back, in millionths of millionths.
    pub(super) fn take(&self, event: u32, mut took: impl FnMut(u32, i64)) -> i128 {
        let mut drawn: Vec<(i64, u32, i64)> = self
            .problem
            .draws
            .row(event as usize)
            .iter()
            .map(|draw| {
                let worth = self.problem.worth.get(draw.pool as usize).copied().unwrap_or(0);
                (self.price(event, draw.pool), draw.pool, draw.most.min(worth))
            })
            .collect();
        drawn.sort_unstable();
        let mut room = self.problem.candidates.get(event as usize).map_or(0, |one| one.capacity);
        let mut sum = self.back.get(event as usize).copied().unwrap_or(0);
        for (price, pool, most) in drawn {
            let people = most.min(room);
            if people <= 0 || price >= MILLION {
                continue;
            }
            room -= people;
            sum += i128::from(people) * i128::from(MILLION - price);
            took(pool, people);
        }
        sum
    }
}
