//! What every error of the program means to whoever started it: an exit code, a stable word for
//! programs and one message. The matches name every variant, so that a new one cannot be forgotten.

use std::fmt::Display;
use std::io;

use super::exit::Exit;
use super::failure_vi;
use super::invocation::Invocation;
use super::life_vi;
use super::print::NotPrinted;
use super::settings_vi;
use crate::app::context::ProvinceError;
use crate::app::import::ImportError;
use crate::app::life::LifeError;
use crate::app::lists::ListError;
use crate::app::plan::{PlanError, SupposedError};
use crate::app::scenario::ScenarioError;
use crate::app::targets::TargetError;
use crate::config::{ConfigError, TablesError};
use crate::dispatch::DispatchError;
use crate::exchange::read::io_vi;
use crate::planning::assumptions::AssumptionError;
use crate::planning::week::PlanError as PlannerError;
use crate::schedule::cron::LineError;
use crate::store::StoreError;
use crate::web::ServeError;

/// Why a command was not done.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// A stable word for programs.
    pub code: &'static str,
    /// What went wrong and what to do, in English.
    pub message: String,
    /// The same in Vietnamese, where there is one.
    pub message_vi: Option<String>,
}

impl Failure {
    /// A failure that is told in English only.
    pub fn new(exit: Exit, code: &'static str, message: impl Display) -> Self {
        Self { exit, code, message: message.to_string(), message_vi: None }
    }

    /// The same, told in Vietnamese too.
    #[must_use]
    pub fn vi(self, message: impl Display) -> Self {
        Self { message_vi: Some(message.to_string()), ..self }
    }

    /// Of several parts of one work, such as offices, those that were not done, each with its name.
    pub(super) fn of_several(parts: Vec<(String, Self)>) -> Self {
        let passes = parts.iter().any(|(_, part)| part.exit == Exit::TryAgain);
        let (mut all, mut all_vi) = (Vec::new(), Vec::new());
        for (name, part) in parts {
            let vi = part.message_vi.as_ref().unwrap_or(&part.message);
            all_vi.push(format!("{name}: {vi}"));
            all.push(format!("{name}: {}", part.message));
        }
        let exit = if passes { Exit::TryAgain } else { Exit::Failed };
        Self::new(exit, "parts_failed", all.join("; ")).vi(all_vi.join("; "))
    }

    /// The same, with commands that can be copied as they are.
    #[must_use]
    pub fn with_commands(self, invocation: &Invocation) -> Self {
        let put = |text: String| invocation.put_into(&text);
        Self { message: put(self.message), message_vi: self.message_vi.map(put), ..self }
    }

    /// What the parser of the command line said, without its hint at `--help`.
    pub(super) fn usage(said: &str) -> Self {
        let text = said.split("\n\n").next().unwrap_or(said);
        let words: Vec<&str> = text.trim_start_matches("error: ").split_whitespace().collect();
        Self::new(Exit::Usage, "usage", words.join(" "))
    }
}

type Kind = (Exit, &'static str);

/// The messages are those of the errors themselves; what an office can repair is told in Vietnamese
/// too.
macro_rules! told_as {
    ($($error:ty: $kind:expr $(, $vi:expr)?;)+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                let kind: fn(&$error) -> Kind = $kind;
                let (exit, code) = kind(&error);
                let failure = Self::new(exit, code, &error);
                $(
                    let vi: fn(&$error) -> String = $vi;
                    let failure = failure.vi(vi(&error));
                )?
                failure
            }
        }
    )+};
}

told_as! {
    ConfigError: config, settings_vi::config;
    TablesError: tables, settings_vi::tables;
    AssumptionError: |_| (Exit::Invalid, "invalid_tables"), settings_vi::assumptions;
    StoreError: store, failure_vi::store;
    ServeError: serve, ServeError::vi;
    ProvinceError: province, failure_vi::province;
    PlanError: plan, failure_vi::plan;
    LifeError: life, life_vi::life;
    ScenarioError: scenario, |error| error.vi(failure_vi::plan);
    TargetError: targets, failure_vi::targets;
    ListError: lists, ListError::vi;
    LineError: |_| (Exit::Invalid, "invalid_config");
    DispatchError: dispatch, failure_vi::dispatch;
    NotPrinted: |_| (Exit::Failed, "not_printed");
}

