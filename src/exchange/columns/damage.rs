//! What a cell that cannot be understood does to its row, column by column.

use super::Thing;

/// What is lost with a cell that cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The whole row: without the cell it would mean something else.
    Row,
    /// The cell alone, with a word to the office: the row is as true without it.
    Cell,
}

impl Thing {
    /// What a malformed cell of the column with this name costs.
    ///
    /// The cell alone, in lists that bring people (`people`, `prospects`):
    /// - `birth_date`, `sex`, `hamlet`, `address`: they describe a person; no rule of a plan reads
    ///   them, and a year alone (“1985”) is all that many lists know;
    /// - `phone`, `email`, `zalo_id`: one way less to a person who is due all the same;
    /// - `household_code`: the person is a contact alone, as without a code;
    /// - `language`: the person is spoken to in Vietnamese, as without one;
    /// - `segments`: those that are understood stay.
    ///
    /// And of `agents`:
    /// - `phone`, `email`, `zalo_id`, `point_code`: notes for people, which no plan reads;
    /// - `languages`: those that are understood stay; an agent with none speaks Vietnamese.
    ///
    /// The row, everywhere else:
    /// - what is required, and what names somebody (`si_number`, `citizen_id`, `source_ref`,
    ///   `row_id`): a person known by half of the numbers could be another one;
    /// - money, months and days of payments and due lists: without them other amounts are asked for
    ///   on other days; the same of `as_of`, which closes the cases of others;
    /// - of agents `products`, `working_days`, `visit_slots_per_day`, `slots_per_week`,
    ///   `least_per_week`, `active_from`, `active_to`,
    ///   `home_area_code`: empty they mean *all*, *as usual* or *for ever*;
    /// - of consents `withdrawn`: without it a withdrawal would be a consent; the words of the
    ///   do-not-call list likewise;
    /// - of outcomes `call_back_at` and `promised_on`: what was promised must be kept;
    /// - small catalogues, whose few rows are quickly corrected.
    pub fn damage(self, column: &str) -> Damage {
        let cell_alone = match self {
            Self::People | Self::Prospects => matches!(
                column,
                "birth_date"
                    | "sex"
                    | "hamlet"
                    | "address"
                    | "household_code"
                    | "phone"
                    | "email"
                    | "zalo_id"
                    | "language"
                    | "segments"
            ),
            Self::Agents => {
                matches!(column, "phone" | "email" | "zalo_id" | "point_code" | "languages")
            }
            _ => false,
        };
        if cell_alone { Damage::Cell } else { Damage::Row }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::Need;
    use super::*;

    #[rstest]
    #[case(Thing::People, "birth_date", Damage::Cell)]
    #[case(Thing::People, "sex", Damage::Cell)]
    #[case(Thing::People, "phone", Damage::Cell)]
    #[case(Thing::People, "email", Damage::Cell)]
    #[case(Thing::People, "segments", Damage::Cell)]
    #[case(Thing::People, "si_number", Damage::Row)]
    #[case(Thing::People, "citizen_id", Damage::Row)]
    #[case(Thing::People, "area_code", Damage::Row)]
    #[case(Thing::Prospects, "language", Damage::Cell)]
    #[case(Thing::Prospects, "source_ref", Damage::Row)]
    #[case(Thing::Prospects, "as_of", Damage::Row)]
    #[case(Thing::Agents, "phone", Damage::Cell)]
    #[case(Thing::Agents, "languages", Damage::Cell)]
    #[case(Thing::Agents, "products", Damage::Row)]
    #[case(Thing::Agents, "working_days", Damage::Row)]
    #[case(Thing::Agents, "active_to", Damage::Row)]
    #[case(Thing::Enrolments, "amount", Damage::Row)]
    #[case(Thing::Enrolments, "chosen_income", Damage::Row)]
    #[case(Thing::Payments, "paid_on", Damage::Row)]
    #[case(Thing::Consents, "withdrawn", Damage::Row)]
    #[case(Thing::Outcomes, "call_back_at", Damage::Row)]
    #[case(Thing::DoNotCall, "phone", Damage::Row)]
    fn policy(#[case] thing: Thing, #[case] column: &str, #[case] expected: Damage) {
        assert!(thing.columns().iter().any(|one| one.name == column), "no column {column}");
        assert_eq!(thing.damage(column), expected);
    }

    #[test]
    fn what_a_list_cannot_do_without_is_never_dropped() {
        for thing in Thing::ALL {
            for column in thing.columns().iter().filter(|column| column.need != Need::Optional) {
                assert_eq!(thing.damage(column.name), Damage::Row, "{}", column.name);
            }
        }
    }
}
