//! Wrong settings and tables, as they are told in Vietnamese.

use std::fs;
use std::path::Path;

use rstest::rstest;

use super::*;
use crate::config::{Config, Overrides, Tables};
use crate::domain::approval::Deputy;
use crate::planning::assumptions::Assumptions;

fn configured(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.toml");
    fs::write(&file, text).unwrap();
    let overrides = Overrides { file: Some(file), ..Overrides::default() };
    let told = config(&Config::load(&overrides).unwrap_err());
    told.replace(&format!("{}/", folder.path().display()), "")
}

#[rstest]
#[case(
    "[database]\nulr = \"a\"",
    "own.toml: không có khóa `database.ulr`; có phải là `database.url` không?"
)]
#[case("[cats]\nname = 1", "own.toml: không có khóa `cats.name`; các khóa được dùng: ")]
#[case(
    "database = 1",
    "own.toml: `database` là một mục; hãy đặt giá trị cho khóa trong mục đó: database.url"
)]
#[case(
    "[planning]\nthreads = \"x\"",
    "own.toml: `planning.threads` phải là số nguyên; hãy sửa giá trị"
)]
#[case(
    "[planning]\nworking_days = [\"Mon\"]",
    "own.toml: `planning.working_days` phải là chuỗi trong dấu nháy kép, ví dụ \"Mon;Tue;Wed;Thu;Fri\"; hãy sửa giá trị"
)]
#[case(
    "[planning]\nthreads = -1",
    "own.toml: giá trị không hợp lệ: số nguyên `-1`, phải là số nguyên từ 0 đến 65535 ở khóa `planning.threads`; hãy sửa giá trị"
)]
#[case(
    "[office]\ntime_zone = \"Hanoi\"",
    "own.toml: `Hanoi` không phải múi giờ; hãy ghi ví dụ Asia/Ho_Chi_Minh ở khóa `office.time_zone`"
)]
#[case(
    "[planning]\nworking_days = \"T2\"",
    "own.toml: `T2` không phải ngày trong tuần; hãy ghi ví dụ Mon;Tue;Wed;Thu;Fri"
)]
#[case(
    "[approval]\ncommittee = [\"ha@b.vn\"]",
    "own.toml: `ha@b.vn` không phải họ tên; hãy ghi ví dụ Nguyễn Thị Hà <ha@bhxh.example>"
)]
#[case(
    "[approval]\ncommittee = [\"Hà <ha>\"]",
    "own.toml: `Hà <ha>` có địa chỉ thư điện tử sai; hãy ghi ví dụ Nguyễn Thị Hà <ha@bhxh.example>"
)]
#[case(
    "[approval]\nsmall_replan_percent = 101",
    "own.toml: `approval.small_replan_percent` phải từ 0 đến 100; hãy ghi một số trong khoảng đó"
)]
#[case(
    "[approval]\ndeputies = [\"Vũ Lan\"]",
    "own.toml: `Vũ Lan` không phải người được ủy quyền; hãy ghi ví dụ Vũ Lan thay Lò Văn Sơn từ"
)]
#[case(
    "[notices]\ncall_list_at = \"6h\"",
    "own.toml: `6h` không phải giờ trong ngày; hãy ghi ví dụ 06:30"
)]
#[case(
    "[notices]\ncall_list_at = \"18:00\"",
    "own.toml: call_list_until phải muộn hơn call_list_at"
)]
#[case(
    "[schedule]\ncall_lists = \"0 15 6 * * 1-5\"",
    "own.toml: `0 15 6 * * 1-5` không phải lịch chạy: hãy ghi thứ bằng tên, Mon Tue"
)]
#[case(
    "[schedule]\ncall_lists = \"0 15 25 * * Mon\"",
    "own.toml: `0 15 25 * * Mon` không phải lịch chạy: `25` không phải giờ từ 0 đến 23 ở khóa `schedule.call_lists`"
)]
#[case(
    "[reminders]\ndays = \"3;10\"",
    "own.toml: `3;10` không phải danh sách số ngày giảm dần; hãy ghi ví dụ 10;3"
)]
#[case(
    "[log]\nlevel = \"loud\"",
    "own.toml: không có giá trị `loud`, phải là một trong `off`, `error`"
)]
#[case("[lists]\nlanguages = []", "own.toml: danh sách cần ít nhất một từ, không từ nào lặp lại")]
#[case(
    "[database]\nurl = \"mysql://h\"",
    "own.toml: `mysql://h` không phải địa chỉ cơ sở dữ liệu; hãy ghi dạng sqlite:PATH"
)]
#[case(
    "[database]\nurl = \"a\"\nurl = \"b\"",
    "own.toml, dòng 3: khóa bị ghi hai lần; hãy sửa dòng này"
)]
#[case(
    "[import]\ncloses_percent = 101",
    "own.toml: `import.closes_percent` phải từ 0 đến 100; hãy ghi một số trong khoảng đó"
)]
#[case("[import]\npromise_days = 0", "own.toml: `import.promise_days` phải từ 1 đến 3660")]
#[case("[import]\ncover_months = 0", "own.toml: `import.cover_months` phải từ 1 đến 1200")]
#[case("[import]\nhousehold_people = 0", "own.toml: `import.household_people` phải từ 1 đến")]
#[case(
    "[planning]\nvisit_slots_per_day = 101",
    "own.toml: `planning.visit_slots_per_day` phải từ 0 đến 100"
)]
fn settings_that_are_wrong(#[case] text: &str, #[case] expected: &str) {
    let told = configured(text);
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn a_deputy_of_nobody_is_named() {
    let deputy = Deputy { name: "Vũ Lan".into(), of: "Lò Sơn".into(), from: None, to: None };
    let told = config(&ConfigError::DeputyOfNobody { deputy });
    assert!(
        told.starts_with("approval.deputies: `Vũ Lan thay Lò Sơn`: Lò Sơn không có trong"),
        "{told}"
    );
}

#[test]
fn a_layer_without_a_file_is_named_too() {
    let named = |origin| {
        config(&ConfigError::WrongType {
            origin,
            key: "planning.visits".into(),
            expected: Expected::Boolean,
            example: None,
        })
    };
    let variable = named(Origin::Variable("VANDONG__PLANNING__VISITS".into()));
    assert_eq!(
        variable,
        "biến môi trường VANDONG__PLANNING__VISITS: `planning.visits` phải là true hoặc false; hãy sửa \
         giá trị"
    );
    assert!(named(Origin::CommandLine).starts_with("dòng lệnh: "));
    assert!(named(Origin::BuiltIn).starts_with("default.toml có sẵn: "));
    let meant = "VANDONG__DATABASE__URL".to_owned();
    let told = config(&ConfigError::Underscores { variable: "VANDONG_DATABASE_URL".into(), meant });
    assert!(told.ends_with("hãy đổi tên thành VANDONG__DATABASE__URL"), "{told}");
}

#[test]
fn a_file_that_is_not_there_is_told_with_the_words_of_the_system() {
    let overrides = Overrides { file: Some("no.toml".into()), ..Overrides::default() };
    let told = config(&Config::load(&overrides).unwrap_err());
    assert_eq!(
        told,
        "không đọc được tệp cấu hình no.toml: không có tệp hoặc thư mục này; hãy sửa đường dẫn hoặc quyền \
         đọc tệp"
    );
    let told = tables(&Tables::load(Some(Path::new("no-folder"))).unwrap_err());
    assert!(told.starts_with("không đọc được no-folder: không có tệp hoặc thư mục này"), "{told}");
}

fn built_in(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)).unwrap()
}

