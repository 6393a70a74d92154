//! The organisations that collect for the agency: the post, people's committees, unions. Their
//! office is a note for people; it may come in a later list.

use super::cells::required_text;
use super::check::Check;
use super::engine::RowReader;
use super::keyed::{Keyed, List, or_known};
use crate::app::context::Province;
use crate::exchange::columns::Binding;
use crate::exchange::reject::Reject;
use crate::exchange::values;
use crate::store::catalogues::{
    OrganisationRow, insert_organisations, organisations, update_organisations,
};
use crate::store::{Conn, StoreResult};

/// The list of organisations.
pub(super) struct Organisations {
    province: i64,
}

impl Organisations {
    /// The importer, with the organisations on record.
    pub(super) fn new(conn: &mut Conn, province: &Province) -> StoreResult<Keyed<Self>> {
        let province = province.id.0;
        Ok(Keyed::new(Self { province }, organisations(conn, province)?, Self::key))
    }
}

impl List for Organisations {
    type Item = OrganisationRow;
    type Key = String;
    type Record = OrganisationRow;

    fn reader(&self, binding: &Binding) -> RowReader<OrganisationRow> {
        let slot = |name| binding.slot(name);
        let (code, name, kind, office) =
            (slot("code"), slot("name"), slot("kind"), slot("office_code"));
        let province_id = self.province;
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let kind = kind.required(row, |cell| values::choice(cell, &KINDS, WORDS));
            let item = OrganisationRow {
                province_id,
                code: check.of(required_text(row, code)),
                name: check.of(required_text(row, name)),
                kind: check.of(kind).to_owned(),
                office_code: check.text(office),
            };
            check.passed(item)
        })
    }

    fn key(item: &OrganisationRow) -> String {
        item.code.clone()
    }

    fn merged(
        _: u64,
        item: &OrganisationRow,
        before: Option<&OrganisationRow>,
    ) -> Result<OrganisationRow, Reject> {
        let Some(before) = before else { return Ok(item.clone()) };
        let office_code = or_known(&item.office_code, &before.office_code);
        Ok(OrganisationRow { office_code, ..item.clone() })
    }

    fn insert(conn: &mut Conn, records: &mut [OrganisationRow]) -> StoreResult<()> {
        insert_organisations(conn, records)
    }

    fn update(conn: &mut Conn, records: &[OrganisationRow]) -> StoreResult<()> {
        update_organisations(conn, records)
    }
}

/// The kinds with their names, for messages.
pub(super) const WORDS: &str =
    "post (bưu điện), commune (UBND xã), union (hội, đoàn thể), other (khác)";

/// Words in the form in which they are compared.
const KINDS: [(&str, &str); 38] = [
    ("post", "post"),
    ("buudien", "post"),
    ("buucuc", "post"),
    ("diembuudien", "post"),
    ("buudienvanhoaxa", "post"),
    ("diembuudienvanhoaxa", "post"),
    ("vnpost", "post"),
    ("commune", "commune"),
    ("xa", "commune"),
    ("xaphuong", "commune"),
    ("ubnd", "commune"),
    ("ubndxa", "commune"),
    ("ubndphuong", "commune"),
    ("ubndthitran", "commune"),
    ("ubndxaphuong", "commune"),
    ("uybannhandan", "commune"),
    ("uybannhandanxa", "commune"),
    ("uybannhandanphuong", "commune"),
    ("uybannhandanthitran", "commune"),
    ("union", "union"),
    ("hoi", "union"),
    ("doanthe", "union"),
    ("hoidoanthe", "union"),
    ("tochucchinhtrixahoi", "union"),
    ("hoiphunu", "union"),
    ("hoilienhiepphunu", "union"),
    ("hoilhpn", "union"),
    ("hoinongdan", "union"),
    ("hoicuuchienbinh", "union"),
    ("hoinguoicaotuoi", "union"),
    ("doanthanhnien", "union"),
    ("congdoan", "union"),
    ("liendoanlaodong", "union"),
    ("mattran", "union"),
    ("mattrantoquoc", "union"),
    ("other", "other"),
    ("khac", "other"),
    ("tochuckhac", "other"),
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::app::import::keyed::trial::Trial;
    use crate::exchange::columns::Thing;

    fn take(trial: &mut Trial, list: &str) -> ([u64; 4], String) {
        trial.take(Thing::Organisations, list, Organisations::new)
    }

    #[test]
    fn twice_changes_nothing_and_what_is_not_said_stays() {
        let mut trial = Trial::new();
        let list = "Mã tổ chức,Tên tổ chức,Loại,Mã cơ quan BHXH\nBD,Bưu điện tỉnh,Bưu điện,01500\n";
        assert_eq!(take(&mut trial, list), ([1, 0, 0, 0], String::new()));
        assert_eq!(take(&mut trial, list).0, [0, 0, 1, 0]);
        assert_eq!(take(&mut trial, "code,name,kind\nBD,Bưu điện,khác\n").0, [0, 1, 0, 0]);
        let all = |conn: &mut Conn| organisations(conn, 1);
        let row = trial.store.read(all).unwrap().remove(0);
        assert_eq!((row.name.as_str(), row.kind.as_str()), ("Bưu điện", "other"));
        assert_eq!(row.office_code.as_deref(), Some("01500"));
    }

    #[rstest]
    #[case("BƯU ĐIỆN", Some("post"))]
    #[case("UBND xã", Some("commune"))]
    #[case("Ủy ban nhân dân phường", Some("commune"))]
    #[case("Uỷ ban nhân dân", Some("commune"))]
    #[case("Hội Phụ nữ", Some("union"))]
    #[case("Hội, đoàn thể", Some("union"))]
    #[case("union", Some("union"))]
    #[case("Khác", Some("other"))]
    #[case("Ngân hàng", None)]
    fn kinds(#[case] word: &str, #[case] expected: Option<&str>) {
        assert_eq!(values::choice(word, &KINDS, WORDS).ok().flatten(), expected);
    }
}
