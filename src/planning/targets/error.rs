//! Why a target cannot be divided as asked: which area, which of the areas below it, and by how much,
//! so that whoever set the numbers knows which of them to change.

use std::fmt::Write;

use crate::domain::digits::{thousands, thousands_en};

/// The largest total, and the largest sum of weights below one parent: far above a country's
/// collection in đồng, and small enough for all products of the division.
pub const LARGEST: i64 = 1 << 56;

/// A child whose own limits, or those below it, hold a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its code.
    pub code: String,
    /// What it takes at least, or at most.
    pub amount: i64,
    /// What holds it.
    pub by: HeldBy,
}

/// What holds a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// Floors, caps and pins, which somebody can change.
    Hand,
    /// Weeks that are over and results, which nobody can.
    Past,
}

/// A target that is not divided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CascadeError {
    /// The floors and pins below an area are more than it has.
    #[error(
        "{parent}: the areas below take at least {}, which is {} more than the {} that it has ({}); \
         lower what was set by hand (floors, pins), or raise the target",
        thousands_en(*least), thousands_en(least - has), thousands_en(*has), list(held, &EN)
    )]
    TooMuch {
        /// Code of the area.
        parent: String,
        /// What it may have at most.
        has: i64,
        /// What the areas below take at least.
        least: i64,
        /// Those that take something at least, the largest first.
        held: Vec<Held>,
    },
    /// The caps and pins below an area leave a part of its target to nobody.
    #[error(
        "{parent}: the areas below take at most {}, which is {} less than the {} to be divided ({}); \
         raise caps or pins, or lower the target",
        thousands_en(*most), thousands_en(has - most), thousands_en(*has), list(held, &EN)
    )]
    TooLittle {
        /// Code of the area.
        parent: String,
        /// What it must have at least.
        has: i64,
        /// What the areas below take at most.
        most: i64,
        /// Those that are held, the smallest first.
        held: Vec<Held>,
    },
    /// One area has a floor above its cap, or two different pins.
    #[error(
        "{code}: at least {} and at most {} exclude each other; take one of the limits away",
        thousands_en(*least), thousands_en(*most)
    )]
    Contradiction {
        /// Code of the area.
        code: String,
        /// The floor.
        least: i64,
        /// The cap.
        most: i64,
    },
    /// Less than an area has had already.
    #[error(
        "{code}: weeks that are over and results hold {}, which is more than {}; ask for {} or more",
        thousands_en(*had), thousands_en(*most), thousands_en(*had)
    )]
    Had {
        /// Code of the area.
        code: String,
        /// What it has had.
        had: i64,
        /// What it may have at most.
        most: i64,
    },
    /// A number below zero or beyond [`LARGEST`].
    #[error(
        "{code}: {} is no amount to be divided; amounts are 0 to {}",
        thousands_en(*number),
        thousands_en(LARGEST)
    )]
    Amount {
        /// Code of the area.
        code: String,
        /// The number.
        number: i64,
    },
    /// Arrays that do not fit the tree.
    #[error("{what}: {got} numbers where {expected} belong; give one for each")]
    Shape {
        /// Which array.
        what: &'static str,
        /// How many numbers came.
        got: usize,
        /// How many belong.
        expected: usize,
    },
    /// A revision after the last week.
    #[error(
        "{code}: the target changes by {} with no week left; revise it before the last week ends",
        thousands_en(*change)
    )]
    NoWeekLeft {
        /// Code of the area.
        code: String,
        /// Its new total less the old one.
        change: i64,
    },
    /// Parts that do not come out, which limits carried up the tree exclude.
    #[error("{parent}: the parts do not add up; this is a defect of the program, please report it")]
    Uneven {
        /// Code of the area.
        parent: String,
    },
    /// A stock that gets where it should be by itself.
    #[error(
        "{code}: {} is reached without any effort, and {} is asked for; ask for more, or for nothing",
        thousands_en(*without), thousands_en(*asked)
    )]
    NothingToDo {
        /// Code of the area.
        code: String,
        /// Where the stock gets without effort.
        without: i64,
        /// Where it should get.
        asked: i64,
    },
}

