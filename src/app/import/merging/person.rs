//! What a person takes over from a record that turned out to be of the same human being: what was
//! unknown, and nothing else.

use chrono::{Datelike, NaiveDate};

use crate::domain::spelling::distance;
use crate::exchange::text::fold;
use crate::store::people::PersonRow;

/// Whether two records can be of one human being: the same name, accents and case aside, and no two
/// birth dates. A source that numbers each list anew would otherwise make strangers one.
pub(in crate::app::import) fn alike(one: &PersonRow, other: &PersonRow) -> bool {
    let named = |row: &PersonRow| fold(&row.name);
    let born = one.birth_date.zip(other.birth_date);
    named(one) == named(other) && born.is_none_or(|(one, other)| one == other)
}

/// Whether what a row says of a name and a birth date is clearly of somebody else than the person on
/// record: a source that uses its references again would otherwise rename the one whom it had named
/// first. A name may be corrected: by one letter, accents and case, by a word more or less, or
/// altogether where the birth date is the same. Where the birth date is another one, only accents and
/// case are a correction: in one family names differ by a letter.
pub(in crate::app::import) fn somebody_else(
    name: Option<&str>,
    born: Option<NaiveDate>,
    known: &PersonRow,
) -> bool {
    let Some(name) = name.filter(|name| *name != known.name) else { return false };
    if born.is_some() && born == known.birth_date {
        return false;
    }
    let apart = born_apart(born, known.birth_date);
    let (name, known) = (fold(name), fold(&known.name));
    if apart { name != known } else { another_name(&name, &known) }
}

/// How far a row that has the number of a person on record may be trusted to mean that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app::import) enum Stranger {
    /// The name fits, or a new one comes with the birth date on record.
    No,
    /// The name is of somebody else as far as anybody can tell; people are renamed too.
    Perhaps,
    /// Name and birth date are both of somebody else: the number is mistyped.
    Certainly,
}

/// Whether a row with the number of a person on record speaks of somebody else.
pub(in crate::app::import) fn stranger(
    name: Option<&str>,
    born: Option<NaiveDate>,
    known: &PersonRow,
) -> Stranger {
    let Some(told) = name.filter(|_| somebody_else(name, born, known)) else {
        return Stranger::No;
    };
    let apart = born_apart(born, known.birth_date);
    match apart && another_name(&fold(told), &fold(&known.name)) {
        true => Stranger::Certainly,
        false => Stranger::Perhaps,
    }
}

/// Whether two birth dates are known and differ. New Year's Day stands for a year of which nobody
/// knows the day.
fn born_apart(one: Option<NaiveDate>, other: Option<NaiveDate>) -> bool {
    let Some((one, other)) = one.zip(other) else { return false };
    let year_alone = [one, other].iter().any(|day| day.ordinal() == 1);
    one != other && !(year_alone && one.year() == other.year())
}

/// Whether two folded names are more than a letter, or words that one of them leaves out, apart.
fn another_name(name: &str, known: &str) -> bool {
    let holds = |one: &str, other: &str| {
        let words: Vec<&str> = one.split_whitespace().collect();
        other.split_whitespace().all(|word| words.contains(&word))
    };
    distance(name, known) > 1 && !holds(name, known) && !holds(known, name)
}

