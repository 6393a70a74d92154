//! A number that was mistyped in a list must not give somebody else a new name.

use vandong::exchange::columns::Thing;

use crate::harness::{new, on_both, unchanged};
use crate::province::si;

#[test]
fn a_mistyped_number_overwrites_nobody() {
    on_both(|office| {
        office.take_lists();
        let number = si(9_100);
        let row = |name: &str, born: &str| {
            format!("si_number;name;birth_date;area_code\n{number};{name};{born};04282\n")
        };
        let own = row("Lò Văn Pá", "02/03/1980");
        assert_eq!(office.import(Thing::People, &own).tally, new(1));
        let stranger = office.import(Thing::People, &row("Giàng A Tủa", "05/05/1999"));
        assert_eq!((stranger.tally.rejected, stranger.reasons[0].code), (1, "other_person"));
        assert_eq!(office.import(Thing::People, &own).tally, unchanged(1));
        // Without a birth date nobody can tell; it is taken and told.
        let renamed = office.import(Thing::People, &row("Hoàng Thị Mai", ""));
        assert_eq!(renamed.tally.updated, 1);
        let [told] = renamed.warnings.as_slice() else { panic!("{:?}", renamed.warnings) };
        assert_eq!((told.code, told.row, told.count), ("renamed", 2, 1));
        assert!(!told.message_vi.contains("Mai"), "{}", told.message_vi);
        // With the birth date on record a new name is a correction.
        let right = office.import(Thing::People, &own);
        assert_eq!((right.tally.updated, right.warnings.len()), (1, 0));
        let source = format!(
            "si_number;name;birth_date;area_code;product;source;as_of\n\
             {number};Giàng A Tủa;05/05/1999;04282;household_hi;tax;01/06/2023\n"
        );
        let listed = office.import(Thing::Prospects, &source);
        assert_eq!((listed.tally.rejected, listed.reasons[0].code), (1, "other_person"));
    });
}
