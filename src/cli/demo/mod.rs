//! `vandong demo`: the whole main job on a province of people who do not exist, in a folder of its
//! own, a page of results at the end, and the same as pages to click through.

mod campaign;
mod claim;
mod life;
mod page;
mod pages;
mod parts;
mod untouched;

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::exit::{Ended, Exit};
use super::session::database_file;
use super::{Failure, Session, print};
use claim::{Claim, MARK};
use pages::Pages;
use parts::{LETTERS, Parts};
use untouched::{ENDED, is_untouched};

use crate::cli::values::{scales, weeks};
use crate::config::database_url::DatabaseUrl;
use crate::demo::Scale;
use crate::demo::run::{CALL_LISTS, Options, run as play};
use crate::demo::stage::RunError;
use crate::dispatch::DispatchError;
use crate::domain::calendar::date_vi;
use crate::exchange::read::io_vi;
use crate::store::catalogues::areas;

/// How the demo is run.
#[derive(clap::Args)]
#[command(after_help = "Ví dụ / Examples:
  vandong demo --scale small
  vandong demo --scale province --dir tinh-mau --weeks 4
  vandong demo --no-serve")]
pub struct Args {
    /// Quy mô tỉnh mẫu; small xong trong vài giây. Size of the province; small takes seconds.
    #[arg(long, value_name = "SCALE", default_value = "province", value_parser = scales())]
    scale: Scale,
    /// Thư mục riêng của tỉnh mẫu; lần chạy trước trong đó bị xóa nếu chưa ai làm tiếp trên đó. Folder of the
    /// demo alone; an earlier run in it is removed unless somebody has worked on it since.
    #[arg(long, value_name = "DIR", default_value = "vandong-demo")]
    dir: PathBuf,
    /// Xóa lần chạy trước cả khi đã có người làm tiếp trên đó. Removes an earlier run even with work that
    /// somebody did on it since.
    #[arg(long)]
    force: bool,
    /// Số tuần lập kế hoạch, từ 1 đến 17. Weeks that are planned, 1 to 17.
    #[arg(long, value_name = "N", default_value_t = 2)]
    #[arg(value_parser = weeks)]
    weeks: u32,
    /// Số khởi tạo ngẫu nhiên: cùng số thì ra cùng kết quả. Seed of people and answers.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// In kết quả rồi dừng, không mở trang. Không ghi thì trang mở đến khi bấm Ctrl-C; khi đầu ra là tệp
    /// hoặc chương trình khác, hoặc với --json, thì dừng ngay. Ends with the results: unasked, pages are
    /// open until Ctrl-C, but not where the output goes to a file or another program, or with --json.
    #[arg(long)]
    no_serve: bool,
    /// Mở trang cả khi đầu ra là tệp hoặc chương trình khác. Opens pages wherever the output goes.
    #[arg(long, conflicts_with = "no_serve")]
    serve: bool,
}

/// What the demo makes in its folder.
const DATABASE: &str = "vandong.db";
/// The page of results.
const PAGE: &str = "ket-qua.txt";

pub(super) fn run(args: &Args, session: &Session) -> Ended {
    if session.database_named {
        unused(session)?;
    }
    let _claim = prepare(&args.dir, if args.force { Earlier::Any } else { Earlier::Untouched })?;
    let own = own_database(&args.dir)?;
    let url = if session.database_named { &session.config.database.url } else { &own };
    let settings = (session.config.clone(), session.tables()?);
    let mut stage = Parts::open(settings, url, &args.dir)?;
    let options =
        Options { scale: args.scale, dir: args.dir.clone(), weeks: args.weeks, seed: args.seed };
    let steps = Steps::of(session);
    let played = play(&mut stage, &options, &mut |step| steps.tell(step))?;
    let page = page::text(&played, args.scale, &args.dir, url);
    let path = args.dir.join(PAGE);
    std::fs::write(&path, &page).map_err(|error| unwritable(&path, &error))?;
    if !session.database_named {
        let path = args.dir.join(ENDED);
        untouched::note(&args.dir, &own)?.map_err(|error| unwritable(&path, &error))?;
    }
    let wanted = pages::are_wanted(args, session);
    let open = wanted.then(|| Pages::open(stage.into_settings(), played.now)).transpose();
    let link = open.as_ref().ok().and_then(Option::as_ref).map(Pages::url);
    if session.json {
        print::json(&page::json(&played, &args.dir, link.as_deref()))?;
    } else {
        let short = || page::short(&played, &args.dir);
        print::text(&if session.quiet { short() } else { page })?;
        if let Some(link) = &link {
            print::text(&pages::links(link, &played))?;
        }
    }
    // What the demo did is told, even where no page can be opened.
    if let Some(pages) = open? {
        pages.keep()?;
    }
    Ok(Exit::Done)
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Import(error) => error.into(),
            RunError::Plan(error) => error.into(),
            RunError::Life(error) => error.into(),
            RunError::Targets(error) => error.into(),
            RunError::Event(error) => error.into(),
            RunError::Lists(error) => error.into(),
            RunError::Sending(error) => match error.downcast::<DispatchError>() {
                Ok(error) => (*error).into(),
                Err(error) => Self::new(Exit::Failed, "demo", error),
            },
            RunError::Lost { day } => Self::new(Exit::Failed, "demo", error).vi(format_args!(
                "đối soát ngày {} không khớp; hãy xem bằng `vandong notices reconcile --day {day}` trên cơ sở dữ \
                 liệu của tỉnh mẫu",
                date_vi(day)
            )),
            RunError::Demo(_) | RunError::Closed | RunError::Unsound { .. } | RunError::Changed => Self::new(Exit::Failed, "demo", error),
        }
    }
}

