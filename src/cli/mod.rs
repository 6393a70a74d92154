//! The command line, where the parts are put together: one file for each sub-command, which reads
//! its arguments, calls a use case and prints what came of it. Nothing is decided here that a web
//! page would have to decide again.
//!
//! A new command is a file with `Args` and `run(&Args, &Session) -> Ended`, and two lines below.

mod backup;
mod composer;
mod config;
mod crew;
mod demo;
mod dispatch;
mod doer;
mod events;
pub mod exit;
mod failure;
mod failure_vi;
mod import;
pub mod invocation;
mod life_vi;
mod lists;
mod notices;
mod parser_vi;
mod plan;
pub mod print;
mod rates;
mod scenario;
pub mod schedule;
mod serve;
mod session;
mod settings_vi;
mod targets;
mod usage;
mod values;

use std::ffi::OsString;
use std::io::{Write as _, stderr};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};

pub use failure::Failure;
pub use session::Session;

use exit::{Ended, Exit};

/// Vận Động: lập kế hoạch vận động tham gia BHXH, BHYT theo tuần.
/// Plans outreach for social-insurance offices, week by week.
#[derive(Parser)]
#[command(name = "vandong", version, arg_required_else_help = true, verbatim_doc_comment)]
#[command(after_help = "Ví dụ, theo thứ tự một tuần / Examples, in the order of a week:
  vandong demo --scale small
  vandong import areas dia-ban.csv
  vandong import people nguoi-dan.xlsx
  vandong import enrolments den-han.xlsx
  vandong plan make --week 2023-W23
  vandong plan submit --week 2023-W23 --by \"Lò Văn Sơn\"
  vandong plan approve --week 2023-W23 --by \"Giàng A Páo\"
  vandong plan publish --week 2023-W23 --by \"Lò Văn Sơn\"
  vandong lists write --week 2023-W23
  vandong import outcomes NV-01.xlsx")]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands. Not `Debug`: the address may hold a password.
#[derive(clap::Args)]
#[command(next_help_heading = "Tùy chọn chung / Global options")]
pub struct Global {
    /// Tệp cấu hình. Configuration file.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Cơ sở dữ liệu: sqlite:PATH hoặc postgres://… The database.
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Mã tỉnh, cần khi cơ sở dữ liệu có nhiều tỉnh. Code of the province, when there are several.
    #[arg(long, global = true, value_name = "CODE")]
    pub province: Option<String>,
    /// Coi hôm nay là ngày này, để xem lại hoặc làm thử. Acts as if today were this day.
    #[arg(long, global = true, value_name = "YYYY-MM-DD|DD/MM/YYYY", value_parser = values::day)]
    pub today: Option<NaiveDate>,
    /// Chạy thử với đồng hồ chạy nhanh: giờ bắt đầu ở cơ quan, số lần nhanh hơn, giờ thật lúc bắt đầu.
    /// Rehearses on a clock that runs faster: the office's time at the start, its speed, and the real
    /// time of the start; processes that are given the same numbers have the same time.
    #[arg(long, global = true, value_name = "FROM,SPEED[,SINCE]", hide_short_help = true)]
    #[arg(value_parser = values::fast_clock, conflicts_with = "today")]
    pub fast_clock: Option<values::Rehearsal>,
    /// In kết quả dạng JSON cho chương trình khác đọc. Prints one JSON document.
    #[arg(long, global = true)]
    pub json: bool,
    /// Chỉ báo những gì cần chú ý. Tells only what needs attention.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Mức nhật ký trên stderr. How much is logged on standard error.
    #[arg(long, global = true, value_name = "LEVEL")]
    #[arg(value_parser = ["off", "error", "warn", "info", "debug", "trace"])]
    pub log_level: Option<String>,
}

