//! Where the committee and the coordinators are written to: they stand in no register of people, but
//! in the configuration.

use crate::config::approval::{Approval, Member};
use crate::domain::notice::Recipient;

/// Somebody with a name and perhaps an email address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Email address.
    pub email: Option<String>,
}

impl Contact {
    /// From `NAME <email>` or `NAME`.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let (name, email) = match text.split_once('<') {
            Some((name, rest)) => (name, rest.trim().trim_end_matches('>').trim()),
            None => (text, ""),
        };
        let email = (!email.is_empty()).then(|| email.to_owned());
        Self { name: name.trim().to_owned(), email }
    }
}

/// Who is told about plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Members of the steering committee.
    pub committee: Vec<Contact>,
    /// Coordinators.
    pub coordinators: Vec<Contact>,
}

impl Contacts {
    /// Those of the configuration.
    #[must_use]
    pub fn of_approval(approval: &Approval) -> Self {
        let contact =
            |member: &Member| Contact { name: member.name.clone(), email: member.email.clone() };
        Self {
            committee: approval.committee.iter().map(contact).collect(),
            coordinators: approval.coordinators.iter().map(contact).collect(),
        }
    }

    /// From two lists of `NAME <email>`.
    #[must_use]
    pub fn from_lists(committee: &[String], coordinators: &[String]) -> Self {
        let read = |list: &[String]| list.iter().map(|text| Contact::from_text(text)).collect();
        Self { committee: read(committee), coordinators: read(coordinators) }
    }

    /// The contact of a recipient, where one of that name is known.
    #[must_use]
    pub fn of(&self, recipient: &Recipient) -> Option<&Contact> {
        let (list, name) = match recipient {
            Recipient::Committee(name) => (&self.committee, name),
            Recipient::Coordinator(name) => (&self.coordinators, name),
            Recipient::Agent(_) | Recipient::Person(_) | Recipient::Endpoint(_) => return None,
        };
        list.iter().find(|contact| contact.name == name.trim())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Giàng A Páo <pao@bhxh.example>", "Giàng A Páo", Some("pao@bhxh.example"))]
    #[case("Giàng A Páo", "Giàng A Páo", None)]
    #[case(" Giàng A Páo < >", "Giàng A Páo", None)]
    fn a_contact_is_read(#[case] text: &str, #[case] name: &str, #[case] email: Option<&str>) {
        let expected = Contact { name: name.to_owned(), email: email.map(str::to_owned) };
        assert_eq!(Contact::from_text(text), expected);
    }

    #[test]
    fn a_member_of_the_committee_is_no_coordinator() {
        let contacts = Contacts::from_lists(&["A <a@x.example>".into()], &["B".into()]);
        let of = |recipient| contacts.of(&recipient).and_then(|one| one.email.as_deref());
        assert_eq!(of(Recipient::Committee("A".into())), Some("a@x.example"));
        assert_eq!(of(Recipient::Coordinator("A".into())), None);
        assert_eq!(contacts.of(&Recipient::Person(1)), None);
    }
}