/// Fills in what is unknown of a person from the merged one; true when that changed something.
pub(in crate::app::import) fn fill_in(person: &mut PersonRow, merged: &PersonRow) -> bool {
    let before = person.clone();
    fn put<T: Clone>(known: &mut Option<T>, other: &Option<T>) {
        if known.is_none() {
            known.clone_from(other);
        }
    }
    put(&mut person.birth_date, &merged.birth_date);
    put(&mut person.sex, &merged.sex);
    put(&mut person.email, &merged.email);
    put(&mut person.zalo_id, &merged.zalo_id);
    put(&mut person.language, &merged.language);
    put(&mut person.segments, &merged.segments);
    if person.area_id == merged.area_id {
        // In another commune these are of somewhere else, and a household's code is a stranger's.
        put(&mut person.hamlet, &merged.hamlet);
        put(&mut person.address, &merged.address);
        put(&mut person.household_code, &merged.household_code);
    }
    put(&mut person.phone, &merged.phone);
    if person.phone == merged.phone {
        // One number is wrong for both records or for none.
        if person.phone_closed.is_none() {
            person.phone_closed_by = merged.phone_closed_by;
        }
        put(&mut person.phone_closed, &merged.phone_closed);
    }
    if person.closed.is_none() {
        person.closed.clone_from(&merged.closed);
        person.closed_on = merged.closed_on;
    }
    *person != before
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn some(text: &str) -> Option<String> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    #[rstest]
    #[case::the_same("Lò Thị Mai", "1980-01-02", "Lò Thị Mai", "1980-01-02", true)]
    #[case::spelt_otherwise("LÒ THỊ MAI", "", "Lo Thi Mai", "1980-01-02", true)]
    #[case::another_name("Lò Thị Mai", "", "Lò Thị Mỷ", "", false)]
    #[case::another_birth_date("Lò Thị Mai", "1980-01-02", "Lò Thị Mai", "1981-01-02", false)]
    fn strangers_are_not_made_one(
        #[case] name: &str,
        #[case] born: &str,
        #[case] other: &str,
        #[case] other_born: &str,
        #[case] expected: bool,
    ) {
        let person = |name: &str, born: &str| PersonRow {
            name: name.to_owned(),
            birth_date: born.parse().ok(),
            ..PersonRow::unknown(1, 1)
        };
        assert_eq!(alike(&person(name, born), &person(other, other_born)), expected);
    }

    #[rstest]
    #[case::the_same(Some("Lò Thị Mai"), "", false)]
    #[case::nothing_said(None, "1990-05-05", false)]
    #[case::spelt_otherwise(Some("LO THI MAI"), "", false)]
    #[case::a_letter(Some("Lò Thị Mái B"), "", false)]
    #[case::one_letter(Some("Lò Thị Maj"), "", false)]
    #[case::a_word_less(Some("Lò Mai"), "", false)]
    #[case::a_birth_date_corrected(Some("Lò Thị Mai"), "1981-01-02", false)]
    #[case::renamed(Some("Hoàng Mai Anh"), "1980-01-02", false)]
    #[case::another(Some("Giàng A Tủa"), "", true)]
    #[case::another_birth_date_too(Some("Giàng A Tủa"), "1990-05-05", true)]
    #[case::a_letter_and_another_birth_date(Some("Lò Thị Maj"), "1999-05-05", true)]
    #[case::a_word_and_another_birth_date(Some("Lò Mai"), "1999-05-05", true)]
    #[case::accents_and_another_birth_date(Some("LO THI MAI"), "1999-05-05", false)]
    #[case::a_letter_and_the_year(Some("Lò Thị Maj"), "1980-01-01", false)]
    #[case::of_the_same_family(Some("Lò Văn Pánh"), "", true)]
    fn a_name_may_be_corrected_and_not_become_somebody_elses(
        #[case] name: Option<&str>,
        #[case] born: &str,
        #[case] expected: bool,
    ) {
        let known = PersonRow {
            name: "Lò Thị Mai".into(),
            birth_date: "1980-01-02".parse().ok(),
            ..PersonRow::unknown(1, 1)
        };
        assert_eq!(somebody_else(name, born.parse().ok(), &known), expected);
        let undated = PersonRow { birth_date: None, ..known };
        let told = name.unwrap_or_default();
        let clearly =
            told.starts_with("Hoàng") || told.starts_with("Giàng") || told.contains("Pánh");
        assert_eq!(somebody_else(name, born.parse().ok(), &undated), clearly);
    }

    #[rstest]
    #[case::spelt_otherwise("LO THI MAI", "1999-05-05", Stranger::No)]
    #[case::renamed("Hoàng Mai Anh", "1980-01-02", Stranger::No)]
    #[case::renamed_undated("Hoàng Mai Anh", "", Stranger::Perhaps)]
    #[case::renamed_of_the_year("Hoàng Mai Anh", "1980-01-01", Stranger::Perhaps)]
    #[case::a_letter_and_a_birth_date("Lò Thị Maj", "1999-05-05", Stranger::Perhaps)]
    #[case::somebody_else("Giàng A Tủa", "1999-05-05", Stranger::Certainly)]
    fn a_number_alone_renames_nobody(
        #[case] name: &str,
        #[case] born: &str,
        #[case] expected: Stranger,
    ) {
        let known = PersonRow {
            name: "Lò Thị Mai".into(),
            birth_date: "1980-01-02".parse().ok(),
            ..PersonRow::unknown(1, 1)
        };
        assert_eq!(stranger(Some(name), born.parse().ok(), &known), expected);
    }

    #[rstest]
    #[case::none_is_known(("", ""), ("84912", ""), ("84912", ""))]
    #[case::its_own_stays(("84912", ""), ("84913", ""), ("84912", ""))]
    #[case::a_wrong_number_comes_as_wrong(("", ""), ("84912", "wrong_number"), ("84912", "wrong_number"))]
    #[case::the_same_is_wrong_for_both(("84912", ""), ("84912", "wrong_number"), ("84912", "wrong_number"))]
    #[case::another_wrong_number_closes_nothing(("84912", ""), ("84913", "wrong_number"), ("84912", ""))]
    #[case::its_own_wrong_number_stays(("84912", "wrong_number"), ("84913", ""), ("84912", "wrong_number"))]
    fn a_number_comes_over_only_where_there_is_none(
        #[case] own: (&str, &str),
        #[case] merged: (&str, &str),
        #[case] stays: (&str, &str),
    ) {
        let with = |(phone, closed): (&str, &str)| PersonRow {
            phone: some(phone),
            phone_closed: some(closed),
            ..PersonRow::unknown(15, 1)
        };
        let mut person = with(own);
        assert_eq!(fill_in(&mut person, &with(merged)), own != stays);
        assert_eq!(person, with(stays));
    }

    #[rstest]
    #[case::of_the_same_commune(1, "", "HD-7", "HD-7")]
    #[case::its_own_stays(1, "HD-8", "HD-7", "HD-8")]
    #[case::of_another_commune(2, "", "HD-7", "")]
    fn a_household_comes_over_inside_its_commune(
        #[case] area: i64,
        #[case] own: &str,
        #[case] merged: &str,
        #[case] stays: &str,
    ) {
        let living = |area, code: &str| PersonRow {
            household_code: some(code),
            hamlet: some(code),
            address: some(code),
            ..PersonRow::unknown(15, area)
        };
        let mut person = living(1, own);
        assert_eq!(fill_in(&mut person, &living(area, merged)), own != stays);
        assert_eq!(person, living(1, stays));
    }

    #[rstest]
    #[case("", "deceased", "deceased")]
    #[case("deceased", "", "deceased")]
    #[case("", "", "")]
    fn who_is_gone_is_gone_under_either_record(
        #[case] own: &str,
        #[case] merged: &str,
        #[case] stays: &str,
    ) {
        let closed = |why: &str| PersonRow {
            closed: some(why),
            closed_on: some(why).and_then(|_| "2023-06-01".parse().ok()),
            ..PersonRow::unknown(15, 1)
        };
        let mut person = closed(own);
        assert_eq!(fill_in(&mut person, &closed(merged)), own != stays);
        assert_eq!(person, closed(stays));
    }

    #[test]
    fn who_the_person_is_never_comes_over() {
        let mut person = PersonRow { name: "Hà Văn A".into(), ..PersonRow::unknown(15, 1) };
        let before = person.clone();
        let merged = PersonRow {
            source_key: some("tax|1"),
            name: "Hà A".into(),
            ..PersonRow::unknown(15, 2)
        };
        assert!(!fill_in(&mut person, &merged));
        assert_eq!(person, before);
    }
}
