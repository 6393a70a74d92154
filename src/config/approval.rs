//! `[approval]`: who decides about plans, where they read what waits for them, and who acts for whom.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::domain::approval::{Approvers, Deputy, same};
use crate::domain::notice::Recipient;

/// `[approval]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Members of the steering committee.
    pub committee: Vec<Member>,
    /// Coordinators.
    pub coordinators: Vec<Member>,
    /// Deputies of both.
    pub deputies: Vec<Deputyship>,
    /// Percent of the touches in force up to which a change is small.
    pub small_replan_percent: u16,
}

impl Approval {
    /// Who may decide.
    #[must_use]
    pub fn approvers(&self) -> Approvers {
        let names = |members: &[Member]| members.iter().map(|one| one.name.clone()).collect();
        Approvers {
            committee: names(&self.committee),
            coordinators: names(&self.coordinators),
            deputies: self.deputies.iter().map(|one| one.0.clone()).collect(),
        }
    }

    /// Holds the deputies against the people they act for. The lists may come from several layers, so
    /// this is asked of all of them together.
    ///
    /// # Errors
    /// A deputy for somebody who is neither in the committee nor a coordinator.
    pub fn check(&self) -> Result<(), ConfigError> {
        match self.approvers().idle_deputies().next() {
            Some(deputy) => Err(ConfigError::DeputyOfNobody { deputy: deputy.clone() }),
            None => Ok(()),
        }
    }

    /// The largest share of the touches in force, 0 to 1, that is still a small change.
    #[must_use]
    pub fn small_share(&self) -> f64 {
        f64::from(self.small_replan_percent) / 100.0
    }

    /// The member whom a notice is for, where it is for one.
    #[must_use]
    pub fn reader(&self, recipient: &Recipient) -> Option<&Member> {
        let (body, name) = match recipient {
            Recipient::Committee(name) => (&self.committee, name),
            Recipient::Coordinator(name) => (&self.coordinators, name),
            Recipient::Agent(_)
            | Recipient::Person(_)
            | Recipient::Host(_)
            | Recipient::Endpoint(_) => return None,
        };
        body.iter().find(|member| same(&member.name, name))
    }
}

/// Somebody who decides: `Nguyễn Thị Hà <ha@bhxh.example>`, or the name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Member {
    /// The name.
    pub name: String,
    /// Where letters go.
    pub email: Option<String>,
}

impl TryFrom<String> for Member {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let refused =
            |what: &str| format!("`{text}` {what}: write such as Nguyễn Thị Hà <ha@bhxh.example>");
        let (name, email) = match text.split_once('<') {
            Some((name, rest)) => (name, Some(rest)),
            None => (text.as_str(), None),
        };
        let name = words(name.split_whitespace()).ok_or_else(|| refused("is no name"))?;
        let email = email
            .map(|rest| address(rest).ok_or_else(|| refused("has a wrong e-mail address")))
            .transpose()?;
        Ok(Self { name, email: email.map(str::to_owned) })
    }
}

impl From<Member> for String {
    fn from(member: Member) -> Self {
        match member.email {
            Some(email) => format!("{} <{email}>", member.name),
            None => member.name,
        }
    }
}

/// A deputy with the days of deputising: `NAME for NAME`, `NAME for NAME from DAY to DAY`; in
/// Vietnamese `TÊN thay TÊN từ NGÀY đến NGÀY`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Deputyship(pub Deputy);

impl TryFrom<String> for Deputyship {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let all: Vec<&str> = text.split_whitespace().collect();
        let read = || {
            let at = all.iter().position(|word| ["for", "thay"].contains(word))?;
            let (rest, to) = dated(all.get(at + 1..)?, ["to", "đến"])?;
            let (of, from) = dated(rest, ["from", "từ"])?;
            let deputy = Deputy {
                name: words(all.get(..at)?.iter().copied())?,
                of: words(of.iter().copied())?,
                from,
                to,
            };
            (from.zip(to).is_none_or(|(from, to)| from <= to)).then_some(Self(deputy))
        };
        read().ok_or_else(|| {
            format!(
                "`{text}` names no deputy: write such as Vũ Lan for Lò Văn Sơn from 2023-06-01 to \
                 2023-06-30"
            )
        })
    }
}

impl From<Deputyship> for String {
    fn from(one: Deputyship) -> Self {
        one.to_string()
    }
}

impl fmt::Display for Deputyship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Deputy { name, of, from, to } = &self.0;
        write!(f, "{name} for {of}")?;
        from.map_or(Ok(()), |from| write!(f, " from {from}"))?;
        to.map_or(Ok(()), |to| write!(f, " to {to}"))
    }
}

/// The address before a `>`; none where it is no address.
fn address(rest: &str) -> Option<&str> {
    let email = rest.trim().strip_suffix('>')?.trim();
    let (user, host) = email.split_once('@')?;
    let spoilt = |text: &str| text.is_empty() || text.contains(['<', '>', ';', ',', ' ']);
    (!spoilt(user) && !spoilt(host) && !host.contains('@')).then_some(email)
}