/// The sub-commands.
#[derive(Subcommand)]
pub enum Command {
    /// Nhập danh sách từ tệp CSV hoặc XLSX. Imports a list.
    Import(import::Args),
    /// Lập, xem, so sánh, kiểm chứng kế hoạch tuần. Makes, shows, compares and verifies plans.
    #[command(subcommand)]
    Plan(plan::Verb),
    /// Tình huống của địa bàn: giãn cách, hạn chế tụ tập. What areas allow: distancing, limited gatherings.
    #[command(subcommand)]
    Scenario(scenario::Verb),
    /// Tỷ lệ thành công theo kết quả đã ghi. What recorded outcomes say of the chances.
    #[command(subcommand)]
    Rates(rates::Verb),
    /// Chia, xem, điều chỉnh, duyệt chỉ tiêu của đợt vận động. Divides, shows, changes and approves targets.
    #[command(subcommand)]
    Targets(targets::Verb),
    /// Xuất danh sách gọi từng ngày. Writes the daily call lists.
    #[command(subcommand)]
    Lists(lists::Verb),
    /// Hội nghị, livestream: xem, đề nghị, chuyển, hủy, chỉ tiêu, lịch. Conferences and livestreams.
    #[command(subcommand)]
    Events(events::Verb),
    /// Gửi các thông báo đã đến giờ gửi. Sends the notices that are due.
    Dispatch(dispatch::Args),
    /// Xem, chứng nhận, xử lý các thông báo. Shows, certifies and settles notices.
    #[command(subcommand)]
    Notices(notices::Verb),
    /// Chạy thử toàn bộ công việc trên một tỉnh mẫu. Runs the whole job on a demo province.
    Demo(demo::Args),
    /// Các việc tự chạy theo lịch. What runs by itself, and when.
    #[command(subcommand)]
    Schedule(schedule::Verb),
    /// Sao lưu cơ sở dữ liệu khi đang dùng. Copies the database while it is in use.
    Backup(backup::Args),
    /// Chạy lịch và gửi thông báo mà không mở trang web: thêm một máy bên cạnh `serve` (PostgreSQL). Keeps
    /// the schedule and sends notices without pages: one more machine beside `serve`.
    Worker,
    /// Mở trang web, chạy lịch và gửi thông báo. Serves pages and JSON, keeps the schedule, sends notices.
    Serve(serve::Args),
    /// Xem và kiểm tra cấu hình. Shows and checks the configuration.
    #[command(subcommand)]
    Config(config::Verb),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Whatever kept it from being done, with its exit code.
    pub fn run(&self, session: &Session) -> Ended {
        match self {
            Self::Import(args) => import::run(args, session),
            Self::Plan(verb) => plan::run(verb, session),
            Self::Scenario(verb) => scenario::run(verb, session),
            Self::Rates(verb) => rates::run(verb, session),
            Self::Targets(verb) => targets::run(verb, session),
            Self::Lists(verb) => lists::run(verb, session),
            Self::Events(verb) => events::run(verb, session),
            Self::Dispatch(args) => dispatch::run(args, session),
            Self::Notices(verb) => notices::run(verb, session),
            Self::Demo(args) => demo::run(args, session),
            Self::Schedule(verb) => schedule::run(verb, session),
            Self::Backup(args) => backup::run(args, session),
            Self::Worker => crew::run(session),
            Self::Serve(args) => serve::run(args, session),
            Self::Config(verb) => config::run(verb, session),
        }
    }
}

impl Cli {
    /// Reads the command line. Help, version and usage errors are printed here.
    ///
    /// # Errors
    /// How the process is to end when there is no command to run.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Exit> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        // Before it is parsed: a program that asked for JSON gets usage errors as JSON too.
        let json = arguments.iter().take_while(|word| *word != "--").any(|word| word == "--json");
        Self::try_parse_from(arguments).map_err(|error| {
            if !error.use_stderr() {
                let _ = error.print();
                return Exit::Done;
            }
            if json {
                let failure = Failure::usage(&error.to_string()).vi(usage::vi(&error));
                return exit::finish(Err(failure), true);
            }
            let _ = error.print();
            let _ = writeln!(stderr().lock(), "\nlỗi: {}", usage::vi(&error));
            Exit::Usage
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        for line in ["vandong --json config show", "vandong config show --json"] {
            assert!(Cli::read(words(line)).is_ok_and(|cli| cli.global.json), "{line}");
        }
    }
}
