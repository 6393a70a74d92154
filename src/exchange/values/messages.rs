//! The texts of every [`ValueError`]: its code, then what is wrong and what is expected, with an
//! example, in Vietnamese and in English. They follow `Cột “…”: ` and `Column “…”: `.

use super::ValueError;

impl ValueError {
    /// Code, Vietnamese and English; `{words}` stands for the words of a list.
    pub(super) fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Missing => (
                "missing",
                "bắt buộc nhưng đang để trống; hãy điền giá trị",
                "required but empty; fill it in",
            ),
            Self::BadDate => (
                "bad_date",
                "ngày không hợp lệ; cần ngày/tháng/năm, ví dụ 23/06/2023 hoặc 2023-06-23",
                "not a date; expected dd/mm/yyyy or yyyy-mm-dd, for example 23/06/2023",
            ),
            Self::PartialDate => (
                "partial_date",
                "chỉ có năm hoặc tháng; cần đủ ngày/tháng/năm, ví dụ 23/06/1985, hoặc để trống",
                "only a year or a month; expected dd/mm/yyyy, for example 23/06/1985, or nothing",
            ),
            Self::BadDateTime => (
                "bad_date_time",
                "ngày giờ không hợp lệ; ví dụ 23/06/2023 14:30 hoặc 2023-06-23 14:30",
                "not a date and time; for example 23/06/2023 14:30 or 2023-06-23 14:30",
            ),
            Self::BadMonth => (
                "bad_month",
                "tháng không hợp lệ; cần tháng/năm hoặc ngày đầy đủ, ví dụ 06/2023 hoặc 2023-06",
                "not a month; expected mm/yyyy, yyyy-mm or a full date, for example 06/2023",
            ),
            Self::BadMoney => (
                "bad_money",
                "số tiền không hợp lệ; cần số đồng nguyên, ví dụ 1.234.567 hoặc 1234567",
                "not an amount; expected whole VND, for example 1.234.567 or 1234567",
            ),
            Self::BadInteger => (
                "bad_integer",
                "không phải số nguyên; ví dụ 12 hoặc 1.234",
                "not a whole number; for example 12 or 1.234",
            ),
            Self::BadMonths => (
                "bad_months",
                "không phải số tháng; ví dụ 12 hoặc 12 tháng",
                "not a number of months; for example 12 or 12 months",
            ),
            Self::BadDecimal => (
                "bad_decimal",
                "không phải số; ví dụ 21,7229 hoặc 21.7229",
                "not a number; for example 21.7229 or 21,7229",
            ),
            Self::BadYesNo => (
                "bad_yes_no",
                "chỉ nhận có hoặc không (cũng nhận x, 1, 0)",
                "expected yes or no (x, 1 and 0 also count)",
            ),
            Self::BadWorkingDays => (
                "bad_working_days",
                "ngày làm việc không hợp lệ; ví dụ T2;T3;T4 hoặc T2-T6, chủ nhật là CN",
                "not days of the week; for example Mon;Tue;Wed or Mon-Fri",
            ),
            Self::BadSex => {
                ("bad_sex", "giới tính chỉ nhận nam hoặc nữ", "expected male or female")
            }
            Self::BadShares => (
                "bad_shares",
                "cần mã:tỷ lệ, cách nhau bằng dấu chấm phẩy, tỷ lệ từ 0 đến 1, ví dụ \
                 04252:0.6;04255:0.4",
                "expected code:share with shares from 0 to 1, for example 04252:0.6;04255:0.4",
            ),
            Self::NotOneOf(_) => (
                "not_one_of",
                "giá trị không có trong danh mục; chỉ nhận: {words}",
                "unknown value; expected one of: {words}",
            ),
            Self::BadText => (
                "bad_text",
                "có ký tự không đọc được; hãy gõ lại nội dung của ô",
                "unreadable characters; type the cell's content again",
            ),
            Self::BadPhone => (
                "bad_phone",
                "số điện thoại không hợp lệ; ví dụ 0912 345 678",
                "not a Vietnamese telephone number; for example 0912 345 678",
            ),
            Self::ForeignPhone => (
                "foreign_phone",
                "số điện thoại nước ngoài; cần số của Việt Nam, ví dụ 0912 345 678",
                "a number of another country; expected one of Vietnam, for example 0912 345 678",
            ),
            Self::OldPhone => (
                "old_phone",
                "số điện thoại cũ đã ngừng dùng; hãy hỏi lại số mới, ví dụ 0912 345 678",
                "an old number that is out of use; ask for the new one, for example 0912 345 678",
            ),
            Self::SeveralPhones => (
                "several_phones",
                "có nhiều số điện thoại trong một ô; chỉ giữ lại một số",
                "more than one telephone number in the cell; keep one",
            ),
            Self::BadEmail => (
                "bad_email",
                "thư điện tử không hợp lệ; cần một địa chỉ, ví dụ ten@vidu.vn",
                "not an e-mail address; expected one, for example name@example.vn",
            ),
            Self::BadSiNumber => (
                "bad_si_number",
                "mã số BHXH không hợp lệ; cần đúng 10 chữ số, ví dụ 0115123456",
                "not a social-insurance number; expected 10 digits, for example 0115123456",
            ),
            Self::BadCitizenId => (
                "bad_citizen_id",
                "số CCCD không hợp lệ; cần đúng 12 chữ số, ví dụ 015090001234",
                "not a citizen ID; expected 12 digits, for example 015090001234",
            ),
            Self::OldIdentityCard => (
                "old_identity_card",
                "đây là số CMND 9 số đã hết giá trị; cần số CCCD 12 số, hoặc để trống nếu chưa \
                 biết",
                "an old identity card of 9 digits; give the citizen ID of 12 digits, or leave \
                 empty",
            ),
            Self::ZeroLost => (
                "zero_lost",
                "thiếu một chữ số, có thể bảng tính đã bỏ số 0 ở đầu; hãy định dạng cột là văn \
                 bản (Text) và điền lại",
                "one digit too few: a spreadsheet may have dropped the leading 0; format the \
                 column as text and fill it in again",
            ),
        }
    }
}