/// A name; none where it is empty or holds what belongs to an address.
fn words<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty() && !name.contains(['@', '<', '>', ';'])).then_some(name)
}

/// What stands before a mark, and the day behind it, where the mark is there.
fn dated<'a, 'b>(
    words: &'b [&'a str],
    marks: [&str; 2],
) -> Option<(&'b [&'a str], Option<NaiveDate>)> {
    let Some(at) = words.iter().position(|word| marks.contains(word)) else {
        return Some((words, None));
    };
    let day = words.get(at + 1).filter(|_| words.len() == at + 2)?;
    let read = |format| NaiveDate::parse_from_str(day, format).ok();
    Some((words.get(..at)?, Some(read("%Y-%m-%d").or_else(|| read("%d/%m/%Y"))?)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Giàng A Páo", Some(("Giàng A Páo", None)))]
    #[case(" Hà   Anh <ha@b.vn> ", Some(("Hà Anh", Some("ha@b.vn"))))]
    #[case("<ha@b.vn>", None)]
    #[case("ha@b.vn", None)]
    #[case("Hà <ha>", None)]
    #[case("Hà <ha@b.vn", None)]
    #[case("Hà <ha@@b.vn>", None)]
    #[case("Hà <a@b, c@d>", None)]
    #[case("", None)]
    fn members_are_names_with_an_address_or_without(
        #[case] text: &str,
        #[case] expected: Option<(&str, Option<&str>)>,
    ) {
        let read = Member::try_from(text.to_owned());
        let told = read.as_ref().ok().map(|one| (one.name.as_str(), one.email.as_deref()));
        assert_eq!(told, expected);
    }

    #[rstest]
    #[case("Hà <ha>", "has a wrong e-mail address")]
    #[case("Hà <@b.vn>", "has a wrong e-mail address")]
    #[case("Hà <>", "has a wrong e-mail address")]
    #[case("Hà <ha@b.vn", "has a wrong e-mail address")]
    #[case("Hà <a@b, c@d>", "has a wrong e-mail address")]
    #[case("<ha@b.vn>", "is no name")]
    #[case("ha@b.vn", "is no name")]
    #[case("", "is no name")]
    fn what_is_wrong_with_a_member_is_said(#[case] text: &str, #[case] expected: &str) {
        let told = Member::try_from(text.to_owned()).unwrap_err();
        assert!(told.starts_with(&format!("`{text}` {expected}: write such as ")), "{told}");
    }

    #[rstest]
    #[case(&["Lò Sơn"], &[], true)]
    #[case(&[], &["lò  sơn <son@b.vn>"], true)]
    #[case(&["Hà"], &["Vũ Lan"], false)]
    #[case(&[], &[], false)]
    fn a_deputy_acts_for_somebody_who_decides(
        #[case] committee: &[&str],
        #[case] coordinators: &[&str],
        #[case] expected: bool,
    ) {
        let members = |names: &[&str]| -> Vec<Member> {
            names.iter().map(|name| Member::try_from((*name).to_owned()).unwrap()).collect()
        };
        let approval = Approval {
            committee: members(committee),
            coordinators: members(coordinators),
            deputies: vec![Deputyship::try_from("Vũ Lan thay Lò Sơn".to_owned()).unwrap()],
            small_replan_percent: 5,
        };
        let told = approval.check().map_err(|error| error.to_string());
        assert_eq!(told.is_ok(), expected, "{told:?}");
        if let Err(told) = told {
            let entry = "approval.deputies: `Vũ Lan for Lò Sơn`: Lò Sơn is neither in";
            assert!(told.starts_with(entry), "{told}");
        }
    }

    #[rstest]
    #[case("Vũ Lan for Lò Văn Sơn", "Vũ Lan for Lò Văn Sơn")]
    #[case("Vũ Lan thay Lò Sơn từ 01/06/2023", "Vũ Lan for Lò Sơn from 2023-06-01")]
    #[case("A for B to 2023-06-30", "A for B to 2023-06-30")]
    #[case("A thay B từ 2023-06-01 đến 30/06/2023", "A for B from 2023-06-01 to 2023-06-30")]
    fn deputies_are_written_in_either_language(#[case] text: &str, #[case] expected: &str) {
        let read = Deputyship::try_from(text.to_owned()).unwrap();
        assert_eq!(read.to_string(), expected);
        assert_eq!(Deputyship::try_from(read.to_string()), Ok(read));
    }

    #[rstest]
    #[case("Vũ Lan")]
    #[case("for Lò Sơn")]
    #[case("Vũ Lan for")]
    #[case("A for B from")]
    #[case("A for B from 2023-06-31")]
    #[case("A for B from 2023-06-10 to 2023-06-01")]
    #[case("A for B from 2023-06-01 until 2023-06-10")]
    fn a_deputy_who_cannot_be_understood_is_refused(#[case] text: &str) {
        let told = Deputyship::try_from(text.to_owned()).unwrap_err();
        assert!(told.starts_with(&format!("`{text}` names no deputy: write")), "{told}");
    }
}
