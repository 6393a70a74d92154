//! `vandong lists write`: the call lists of a week as files, all in one command, and the
//! coordinator's list of due cases that nobody speaks about.

use std::path::{Path, PathBuf};

use super::exit::{Ended, Exit};
use super::plan::{Which, overlapping};
use super::values::week;
use super::{Failure, Session, print};
use crate::app::lists::{Changed, Written, ask, due_left, load, question, write};
use crate::config::sections::ListFormat;
use crate::domain::calendar::Week;
use crate::domain::plan_life::PlanState;

/// What to do with lists.
#[derive(clap::Subcommand)]
#[command(after_help = "Ví dụ / Examples:
  vandong lists write --week 2023-W23
  vandong lists write --week 2023-W23 --format xlsx --format csv --dir danh-sach-goi
  vandong lists ask --week 2023-W23 --plan-version 1")]
pub enum Verb {
    /// Xuất danh sách cả tuần của mọi nhân viên thu. Writes the week's lists of all agents.
    Write {
        /// Tuần, ví dụ 2023-W23; không ghi là tuần này. The week; this week when it is not said.
        #[arg(long, value_name = "WEEK", value_parser = week)]
        week: Option<Week>,
        /// Mã cơ quan BHXH; không ghi là cơ quan cấp trên cùng. Code of the office; the one above all
        /// others when it is not said.
        #[arg(long, value_name = "CODE", default_value = "", hide_default_value = true)]
        office: String,
        /// Số phiên bản; không ghi là bản đang có hiệu lực, chưa ban hành bản nào thì bản mới nhất. Number of
        /// the version; when it is not said, the one in force, or the newest where none is published.
        #[arg(long = "plan-version", value_name = "N")]
        version: Option<i32>,
        /// Thư mục ghi danh sách; không ghi là lists.folder của cấu hình. Where the lists go;
        /// lists.folder of the configuration when it is not said.
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// Dạng tệp, có thể ghi nhiều lần. Kind of file; may be said several times.
        #[arg(long = "format", value_name = "FORMAT", value_enum)]
        formats: Vec<Format>,
        /// Ghi đè cả tệp đã thay đổi, mất phần đã điền. Overwrites files that changed since.
        #[arg(long)]
        overwrite_changed: bool,
    },
    /// Xuất dự thảo để nhân viên thu góp ý: khả năng, đề xuất, ý kiến. Writes a draft for agents to state
    /// capacity, propose prospects and contest rows.
    Ask {
        /// Which draft.
        #[command(flatten)]
        which: Which,
        /// Thư mục; không ghi là lists.folder của cấu hình. Where they go; lists.folder of the configuration
        /// when it is not said.
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// Ghi đè cả tệp đã thay đổi, mất phần đã điền. Overwrites files that changed since.
        #[arg(long)]
        overwrite_changed: bool,
    },
}

/// A kind of file, on the command line.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Format {
    /// Excel, mỗi nhân viên một tệp, mỗi ngày một trang. One workbook an agent, one sheet a day.
    Xlsx,
    /// CSV cho từng ngày. One file an agent and day.
    Csv,
    /// JSON cho từng nhân viên. One document an agent.
    Json,
}

impl From<Format> for ListFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Xlsx => Self::Xlsx,
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
        }
    }
}

pub(super) fn run(verb: &Verb, session: &Session) -> Ended {
    let (week, office, version, dir, formats, overwrite_changed) = match verb {
        Verb::Write { week, office, version, dir, formats, overwrite_changed } => {
            (week, office, version, dir, formats, overwrite_changed)
        }
        Verb::Ask { which, dir, overwrite_changed } => {
            return run_ask(which, (dir.as_deref(), *overwrite_changed), session);
        }
    };
    let which = Which { week: *week, office: office.clone(), version: *version };
    let changed = if *overwrite_changed { Changed::Overwrite } else { Changed::Keep };
    let lists = &session.config.lists;
    let folder = dir.as_ref().unwrap_or(&lists.folder);
    let formats: Vec<ListFormat> = match formats.as_slice() {
        [] => lists.formats.clone(),
        named => named.iter().map(|format| (*format).into()).collect(),
    };
    let wanted = which.wanted(session);
    let written = session.with_context(|context| -> Result<_, Failure> {
        let week = load(context, &wanted)?;
        let left = due_left(context, &wanted)?;
        let basis = (&context.tables.outcomes, context.local_now());
        Ok(write(&week, &left, (folder.as_path(), changed), &formats, basis)?)
    })?;
    if session.json {
        print::json(&written)?;
        return Ok(Exit::Done);
    }
    if !session.quiet {
        print::text(&which_version(&written))?;
        print::text(&format!(
            "{} danh sách của {} nhân viên thu, {} lượt, trong {} tệp ở {}\n\
             Trường hợp đến hạn không nằm trong danh sách gọi của nhân viên thu nào: {}, trong \
             {}\n{}",
            print::thousands(written.days as i128),
            print::thousands(written.agents as i128),
            print::thousands(written.touches as i128),
            print::thousands(written.files as i128),
            written.folder.display(),
            print::thousands(written.due_left as i128),
            written.coordinator.display(),
            match written.struck {
                0 => String::new(),
                struck => format!(
                    "{} dòng đã gạch (không liên hệ, không gọi được, hoặc đã xong) từ khi lập kế hoạch.\n",
                    print::thousands(struck as i128)
                ),
            },
        ))?;
    }
    print::text(&overlapping(&written.overlaps))?;
    print::text(&outdated(&written))?;
    Ok(Exit::Done)
}