/// An import tells of its file and of what lies below it.
impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let (exit, code) = import(&error);
        let failure = Self::new(exit, code, &error);
        match &error {
            ImportError::Read { path, source } => {
                failure.vi(format_args!("{}: {}", path.display(), source.vi()))
            }
            ImportError::Header { path, sheet, row, source } => {
                let (path, what) = (path.display(), source.vi());
                failure.vi(match sheet.is_empty() {
                    true => format!("{path}, dòng {row}: {what}"),
                    false => format!("{path}, trang “{sheet}”, dòng {row}: {what}"),
                })
            }
            ImportError::Open { path, source } => {
                failure.vi(format_args!("không mở được {}: {}", path.display(), io_vi(source)))
            }
            ImportError::Rejects { path, source } => failure.vi(format_args!(
                "không ghi được tệp dòng bị từ chối {}: {}",
                path.display(),
                io_vi(source)
            )),
            ImportError::Interrupted { path } => failure.vi(format_args!(
                "{}: dừng đọc giữa chừng, chưa lưu gì; hãy nhập lại tệp",
                path.display()
            )),
            ImportError::Busy => failure
                .vi("một lần nhập khác đang lưu cùng những người này; chưa lưu gì, hãy thử lại"),
            ImportError::Province(error) => failure.vi(failure_vi::province(error)),
            ImportError::Store(error) => failure.vi(failure_vi::store(error)),
        }
    }
}

fn config(error: &ConfigError) -> Kind {
    match error {
        ConfigError::Read { source, .. } => file(source),
        ConfigError::Syntax { .. }
        | ConfigError::UnknownKey { .. }
        | ConfigError::Section { .. }
        | ConfigError::WrongType { .. }
        | ConfigError::OutOfRange { .. }
        | ConfigError::Invalid { .. }
        | ConfigError::Underscores { .. }
        | ConfigError::DeputyOfNobody { .. }
        | ConfigError::NotText { .. } => (Exit::Invalid, "invalid_config"),
    }
}

fn tables(error: &TablesError) -> Kind {
    match error {
        TablesError::Read { source, .. } => file(source),
        TablesError::Misnamed { .. } | TablesError::Table { .. } | TablesError::Disagree { .. } => {
            (Exit::Invalid, "invalid_tables")
        }
    }
}

fn store(error: &StoreError) -> Kind {
    match error {
        StoreError::Busy(_) => (Exit::TryAgain, "database_busy"),
        StoreError::Real => (Exit::Usage, "real_database"),
        StoreError::Open { .. } | StoreError::Migrate(_) | StoreError::Statement(_)
            if passes(&error.to_string()) =>
        {
            (Exit::TryAgain, "database_unreachable")
        }
        StoreError::Open { .. } => (Exit::Failed, "database_unreachable"),
        StoreError::Migrate(_) => (Exit::Failed, "database_schema"),
        StoreError::Statement(_) => (Exit::Failed, "database_refused"),
        StoreError::Corrupt { .. } => (Exit::Failed, "database_damaged"),
    }
}

fn province(error: &ProvinceError) -> Kind {
    match error {
        ProvinceError::Store(error) => store(error),
        ProvinceError::NoAreas => (Exit::NotFound, "no_areas"),
        ProvinceError::NoneStands { .. } => (Exit::NotFound, "no_areas_on_day"),
        ProvinceError::Several { .. } => (Exit::Usage, "which_province"),
        ProvinceError::Unknown { .. } => (Exit::NotFound, "unknown_province"),
    }
}

fn import(error: &ImportError) -> Kind {
    match error {
        ImportError::Open { source, .. } => file(source),
        ImportError::Read { source: crate::exchange::read::ReadError::Io(source), .. } => {
            file(source)
        }
        ImportError::Read { source, .. } => (Exit::Invalid, source.code()),
        ImportError::Header { source, .. } => (Exit::Invalid, source.code()),
        ImportError::Rejects { .. } => (Exit::Failed, "reject_file"),
        ImportError::Interrupted { .. } => (Exit::Failed, "interrupted"),
        ImportError::Busy => (Exit::TryAgain, "database_busy"),
        ImportError::Province(error) => province(error),
        ImportError::Store(error) => store(error),
    }
}

