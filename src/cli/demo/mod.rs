//! `vandong demo`: the whole main job on a province of people who do not exist, in a folder of its
//! own, and a page of results at the end.

mod page;

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{NaiveDate, NaiveTime};

use super::exit::{Ended, Exit};
use super::{Failure, Session, print};
use crate::app::context::Context;
use crate::clock::FixedClock;
use crate::config::{Config, Tables};
use crate::demo::Scale;
use crate::demo::run::{Options, RunError, Stage, run as play};
use crate::store::Store;

/// How the demo is run.
#[derive(clap::Args)]
pub struct Args {
    /// Quy mô tỉnh mẫu: small, province hoặc large. Size of the province.
    #[arg(long, value_name = "SCALE", default_value = "province")]
    scale: Scale,
    /// Thư mục của tỉnh mẫu. Where everything goes.
    #[arg(long, value_name = "DIR", default_value = "vandong-demo")]
    dir: PathBuf,
    /// Số tuần lập kế hoạch. Weeks that are planned.
    #[arg(long, value_name = "N", default_value_t = 2)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=17))]
    weeks: u32,
    /// Hạt giống ngẫu nhiên. Seed of people and answers.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

/// Marks a folder as the demo's own, so that nobody else's is ever emptied.
const MARK: &str = ".vandong-demo";
/// What the demo makes in its folder.
const DATABASE: &str = "vandong.db";

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    prepare(&args.dir)?;
    let own = format!("sqlite:{}", args.dir.join(DATABASE).display());
    let url = if session.database_named { session.config.database.url.expose() } else { &own };
    let mut stage = Parts {
        store: Store::open(url)?,
        tables: session.tables()?,
        config: session.config.clone(),
    };
    stage.config.office.province = None;
    let options =
        Options { scale: args.scale, dir: args.dir.clone(), weeks: args.weeks, seed: args.seed };
    let steps = Steps::of(session);
    let played = play(&mut stage, &options, &mut |step| steps.tell(step))?;
    if session.json {
        print::json(&page::json(&played, &args.dir))?;
    } else {
        let page = page::text(&played, args.scale, &args.dir, url);
        let path = args.dir.join("ket-qua.txt");
        std::fs::write(&path, &page).map_err(|error| unwritable(&path, &error))?;
        print::text(&page)?;
    }
    Ok(Exit::Done)
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Import(error) => error.into(),
            RunError::Plan(error) => error.into(),
            RunError::Lists(error) => error.into(),
            RunError::Demo(_) | RunError::Closed | RunError::Unsound { .. } => {
                Self::new(Exit::Failed, "demo", error)
            }
        }
    }
}

/// An empty folder, or what an earlier demo left in it, removed.
fn prepare(dir: &Path) -> Result<(), Failure> {
    let fail = |error: std::io::Error| unwritable(dir, &error);
    let mark = dir.join(MARK);
    let used = dir.exists() && std::fs::read_dir(dir).map_err(fail)?.next().is_some();
    if used && !mark.exists() {
        let message =
            format!("{} is not empty and is no demo; name another with --dir", dir.display());
        return Err(Failure::new(Exit::Usage, "folder_in_use", message)
            .vi(format!("{} đã có tệp khác; hãy chọn thư mục khác bằng --dir", dir.display())));
    }
    for folder in ["danh-sach", "danh-sach-goi", "ket-qua"] {
        let folder = dir.join(folder);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(fail)?;
        }
    }
    for end in ["", "-wal", "-shm"] {
        let file = dir.join(format!("{DATABASE}{end}"));
        if file.exists() {
            std::fs::remove_file(&file).map_err(fail)?;
        }
    }
    std::fs::create_dir_all(dir).map_err(fail)?;
    std::fs::write(&mark, "vandong demo\n").map_err(fail)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, "file_unwritable", format!("{}: {error}", path.display()))
}

/// The parts of the program that the demo runs on.
struct Parts {
    store: Store,
    tables: Tables,
    config: Config,
}

impl Stage for Parts {
    fn on_day(&mut self, day: NaiveDate, work: &mut dyn FnMut(&mut Context<'_>)) {
        // 17:00 in Vietnam is 10:00 in UTC.
        let clock =
            FixedClock(day.and_time(NaiveTime::from_hms_opt(10, 0, 0).unwrap_or(NaiveTime::MIN)));
        work(&mut Context {
            store: &mut self.store,
            tables: &self.tables,
            config: &self.config,
            clock: &clock,
        });
    }
}

/// Each step as it begins, on standard error, with the seconds since the start.
struct Steps {
    began: Instant,
    shown: bool,
}

impl Steps {
    fn of(session: &Session) -> Self {
        let shown = !session.quiet && (!session.json || std::io::stderr().is_terminal());
        Self { began: Instant::now(), shown }
    }

    fn tell(&self, step: &str) {
        if self.shown {
            // A terminal that is gone is no reason to stop.
            let _ = writeln!(
                std::io::stderr().lock(),
                "{:>5.1} s  {step} …",
                self.began.elapsed().as_secs_f64()
            );
        }
    }
}
