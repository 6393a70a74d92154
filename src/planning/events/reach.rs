//! Whom a set of open events reaches: the best split of attendance, kept up to date as events open
//! and close.
//!
//! People of a pool may come to several events, an event is full at its capacity, and of a pool no
//! more count than are worth reaching. The best split is a maximum flow from events to pools.
//! Opening an event augments the flow from it; closing it takes its flow away, and the others move
//! up. Both touch only the neighbourhood of the event. As a function of the set of open events the
//! value is monotone and submodular (a gammoid with capacities): what an event adds never grows when
//! others open.

#![expect(
    clippy::indexing_slicing,
    reason = "candidates, pools and draws are validated once on entry; this is the hot loop"
)]

use super::problem::Problem;

const NONE: u32 = u32::MAX;

/// The best split of attendance between the open events.
#[derive(Clone)]
pub(super) struct Reach<'a> {
    problem: &'a Problem,
    layout: &'a Layout,
    open: Vec<bool>,
    /// People who come along each draw.
    flow: Vec<i64>,
    /// People at each candidate.
    used: Vec<i64>,
    /// People of each pool who are reached.
    reached: Vec<i64>,
    value: i64,
    /// Changes of flows, to be taken back.
    journal: Vec<(u32, i64)>,
    walk: Walk,
}

/// Where draws stand, from both sides.
pub(super) struct Layout {
    /// First draw of each candidate; one more at the end.
    first: Vec<usize>,
    /// The candidate of each draw.
    owner: Vec<u32>,
    /// First entry of each pool in `drawn_by`; one more at the end.
    first_drawn: Vec<usize>,
    /// Draws, pool by pool.
    drawn_by: Vec<u32>,
}

/// Scratch of the search for a path.
#[derive(Clone)]
struct Walk {
    stamp: u32,
    seen_event: Vec<u32>,
    seen_pool: Vec<u32>,
    /// The draw through which a pool was entered.
    into_pool: Vec<u32>,
    /// The draw whose flow is taken back to enter an event.
    into_event: Vec<u32>,
    queue: Vec<u32>,
}

impl Layout {
    pub(super) fn of(problem: &Problem) -> Self {
        let mut first = vec![0];
        let mut owner = Vec::with_capacity(problem.draws.items().len());
        let mut first_drawn = vec![0; problem.worth.len() + 1];
        for (candidate, drawn) in (0u32..).zip(problem.draws.iter()) {
            owner.extend(drawn.iter().map(|_| candidate));
            first.push(owner.len());
            for draw in drawn {
                first_drawn[draw.pool as usize + 1] += 1;
            }
        }
        for pool in 1..first_drawn.len() {
            first_drawn[pool] += first_drawn[pool - 1];
        }
        let mut next = first_drawn.clone();
        let mut drawn_by = vec![0; owner.len()];
        for (at, draw) in (0u32..).zip(problem.draws.items()) {
            drawn_by[next[draw.pool as usize]] = at;
            next[draw.pool as usize] += 1;
        }
        Self { first, owner, first_drawn, drawn_by }
    }
}

impl<'a> Reach<'a> {
    /// Nothing is open.
    pub(super) fn new(problem: &'a Problem, layout: &'a Layout) -> Self {
        let (events, pools) = (problem.candidates.len(), problem.worth.len());
        Self {
            problem,
            layout,
            open: vec![false; events],
            flow: vec![0; problem.draws.items().len()],
            used: vec![0; events],
            reached: vec![0; pools],
            value: 0,
            journal: Vec::new(),
            walk: Walk {
                stamp: 0,
                seen_event: vec![0; events],
                seen_pool: vec![0; pools],
                into_pool: vec![NONE; pools],
                into_event: vec![NONE; events],
                queue: Vec::new(),
            },
        }
    }

    /// People reached, in millionths.
    pub(super) fn value(&self) -> i64 {
        self.value
    }

    pub(super) fn is_open(&self, event: u32) -> bool {
        self.open[event as usize]
    }

    /// Opens an event; says how many more people are reached.
    pub(super) fn open(&mut self, event: u32) -> i64 {
        self.open[event as usize] = true;
        self.fill(event)
    }

    /// Closes an event; says how many people fewer are reached.
    pub(super) fn close(&mut self, event: u32) -> i64 {
        let before = self.value;
        self.open[event as usize] = false;
        for at in self.layout.first[event as usize]..self.layout.first[event as usize + 1] {
            self.change(at as u32, -self.flow[at]);
        }
        for other in 0..self.open.len() as u32 {
            if self.open[other as usize] {
                self.fill(other);
            }
        }
        before - self.value
    }

