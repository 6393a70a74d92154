//! Where an outcome belongs: a path from the coarsest cell to the finest. The levels are those of the
//! assumptions (product, aim and channel; segment; attempt) and then places, as deep as the caller
//! goes.

use std::fmt;
use std::sync::Arc;

use crate::domain::area::AreaKind;
use crate::domain::touch::TouchChannel;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aim {
    /// A participant kept.
    Renewal,
    /// A participant won.
    Joining,
}

/// One step from a coarser cell to a finer one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The coarsest cell: a product, an aim and a channel, over the whole province.
    Base {
        /// Product code.
        product: String,
        /// Renewal or joining.
        aim: Aim,
        /// How people were reached; `None` for those who were held out and not reached at all.
        channel: Option<TouchChannel>,
    },
    /// Code of the segment that counts for the chance; `None` for people of no such segment.
    Segment(Option<String>),
    /// Touches without success before this one, from 0.
    Attempt(u8),
    /// An area of the province.
    Place {
        /// What it is.
        kind: AreaKind,
        /// Official code.
        code: String,
    },
}

/// Attempts before a touch that are told apart; later ones are as this one.
pub const ATTEMPTS: u8 = 5;

/// The kind of a step: cells of one level are alike in what sets them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Products, aims and channels.
    Base,
    /// Segments.
    Segment,
    /// Attempts.
    Attempt,
    /// Areas of a kind.
    Place(AreaKind),
}

impl Step {
    /// Its level.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Base { .. } => Level::Base,
            Self::Segment(_) => Level::Segment,
            Self::Attempt(_) => Level::Attempt,
            Self::Place { kind, .. } => Level::Place(*kind),
        }
    }
}

/// A cell, by the steps that lead to it. Coarser cells sort before those inside them. Copies share their
/// steps: a province has some thousands of cells and many days of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Arc<[Step]>);

impl Path {
    /// The coarsest cell of a product, an aim and a channel.
    #[must_use]
    pub fn base(product: &str, aim: Aim, channel: Option<TouchChannel>) -> Self {
        Self(Arc::new([Step::Base { product: product.to_owned(), aim, channel }]))
    }

    /// A cell inside this one.
    #[must_use]
    pub fn then(self, step: Step) -> Self {
        self.places(&[step])
    }

    /// The cell inside this one of a segment.
    #[must_use]
    pub fn segment(self, code: Option<&str>) -> Self {
        self.then(Step::Segment(code.map(str::to_owned)))
    }

    /// The cell inside this one of an attempt, counted from 0; from [`ATTEMPTS`] on they are one.
    #[must_use]
    pub fn attempt(self, before: u8) -> Self {
        self.then(Step::Attempt(before.min(ATTEMPTS)))
    }

    /// The cell inside this one of places, the largest first.
    #[must_use]
    pub fn places(self, places: &[Step]) -> Self {
        Self(self.0.iter().chain(places).cloned().collect())
    }

    /// Reads what its `Display` writes; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split('/');
        let product = words.next()?;
        let aim = match words.next()? {
            "renewal" => Aim::Renewal,
            "joining" => Aim::Joining,
            _ => return None,
        };
        let channel = match words.next()? {
            "held_out" => None,
            code => Some(TouchChannel::from_code(code)?),
        };
        let mut path = Self::base(product, aim, channel);
        let mut segment = false;
        for word in words {
            let place = word.split_once(' ');
            path = if !segment {
                segment = true;
                path.segment(Some(word).filter(|code| *code != "-"))
            } else if let Some((kind, code)) = place {
                path.place(AreaKind::from_code(kind)?, code)
            } else {
                path.then(Step::Attempt(word.parse().ok()?))
            };
        }
        Some(path)
    }

    /// The cell inside this one of an area.
    #[must_use]
    pub fn place(self, kind: AreaKind, code: &str) -> Self {
        self.then(Step::Place { kind, code: code.to_owned() })
    }

    /// Its steps, the coarsest first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The step that sets it apart from its neighbours.
    #[must_use]
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// The cell around it; `None` for the coarsest.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match &*self.0 {
            [] | [_] => None,
            [above @ .., _] => Some(Self(above.into())),
        }
    }

    /// The cell itself and all around it, the finest first.
    pub fn upwards(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base { product, aim, channel } => {
                let aim = match aim {
                    Aim::Renewal => "renewal",
                    Aim::Joining => "joining",
                };
                let channel = channel.map_or("held_out", TouchChannel::code);
                write!(f, "{product}/{aim}/{channel}")
            }
            Self::Segment(code) => f.write_str(code.as_deref().unwrap_or("-")),
            Self::Attempt(before) => write!(f, "{before}"),
            Self::Place { kind, code } => write!(f, "{} {code}", kind.code()),
        }
    }
}

impl fmt::Display for Path {
    /// As reports and stored assumptions name it: `household_hi/joining/call/near_poor/0/district 132`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            write!(f, "{step}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_cell_and_all_around_it() {
        let path = Path::base("household_hi", Aim::Joining, Some(TouchChannel::Call))
            .segment(Some("near_poor"))
            .attempt(0)
            .place(AreaKind::District, "132");
        let up: Vec<String> = path.upwards().map(|path| path.to_string()).collect();
        assert_eq!(
            up,
            [
                "household_hi/joining/call/near_poor/0/district 132",
                "household_hi/joining/call/near_poor/0",
                "household_hi/joining/call/near_poor",
                "household_hi/joining/call",
            ]
        );
        assert!(path.upwards().is_sorted_by(|finer, coarser| coarser < finer));
        let held_out = Path::base("household_hi", Aim::Joining, None).segment(None);
        assert_eq!(held_out.to_string(), "household_hi/joining/held_out/-");
        let untouched = held_out.clone().place(AreaKind::Commune, "04252");
        for path in path.upwards().chain(held_out.upwards()).chain([untouched]) {
            assert_eq!(Path::read(&path.to_string()), Some(path));
        }
        for other in ["", "household_hi", "household_hi/leaving/call", "a/joining/call/-/x"] {
            assert_eq!(Path::read(other), None, "{other}");
        }
    }
}
