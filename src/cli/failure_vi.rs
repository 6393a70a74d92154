//! What commands say in Vietnamese when they fail. The people at a keyboard in an office read these;
//! the English beside them goes to whoever looks after the installation.

use super::settings_vi;
use crate::app::context::ProvinceError;
use crate::app::plan::{PlanError, SupposedError, among};
use crate::app::targets::TargetError;
use crate::dispatch::DispatchError;
use crate::domain::calendar::date_vi;
use crate::exchange::read::io_vi;
use crate::planning::week::PlanError as PlannerError;
use crate::store::StoreError;

/// Of what cannot be supposed of a week.
fn supposed(error: &SupposedError) -> String {
    match error {
        SupposedError::NoAgent { code, near } => format!(
            "không có nhân viên thu {code} phụ trách xã nào của kế hoạch này{}; hãy kiểm tra mã, hoặc area_codes \
             của nhân viên thu trong danh sách (vandong import agents TỆP)",
            among(near, "mã gần giống: ")
        ),
        SupposedError::NoCommune { code } => format!(
            "kế hoạch này không có xã nào là, hoặc thuộc, {code}; hãy ghi mã xã hoặc mã địa bàn cấp trên"
        ),
        SupposedError::NoWeight { path } => format!(
            "các giả định không có số `{path}`; hãy ghi loại hình và nội dung \
             (household_hi.renewal.people) hoặc tên trong config/planning.toml (keep_points, \
             urgency.later)"
        ),
        SupposedError::Assumptions(error) => settings_vi::assumptions(error),
    }
}

/// Of the database.
pub(super) fn store(error: &StoreError) -> String {
    match error {
        StoreError::Open { url, reason } => format!(
            "không mở được cơ sở dữ liệu {url}: {}; {}",
            said(reason),
            access_todo(reason).unwrap_or("hãy xem lại địa chỉ ở --database hoặc trong cấu hình")
        ),
        StoreError::Migrate(reason) => {
            format!(
                "không cập nhật được cấu trúc cơ sở dữ liệu: {}{}",
                said(reason),
                and_todo(reason)
            )
        }
        StoreError::Busy(_) => {
            "một lệnh khác đang ghi vào cơ sở dữ liệu; chưa lưu gì, hãy thử lại sau ít phút".into()
        }
        StoreError::Real => {
            "cơ sở dữ liệu này đang dùng thật: việc được ghi theo giờ của máy, còn --today hoặc --fast-clock \
             sẽ ghi sai giờ. Hãy bỏ tùy chọn đó; hoặc diễn tập trên bản sao: `vandong backup --rehearsal \
             BAN-SAO.db`, rồi chạy lại lệnh với --database BAN-SAO.db"
                .into()
        }
        StoreError::Statement(reason) => {
            let reason = reason.to_string();
            format!("cơ sở dữ liệu từ chối câu lệnh: {}{}", said(&reason), and_todo(&reason))
        }
        StoreError::Corrupt { table, what } => {
            format!("bảng {table} có giá trị không đọc được: {what}; hãy phục hồi từ bản sao lưu")
        }
    }
}

/// What to do where an account or a disk is in the way of a file.
fn access_todo(reason: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 4] = [
        (
            "readonly database",
            "hãy cho tài khoản chạy chương trình quyền ghi vào tệp và thư mục chứa tệp (chown, chmod), hoặc \
             chạy bằng tài khoản sở hữu chúng",
        ),
        (
            "unable to open",
            "hãy xem lại đường dẫn, và cho tài khoản chạy chương trình quyền ghi vào thư mục (chown, chmod)",
        ),
        (
            "Permission denied",
            "hãy cho tài khoản chạy chương trình quyền ghi vào thư mục (chown, chmod), hoặc chọn nơi khác \
             bằng --database",
        ),
        ("disk is full", "hãy dọn bớt ổ đĩa rồi thử lại"),
    ];
    WORDS.iter().find(|(word, _)| reason.contains(word)).map(|(_, todo)| *todo)
}

fn and_todo(reason: &str) -> String {
    access_todo(reason).map(|todo| format!("; {todo}")).unwrap_or_default()
}