fn plan(error: &PlanError) -> Kind {
    match error {
        PlanError::Province(error) => province(error),
        PlanError::Store(error) => store(error),
        PlanError::Planning(PlannerError::Assumptions(_)) => (Exit::Invalid, "invalid_tables"),
        PlanError::Planning(PlannerError::Levels(_)) => (Exit::Invalid, "levels_overflow"),
        PlanError::Planning(PlannerError::Solve(_)) => (Exit::Failed, "not_solved"),
        PlanError::UnknownOffice { .. } => (Exit::NotFound, "unknown_office"),
        PlanError::WhichOffice { .. } => (Exit::Usage, "which_office"),
        PlanError::Targets(error) => targets(error),
        PlanError::Document(_) => (Exit::Failed, "document_damaged"),
        PlanError::NoPlan { .. } => (Exit::NotFound, "no_plan"),
        PlanError::NoDraft { .. } => (Exit::Invalid, "no_draft"),
        PlanError::NoVersion { .. } => (Exit::NotFound, "no_version"),
        PlanError::NothingNamed { .. } => (Exit::NotFound, "nothing_named"),
        PlanError::SeveralNamed { .. } => (Exit::Usage, "several_named"),
        PlanError::NoVersionBefore { .. } => (Exit::NotFound, "no_version_before"),
        PlanError::Frequency(_) => (Exit::Invalid, "invalid_tables"),
        PlanError::WeekOver { .. } => (Exit::Invalid, "week_over"),
        PlanError::AllInHands { .. } => (Exit::Invalid, "all_in_hands"),
        PlanError::Supposed(SupposedError::Assumptions(_)) => (Exit::Invalid, "invalid_weight"),
        PlanError::Supposed(_) => (Exit::NotFound, "nothing_to_suppose"),
        PlanError::NothingToPlan { .. } => (Exit::NotFound, "nothing_to_plan"),
        PlanError::NoWorkingDay { .. } => (Exit::NotFound, "no_working_day"),
        PlanError::NoEvent { .. } => (Exit::NotFound, "no_event"),
        PlanError::Events { .. } => (Exit::Failed, "events_not_solved"),
    }
}

fn targets(error: &TargetError) -> Kind {
    match error {
        TargetError::Province(error) => province(error),
        TargetError::Store(error) => store(error),
        TargetError::Tree(_) => (Exit::Invalid, "areas_are_no_tree"),
        TargetError::Weights(_) => (Exit::Invalid, "weights_not_usable"),
        TargetError::Divide { .. } => (Exit::Invalid, "not_divisible"),
        TargetError::History(_) => (Exit::Invalid, "history"),
        TargetError::Document(_) => (Exit::Failed, "document_damaged"),
        TargetError::UnknownCampaign { .. } => (Exit::NotFound, "unknown_campaign"),
        TargetError::WhichCampaign { .. } => (Exit::Usage, "which_campaign"),
        TargetError::NothingAssigned { .. } => (Exit::NotFound, "nothing_assigned"),
        TargetError::Periods { .. } => (Exit::Invalid, "periods_do_not_fit"),
        TargetError::NoRevision { .. } => (Exit::NotFound, "no_targets"),
        TargetError::NoSuchRevision { .. } => (Exit::NotFound, "no_revision"),
        TargetError::Running { .. } => (Exit::Invalid, "campaign_running"),
        TargetError::Over { .. } => (Exit::Invalid, "campaign_over"),
        TargetError::UnknownNode { .. } | TargetError::NoOfficer { .. } => {
            (Exit::NotFound, "unknown_unit")
        }
        TargetError::UnknownIndicator { .. } => (Exit::NotFound, "unknown_indicator"),
        TargetError::Stock { .. } => (Exit::Invalid, "stock"),
        TargetError::NoName => (Exit::Usage, "no_name"),
        TargetError::NoReason | TargetError::NoComment => (Exit::Usage, "no_comment"),
        TargetError::AboveFirst { .. } => (Exit::Invalid, "above_first"),
        TargetError::NotNow { .. } => (Exit::Invalid, "not_now"),
        TargetError::NotAllowed { .. } => (Exit::Invalid, "not_allowed"),
        TargetError::Overtaken { .. } => (Exit::TryAgain, "overtaken"),
    }
}

fn life(error: &LifeError) -> Kind {
    match error {
        LifeError::Plan(error) => plan(error),
        LifeError::Offices { failed } => {
            let passes = |(_, error): &(_, LifeError)| life(error).0 == Exit::TryAgain;
            let exit = if failed.iter().any(passes) { Exit::TryAgain } else { Exit::Failed };
            (exit, "parts_failed")
        }
        LifeError::Import(error) => import(error),
        LifeError::NoContest { .. } => (Exit::NotFound, "no_contest"),
        LifeError::ContestDecided { .. } => (Exit::Invalid, "contest_decided"),
        LifeError::NoName => (Exit::Usage, "no_name"),
        LifeError::NoComment => (Exit::Usage, "no_comment"),
        LifeError::NotNow { .. } => (Exit::Invalid, "not_now"),
        LifeError::Newer { .. } => (Exit::Invalid, "newer_version"),
        LifeError::WeekOver { .. } => (Exit::Invalid, "week_over"),
        LifeError::NothingToClose { .. } => (Exit::Invalid, "nothing_to_close"),
        LifeError::WeekClosed { .. } => (Exit::Invalid, "week_closed"),
        LifeError::NotOverYet { .. } => (Exit::Invalid, "week_not_over"),
        LifeError::NotAllowed { .. } => (Exit::Invalid, "not_allowed"),
        LifeError::Altered { .. } => (Exit::Failed, "version_altered"),
        LifeError::Overtaken { .. } => (Exit::TryAgain, "overtaken"),
    }
}

