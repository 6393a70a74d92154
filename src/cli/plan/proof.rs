//! A proof in words: what it says, and what was fixed before.

use std::fmt::Write as _;

use crate::app::plan::proof::Proof;
use crate::cli::print::thousands;

/// What the proof says, and what lies outside of it.
pub(super) fn proof_text(proof: &Proof) -> String {
    let mut text = format!(
        "\nChứng minh: {} trường hợp hạn chót, {} trường hợp đến hạn khác và hẹn gọi lại, {} điểm \
         giá trị.\n",
        thousands(proof.levels.last_chance),
        thousands(proof.levels.due),
        thousands(proof.levels.value)
    );
    if let Some(kept) = &proof.kept {
        let _ = writeln!(
            text,
            "Giữ nguyên {} trên {} lượt đã giao còn làm được; trong điểm giá trị có {} điểm cho việc giữ \
             nguyên.",
            thousands(kept.kept),
            thousands(kept.possible),
            thousands(kept.points)
        );
    }
    if proof.gap() == 0 {
        text.push_str(
            "Không có phương án nào tốt hơn theo các giả định đã nêu (cận trên = kết quả, khoảng \
             cách 0).\n",
        );
    } else {
        let _ = writeln!(text, "Khoảng cách tới cận trên: {}.", thousands(proof.gap()));
    }
    text.push_str(&load(proof.load_cost));
    text.push_str(&scope(proof));
    text
}

/// What the loads cost; where the least loads earn more than the others cost, they add points.
fn load(cost: i64) -> String {
    let points = thousands(i128::from(cost).abs());
    match cost {
        0 => String::new(),
        1.. => format!(
            "Tải của nhân viên thu: {points} điểm trừ cho phần vượt mức chia đều, đã cộng điểm cho mức tối thiểu.\n"
        ),
        _ => format!(
            "Tải của nhân viên thu: {points} điểm cộng cho mức tối thiểu, đã trừ điểm cho phần vượt mức chia đều.\n"
        ),
    }
}

/// What was fixed before the plan was made, so that the proof does not speak about it.
pub(in crate::cli) fn scope(proof: &Proof) -> String {
    let sharing = &proof.phone_sharing;
    let mut text =
        String::from("Ấn định trước khi tính: mỗi hộ được liên hệ nhiều nhất một lần trong tuần");
    if sharing.households == 0 {
        text.push_str(".\n");
        return text;
    }
    let most = &sharing.at_most;
    let gains: Vec<String> = [
        (most.last_chance, "trường hợp hạn chót"),
        (most.due, "trường hợp đến hạn khác"),
        (most.value, "điểm giá trị"),
    ]
    .into_iter()
    .filter(|(count, _)| *count != 0)
    .map(|(count, what)| format!("{} {what}", thousands(count)))
    .collect();
    let _ = write!(
        text,
        "; ngày gọi của {} hộ dùng chung\nsố điện thoại với hộ khác, để hai hộ chung số không bị gọi cùng \
         ngày hay hai ngày liền nhau\n",
        thousands(sharing.households)
    );
    text.push_str(&match gains.as_slice() {
        [] => "(chia ngày cách khác cũng không thêm được gì).\n".to_owned(),
        gains => format!("(chia ngày cách khác thêm được không quá {}).\n", gains.join(", ")),
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loads_cost_is_told_without_a_sign() {
        assert_eq!(load(0), "");
        assert!(load(32).contains(": 32 điểm trừ cho phần vượt mức chia đều"), "{}", load(32));
        assert!(load(-5).contains(": 5 điểm cộng cho mức tối thiểu"), "{}", load(-5));
    }
}