/// What the database or the system said, where its words are known.
fn said(reason: &str) -> &str {
    const WORDS: [(&str, &str); 8] = [
        ("disk is full", "ổ đĩa đã đầy"),
        ("file is not a database", "tệp không phải là cơ sở dữ liệu"),
        ("unable to open", "không mở được tệp (đường dẫn sai, là thư mục hoặc không có quyền)"),
        ("readonly database", "tệp chỉ cho phép đọc"),
        (
            "the address cannot be understood",
            "không hiểu được địa chỉ, có thể vì mật khẩu có ký tự đặc biệt (hãy viết %40 thay cho @, %2F \
             cho /, %3F cho ?, %23 cho #, %5B cho [, %26 cho &, %25 cho %)",
        ),
        ("Permission denied", "không có quyền đọc hoặc ghi"),
        ("Is a directory", "đây là thư mục, không phải tệp"),
        ("Not a directory", "một phần của đường dẫn không phải là thư mục"),
    ];
    let known = WORDS.iter().find(|(word, _)| reason.contains(word));
    known.map_or(reason, |(_, vi)| vi)
}

/// Of the province that a command works for.
pub(super) fn province(error: &ProvinceError) -> String {
    match error {
        ProvinceError::Store(error) => store(error),
        ProvinceError::NoAreas => {
            "chưa có tỉnh nào: hãy nhập danh mục địa bàn trước (`vandong import areas TỆP`)".into()
        }
        ProvinceError::NoneStands { day, from, to } => {
            let until = to.map(|to| format!(" đến {}", date_vi(to))).unwrap_or_default();
            format!(
                "danh mục địa bàn không có tỉnh nào vào ngày {}: các tỉnh trong danh mục có hiệu lực \
                 từ {}{until}; hãy chọn ngày khác bằng --today (hoặc --week), hoặc nhập danh mục mới \
                 (`vandong import areas TỆP`)",
                date_vi(*day),
                date_vi(*from)
            )
        }
        ProvinceError::Several { count } => format!(
            "cơ sở dữ liệu có {count} tỉnh: hãy chọn một tỉnh bằng --province hoặc office.province"
        ),
        ProvinceError::Unknown { code, day } => format!(
            "không có tỉnh mang mã `{code}` vào ngày {}; nhập danh mục địa bàn bằng `vandong import \
             areas TỆP`",
            date_vi(*day)
        ),
    }
}

/// Of targets.
pub(super) fn targets(error: &TargetError) -> String {
    match error {
        TargetError::Province(error) => province(error),
        TargetError::Store(error) => store(error),
        own => own.vi().unwrap_or_default(),
    }
}

/// Of plans.
pub(super) fn plan(error: &PlanError) -> String {
    match error {
        PlanError::Province(error) => province(error),
        PlanError::Store(error) => store(error),
        PlanError::Planning(PlannerError::Assumptions(error)) => settings_vi::assumptions(error),
        PlanError::Planning(PlannerError::Levels(error)) => {
            format!("số liệu của tuần vượt quá giới hạn tính toán: {error}")
        }
        PlanError::Planning(PlannerError::Solve(error)) => {
            format!("không giải được bài toán của tuần: {error}")
        }
        PlanError::UnknownOffice { code, known } => {
            format!("không có cơ quan BHXH mang mã `{code}`; hiện có: {}", known.join(", "))
        }
        PlanError::WhichOffice { known } => {
            format!("hãy chọn cơ quan BHXH bằng --office; hiện có: {}", known.join(", "))
        }
        PlanError::Targets(error) => targets(error),
        PlanError::Document(error) => format!("một văn bản của kế hoạch bị hỏng: {error}"),
        PlanError::NoPlan { office, week, makes } => format!(
            "cơ quan {office} chưa có kế hoạch tuần {week}{}; hãy lập {}bằng `vandong plan make --week \
             {makes} --office {office}`",
            if makes == week { "" } else { " và tuần đó đã qua" },
            if makes == week { "" } else { "kế hoạch tuần tới " },
        ),
        PlanError::NoDraft { week, version, state } => format!(
            "phiên bản {version} của {week} ở tình trạng “{}”: chỉ hỏi ý kiến nhân viên thu về bản nháp hoặc \
             bản bị trả lại; hãy lập phiên bản mới, hoặc chọn bằng --plan-version",
            state.name_vi()
        ),
        PlanError::NoVersion { week, number, last } => {
            format!("kế hoạch {week} không có phiên bản {number}; hiện có phiên bản 1 đến {last}")
        }
        PlanError::NothingNamed { about } => format!(
            "kế hoạch không có hộ, nhân viên thu, địa bàn hay sự kiện nào mang mã `{about}`; hãy ghi mã hộ, \
             #MÃ NGƯỜI, mã số BHXH, số CCCD, mã nhân viên thu, mã hoặc tên địa bàn, mã sự kiện hoặc mã địa điểm"
        ),
        PlanError::SeveralNamed { about, kinds } => {
            let ways: Vec<String> = kinds
                .iter()
                .map(|kind| format!("--{} ({})", kind.code(), kind.name().vi))
                .collect();
            format!("`{about}` là mã của nhiều đối tượng; hãy chọn bằng {}", ways.join(" hoặc "))
        }
        PlanError::NoVersionBefore { week } => format!(
            "kế hoạch {week} không có phiên bản nào trước phiên bản này; hãy chọn bên so sánh bằng \
             --from-week hoặc --from-version"
        ),
        PlanError::Frequency(rule) => format!(
            "bảng {} không có dòng nào có hiệu lực vào ngày {}; hãy thêm dòng cho ngày này, kèm căn cứ",
            rule.table,
            date_vi(rule.day)
        ),
        PlanError::WeekOver { week, today } => format!(
            "tuần {week} đã qua (hôm nay {}); hãy lập kế hoạch cho tuần tới, hoặc chọn ngày bằng \
             --today",
            date_vi(*today)
        ),
        PlanError::AllInHands { week } => {
            format!("danh sách ngày cuối của tuần {week} đã giao; hãy lập kế hoạch cho tuần tới")
        }
        PlanError::Supposed(error) => supposed(error),
        PlanError::NothingToPlan { week, office } => format!(
            "tuần {week} không có ai để lập kế hoạch: các xã của {office} không có trường hợp nào \
             đang mở; hãy nhập danh sách người dân (people), đến hạn (enrolments) và tiềm năng \
             (prospects) trước"
        ),
        PlanError::NoEvent { code } => format!(
            "không có sự kiện nào mang mã `{code}`; xem các sự kiện của một tuần bằng `vandong events list`"
        ),
        PlanError::Events { reason } => {
            format!("không lập được kế hoạch sự kiện của tuần: {reason}")
        }
        PlanError::NoWorkingDay { week } => {
            format!("tuần {week} không có ngày làm việc nào: cả tuần là ngày nghỉ")
        }
    }
}

