//! Why an event is not held, or a wish refused, with the numbers that decided, in one sentence in
//! each language. Indices refer to the situation.

use crate::domain::sentence::{is_or_are, so_many, so_many_people};

/// A reason against an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Events of this kind are not held at such a venue.
    KindNotThere,
    /// There is no slot.
    NoSlot,
    /// Nobody works on this day.
    Holiday {
        /// Index of the slot.
        slot: u8,
    },
    /// People could not be told in time.
    TooSoon {
        /// Days from the day of planning.
        days: i32,
        /// Days that there have to be.
        notice: i32,
    },
    /// Nobody may meet in the commune (giãn cách).
    Distancing {
        /// Index of the commune.
        commune: u32,
    },
    /// Fewer may meet than such an event needs.
    GatheringLimit {
        /// Most people who may meet.
        most: u32,
        /// Fewest people of such an event.
        smallest: u32,
    },
    /// The venue holds fewer people than such an event needs.
    VenueSmall {
        /// Places at the venue.
        capacity: u32,
        /// Fewest people of such an event.
        smallest: u32,
    },
    /// The venue is not free, or has another event.
    VenueTaken {
        /// Index of the slot.
        slot: u8,
    },
    /// The commune has another event too close to it.
    TooClose {
        /// Days between the two.
        days: i32,
        /// Days that there have to be.
        apart: i32,
    },
    /// No host who can hold it is free in a slot of the venue.
    NoHost {
        /// Hosts who could hold it at another time.
        able: usize,
    },
    /// The host does not hold such events, or not there.
    HostNotAble {
        /// Index of the host.
        host: u32,
    },
    /// The host is away.
    HostAway {
        /// Index of the host.
        host: u32,
        /// Index of the slot.
        slot: u8,
    },
    /// The host holds another event in this slot.
    HostTaken {
        /// Index of the host.
        host: u32,
        /// Index of the slot.
        slot: u8,
    },
    /// The host holds as many events as allowed.
    HostFull {
        /// Index of the host.
        host: u32,
        /// Events with this one.
        planned: u32,
        /// Events allowed.
        most: u32,
    },
    /// All hosts who can hold it are taken by events that reach more people.
    HostsTaken {
        /// Hosts who could hold it.
        able: usize,
        /// People whom it would reach besides.
        adds: u32,
    },
    /// As many events as are wanted stand already.
    QuotaFull {
        /// Index of the quota.
        quota: u32,
        /// Events that stand.
        planned: u32,
        /// Events wanted.
        most: u32,
    },
    /// The events that are wanted reach more people elsewhere.
    Outbid {
        /// Index of the quota.
        quota: u32,
        /// Events wanted.
        most: u32,
        /// People whom it would reach besides.
        adds: u32,
        /// People whom the least of the others reaches besides.
        least: u32,
    },
    /// Too few people live around it.
    TooFew {
        /// People who are expected.
        expected: u32,
        /// Fewest people of such an event.
        smallest: u32,
    },
    /// Other events reach the people around it already.
    NobodyLeft {
        /// People whom it would reach besides.
        adds: u32,
    },
    /// Its invitations would bring too few: it was chosen and is not proposed.
    TooFewGuests {
        /// People who are expected of the invitations.
        expected: u32,
        /// Fewest people of such an event.
        smallest: u32,
    },
    /// Another event was chosen before it, which is not proposed because too few guests would come.
    LeftOpen {
        /// People whom it would reach besides.
        adds: u32,
    },
}

