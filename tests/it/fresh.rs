//! The database that an import makes where none is: told, and taken away when it was for nothing.

use std::fs;

use crate::cli::{PEOPLE, empty, vandong, with_areas};

const AREAS: &str = "Mã;Từ ngày;Loại;Tên;Mã cấp trên\n15;01/01/2020;province;Yên Bái;\n";

#[test]
fn a_new_database_is_told_once_and_not_when_it_is_quiet() {
    let folder = empty();
    fs::write(folder.path().join("areas.csv"), AREAS).unwrap();
    let line = ["import", "areas", "areas.csv", "--database", "dat/ban.db"];
    let run = vandong(&folder, &line);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.starts_with("Đã tạo cơ sở dữ liệu mới dat/ban.db;"), "{}", run.err);
    assert!(run.err.contains("made a new database dat/ban.db"), "{}", run.err);
    assert_eq!(run.err.lines().count(), 1);
    assert_eq!(vandong(&folder, &line).err, "", "it is there now");
    let quiet = ["import", "areas", "areas.csv", "--database", "b.db", "--quiet"];
    assert_eq!(vandong(&folder, &quiet).err, "");
    assert!(folder.path().join("b.db").exists());
}

#[test]
fn a_database_for_nothing_does_not_stay() {
    let folder = with_areas();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    fs::write(folder.path().join("offices.csv"), "Mã;Tên;Mã địa bàn\n1;A;99\n2;B;98\n").unwrap();
    fs::write(folder.path().join("areas.csv"), AREAS).unwrap();
    let names = || {
        let made = fs::read_dir(folder.path()).unwrap().flatten();
        let mut names: Vec<_> = made.map(|one| one.file_name().into_string().unwrap()).collect();
        names.sort();
        names.retain(|name| !name.ends_with(".csv") && name != "vandong-data");
        names
    };
    // No province; no such file; every row refused.
    let lines =
        [("people", "people.csv", 3), ("areas", "none.csv", 3), ("offices", "offices.csv", 0)];
    for (thing, file, code) in lines {
        for database in ["mistyped.db", "no/such/place.db"] {
            let run = vandong(&folder, &["import", thing, file, "--database", database]);
            assert_eq!(run.code, code, "{}", run.err);
            let told = format!("Chưa có cơ sở dữ liệu {database}, không dòng nào được lưu");
            assert!(run.err.starts_with(&told), "{}", run.err);
            assert_eq!(names(), [""; 0], "{thing}");
        }
    }
    let check = ["import", "areas", "areas.csv", "--dry-run", "--database", "no/such.db"];
    let run = vandong(&folder, &check);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("kiểm tra với cơ sở dữ liệu trống"), "{}", run.err);
    assert_eq!(names(), [""; 0]);
    // What was there before stays, whatever an import comes to.
    assert_eq!(vandong(&folder, &["import", "people", "none.csv"]).code, 3);
    assert_eq!(vandong(&folder, &["import", "people", "people.csv", "--quiet"]).err, "");
}
