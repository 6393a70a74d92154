//! `vandong backup FILE`: a copy of the whole database while others work.

use std::path::{Path, PathBuf};

use super::exit::{Ended, Exit};
use super::session::database_file;
use super::{Failure, Session, print};
use crate::app::backup::{BackupError, MARK_ON_SERVER, backup, copy_for_rehearsal};
use crate::domain::digits::thousands;
use crate::exchange::read::io_vi;

/// Where the backup goes.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Examples:
  vandong backup sao-luu/vandong-2023-06-02.db
  vandong backup --rehearsal dien-tap.db")]
pub struct Args {
    /// Tệp sao lưu, chưa có. The file, which must not be there yet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Bản sao để diễn tập: đặt được giờ bằng --today, không dùng làm bản sao lưu. A copy for rehearsals, in
    /// which --today and --fast-clock may be used for everything; no backup.
    #[arg(long)]
    pub rehearsal: bool,
}

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    let url = &session.config.database.url;
    if let Some(file) = database_file(url).filter(|file| !file.exists()) {
        return Err(super::session::no_database(&file));
    }
    let written = match args.rehearsal {
        true => copy_for_rehearsal(url, &args.file)?,
        false => backup(url, &args.file)?,
    };
    if session.json {
        print::json(&written)?;
    } else if args.rehearsal {
        rehearsal_made(session, &args.file)?;
    } else if !session.quiet {
        let (file, bytes) = (written.file.display(), thousands(written.bytes));
        print::text(&format!(
            "Đã sao lưu và kiểm tra: {file}, {bytes} byte. Tệp chứa dữ liệu cá nhân: hãy giữ như giữ \
             cơ sở dữ liệu.\nWritten and checked: {file}, {bytes} bytes. It holds personal data: keep \
             it as the database itself.\n"
        ))?;
    }
    Ok(Exit::Done)
}

/// What a copy for rehearsals is for; and, whatever is asked for, that letters from it reach real people.
fn rehearsal_made(session: &Session, copy: &Path) -> Result<(), Failure> {
    let config = &session.config;
    if !session.quiet {
        print::text(&format!(
            "Bản sao để diễn tập: {}. Dùng bằng --database, đặt giờ bằng --today.\nA copy for rehearsals: use \
             it with --database, set its clock with --today.\n",
            copy.display()
        ))?;
    }
    if config.mail.smtp.is_some() || !config.webhooks.endpoints.is_empty() {
        print::text(
            "CHÚ Ý: gửi từ bản sao vẫn đến người nhận thật; hãy bỏ mail.smtp và webhooks.endpoints trong cấu \
             hình dùng để diễn tập.\nMIND: what is sent from it reaches real people and systems; leave \
             mail.smtp and webhooks.endpoints out of its configuration.\n",
        )?;
    }
    Ok(())
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let (exit, code) = match &error {
            BackupError::Store(_) => (Exit::Failed, "not_read"),
            BackupError::Exists { .. } => (Exit::Usage, "backup_exists"),
            BackupError::Write { .. } => (Exit::Failed, "backup_not_written"),
            BackupError::Damaged { .. } => (Exit::Failed, "database_damaged"),
            BackupError::NoPgDump { .. } => (Exit::NotFound, "no_pg_dump"),
            BackupError::RehearsalOnServer => (Exit::Usage, "rehearsal_on_server"),
            BackupError::PgDump { .. } => (Exit::Failed, "pg_dump_failed"),
        };
        let failure = Self::new(exit, code, &error);
        match error {
            BackupError::Store(error) => error.into(),
            BackupError::Exists { file } => failure.vi(format_args!(
                "đã có {}; bản sao lưu không bao giờ ghi đè: hãy chọn tên khác",
                file.display()
            )),
            BackupError::Write { file, source } => failure.vi(format_args!(
                "không ghi được bản sao lưu {}: {}; hãy sửa đường dẫn hoặc quyền ghi",
                file.display(),
                io_vi(&source)
            )),
            BackupError::Damaged { said } => failure.vi(format_args!(
                "bản sao bị hỏng, có lẽ cơ sở dữ liệu cũng hỏng: {said}; hãy phục hồi từ bản sao lưu cũ"
            )),
            BackupError::NoPgDump { command } => failure.vi(format_args!(
                "máy này chưa cài chương trình của PostgreSQL; ở máy đã cài hãy chạy: {command}"
            )),
            BackupError::RehearsalOnServer => failure.vi(format_args!(
                "bản sao để diễn tập của cơ sở dữ liệu trên máy chủ phải tạo tại máy chủ: hãy phục hồi một bản sao \
                 lưu (`vandong backup TỆP`) vào cơ sở dữ liệu trống, rồi chạy trong đó: {MARK_ON_SERVER}"
            )),
            BackupError::PgDump { command, said } => {
                failure.vi(format_args!("không sao lưu được ({said}); lệnh đã chạy: {command}"))
            }
        }
    }
}