impl Refusal {
    /// As the store and JSON write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::KindNotThere => "kind_not_there",
            Self::NoSlot => "no_slot",
            Self::Holiday { .. } => "holiday",
            Self::TooSoon { .. } => "too_soon",
            Self::Distancing { .. } => "distancing",
            Self::GatheringLimit { .. } => "gathering_limit",
            Self::VenueSmall { .. } => "venue_small",
            Self::VenueTaken { .. } => "venue_taken",
            Self::TooClose { .. } => "too_close",
            Self::NoHost { .. } => "no_host",
            Self::HostNotAble { .. } => "host_not_able",
            Self::HostAway { .. } => "host_away",
            Self::HostTaken { .. } => "host_taken",
            Self::HostFull { .. } => "host_full",
            Self::HostsTaken { .. } => "hosts_taken",
            Self::QuotaFull { .. } => "quota_full",
            Self::Outbid { .. } => "outbid",
            Self::TooFew { .. } => "too_few",
            Self::NobodyLeft { .. } => "nobody_left",
            Self::TooFewGuests { .. } => "too_few_guests",
            Self::LeftOpen { .. } => "left_open",
        }
    }

    /// One sentence in Vietnamese.
    #[must_use]
    pub fn sentence_vi(self) -> String {
        match self {
            Self::KindNotThere => "Địa điểm này không tổ chức loại sự kiện này.".into(),
            Self::NoSlot => "Kỳ kế hoạch không còn buổi nào.".into(),
            Self::Holiday { .. } => "Buổi đó rơi vào ngày nghỉ.".into(),
            Self::TooSoon { days, notice } => format!(
                "Quá gấp: chỉ còn {days} ngày, loại sự kiện này phải báo trước ít nhất {notice} ngày để mời và \
                 chuẩn bị."
            ),
            Self::Distancing { .. } => "Xã đang giãn cách, không được tập trung đông người.".into(),
            Self::GatheringLimit { most, smallest } => format!(
                "Xã chỉ cho tập trung tối đa {most} người, sự kiện cần ít nhất {smallest} người."
            ),
            Self::VenueSmall { capacity, smallest } => format!(
                "Địa điểm chỉ chứa được {capacity} người, sự kiện cần ít nhất {smallest} người."
            ),
            Self::VenueTaken { .. } => "Địa điểm đã có việc khác vào buổi đó.".into(),
            Self::TooClose { days, apart } => format!(
                "Xã có sự kiện khác cách {days} ngày; hai sự kiện phải cách nhau ít nhất {apart} ngày."
            ),
            Self::NoHost { able: 0 } => "Không ai chủ trì được loại sự kiện này tại đây.".into(),
            Self::NoHost { able } => format!(
                "Có {able} người chủ trì được nhưng không ai rảnh vào buổi mà địa điểm còn trống."
            ),
            Self::HostNotAble { .. } => {
                "Người này không chủ trì loại sự kiện này, hoặc không phụ trách địa điểm này."
                    .into()
            }
            Self::HostAway { .. } => "Người chủ trì bận vào buổi đó.".into(),
            Self::HostTaken { .. } => "Người chủ trì đã có sự kiện khác vào buổi đó.".into(),
            Self::HostFull { planned, most, .. } => {
                format!("Người chủ trì sẽ có {planned} sự kiện trong kỳ, tối đa là {most}.")
            }
            Self::HostsTaken { able, adds } => format!(
                "Cả {able} người chủ trì được đã dành cho sự kiện đông hơn; sự kiện này chỉ thêm {adds} người."
            ),
            Self::QuotaFull { planned, most, .. } => {
                format!("Đã có {planned} sự kiện trên chỉ tiêu {most}.")
            }
            Self::Outbid { most, adds, least, .. } => format!(
                "{most} sự kiện theo chỉ tiêu dành cho nơi khác: nơi này thêm {adds} người, \
                 nơi ít nhất trong số đó thêm {least} người (tính khi chọn nơi, trước khi chọn hộ để mời)."
            ),
            Self::TooFew { expected, smallest } => format!(
                "Quanh đây chỉ có thể có {expected} người đến, sự kiện cần ít nhất {smallest} người."
            ),
            Self::NobodyLeft { adds } => {
                format!("Các sự kiện khác đã tới người dân quanh đây; chỉ thêm được {adds} người.")
            }
            Self::TooFewGuests { expected, smallest } => format!(
                "Quá ít khách mời: dự kiến {expected} người đến, cần ít nhất {smallest} người."
            ),
            Self::LeftOpen { adds } => format!(
                "Sự kiện được chọn trước nơi này có quá ít khách mời nên không được đề nghị, chỗ của nó còn \
                 trống; nơi này thêm được {adds} người."
            ),
        }
    }

    /// One sentence in English.
    #[must_use]
    pub fn sentence_en(self) -> String {
        match self {
            Self::KindNotThere => "Events of this kind are not held at this venue.".into(),
            Self::NoSlot => "The plan has no slot left.".into(),
            Self::Holiday { .. } => "The slot is on a holiday.".into(),
            Self::TooSoon { days, notice } => format!(
                "Too soon: {} {} left, and such an event needs {} to invite and prepare.",
                so_many(days, "day"),
                is_or_are(days),
                so_many(notice, "day")
            ),
            Self::Distancing { .. } => "The commune is under distancing: nobody may meet.".into(),
            Self::GatheringLimit { most, smallest } => format!(
                "At most {most} people may meet in the commune, the event needs at least {smallest}."
            ),
            Self::VenueSmall { capacity, smallest } => {
                format!("The venue holds {capacity} people, the event needs at least {smallest}.")
            }
            Self::VenueTaken { .. } => "The venue is taken in this slot.".into(),
            Self::TooClose { days, apart } => format!(
                "The commune has another event {} away; two have to be {} apart.",
                so_many(days, "day"),
                so_many(apart, "day")
            ),
            Self::NoHost { able: 0 } => "Nobody can hold such an event here.".into(),
            Self::NoHost { able: 1 } => {
                "The only host who could hold it is not free in a slot in which the venue is."
                    .into()
            }
            Self::NoHost { able } => format!(
                "{able} hosts could hold it, but none is free in a slot in which the venue is."
            ),
            Self::HostNotAble { .. } => "The host does not hold such events, or not here.".into(),
            Self::HostAway { .. } => "The host is not free in this slot.".into(),
            Self::HostTaken { .. } => "The host has another event in this slot.".into(),
            Self::HostFull { planned, most, .. } => {
                format!("The host would hold {}, {most} at most.", so_many(planned, "event"))
            }
            Self::HostsTaken { able: 1, adds } => format!(
                "The only host who could hold it has an event that reaches more; this one would add {}.",
                so_many_people(adds)
            ),
            Self::HostsTaken { able, adds } => format!(
                "All {able} hosts who could hold it have events that reach more; this one would add {}.",
                so_many_people(adds)
            ),
            Self::QuotaFull { planned, most, .. } => {
                let stand = if planned == 1 { "stands" } else { "stand" };
                let (planned, wanted) = (so_many(planned, "event"), is_or_are(most));
                format!("{planned} {stand} already, {most} {wanted} wanted.")
            }
            Self::Outbid { most, adds, least, .. } => format!(
                "The {} that {are} wanted {are} held elsewhere: this one would add {}, the least of those adds \
                 {least} (as counted when places were chosen, before households were).",
                so_many(most, "event"),
                so_many_people(adds),
                are = is_or_are(most)
            ),
            Self::TooFew { expected, smallest } => format!(
                "{} around it could come, the event needs at least {smallest}.",
                so_many_people(expected)
            ),
            Self::NobodyLeft { adds } => {
                format!("Other events reach the people around it; it would add {adds}.")
            }
            Self::TooFewGuests { expected, smallest } => {
                format!("Too few guests: {expected} expected of {smallest} needed.")
            }
            Self::LeftOpen { adds } => format!(
                "The event that was chosen before it has too few guests and is not proposed, so that its place \
                 stays open; this one would add {}.",
                so_many_people(adds)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Refusal::Outbid { quota: 0, most: 1, adds: 1, least: 38 }, "The 1 event that is wanted is held elsewhere: \
           this one would add 1 person, the least of those adds 38")]
    #[case(Refusal::Outbid { quota: 0, most: 2, adds: 4, least: 38 }, "The 2 events that are wanted are held")]
    #[case(Refusal::QuotaFull { quota: 0, planned: 2, most: 1 }, "2 events stand already, 1 is wanted.")]
    #[case(Refusal::NoHost { able: 1 }, "The only host who could hold it is not free")]
    #[case(Refusal::NoHost { able: 2 }, "2 hosts could hold it")]
    #[case(Refusal::HostsTaken { able: 1, adds: 1 }, "reaches more; this one would add 1 person.")]
    #[case(Refusal::TooFew { expected: 1, smallest: 20 }, "1 person around it could come")]
    fn one_is_no_plural(#[case] why: Refusal, #[case] en: &str) {
        assert!(why.sentence_en().starts_with(en) || why.sentence_en().ends_with(en), "{why:?}");
    }
}
