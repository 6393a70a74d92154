//! Changes of touches as sentences.

use super::compare::{Cause, Touch, TouchChange};
use crate::app::plan::Situation;
use crate::domain::calendar::date_vi;
use crate::domain::day_part::PartOfDay;
use crate::domain::sentence::Sentence;
use crate::domain::touch::TouchChannel;
use crate::domain::touch_change::ChangeCause;

/// A change as a sentence: what was, what will be, why; `then` and `now` are the two situations. What would
/// change anyway has its own hindrance, where that is known.
pub(super) fn told(
    change: &TouchChange,
    hindrance: Option<ChangeCause>,
    (then, now): (&Situation, &Situation),
) -> Sentence {
    let (before, after) = (change.before.as_ref().map(touch), change.after.as_ref().map(touch));
    let what = match (&before, &after) {
        (Some(before), Some(after)) => Sentence::new(
            format!("{} đổi thành {}", before.vi, after.vi),
            format!("{} becomes {}", before.en, after.en),
        ),
        (None, Some(after)) => {
            Sentence::new(format!("thêm {}", after.vi), format!("{} is added", after.en))
        }
        (Some(before), None) => {
            let left = left(change);
            Sentence::new(
                format!("bỏ {} ({})", before.vi, left.vi),
                format!("{} is dropped ({})", before.en, left.en),
            )
        }
        (None, None) => Sentence::new("", ""),
    };
    let Sentence { vi, en } = why(change, hindrance, (then, now));
    let (contact, commune) = (&change.contact, &change.commune_name);
    Sentence::new(
        format!("{contact} ({commune}): {}, {vi}.", what.vi),
        format!("{contact} ({commune}): {}, {en}.", what.en),
    )
}

fn why(
    change: &TouchChange,
    hindrance: Option<ChangeCause>,
    (then, now): (&Situation, &Situation),
) -> Sentence {
    let decided = |situation: &Situation, touch: &Option<Touch>| {
        let touch = touch.as_ref()?;
        Some(situation.decision(&change.commune, touch.day)?.told())
    };
    match change.cause {
        Cause::Forbidden => {
            let by = decided(now, &change.before).unwrap_or_else(|| Sentence::new("", ""));
            Sentence::new(
                format!("vì không được đến nhà – {}", by.vi),
                format!("because homes may not be visited – {}", by.en),
            )
        }
        Cause::Allowed => {
            let by = decided(then, &change.after).unwrap_or_else(|| Sentence::new("", ""));
            Sentence::new(
                format!("vì được đến nhà trở lại – không còn {}", by.vi),
                format!("because homes may be visited again – no longer {}", by.en),
            )
        }
        Cause::Consequence => match (&change.before, &change.after) {
            (None, _) => Sentence::new(
                "vì có lượt trống sau các thay đổi bắt buộc",
                "because a place became free by the changes that had to be made",
            ),
            _ => Sentence::new(
                "vì các lượt được xếp lại sau các thay đổi bắt buộc",
                "because places were given anew after the changes that had to be made",
            ),
        },
        Cause::Anyway => match hindrance {
            Some(hindrance) => Sentence::new(
                format!("cả khi không có tình huống này – {}", hindrance.vi()),
                format!("without this scenario too – {}", hindrance.en()),
            ),
            None => Sentence::new(
                "vì danh sách, quyết định khác hoặc ngày lập đã khác so với phiên bản trước",
                "because lists, other decisions or the day are not those of the version before",
            ),
        },
    }
}

/// Why there is no touch any more.
fn left(change: &TouchChange) -> Sentence {
    match change.reason {
        Some(reason) => {
            Sentence::new(reason.name_vi().to_lowercase(), reason.name_en().to_lowercase())
        }
        None => Sentence::new("không còn trường hợp mở", "no case is open any more"),
    }
}

/// `đến nhà ngày 06/06/2023 (NV-01)`.
pub(super) fn touch(touch: &Touch) -> Sentence {
    let (channel_vi, channel_en) = match touch.channel {
        TouchChannel::Call => ("gọi điện", "the call"),
        TouchChannel::Visit => ("đến nhà", "the visit"),
    };
    let (agent, day) = (&touch.agent, touch.day);
    let (part_vi, part_en) = PartOfDay::behind_day(touch.part);
    Sentence::new(
        format!("{channel_vi} ngày {}{part_vi} ({agent})", date_vi(day)),
        format!("{channel_en} on {day}{part_en} by {agent}"),
    )
}
