//! What offices write where a catalogue's value is meant.

use rstest::rstest;

use super::*;
use crate::config::Tables;

fn tables() -> Tables {
    Tables::load(None).unwrap()
}

#[rstest]
#[case("vi", Some("vi"))]
#[case("Tiếng Việt", Some("vi"))]
#[case("Kinh", Some("vi"))]
#[case(" VIỆT ", Some("vi"))]
#[case("dân tộc Kinh", Some("vi"))]
#[case("Thái", Some("thai"))]
#[case("tiếng Mông", Some("hmong"))]
#[case("H'Mông", Some("hmong"))]
#[case("H’mông", Some("hmong"))]
#[case("Mong", Some("hmong"))]
#[case("hmong – Mông", Some("hmong"))]
#[case("Dao (Yao)", Some("dao"))]
#[case("Người Tày", Some("tay"))]
#[case("Bru-Vân Kiều", Some("bru"))]
#[case("không biết tiếng Kinh", None)]
#[case("Klingon", None)]
#[case("tiếng", None)]
fn languages(#[case] cell: &str, #[case] expected: Option<&str>) {
    let tables = tables();
    let names = Names::of(tables.languages.named(), tables.languages.ignored_words());
    assert_eq!(names.find(cell), expected);
    assert_eq!(names.find(cell), expected, "the second time");
}

#[rstest]
#[case("hộ nghèo", Some("poor"))]
#[case("Hộ gia đình nghèo", Some("poor"))]
#[case("HỘ CẬN NGHÈO", Some("near_poor"))]
#[case("ho can ngheo", Some("near_poor"))]
#[case("Người thuộc hộ mới thoát nghèo", Some("newly_out_of_poverty"))]
#[case("Dân tộc thiểu số", Some("ethnic_minority"))]
#[case("DTTS", Some("ethnic_minority"))]
#[case("Học sinh, sinh viên", Some("student"))]
#[case("Người có thu nhập", Some("income_earner"))]
#[case("Ethnic minority person", Some("ethnic_minority"))]
#[case("không nghèo", None)]
#[case("không thuộc hộ nghèo", None)]
#[case("thoát nghèo", None)]
#[case("Hộ nghèo (đã thoát nghèo)", None)]
fn segments(#[case] cell: &str, #[case] expected: Option<&str>) {
    let tables = tables();
    let names = Names::of(tables.segments.named(), tables.segments.ignored_words());
    assert_eq!(names.find(cell), expected);
}

#[rstest]
#[case("household_hi", Some("household_hi"))]
#[case("BHYT hộ gia đình", Some("household_hi"))]
#[case("Thẻ BHYT theo hộ gia đình", Some("household_hi"))]
#[case("BHXH tự nguyện", Some("voluntary_si"))]
#[case("bhxh tu nguyen", Some("voluntary_si"))]
#[case("BHYT học sinh sinh viên", Some("student_hi"))]
#[case("household_hi (BHYT hộ gia đình)", Some("household_hi"))]
#[case("Student health insurance", Some("student_hi"))]
#[case("BHYT", None)]
#[case("BHXH bắt buộc", None)]
fn products(#[case] cell: &str, #[case] expected: Option<&str>) {
    assert_eq!(Names::of_products(&tables().products).find(cell), expected);
}

#[rstest]
#[case("tất cả", Some("all"))]
#[case("Gọi điện", Some("call"))]
#[case("qua Zalo", Some("zalo"))]
#[case("Tin nhắn", Some("sms"))]
#[case("email", Some("email"))]
#[case("fax", None)]
fn channels(#[case] cell: &str, #[case] expected: Option<&str>) {
    let tables = tables();
    let names = Names::of(tables.consent.channels(), tables.consent.ignored_words());
    assert_eq!(names.find(cell), expected);
}

#[test]
fn every_name_of_the_built_in_catalogues_is_its_own() {
    let tables = tables();
    let products = Names::of_products(&tables.products);
    let segments = Names::of(tables.segments.named(), tables.segments.ignored_words());
    let languages = Names::of(tables.languages.named(), tables.languages.ignored_words());
    let ignored = tables.consent.ignored_words();
    let channels = Names::of(tables.consent.channels(), ignored);
    let purposes = Names::of(tables.consent.purposes(), ignored);
    let bases = Names::of(tables.consent.bases(), ignored);
    let every = tables.products.named().map(|row| (&products, row));
    let every = every.chain(tables.segments.named().map(|row| (&segments, row)));
    let every = every.chain(tables.languages.named().map(|row| (&languages, row)));
    let every = every.chain(tables.consent.channels().map(|row| (&channels, row)));
    let every = every.chain(tables.consent.purposes().map(|row| (&purposes, row)));
    for (names, row) in every.chain(tables.consent.bases().map(|row| (&bases, row))) {
        let own = [row.code, row.vi, row.en].into_iter();
        for name in own.chain(row.aliases.iter().map(String::as_str)) {
            assert_eq!(names.find(name), Some(row.code), "{name}");
        }
    }
}

#[rstest]
#[case("hộ nghèo; DTTS", "poor ethnic_minority")]
#[case("Học sinh, sinh viên; poor", "student poor")]
#[case("hộ nghèo, dân tộc thiểu số", "poor ethnic_minority")]
#[case("cận nghèo/người giàu", "near_poor ?người giàu")]
#[case("người giàu;;", "?người giàu")]
fn lists(#[case] cell: &str, #[case] expected: &str) {
    let tables = tables();
    let names = Names::of(tables.segments.named(), tables.segments.ignored_words());
    let mut found = Vec::new();
    names.each(cell, |value, code| {
        found.push(code.map_or_else(|| format!("?{value}"), str::to_owned));
    });
    assert_eq!(found.join(" "), expected);
}

#[test]
fn a_name_of_two_rows_means_neither() {
    let row = |code, vi, en| Named { code, vi, en, aliases: &[] };
    let names = Names::of([row("a", "Mường", "x"), row("b", "Muống", "y")], &[]);
    assert_eq!((names.find("muong"), names.find("a")), (None, Some("a")));
}

#[test]
fn the_nearest_value_comes_first() {
    let names = Names::of_products(&tables().products);
    let [vi, en] = names.allowed("BHYT hộ gia dinhh");
    assert!(vi.starts_with("household_hi (BHYT hộ gia đình), voluntary_si ("), "{vi}");
    assert!(en.contains("student_hi (Student health insurance)"), "{en}");
    assert!(names.allowed("xe máy")[0].starts_with("voluntary_si ("));
    assert_eq!(names.suggestion("xe máy"), None);
    assert_eq!(names.suggestion(&"hộ ".repeat(100)), None);
    let [vi, _] = names.suggestion("BHXH tự nguyệnn").unwrap();
    assert_eq!(vi, "“BHXH tự nguyện” (voluntary_si)");
}