impl CascadeError {
    /// The same with other words for the codes, such as names beside them.
    #[must_use]
    pub fn named(mut self, name: impl Fn(&str) -> String) -> Self {
        let called = |code: &mut String| *code = name(code);
        match &mut self {
            Self::TooMuch { parent, held, .. } | Self::TooLittle { parent, held, .. } => {
                called(parent);
                held.iter_mut().for_each(|one| called(&mut one.code));
            }
            Self::Contradiction { code, .. }
            | Self::Had { code, .. }
            | Self::Amount { code, .. }
            | Self::NoWeekLeft { code, .. }
            | Self::NothingToDo { code, .. }
            | Self::Uneven { parent: code } => called(code),
            Self::Shape { .. } => {}
        }
        self
    }

    /// The same in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        match self {
            Self::TooMuch { parent, has, least, held } => format!(
                "{parent}: các đơn vị bên dưới nhận ít nhất {}, nhiều hơn {} so với {} được giao ({}); \
                 hãy giảm số đã ghi (mức sàn, mức ấn định) hoặc tăng chỉ tiêu",
                thousands(*least),
                thousands(least - has),
                thousands(*has),
                list(held, &VI)
            ),
            Self::TooLittle { parent, has, most, held } => format!(
                "{parent}: các đơn vị bên dưới nhận nhiều nhất {}, còn thiếu {} so với {} cần giao \
                 ({}); hãy nâng mức trần, mức ấn định hoặc giảm chỉ tiêu",
                thousands(*most),
                thousands(has - most),
                thousands(*has),
                list(held, &VI)
            ),
            Self::Had { code, had, most } => format!(
                "{code}: các tuần đã qua và kết quả đã có chiếm {}, nên không thể còn {}; hãy ghi từ {} trở lên",
                thousands(*had),
                thousands(*most),
                thousands(*had)
            ),
            Self::Contradiction { code, least, most } => format!(
                "{code}: mức ít nhất {} và nhiều nhất {} mâu thuẫn nhau; hãy bỏ một trong hai",
                thousands(*least),
                thousands(*most)
            ),
            Self::Amount { code, number } => format!(
                "{code}: {} không phải số có thể giao; số được nhận từ 0 đến {}",
                thousands(*number),
                thousands(LARGEST)
            ),
            Self::Shape { what, got, expected } => {
                format!("{what}: có {got} số nhưng cần {expected} số; hãy cho đủ mỗi nơi một số")
            }
            Self::NoWeekLeft { code, change } => format!(
                "{code}: chỉ tiêu thay đổi {} nhưng không còn tuần nào để điều chỉnh; hãy điều chỉnh trước \
                 khi tuần cuối kết thúc",
                thousands(*change)
            ),
            Self::Uneven { parent } => format!(
                "{parent}: các phần được chia không khớp tổng; đây là lỗi của chương trình, xin báo lại"
            ),
            Self::NothingToDo { code, without, asked } => format!(
                "{code}: không cần vận động cũng đạt {}, trong khi chỉ tiêu là {}; hãy giao mức cao \
                 hơn, hoặc không giao",
                thousands(*without),
                thousands(*asked)
            ),
        }
    }
}

/// At most this many children are named in a sentence; the error carries them all.
const NAMED: usize = 5;

/// How one language lists them.
struct Words {
    and: &'static str,
    /// What stands before and after a number that nobody set.
    had: (&'static str, &'static str),
    /// How a number is written.
    number: fn(i64) -> String,
}

const EN: Words = Words { and: "and", had: ("", " had"), number: thousands_en };
const VI: Words = Words { and: "và", had: ("đã có ", ""), number: thousands };

fn list(held: &[Held], words: &Words) -> String {
    let mut text = String::new();
    for (at, one) in held.iter().take(NAMED).enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        let (before, after) = match one.by {
            HeldBy::Hand => ("", ""),
            HeldBy::Past => words.had,
        };
        let amount = (words.number)(one.amount);
        let _ = write!(text, "{comma}{} {before}{amount}{after}", one.code);
    }
    if held.len() > NAMED {
        let _ = write!(text, " {} +{}", words.and, held.len() - NAMED);
    }
    text
}
