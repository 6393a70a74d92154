//! Which errors end with which code.

use std::io::ErrorKind;
use std::path::PathBuf;

use rstest::rstest;

use super::*;
use crate::exchange::read::ReadError;
use crate::planning::assumptions::Assumptions;

fn open(reason: &str) -> StoreError {
    StoreError::Open { url: "postgres://h/d".into(), reason: reason.into() }
}

fn busy() -> StoreError {
    StoreError::Busy("database is locked".into())
}

fn missing(kind: ErrorKind) -> ImportError {
    ImportError::Open { path: PathBuf::from("people.csv"), source: kind.into() }
}

#[rstest]
#[case(
    open("connection to server failed: Connection refused"),
    Exit::TryAgain,
    "database_unreachable"
)]
#[case(PlanError::Store(busy()), Exit::TryAgain, "database_busy")]
#[case(ImportError::Store(busy()), Exit::TryAgain, "database_busy")]
#[case(open("password authentication failed"), Exit::Failed, "database_unreachable")]
#[case(missing(ErrorKind::NotFound), Exit::NotFound, "file_not_found")]
#[case(missing(ErrorKind::PermissionDenied), Exit::Failed, "file_unreadable")]
#[case(missing(ErrorKind::IsADirectory), Exit::Invalid, "file_unreadable")]
#[case(ImportError::from(ProvinceError::NoAreas), Exit::NotFound, "no_areas")]
#[case(ProvinceError::Several { count: 2 }, Exit::Usage, "which_province")]
#[case(PlanError::WhichOffice { known: Vec::new() }, Exit::Usage, "which_office")]
#[case(ConfigError::NotText { variable: "X".into() }, Exit::Invalid, "invalid_config")]
fn errors_have_their_codes(
    #[case] error: impl Into<Failure>,
    #[case] exit: Exit,
    #[case] code: &str,
) {
    let failure = error.into();
    assert_eq!((failure.exit, failure.code), (exit, code), "{}", failure.message);
}

#[test]
fn a_list_that_cannot_be_read_is_told_of_in_both_languages() {
    let failure =
        Failure::from(ImportError::Read { path: "a.csv".into(), source: ReadError::Empty });
    assert_eq!((failure.exit, failure.code), (Exit::Invalid, "empty_file"));
    assert!(failure.message.starts_with("a.csv: the file is empty"), "{}", failure.message);
    assert!(failure.message_vi.unwrap().starts_with("a.csv: tệp trống"));
}

#[test]
fn the_system_and_the_database_speak_vietnamese_too() {
    let no_file = Failure::from(missing(ErrorKind::NotFound)).message_vi.unwrap();
    assert_eq!(no_file, "không mở được people.csv: không có tệp hoặc thư mục này");
    let source = ReadError::Io(ErrorKind::IsADirectory.into());
    let folder = Failure::from(ImportError::Read { path: "lists".into(), source });
    assert_eq!(
        failure_exit(&folder),
        (Exit::Invalid, "lists: không đọc được tệp: đây là thư mục, không phải tệp")
    );
    let no_database = Failure::from(open("file is not a database")).message_vi.unwrap();
    assert!(no_database.contains("tệp không phải là cơ sở dữ liệu"), "{no_database}");
}

#[test]
fn settings_and_tables_are_told_of_in_both_languages() {
    let variable = Failure::from(ConfigError::NotText { variable: "X".into() });
    assert!(variable.message.contains("not UTF-8"), "{}", variable.message);
    assert!(variable.message_vi.unwrap().contains("biến môi trường X"));
    let wrong = Failure::from(TablesError::Misnamed { path: "a.toml".into(), meant: "b.toml" });
    assert!(wrong.message_vi.unwrap().contains("đổi tên thành b.toml"));
    let error = Assumptions::from_toml("a = 1").unwrap_err();
    let planning = PlanError::Planning(PlannerError::Assumptions(error));
    for failure in [Failure::from(planning), Assumptions::from_toml("a = 1").unwrap_err().into()] {
        let vi = failure.message_vi.unwrap();
        assert!(
            vi.starts_with("giả định của kế hoạch: dòng 1, cột 1: không có trường `a`"),
            "{vi}"
        );
    }
}

fn failure_exit(failure: &Failure) -> (Exit, &str) {
    (failure.exit, failure.message_vi.as_deref().unwrap_or_default())
}

#[test]
fn whoever_has_to_wait_is_told_so_in_both_languages() {
    let failure = Failure::from(PlanError::Store(busy()));
    assert!(failure.message.contains("try again in a moment"), "{}", failure.message);
    assert!(failure.message_vi.unwrap().contains("thử lại"));
}

#[test]
fn usage_is_one_line_without_the_hint() {
    let failure =
        Failure::usage("error: no such thing\n  [possible values: a]\n\nUsage: vandong\n");
    assert_eq!(failure.message, "no such thing [possible values: a]");
}

#[rstest]
#[case::file(
    open("attempt to write a readonly database"),
    "(chown, chmod)",
    "quyền ghi vào tệp và thư mục"
)]
#[case::folder(open("unable to open database file"), "the path", "xem lại đường dẫn")]
#[case::no_folder(
    open("Permission denied (os error 13)"),
    "--database",
    "chọn nơi khác bằng --database"
)]
#[case::other(open("file is not a database"), "--database", "địa chỉ ở --database")]
#[case::at_work(StoreError::Migrate("disk is full".into()), "make room", "ổ đĩa đã đầy; hãy dọn bớt ổ đĩa")]
#[case::port(
    bind(ErrorKind::AddrInUse),
    "another port with --bind",
    "đang có chương trình khác dùng; hãy dừng"
)]
#[case::low_port(bind(ErrorKind::PermissionDenied), "below 1024", "cổng lớn hơn bằng --bind")]
#[case::address(bind(ErrorKind::AddrNotAvailable), "127.0.0.1", "hãy dùng 127.0.0.1 hoặc")]
fn what_the_machine_refuses_is_told_with_what_to_do(
    #[case] error: impl Into<Failure>,
    #[case] todo: &str,
    #[case] todo_vi: &str,
) {
    let failure = error.into();
    assert!(failure.message.contains(todo), "{}", failure.message);
    let vi = failure.message_vi.unwrap();
    assert!(vi.contains(todo_vi), "{vi}");
}

fn bind(kind: ErrorKind) -> ServeError {
    ServeError::Bind { bind: "127.0.0.1:80".parse().unwrap(), source: kind.into() }
}
