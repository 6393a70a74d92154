//! What commands say in Vietnamese when the configuration or a table of law and practice is wrong:
//! which file, which key or row, what is wrong and what to do. In a small office whoever plans the
//! week is the administrator too.

use super::parser_vi::parser_vi;
use crate::config::{ConfigError, Expected, Origin, TablesError};
use crate::domain::catalogue::CatalogueError;
use crate::exchange::read::io_vi;
use crate::planning::assumptions::AssumptionError;

/// Of the configuration.
pub(super) fn config(error: &ConfigError) -> String {
    match error {
        ConfigError::Read { path, source } => format!(
            "không đọc được tệp cấu hình {}: {}; hãy sửa đường dẫn hoặc quyền đọc tệp",
            path.display(),
            io_vi(source)
        ),
        ConfigError::Syntax { origin, line, reason } => {
            format!("{}, dòng {line}: {}; hãy sửa dòng này", place(origin), parser_vi(reason))
        }
        ConfigError::UnknownKey { origin, key, near, known } => {
            let hint = match near {
                Some(near) => format!("có phải là `{near}` không?"),
                None => format!("các khóa được dùng: {known}"),
            };
            format!("{}: không có khóa `{key}`; {hint}", place(origin))
        }
        ConfigError::Section { origin, key, keys } => format!(
            "{}: `{key}` là một mục; hãy đặt giá trị cho khóa trong mục đó: {keys}",
            place(origin)
        ),
        ConfigError::WrongType { origin, key, expected, example } => {
            let example = example.as_ref().map(|example| format!(", ví dụ {example}"));
            format!(
                "{}: `{key}` phải là {}{}; hãy sửa giá trị",
                place(origin),
                in_words(*expected),
                example.unwrap_or_default()
            )
        }
        ConfigError::OutOfRange { origin, key, range } => format!(
            "{}: `{key}` phải từ {} đến {}; hãy ghi một số trong khoảng đó",
            place(origin),
            range.start(),
            range.end()
        ),
        ConfigError::Invalid { origin, reason } => {
            format!("{}: {}; hãy sửa giá trị", place(origin), parser_vi(reason))
        }
        ConfigError::Underscores { variable, meant } => {
            format!("biến môi trường {variable} không có tác dụng; hãy đổi tên thành {meant}")
        }
        ConfigError::DeputyOfNobody { deputy } => format!(
            "approval.deputies: `{} thay {}`: {} không có trong approval.committee và \
             approval.coordinators; hãy sửa họ tên, thêm người đó vào một trong hai danh sách, hoặc bỏ \
             mục này",
            deputy.name, deputy.of, deputy.of
        ),
        ConfigError::NotText { variable } => {
            format!("biến môi trường {variable} không phải văn bản UTF-8; hãy đặt lại")
        }
    }
}

fn place(origin: &Origin) -> String {
    match origin {
        Origin::BuiltIn => "default.toml có sẵn".to_owned(),
        Origin::File(path) => path.clone(),
        Origin::Variable(name) => format!("biến môi trường {name}"),
        Origin::CommandLine => "dòng lệnh".to_owned(),
    }
}

fn in_words(expected: Expected) -> &'static str {
    match expected {
        Expected::WholeNumber => "số nguyên",
        Expected::Number => "số",
        Expected::Boolean => "true hoặc false",
        Expected::List => "danh sách",
        Expected::Text => "chuỗi trong dấu nháy kép",
        Expected::Date => "ngày",
        Expected::Section => "một mục",
    }
}

/// Of the tables of law and practice.
pub(super) fn tables(error: &TablesError) -> String {
    match error {
        TablesError::Read { path, source } => format!(
            "không đọc được {}: {}; hãy sửa `folder` trong mục [tables] của cấu hình, hoặc quyền đọc",
            path.display(),
            io_vi(source)
        ),
        TablesError::Misnamed { path, meant } => format!(
            "{} không thay bảng nào; nếu muốn thay thì đổi tên thành {meant}, nếu không thì chuyển tệp \
             đi nơi khác",
            path.display()
        ),
        TablesError::Table { file, source } => format!("{}: {}", table(file), catalogue(source)),
        TablesError::Disagree { one, other, problem } => format!(
            "{} và {} không khớp nhau: {}; hãy sửa một trong hai",
            table(one),
            table(other),
            problem.vi
        ),
    }
}

/// A file, or which of the tables of the program.
fn table(file: &str) -> String {
    match file.strip_prefix("built-in ") {
        Some(name) => format!("{name} có sẵn"),
        None => file.to_owned(),
    }
}

fn catalogue(error: &CatalogueError) -> String {
    match error {
        CatalogueError::Syntax { table, reason } => {
            format!("bảng {table}, {}; hãy sửa tệp ở chỗ này rồi chạy lại", parser_vi(reason))
        }
        CatalogueError::Duplicate { table, code } => {
            format!("bảng {table}: `{code}` có hai lần; hãy giữ một dòng cho mỗi mã")
        }
        CatalogueError::TooMany { table, count, most } => format!(
            "bảng {table}: có {count} dòng, nhiều nhất được {most}; hãy bỏ những dòng không dùng"
        ),
        CatalogueError::Row { table, row, problem } => {
            format!("bảng {table}, dòng `{row}`: {}", problem.vi)
        }
    }
}

/// Of the numbers that planning assumes.
pub(super) fn assumptions(error: &AssumptionError) -> String {
    let what = match error {
        AssumptionError::Syntax(reason) => parser_vi(reason),
        AssumptionError::Value(problem) => problem.vi.clone(),
    };
    format!("giả định của kế hoạch: {what}; hãy sửa planning.toml rồi lập kế hoạch lại")
}

#[cfg(test)]
#[path = "settings_vi_tests.rs"]
mod tests;
