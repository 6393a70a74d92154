//! People: who lives where, in which household, by which number they are reached.

use std::collections::HashMap;

use super::ImportError;
use super::check::Check;
use super::closed_numbers::ClosedNumbers;
use super::engine::{Entry, Importer, RowReader};
use super::fields::{Choices, KeySlots, PersonFields, PersonKey, PersonSlots};
use super::households;
use super::matching::{Clash, Crowd};
use super::renamed::Renamed;
use super::tally::{Done, Ledger, Tally};
use crate::app::context::Province;
use crate::config::Tables;
use crate::exchange::columns::Binding;
use crate::exchange::read::Warning;
use crate::exchange::reject::Reject;
use crate::store::{Conn, StoreResult};

/// The importer of people.
pub(super) struct People {
    province: i64,
    choices: Choices,
    /// The last batch was wholly new: the next is believed to be, until the database disagrees.
    believed_new: bool,
    /// From areas of registration to their communes.
    communes: HashMap<i64, i64>,
    /// People that one household may have.
    most_people: u16,
    renamed: Renamed,
    remarks: Vec<Warning>,
    numbers: ClosedNumbers,
}

impl People {
    pub(super) fn new(
        province: &Province,
        tables: &Tables,
        communes: HashMap<i64, i64>,
        most_people: u16,
    ) -> Self {
        Self {
            province: province.id.0,
            choices: Choices::of(province, tables),
            believed_new: false,
            communes,
            most_people,
            renamed: Renamed::default(),
            remarks: Vec::new(),
            numbers: ClosedNumbers::default(),
        }
    }

    fn take(
        &mut self,
        crowd: &mut Crowd,
        batch: &[Entry<(PersonKey, PersonFields)>],
    ) -> Vec<Result<(Done, bool), Clash>> {
        let take = |entry: &Entry<(PersonKey, PersonFields)>| {
            let (key, fields) = &entry.item;
            let renamed = crowd.renames(key, fields);
            crowd.take(key, fields, &mut self.numbers).map(|(_, done)| (done, renamed))
        };
        batch.iter().map(take).collect()
    }
}

impl Importer for People {
    type Item = (PersonKey, PersonFields);

    fn reader(&self, binding: &Binding) -> RowReader<Self::Item> {
        let key = KeySlots::of(binding);
        let person = PersonSlots::of(binding, self.choices.clone());
        let needed = ["name", "area_code"].map(|name| binding.slot(name));
        Box::new(move |row, remarks| {
            let mut check = Check::new(row, remarks);
            let key = key.checked(&mut check);
            let fields = person.read(&mut check);
            for slot in needed {
                check.present(slot);
            }
            check.passed((key, fields))
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        batch: &[Entry<Self::Item>],
        ledger: &mut Ledger<'_>,
    ) -> Result<(), ImportError> {
        let province = self.province;
        let look_up = |conn: &mut Conn| -> StoreResult<Crowd> {
            Crowd::find(conn, province, batch.iter().map(|entry| &entry.item.0))
        };
        let mut crowd =
            if self.believed_new { Crowd::empty(self.province) } else { look_up(conn)? };
        let mut new = crowd.is_empty();
        let mut taken = self.take(&mut crowd, batch);
        if !crowd.store(conn)? {
            crowd = look_up(conn)?;
            new = false;
            taken = self.take(&mut crowd, batch);
            if !crowd.store(conn)? {
                return Err(ImportError::Busy);
            }
        }
        self.believed_new = new;
        for (entry, taken) in batch.iter().zip(taken) {
            match taken {
                Ok((done, renamed)) => {
                    ledger.count(done);
                    if renamed {
                        self.renamed.add(ledger.sheet(&entry.row), entry.row.number());
                    }
                }
                Err(clash) => ledger.reject(&entry.row, &clash_reject(&entry.row, clash))?,
            }
        }
        Ok(())
    }

    fn finish(&mut self, conn: &mut Conn, _tally: &mut Tally) -> Result<(), ImportError> {
        self.remarks = households::remarks(conn, self.province, &self.communes, self.most_people)?;
        Ok(())
    }

    fn warnings(&self) -> Vec<Warning> {
        self.renamed.warning().into_iter().chain(self.remarks.clone()).collect()
    }
}

/// What a clash of numbers means for the person who reads it.
pub(super) fn clash_reject(row: &crate::exchange::read::KeptRow, clash: Clash) -> Reject {
    let (code, vi, en) = match clash {
        Clash::TwoPeople => (
            "two_people",
            "mã số BHXH và số CCCD thuộc về hai người khác nhau đã có; hãy kiểm tra lại hai số",
            "the social-insurance number and the citizen ID belong to two different people on \
             record; check both numbers",
        ),
        Clash::OtherNumber => (
            "other_number",
            "người này đã có số khác trong hệ thống; hãy kiểm tra mã số BHXH và số CCCD",
            "the person on record has another number of this kind; check the social-insurance \
             number and the citizen ID",
        ),
        Clash::OtherPerson => (
            "other_person",
            "số trong dòng này đang thuộc người có họ tên và ngày sinh khác; hãy kiểm tra lại số. Nếu \
             đúng là người đó được đính chính, hãy nhập họ tên mới với ngày sinh đã có, rồi nhập ngày \
             sinh mới",
            "the number in this row belongs to somebody on record with another name and another birth \
             date; check the number. If that person's particulars were corrected, import the new name \
             with the birth date on record first, then the new birth date",
        ),
        Clash::OtherReference => (
            "other_reference",
            "mã tham chiếu của nguồn (source_ref) là của một người đã có số khác, còn số trong dòng \
             này không phải của người đó; hãy kiểm tra cả hai, hoặc bỏ trống source_ref nếu nguồn \
             đánh số lại trong từng danh sách",
            "the source's reference is that of somebody on record with another number, and the \
             number in this row is not theirs; check both, or leave source_ref empty if the source \
             numbers each list anew",
        ),
        Clash::UsedReference => (
            "used_reference",
            "mã tham chiếu của nguồn (source_ref) là của một người đã có với họ tên khác; nếu là người \
             khác, hãy ghi mã tham chiếu khác hoặc thêm mã số BHXH hay số CCCD; nếu vẫn là người đó, hãy \
             ghi họ tên đã có hoặc thêm đúng ngày sinh đã có",
            "the source's reference is that of somebody on record with another name; for somebody else \
             give another reference, or add a social-insurance number or citizen ID; for the same \
             person give the name on record, or add the birth date on record",
        ),
    };
    Reject::whole(row.number(), code, vi, en)
}
