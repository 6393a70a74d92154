//! What is wrong with a command line, in Vietnamese: the parser itself speaks English alone.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::values::Told;

/// One sentence, with what to write instead.
pub(super) fn vi(error: &clap::Error) -> String {
    let of = |kind| words(error.get(kind));
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::ValueValidation => {
            let told = error.source().and_then(|source| source.downcast_ref::<Told>());
            let how = told.map_or("cần một số nguyên không quá lớn", |told| &*told.vi);
            format!("{argument} không nhận giá trị “{value}”: {how}")
        }
        ErrorKind::InvalidValue => {
            let valid = of(ContextKind::ValidValue);
            let what = match value.is_empty() {
                true => format!("{argument} cần có giá trị"),
                false => format!("{argument} không nhận giá trị “{value}”"),
            };
            if valid.is_empty() {
                what
            } else {
                format!("{what}; hãy chọn một trong: {valid}")
            }
        }
        ErrorKind::UnknownArgument => format!("không có tùy chọn {argument}; xem --help"),
        ErrorKind::InvalidSubcommand => {
            let named = of(ContextKind::InvalidSubcommand);
            format!("không có lệnh “{named}”; xem --help")
        }
        ErrorKind::MissingRequiredArgument => format!("còn thiếu {argument}"),
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            match other.is_empty() || other == argument {
                true => format!("{argument} chỉ được ghi một lần"),
                false => format!("không dùng {argument} cùng với {other}"),
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "còn thiếu lệnh; hãy ghi thêm một trong các lệnh nêu trên".into()
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} có số giá trị không đúng")
        }
        ErrorKind::InvalidUtf8 => "dòng lệnh có ký tự không đọc được; hãy dùng UTF-8".into(),
        _ => "dòng lệnh không đúng; xem --help".into(),
    }
}

fn words(value: Option<&ContextValue>) -> String {
    match value {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(several)) => several.join(", "),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use rstest::rstest;

    use super::*;
    use crate::cli::Cli;

    #[rstest]
    #[case(
        "plan show --week 23",
        "--week <WEEK> không nhận giá trị “23”: ghi năm và số tuần theo ISO"
    )]
    #[case("plan show --week 2027-W53", "“2027-W53”: năm 2027 chỉ có 52 tuần")]
    #[case("", "còn thiếu lệnh")]
    #[case("plan", "còn thiếu lệnh")]
    #[case("plan show --today 5", "không nhận giá trị “5”: ghi ngày có thật")]
    #[case("plan show --plan-version x", "“x”: cần một số nguyên")]
    #[case("serve --bind foo", "“foo”: ghi địa chỉ IP và cổng, ví dụ 127.0.0.1:8023")]
    #[case("demo --weeks 99", "“99”: ghi số tuần từ 1 đến 17")]
    #[case("demo --scale huge", "“huge”; hãy chọn một trong: small, province, large")]
    #[case("lists write --format pdf", "“pdf”; hãy chọn một trong: xlsx, csv, json")]
    #[case("import cats a.csv", "“cats”; hãy chọn một trong: areas, offices")]
    #[case("import people", "còn thiếu <FILE>")]
    #[case("plan make", "còn thiếu --week <WEEK>")]
    #[case("plan make --week", "--week <WEEK> cần có giá trị")]
    #[case("plan show --wek 2023-W23", "không có tùy chọn --wek")]
    #[case("fly", "không có lệnh “fly”")]
    #[case("plan show --week 2023-W23 --week 2023-W24", "chỉ được ghi một lần")]
    fn every_mistake_is_told(#[case] line: &str, #[case] expected: &str) {
        let line = std::iter::once("vandong").chain(line.split_whitespace());
        let Err(error) = Cli::try_parse_from(line) else { panic!("it was read") };
        let told = vi(&error);
        assert!(told.contains(expected), "{told}");
    }
}