/// Of sending.
pub(super) fn dispatch(error: &DispatchError) -> String {
    match error {
        DispatchError::Store(error) => store(error),
        DispatchError::Rules(rule) => format!(
            "bảng {} không có dòng nào có hiệu lực vào ngày {}; hãy thêm dòng cho ngày này, kèm căn cứ",
            rule.table,
            date_vi(rule.day)
        ),
        DispatchError::Password { path, source } => format!(
            "không đọc được mật khẩu máy chủ thư ở {}: {}; hãy sửa mail.password_file hoặc quyền đọc tệp",
            path.display(),
            io_vi(source)
        ),
        DispatchError::Authority { path, source } => format!(
            "không đọc được chứng thư của mail.ca_file ở {}: {}; hãy sửa đường dẫn hoặc quyền đọc tệp",
            path.display(),
            io_vi(source)
        ),
        DispatchError::Setting { vi, .. } => {
            format!("cấu hình gửi chưa đúng: {vi}; hãy sửa cấu hình")
        }
        DispatchError::Machine(reason) => format!("không khởi động được tiến trình gửi: {reason}"),
        DispatchError::NoNotice { id } => format!(
            "tỉnh này không có thông báo số {id}; hãy xem danh sách bằng `vandong notices list`"
        ),
        DispatchError::NotUnknown { id, state_vi, .. } => format!(
            "thông báo {id} đang ở trạng thái “{state_vi}”: chỉ xử lý được thông báo không rõ đã gửi hay chưa; hãy xem các thông báo đó \
             bằng `vandong notices list --state unknown`, và thông báo này bằng `vandong notices show {id}`"
        ),
        DispatchError::UnknownServer { name, known } => {
            let known = match known.as_slice() {
                [] => "chưa khai báo nơi nhận nào".to_owned(),
                known => format!("hiện có {}", known.join(", ")),
            };
            format!(
                "không có nơi nhận {name}: {known}; hãy sửa tên, hoặc webhooks.endpoints, mail.smtp trong \
                 cấu hình"
            )
        }
        DispatchError::NoServer { name } => format!(
            "{name} chưa từng gặp sự cố và vẫn được gửi thông báo; hãy xem các nơi nhận đang gặp sự cố \
             bằng `vandong notices servers`"
        ),
        DispatchError::NotGivenUp { name } => format!(
            "{name} không bị ngừng gửi; hãy xem nơi nhận này nghỉ đến lúc nào bằng `vandong notices servers`"
        ),
        DispatchError::NoName => "hãy ghi người thực hiện: --by HỌ_TÊN".into(),
    }
}
