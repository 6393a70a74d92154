//! What the lists of offices call an area. Only “thành phố” alone means two things, a city that is
//! a province and a city inside one: the official code tells them apart (two digits or three), and
//! where the code is of another kind, the list must say which is meant.

use super::cells::refused;
use crate::domain::area::AreaKind;
use crate::exchange::columns::Slot;
use crate::exchange::read::Row;
use crate::exchange::reject::Reject;
use crate::exchange::values;

/// The kind of an area with this code.
pub(super) fn kind(row: &Row<'_>, slot: Slot, code: &str) -> Result<AreaKind, Reject> {
    if let Some(kind) = slot.required(row, |cell| values::choice(cell, &KINDS, WORDS))? {
        return Ok(kind);
    }
    match (code.len(), code.bytes().all(|byte| byte.is_ascii_digit())) {
        (2, true) => Ok(AreaKind::Province),
        (3, true) => Ok(AreaKind::District),
        _ => Err(refused(
            row,
            slot,
            "ambiguous_kind",
            "“thành phố” có thể là cấp tỉnh hoặc cấp huyện; hãy ghi “tỉnh” cho thành phố trực \
             thuộc trung ương, “huyện” cho thành phố thuộc tỉnh",
            "“city” may be a province or a district; write `province` for a city run by the \
             centre, `district` for one inside a province",
        )),
    }
}

/// The kinds with their names, for messages.
pub(super) const WORDS: &str = "nation (quốc gia), region (vùng), province (tỉnh), district (huyện), commune \
                     (xã), hamlet (thôn)";

const NATION: Option<AreaKind> = Some(AreaKind::Nation);
const REGION: Option<AreaKind> = Some(AreaKind::Region);
const PROVINCE: Option<AreaKind> = Some(AreaKind::Province);
const DISTRICT: Option<AreaKind> = Some(AreaKind::District);
const COMMUNE: Option<AreaKind> = Some(AreaKind::Commune);
const HAMLET: Option<AreaKind> = Some(AreaKind::Hamlet);

/// Words in the form in which they are compared; without a kind where the code decides.
const KINDS: [(&str, Option<AreaKind>); 55] = [
    ("commune", COMMUNE),
    ("xa", COMMUNE),
    ("phuong", COMMUNE),
    ("thitran", COMMUNE),
    ("dackhu", COMMUNE),
    ("ward", COMMUNE),
    ("township", COMMUNE),
    ("hamlet", HAMLET),
    ("thon", HAMLET),
    ("ban", HAMLET),
    ("lang", HAMLET),
    ("ap", HAMLET),
    ("xom", HAMLET),
    ("buon", HAMLET),
    ("bon", HAMLET),
    ("plei", HAMLET),
    ("phum", HAMLET),
    ("soc", HAMLET),
    ("khom", HAMLET),
    ("khupho", HAMLET),
    ("khudancu", HAMLET),
    ("tieukhu", HAMLET),
    ("to", HAMLET),
    ("todanpho", HAMLET),
    ("thonban", HAMLET),
    ("district", DISTRICT),
    ("huyen", DISTRICT),
    ("quan", DISTRICT),
    ("quanhuyen", DISTRICT),
    ("thixa", DISTRICT),
    ("thanhphothuoctinh", DISTRICT),
    ("thanhphotructhuoctinh", DISTRICT),
    ("tpthuoctinh", DISTRICT),
    ("tptructhuoctinh", DISTRICT),
    ("thanhphothuocthanhpho", DISTRICT),
    ("province", PROVINCE),
    ("tinh", PROVINCE),
    ("tinhthanhpho", PROVINCE),
    ("thanhphotrunguong", PROVINCE),
    ("thanhphothuoctrunguong", PROVINCE),
    ("thanhphotructhuoctrunguong", PROVINCE),
    ("thanhphotructhuoctw", PROVINCE),
    ("tptructhuoctrunguong", PROVINCE),
    ("tptructhuoctw", PROVINCE),
    ("region", REGION),
    ("vung", REGION),
    ("khuvuc", REGION),
    ("nation", NATION),
    ("country", NATION),
    ("quocgia", NATION),
    ("nuoc", NATION),
    ("canuoc", NATION),
    ("thanhpho", None),
    ("tp", None),
    ("city", None),
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::one_row;
    use crate::exchange::columns::Thing;

    #[rstest]
    #[case("Quốc gia", "VN", AreaKind::Nation)]
    #[case("VÙNG", "V2", AreaKind::Region)]
    #[case("Tỉnh", "15", AreaKind::Province)]
    #[case("Thành phố trực thuộc Trung ương", "01", AreaKind::Province)]
    #[case("Thành phố", "01", AreaKind::Province)]
    #[case("TP.", "132", AreaKind::District)]
    #[case("Thành phố thuộc tỉnh", "132", AreaKind::District)]
    #[case("Quận", "001", AreaKind::District)]
    #[case("Thị xã", "133", AreaKind::District)]
    #[case("huyện", "135", AreaKind::District)]
    #[case("Phường", "04252", AreaKind::Commune)]
    #[case("Thị trấn", "04303", AreaKind::Commune)]
    #[case("đặc khu", "11948", AreaKind::Commune)]
    #[case("Tổ dân phố", "04252-1", AreaKind::Hamlet)]
    #[case("Bản", "04252-2", AreaKind::Hamlet)]
    #[case("commune", "x", AreaKind::Commune)]
    fn words_of_lists(#[case] word: &str, #[case] code: &str, #[case] expected: AreaKind) {
        let found = one_row(Thing::Areas, "code,valid_from,name,kind", &format!(",,,{word}"), {
            |row, binding| kind(row, binding.slot("kind"), code)
        });
        assert_eq!(found, Ok(expected));
    }

    #[rstest]
    #[case("Thành phố", "04252", "ambiguous_kind")]
    #[case("thành phố", "YB", "ambiguous_kind")]
    #[case("Liên xã", "04252", "not_one_of")]
    #[case("", "04252", "missing")]
    fn words_that_are_refused(#[case] word: &str, #[case] code: &str, #[case] reason: &str) {
        let found = one_row(Thing::Areas, "code,valid_from,name,kind", &format!("x,,,{word}"), {
            |row, binding| kind(row, binding.slot("kind"), code)
        });
        assert_eq!(found.unwrap_err().code, reason);
    }

    #[test]
    fn every_kind_knows_its_own_word_and_no_word_means_two() {
        for (at, (word, kind)) in KINDS.iter().enumerate() {
            assert!(KINDS[..at].iter().all(|(other, _)| other != word), "{word} twice");
            let own = AreaKind::from_code(word);
            assert!(own.is_none() || own == *kind, "{word}");
        }
    }
}
