//! Events that a scenario changes in words: counts first, then each with the reason, in both languages.

use std::fmt::Write as _;

use crate::app::events::{ToldOf, Turned};
use crate::app::scenario::EventChanges;
use crate::cli::print::{Side, Table, one_line, thousands};

/// How many events change, and each of them.
pub(super) fn events(changes: &EventChanges, few: bool) -> String {
    if changes.events.is_empty() {
        return String::new();
    }
    let mut table =
        Table::new([("Sự kiện thay đổi / Events that change", Side::Left), ("Số", Side::Right)]);
    for (turned, count) in &changes.counts {
        let name = match turned {
            Turned::Online => "Chuyển sang trực tuyến / Held online",
            Turned::Moved => "Dời ngày hoặc buổi / Moved",
            Turned::Smaller => "Còn ít chỗ hơn / For fewer people",
            Turned::Cancelled => "Hủy / Cancelled",
            Turned::Back => "Trở lại như trước / As before again",
            Turned::Stays => "Không trở lại được / Cannot go back",
        };
        table.row([name.to_owned(), thousands(*count)]);
    }
    let mut text = format!("{table}\n");
    for one in changes.events.iter().filter(|_| !few) {
        let (vi, en) = (one_line(&one.told.vi), one_line(&one.told.en));
        let _ = writeln!(text, "  {vi}\n    {en}");
    }
    text.push('\n');
    text
}

/// Who is told of events.
pub(in crate::cli) fn told_of(told: ToldOf) -> String {
    if told == ToldOf::default() {
        return String::new();
    }
    let no_letter = told.no_address + told.no_consent;
    let by_letter = told.invited.saturating_sub(no_letter);
    let in_person = no_letter + told.in_person;
    let mut text = format!(
        "Báo thay đổi sự kiện bằng thư cho {} hộ đã có thư mời, gửi thư mời {} hộ; {} hộ không gửi được thư cần báo trực \
         tiếp; {} danh sách cho người chủ trì và điều phối.\n\
         By letter {} households hear of changed events and {} are invited; {} without a letter have to be told in \
         person; {} lists for hosts and coordinators.\n",
        thousands(told.changed as u64),
        thousands(by_letter as u64),
        thousands(in_person as u64),
        thousands(told.lists as u64),
        told.changed,
        by_letter,
        in_person,
        told.lists
    );
    if told.elsewhere > 0 {
        let _ = writeln!(
            text,
            "{} hộ giữ giấy mời dự sự kiện khác trong tuần nên không được mời lại.\n\
             {} households keep an invitation to another event of the week and are not asked to come.",
            thousands(told.elsewhere as u64),
            told.elsewhere
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::app::scenario::EventChange;
    use crate::domain::sentence::Sentence;

    #[test]
    fn counts_come_first_then_each_event() {
        let change = EventChange {
            code: "E-1".into(),
            turned: Turned::Online,
            before: Sentence::new("trước", "before"),
            after: Some(Sentence::new("sau", "after")),
            told: Sentence::new("E-1: trực tuyến", "E-1: online"),
        };
        let changes =
            EventChanges { counts: BTreeMap::from([(Turned::Online, 1)]), events: vec![change] };
        let text = events(&changes, false);
        let places = ["Chuyển sang trực tuyến / Held online", "  E-1: trực tuyến\n    E-1: online"]
            .map(|words| text.find(words));
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{text}");
        assert!(!events(&changes, true).contains("E-1"));
        assert_eq!(events(&EventChanges::default(), false), "");
        assert_eq!(told_of(ToldOf::default()), "");
        let told = ToldOf {
            changed: 12,
            invited: 5,
            no_address: 2,
            no_consent: 1,
            in_person: 50,
            ..ToldOf::default()
        };
        let kept = told_of(ToldOf { elsewhere: 4, ..told });
        assert!(kept.contains("4 hộ giữ giấy mời") && kept.contains("4 households keep"), "{kept}");
        let told = told_of(told);
        assert!(!told.contains("hộ giữ"), "{told}");
        assert!(told.contains("12 hộ đã có thư mời, gửi thư mời 2 hộ; 53 hộ không"), "{told}");
        assert!(told.contains("12 households") && told.contains("53 without a letter"), "{told}");
    }
}