    /// How many more people would be reached if an event opened.
    pub(super) fn gain(&mut self, event: u32) -> i64 {
        let mark = self.journal.len();
        let gain = self.fill(event);
        self.rewind(mark);
        gain
    }

    /// How many people fewer would be reached if an event closed, and what `ask` finds meanwhile.
    pub(super) fn without<T>(&mut self, event: u32, ask: impl FnOnce(&mut Self, i64) -> T) -> T {
        let mark = self.journal.len();
        let loss = self.close(event);
        let answer = ask(self, loss);
        self.rewind(mark);
        self.open[event as usize] = true;
        answer
    }

    /// Forgets how to go back before this moment.
    pub(super) fn settle(&mut self) {
        self.journal.clear();
    }

    /// How many people of each pool come to an event: `(pool, people)`, in millionths.
    pub(super) fn split(&self, event: u32) -> impl Iterator<Item = (u32, i64)> {
        let draws = self.problem.draws.row(event as usize).iter();
        let flows = &self.flow[self.layout.first[event as usize]..];
        draws.zip(flows).map(|(draw, flow)| (draw.pool, *flow)).filter(|(_, flow)| *flow > 0)
    }

    fn rewind(&mut self, mark: usize) {
        while self.journal.len() > mark {
            if let Some((draw, by)) = self.journal.pop() {
                self.apply(draw, -by);
            }
        }
    }

    fn change(&mut self, draw: u32, by: i64) {
        if by != 0 {
            self.journal.push((draw, by));
            self.apply(draw, by);
        }
    }

    fn apply(&mut self, draw: u32, by: i64) {
        self.flow[draw as usize] += by;
        self.used[self.layout.owner[draw as usize] as usize] += by;
        self.reached[self.problem.draws.items()[draw as usize].pool as usize] += by;
        self.value += by;
    }

    /// Sends as many more people to an event as any moves of the others allow.
    fn fill(&mut self, event: u32) -> i64 {
        let before = self.value;
        while self.used[event as usize] < self.problem.candidates[event as usize].capacity
            && let Some(pool) = self.find(event)
        {
            self.push(event, pool);
        }
        self.value - before
    }

    /// The nearest pool with people left that can be reached from an event.
    fn find(&mut self, event: u32) -> Option<u32> {
        let (problem, layout, walk) = (self.problem, self.layout, &mut self.walk);
        walk.stamp += 1;
        walk.queue.clear();
        walk.queue.push(event);
        walk.seen_event[event as usize] = walk.stamp;
        let mut next = 0;
        while let Some(&from) = walk.queue.get(next) {
            next += 1;
            for at in layout.first[from as usize]..layout.first[from as usize + 1] {
                let draw = problem.draws.items()[at];
                let pool = draw.pool as usize;
                if walk.seen_pool[pool] == walk.stamp || self.flow[at] >= draw.most {
                    continue;
                }
                walk.seen_pool[pool] = walk.stamp;
                walk.into_pool[pool] = at as u32;
                if self.reached[pool] < problem.worth[pool] {
                    return Some(draw.pool);
                }
                let drawn = layout.first_drawn[pool]..layout.first_drawn[pool + 1];
                for &back in &layout.drawn_by[drawn] {
                    let owner = layout.owner[back as usize];
                    if self.flow[back as usize] > 0 && walk.seen_event[owner as usize] != walk.stamp
                    {
                        walk.seen_event[owner as usize] = walk.stamp;
                        walk.into_event[owner as usize] = back;
                        walk.queue.push(owner);
                    }
                }
            }
        }
        None
    }

    /// Sends as many people as fit along the path that was found.
    fn push(&mut self, event: u32, to: u32) {
        let room = self.problem.worth[to as usize] - self.reached[to as usize];
        let spare = self.problem.candidates[event as usize].capacity - self.used[event as usize];
        let mut most = room.min(spare);
        self.along(event, to, |reach, into, back| {
            let draw = reach.problem.draws.items()[into as usize];
            most = most.min(draw.most - reach.flow[into as usize]);
            if let Some(back) = back {
                most = most.min(reach.flow[back as usize]);
            }
        });
        self.along(event, to, |reach, into, back| {
            if let Some(back) = back {
                reach.change(back, -most);
            }
            reach.change(into, most);
        });
    }

    /// Goes back along the path: each draw that takes more, with the one that gives way behind it.
    fn along(&mut self, event: u32, to: u32, mut each: impl FnMut(&mut Self, u32, Option<u32>)) {
        let mut pool = to;
        loop {
            let into = self.walk.into_pool[pool as usize];
            let owner = self.layout.owner[into as usize];
            if owner == event {
                return each(self, into, None);
            }
            let back = self.walk.into_event[owner as usize];
            pool = self.problem.draws.items()[back as usize].pool;
            each(self, into, Some(back));
        }
    }
}