/// A database that the command line names must be empty: the demo's people are not to stand among
/// those of an office, or of an earlier demo.
fn unused(session: &Session) -> Result<(), Failure> {
    let url = &session.config.database.url;
    if database_file(url).is_none() && !url.is_server() {
        let message = "a database in memory can be seen by nobody else, and the demo needs several \
                       connections to it; name a file, or leave --database out";
        return Err(Failure::new(Exit::Usage, "database_in_memory", message).vi(
            "tỉnh mẫu cần một cơ sở dữ liệu mà nhiều kết nối cùng dùng được; hãy chỉ một tệp, hoặc bỏ \
             --database",
        ));
    }
    if database_file(url).is_some_and(|file| !file.exists()) {
        return Ok(());
    }
    if session.store()?.read(areas)?.is_empty() {
        return Ok(());
    }
    let message =
        format!("{url} holds lists already; name an empty database, or leave --database out");
    Err(Failure::new(Exit::Usage, "database_in_use", message).vi(format!(
        "{url} đã có dữ liệu; hãy chỉ một cơ sở dữ liệu trống, hoặc bỏ --database để dùng cơ sở dữ \
         liệu riêng của tỉnh mẫu"
    )))
}

/// Which earlier demo is removed unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Earlier {
    /// One that nobody has worked on since it ended.
    Untouched,
    /// Any.
    Any,
}

/// The demo's own database in its folder.
fn own_database(dir: &Path) -> Result<DatabaseUrl, Failure> {
    let url = format!("sqlite:{}", dir.join(DATABASE).display()).parse();
    url.map_err(|said: String| Failure::new(Exit::Usage, "usage", said))
}

/// An empty folder, or what an earlier demo left in it, removed.
fn prepare(dir: &Path, earlier: Earlier) -> Result<Claim, Failure> {
    let fail = |error: std::io::Error| unwritable(dir, &error);
    let mark = dir.join(MARK);
    let used = dir.exists() && std::fs::read_dir(dir).map_err(fail)?.next().is_some();
    if used && !mark.exists() {
        let message = format!(
            "{} holds files that are not of a demo, so nothing was touched; name another folder with \
             --dir",
            dir.display()
        );
        return Err(Failure::new(Exit::Usage, "folder_in_use", message).vi(format!(
            "{} có tệp không phải của tỉnh mẫu nên chưa ghi gì; hãy chọn thư mục khác bằng --dir",
            dir.display()
        )));
    }
    std::fs::create_dir_all(dir).map_err(fail)?;
    let claim = Claim::of(dir).map_err(fail)?.ok_or_else(|| busy(dir))?;
    if earlier == Earlier::Untouched && !is_untouched(dir, &own_database(dir)?) {
        return Err(worked_on(dir));
    }
    for folder in ["danh-sach", CALL_LISTS, "ket-qua", LETTERS] {
        let folder = dir.join(folder);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(fail)?;
        }
    }
    let database = ["", "-wal", "-shm"].map(|end| format!("{DATABASE}{end}"));
    for name in database.iter().map(String::as_str).chain([PAGE, ENDED]) {
        let file = dir.join(name);
        if file.exists() {
            std::fs::remove_file(&file).map_err(fail)?;
        }
    }
    Ok(claim)
}

/// Another run works in the folder.
fn busy(dir: &Path) -> Failure {
    let dir = dir.display();
    let message = format!(
        "another demo is running in {dir}, so nothing was touched; wait for its end, or name another \
         folder with --dir"
    );
    Failure::new(Exit::TryAgain, "folder_busy", message).vi(format_args!(
        "một lần chạy thử khác đang dùng {dir} nên chưa ghi gì; hãy chờ lần đó xong, hoặc chọn thư \
         mục khác bằng --dir"
    ))
}

