//! The words of the command line.

use std::path::PathBuf;

use vandong::demo::Scale;

use crate::Fallible;

const USAGE: &str = "usage: season [--seeds N] [--first SEED] [--weeks N] [--scale small] \
                     [--slots PERCENT] [--planning FILE] [--json FILE]";

/// How the study is run.
pub(crate) struct Options {
    /// How many seeds.
    pub(crate) seeds: u64,
    /// The first of them; the others follow it.
    pub(crate) first: u64,
    /// Weeks of a season.
    pub(crate) weeks: usize,
    /// Size of the province.
    pub(crate) scale: Scale,
    /// Percent of the demo's slots that agents have for outreach. The demo's lists are those of two
    /// weeks: with all slots everybody who may be asked is asked, and it does not matter in which order.
    /// Equal effort needs slots that are scarce in every week of the season.
    pub(crate) slots: u32,
    /// Assumptions of the planner instead of the built-in ones; the truth stays as it is.
    pub(crate) planning: Option<PathBuf>,
    /// Where all figures go.
    pub(crate) json: Option<PathBuf>,
}

impl Options {
    /// Reads them.
    pub(crate) fn parse(mut args: impl Iterator<Item = String>) -> Fallible<Self> {
        let mut options = Self {
            seeds: 10,
            first: 1,
            weeks: 17,
            scale: Scale::Small,
            slots: 12,
            planning: None,
            json: None,
        };
        while let Some(word) = args.next() {
            let value = args.next().ok_or_else(|| format!("{word} needs a value; {USAGE}"))?;
            match word.as_str() {
                "--seeds" => options.seeds = value.parse()?,
                "--first" => options.first = value.parse()?,
                "--weeks" => options.weeks = value.parse()?,
                "--scale" => options.scale = value.parse()?,
                "--slots" => options.slots = value.parse()?,
                "--planning" => options.planning = Some(value.into()),
                "--json" => options.json = Some(value.into()),
                _ => return Err(format!("unknown word {word}; {USAGE}").into()),
            }
        }
        if options.seeds == 0 || options.weeks == 0 || options.slots == 0 {
            return Err(USAGE.into());
        }
        Ok(options)
    }
}