fn scenario(error: &ScenarioError) -> Kind {
    match error {
        ScenarioError::Plan(error) => plan(error),
        ScenarioError::UnknownArea { .. } => (Exit::NotFound, "unknown_area"),
        ScenarioError::Hamlet { .. } => (Exit::Invalid, "hamlet"),
        ScenarioError::Elsewhere { .. } => (Exit::Invalid, "elsewhere"),
        ScenarioError::Backwards { .. } => (Exit::Usage, "bad_period"),
        ScenarioError::Over { .. } => (Exit::Invalid, "over"),
        ScenarioError::NoSize => (Exit::Usage, "no_size"),
        ScenarioError::NeedlessSize => (Exit::Usage, "needless_size"),
        ScenarioError::NoName => (Exit::Usage, "no_name"),
        ScenarioError::NoSource => (Exit::Usage, "no_source"),
        ScenarioError::NoReason => (Exit::Usage, "no_reason"),
        ScenarioError::Known { .. } => (Exit::Invalid, "known_scenario"),
        ScenarioError::Unknown { .. } => (Exit::NotFound, "no_scenario"),
        ScenarioError::RevertedBefore { .. } => (Exit::Invalid, "reverted_before"),
        ScenarioError::Overtaken => (Exit::TryAgain, "overtaken"),
    }
}

fn dispatch(error: &DispatchError) -> Kind {
    match error {
        DispatchError::Store(error) => store(error),
        DispatchError::Rules(_) => (Exit::Invalid, "invalid_tables"),
        DispatchError::Password { source, .. } | DispatchError::Authority { source, .. } => {
            file(source)
        }
        DispatchError::Setting { .. } => (Exit::Invalid, "invalid_config"),
        DispatchError::Machine(_) => (Exit::Failed, "no_worker"),
        DispatchError::NoNotice { .. } => (Exit::NotFound, "no_notice"),
        DispatchError::NotUnknown { .. } => (Exit::Invalid, "not_unknown"),
        DispatchError::UnknownServer { .. } => (Exit::NotFound, "unknown_server"),
        DispatchError::NoServer { .. } => (Exit::NotFound, "no_server"),
        DispatchError::NotGivenUp { .. } => (Exit::Invalid, "not_given_up"),
        DispatchError::NoName => (Exit::Usage, "no_name"),
    }
}

fn lists(error: &ListError) -> Kind {
    match error {
        ListError::Write { .. } => (Exit::Failed, "list_not_written"),
        ListError::Changed { .. } => (Exit::Usage, "lists_changed"),
    }
}

fn serve(error: &ServeError) -> Kind {
    match error {
        ServeError::NotPublic { .. } => (Exit::Invalid, "not_public"),
        ServeError::Bind { .. } => (Exit::Failed, "address_not_usable"),
        ServeError::Templates(_) => (Exit::Failed, "template_damaged"),
        ServeError::Stopped(_) => (Exit::Failed, "server_stopped"),
    }
}

fn file(error: &io::Error) -> Kind {
    match error.kind() {
        io::ErrorKind::NotFound => (Exit::NotFound, "file_not_found"),
        io::ErrorKind::IsADirectory => (Exit::Invalid, "file_unreadable"),
        _ => (Exit::Failed, "file_unreadable"),
    }
}

/// Whether a database that cannot be reached says that it will be better later. It is read from the
/// words because both databases come as text; a word that is missing here only costs the hint to
/// try again.
fn passes(said: &str) -> bool {
    const WORDS: [&str; 9] = [
        "is locked",
        "connection refused",
        "timed out",
        "timeout expired",
        "is starting up",
        "is shutting down",
        "too many clients",
        "remaining connection slots",
        "server closed the connection",
    ];
    let said = said.to_lowercase();
    WORDS.iter().any(|word| said.contains(word))
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