/// Somebody has worked on the demo of the folder since it ended.
fn worked_on(dir: &Path) -> Failure {
    let dir = dir.display();
    let message = format!(
        "somebody has worked on the demo in {dir} since it ended (lists, plans, decisions, notices or \
         scheduled tasks), so nothing was touched; name another folder with --dir, or remove that work \
         with --force"
    );
    Failure::new(Exit::Usage, "demo_worked_on", message).vi(format_args!(
        "đã có người làm tiếp trên tỉnh mẫu ở {dir} (danh sách, kế hoạch, phê duyệt, thông báo hoặc tác vụ \
         theo lịch) nên chưa xóa gì; hãy chọn thư mục khác bằng --dir, hoặc xóa cả phần việc đó bằng --force"
    ))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    let message = format!(
        "cannot write {path}: {error}; let your account write there, or name another folder with --dir"
    );
    Failure::new(Exit::Failed, "file_unwritable", message).vi(format_args!(
        "không ghi được {path}: {}; hãy cho tài khoản của bạn quyền ghi vào đó, hoặc chọn thư mục khác bằng \
         --dir",
        io_vi(error)
    ))
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
                "{:>6} giây  {step} …",
                print::decimal(self.began.elapsed().as_secs_f64(), 1)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::imports::{ImportRow, record_import};

    #[test]
    fn an_earlier_demo_makes_room_and_files_beside_it_stay() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("demo");
        drop(prepare(&dir, Earlier::Untouched).unwrap());
        for name in ["vandong.db", "ket-qua.txt", "notes.txt"] {
            std::fs::write(dir.join(name), "x").unwrap();
        }
        std::fs::create_dir(dir.join("danh-sach-goi")).unwrap();
        let claim = prepare(&dir, Earlier::Untouched).unwrap();
        assert_eq!(prepare(&dir, Earlier::Untouched).unwrap_err().code, "folder_busy");
        drop(claim);
        assert!(!dir.join("ket-qua.txt").exists());
        assert!(!dir.join("vandong.db").exists() && !dir.join("danh-sach-goi").exists());
        assert!(dir.join("notes.txt").exists() && dir.join(MARK).exists());

        std::fs::remove_file(dir.join(MARK)).unwrap();
        assert_eq!(prepare(&dir, Earlier::Untouched).unwrap_err().code, "folder_in_use");
        assert!(dir.join("notes.txt").exists());
    }

    #[test]
    fn a_demo_that_somebody_has_worked_on_is_removed_only_when_it_is_asked_for() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("demo");
        let begin = |earlier| prepare(&dir, earlier).map(drop).map_err(|failure| failure.code);
        let url = own_database(&dir).unwrap();
        let work = || {
            let mut store = Store::open(&url).unwrap();
            store.write(|conn| record_import(conn, an_import())).unwrap();
        };
        assert_eq!(begin(Earlier::Untouched), Ok(()));
        work();
        untouched::note(&dir, &url).unwrap().unwrap();
        assert_eq!(begin(Earlier::Untouched), Ok(()));
        assert!(!dir.join(DATABASE).exists() && !dir.join(ENDED).exists());
        work();
        untouched::note(&dir, &url).unwrap().unwrap();
        work();
        assert_eq!(begin(Earlier::Untouched), Err("demo_worked_on"));
        assert!(dir.join(DATABASE).exists());
        assert_eq!(begin(Earlier::Any), Ok(()));
        assert!(!dir.join(DATABASE).exists());
        // A call list that an agent filled in is work, too.
        work();
        let lists = dir.join(CALL_LISTS).join("2023-W23");
        std::fs::create_dir_all(&lists).unwrap();
        std::fs::write(lists.join("NV15-0001.csv"), "empty").unwrap();
        untouched::note(&dir, &url).unwrap().unwrap();
        std::fs::write(lists.join("NV15-0001.csv"), "filled in").unwrap();
        assert_eq!(begin(Earlier::Untouched), Err("demo_worked_on"));
        assert_eq!(begin(Earlier::Any), Ok(()));
        // Broken off before its end, it is nobody's work.
        work();
        assert_eq!(begin(Earlier::Untouched), Ok(()));
    }

    fn an_import() -> ImportRow {
        ImportRow {
            id: 0,
            province_id: None,
            thing: "people".into(),
            file_name: "a.csv".into(),
            sha256: String::new(),
            imported_at: "2023-06-02T05:00:00".parse().unwrap(),
            read_rows: 1,
            inserted: 1,
            updated: 0,
            unchanged: 0,
            closed: 0,
            rejected: 0,
        }
    }
}
