//! Identifiers as types of their own, so that an agent is never looked up as a person.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id! {
    /// The province under which everything that grows with people is keyed (an area of kind
    /// province).
    ProvinceId,
    /// One area as it stood between two dates; a code that was used again has another id.
    AreaId,
    /// A collection agent (nhân viên thu).
    AgentId,
    /// A person, insured or not.
    PersonId,
    /// One product of one person with its paid-through date.
    EnrolmentId,
    /// One potential participant on one source's list.
    ProspectId,
    /// One run of an import.
    ImportId,
    /// The plan of one office for one week.
    PlanId,
    /// One immutable version of a plan.
    VersionId,
    /// One call or visit of a plan version.
    TouchId,
    /// One recorded outcome of a touch.
    OutcomeId,
    /// One recorded payment.
    PaymentId,
}