#[rstest]
#[case("products.toml", "ladder = \"card\"", "ladder = \"cart\"", "bảng products, dòng ")]
#[case(
    "products.toml",
    "ladder = \"card\"",
    "ladder = \"cart\"",
    "không có giá trị `cart`, phải là "
)]
#[case(
    "outcomes.toml",
    "max_attempts = 3",
    "max_attempts = 0",
    "bảng outcomes, dòng `no_answer`: số lần"
)]
#[case(
    "segments.toml",
    "priority = 2\n",
    "priority = 1\n",
    "thứ tự ưu tiên (priority) 1 có hai lần"
)]
#[case(
    "products.toml",
    "cycles = [1, 3, 6, 12]",
    "cycles = [1, 3, 6, 24]",
    "và due.toml có sẵn không khớp nhau: loại hình `voluntary_si` có phương thức đóng 24 tháng"
)]
fn tables_that_are_wrong(
    #[case] name: &str,
    #[case] old: &str,
    #[case] new: &str,
    #[case] expected: &str,
) {
    let (folder, text) = (tempfile::tempdir().unwrap(), built_in(name));
    assert!(text.contains(old), "{name} has no `{old}`");
    fs::write(folder.path().join(name), text.replacen(old, new, 1)).unwrap();
    let told = tables(&Tables::load(Some(folder.path())).unwrap_err());
    assert!(told.starts_with(&folder.path().join(name).display().to_string()), "{told}");
    assert!(told.contains(expected) && !told.contains('\n'), "{told}");
}

#[test]
fn a_table_with_a_wrong_name_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("product.toml"), "").unwrap();
    let told = tables(&Tables::load(Some(folder.path())).unwrap_err());
    assert!(told.contains("product.toml không thay bảng nào"), "{told}");
    assert!(told.contains("đổi tên thành products.toml"), "{told}");
}

#[rstest]
#[case("vnd_per_point = ", "vnd_per_point = -", "vnd_per_point phải trên 0")]
#[case("vnd_per_point = ", "vnd_per_piont = ", "không có trường `vnd_per_piont`")]
fn assumptions_that_are_wrong(#[case] old: &str, #[case] new: &str, #[case] expected: &str) {
    let text = built_in("planning.toml").replacen(old, new, 1);
    let told = assumptions(&Assumptions::from_toml(&text).unwrap_err());
    assert!(told.starts_with("giả định của kế hoạch: ") && told.contains(expected), "{told}");
    assert!(told.ends_with("hãy sửa planning.toml rồi lập kế hoạch lại"), "{told}");
}