/// Asks agents about a draft.
fn run_ask(which: &Which, (dir, overwrite): (Option<&Path>, bool), session: &Session) -> Ended {
    let changed = if overwrite { Changed::Overwrite } else { Changed::Keep };
    let folder = dir.unwrap_or(&session.config.lists.folder);
    let wanted = which.wanted(session);
    let written = session.with_context(|context| -> Result<_, Failure> {
        let question = question(context, &wanted)?;
        Ok(ask(&question, (folder, changed), context.local_now())?)
    })?;
    if session.json {
        print::json(&written)?;
    } else if !session.quiet {
        let text = format!(
            "{} tệp góp ý cho phiên bản {}, {} dòng, ở {}\n\
             Nhận lại từng tệp bằng `vandong import capacities TỆP`, `vandong import contests TỆP`, `vandong \
             import prospects TỆP`.\n",
            print::thousands(written.files as i128),
            written.version,
            print::thousands(written.rows as i128),
            written.folder.display(),
        );
        print::text(&session.invocation.put_into(&text))?;
    }
    Ok(Exit::Done)
}

/// Which version the lists are of, and how far it has come.
fn which_version(written: &Written) -> String {
    let state = PlanState::from_code(&written.state);
    let (vi, en) = state.map_or(("", ""), |state| (state.name_vi(), state.name_en()));
    format!("Phiên bản {} ({vi}) / version {0} ({en}).\n", written.version)
}

/// Beside lists of a version that is not the newest, the newest is perhaps the one to hand out.
fn outdated(written: &Written) -> String {
    let (Some(newest), version) = (written.newer_version, written.version) else {
        return String::new();
    };
    let (vi, en) = match PlanState::from_code(&written.state) {
        Some(PlanState::Published) => (
            format!("phiên bản {newest} phải được duyệt và ban hành thì mới thay phiên bản này"),
            format!("version {newest} takes its place when it is approved and published"),
        ),
        _ => (
            format!("ghi --plan-version {newest} để xuất bản mới nhất"),
            format!("say --plan-version {newest} for the newest"),
        ),
    };
    format!(
        "Chú ý: đây là danh sách của phiên bản {version}; kế hoạch đã có phiên bản {newest}: {vi}.\n\
         These are the lists of version {version}; the plan has version {newest}: {en}.\n"
    )
}

#[cfg(test)]
mod tests {
    use clap::Subcommand as _;

    use super::*;

    #[test]
    fn the_help_says_which_version_is_taken_where_none_is_named() {
        let mut lists = Verb::augment_subcommands(clap::Command::new("lists"));
        let help = lists.find_subcommand_mut("write").unwrap().render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("không ghi là bản đang có hiệu lực"), "{help}");
        assert!(help.contains("when it is not said, the one in force"), "{help}");
    }

    #[test]
    fn only_lists_of_an_older_version_are_warned_about() {
        let written = Written { version: 1, state: "draft".into(), ..Written::default() };
        assert_eq!(outdated(&written), "");
        let draft = Written { newer_version: Some(3), ..written };
        let text = outdated(&draft);
        assert!(
            text.contains("phiên bản 1; kế hoạch đã có phiên bản 3: ghi --plan-version 3"),
            "{text}"
        );
        assert!(text.contains("lists of version 1; the plan has version 3: say"), "{text}");
        let published = Written { state: "published".into(), ..draft };
        let text = outdated(&published);
        assert!(text.contains("version 3 takes its place when it is approved"), "{text}");
        assert!(which_version(&published).contains("Phiên bản 1 (đã ban hành)"));
    }
}
