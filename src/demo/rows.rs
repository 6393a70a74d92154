//! The five lists of people, written side by side in one pass, so that no household has to be kept.

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};

use super::AS_OF;
use super::dues::written_month;
use super::households::{Household, Settlement};
use super::people::Person;
use super::table::{DemoError, Names, Table, WrittenFile, written_day};
use crate::exchange::columns::Thing;
use crate::exchange::write::Cell;

/// Until when something is paid, as the product counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    Month(NaiveDate),
    Day(NaiveDate),
}

/// One row of the due list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enrolment<'a> {
    pub(super) product: &'static str,
    pub(super) until: Until,
    pub(super) cycle_months: u8,
    pub(super) chosen_income: Option<i64>,
    pub(super) household_order: Option<i64>,
    pub(super) support_group: Option<&'static str>,
    pub(super) amount: Option<i64>,
    pub(super) last_agent: Option<&'a str>,
}

/// Where a prospect comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    pub(super) source: &'static str,
    pub(super) reference: &'a str,
    /// The person columns, for people whom the office does not have yet.
    pub(super) with_person: Option<(&'a Settlement<'a>, &'a Household)>,
}

/// A record of consent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Consent<'a> {
    pub(super) channel: &'static str,
    pub(super) purpose: &'static str,
    pub(super) given: Option<NaiveDateTime>,
    pub(super) withdrawn: Option<NaiveDateTime>,
    pub(super) evidence: &'a str,
}

/// The lists being written.
pub(super) struct Rows {
    people: Table,
    enrolments: Table,
    prospects: Table,
    consents: Table,
    do_not_call: Table,
}

fn known(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

impl Rows {
    /// Begins the five files.
    pub(super) fn create(dir: &Path) -> Result<Self, DemoError> {
        use Names::{English as En, Vietnamese as Vi};
        let people = [
            "si_number",
            "citizen_id",
            "name",
            "birth_date",
            "sex",
            "area_code",
            "hamlet",
            "address",
            "household_code",
            "phone",
            "email",
            "zalo_id",
            "language",
            "segments",
        ];
        let enrolments = [
            "si_number",
            "citizen_id",
            "product",
            "paid_through",
            "valid_to",
            "cycle_months",
            "chosen_income",
            "household_order",
            "support_group",
            "amount",
            "last_agent_code",
            "as_of",
        ];
        let prospects = [
            "si_number",
            "citizen_id",
            "source",
            "source_ref",
            "product",
            "segments",
            "as_of",
            "name",
            "birth_date",
            "sex",
            "area_code",
            "hamlet",
            "address",
            "household_code",
            "phone",
            "email",
            "zalo_id",
            "language",
        ];
        let consents = [
            "si_number",
            "citizen_id",
            "channel",
            "purpose",
            "basis",
            "given",
            "withdrawn",
            "evidence",
        ];
        let do_not_call = ["phone", "calls", "messages", "as_of"];
        Ok(Self {
            people: Table::create(dir, Thing::People, Vi, &people)?,
            enrolments: Table::create(dir, Thing::Enrolments, Vi, &enrolments)?,
            prospects: Table::create(dir, Thing::Prospects, En, &prospects)?,
            consents: Table::create(dir, Thing::Consents, En, &consents)?,
            do_not_call: Table::create(dir, Thing::DoNotCall, En, &do_not_call)?,
        })
    }

    /// A person of the office's own list.
    pub(super) fn person(
        &mut self,
        at: &Settlement<'_>,
        home: &Household,
        person: &Person,
    ) -> Result<(), DemoError> {
        self.people.row(&[
            known(&person.si_number),
            known(&person.citizen_id),
            person.name.as_str().into(),
            written_day(person.born).as_str().into(),
            if person.male { "Nam" } else { "Nữ" }.into(),
            at.commune.place.code.as_str().into(),
            home.hamlet.as_str().into(),
            known(&home.address),
            home.code.as_str().into(),
            known(&spaced(&person.phone)),
            known(&person.email),
            known(&person.zalo_id),
            home.language.code().into(),
            known(&person.segments.join(";")),
        ])
    }

    /// What a person pays for.
    pub(super) fn enrolment(
        &mut self,
        person: &Person,
        enrolment: &Enrolment<'_>,
    ) -> Result<(), DemoError> {
        let (month, day) = match enrolment.until {
            Until::Month(month) => (written_month(month), String::new()),
            Until::Day(day) => (String::new(), written_day(day)),
        };
        self.enrolments.row(&[
            known(&person.si_number),
            known(&person.citizen_id),
            enrolment.product.into(),
            known(&month),
            known(&day),
            Cell::Int(enrolment.cycle_months.into()),
            enrolment.chosen_income.map(Cell::Money).unwrap_or(Cell::Empty),
            enrolment.household_order.into(),
            enrolment.support_group.into(),
            enrolment.amount.map(Cell::Money).unwrap_or(Cell::Empty),
            enrolment.last_agent.into(),
            written_day(AS_OF).as_str().into(),
        ])
    }

    /// What a person could join.
    pub(super) fn prospect(
        &mut self,
        person: &Person,
        origin: &Origin<'_>,
        (product, segments): (&str, &str),
    ) -> Result<(), DemoError> {
        let born = origin.with_person.map(|_| Cell::Date(person.born));
        let of = |text| if origin.with_person.is_some() { known(text) } else { Cell::Empty };
        let (at, home) = origin.with_person.unzip();
        self.prospects.row(&[
            known(&person.si_number),
            known(&person.citizen_id),
            origin.source.into(),
            origin.reference.into(),
            product.into(),
            known(segments),
            AS_OF.into(),
            of(&person.name),
            born.unwrap_or(Cell::Empty),
            of(if person.male { "male" } else { "female" }),
            at.map(|at| at.commune.place.code.as_str()).into(),
            home.map(|home| home.hamlet.as_str()).into(),
            home.map_or(Cell::Empty, |home| known(&home.address)),
            home.map(|home| home.code.as_str()).into(),
            of(&person.phone),
            of(&person.email),
            of(&person.zalo_id),
            home.map(|home| home.language.code()).into(),
        ])
    }

    /// A consent or its withdrawal.
    pub(super) fn consent(
        &mut self,
        person: &Person,
        consent: &Consent<'_>,
    ) -> Result<(), DemoError> {
        self.consents.row(&[
            known(&person.si_number),
            known(&person.citizen_id),
            consent.channel.into(),
            consent.purpose.into(),
            "consent".into(),
            consent.given.into(),
            consent.withdrawn.into(),
            known(consent.evidence),
        ])
    }

    /// A number of the do-not-call register; `messages` when it is closed for them too.
    pub(super) fn barred(&mut self, phone: &str, messages: bool) -> Result<(), DemoError> {
        let national = phone.strip_prefix('0').unwrap_or(phone);
        self.do_not_call.row(&[
            format!("84{national}").as_str().into(),
            "yes".into(),
            if messages { "yes" } else { "no" }.into(),
            AS_OF.into(),
        ])
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> Result<Vec<WrittenFile>, DemoError> {
        let Self { people, enrolments, prospects, consents, do_not_call } = self;
        let tables = [people, enrolments, prospects, consents, do_not_call];
        tables.into_iter().map(Table::finish).collect()
    }
}

/// Some numbers with spaces, as people write them.
fn spaced(phone: &str) -> String {
    match (phone.get(..4), phone.get(4..7), phone.get(7..)) {
        (Some(a), Some(b), Some(c)) if c.ends_with(['3', '7']) => format!("{a} {b} {c}"),
        _ => phone.to_owned(),
    }
}
