//! What the month comes to: the results of its weeks, the week that nobody approved, and that there was
//! enough of everything for the other checks to mean something.

use std::collections::BTreeSet;

use super::Month;

impl Month {
    /// Everything that the checks are about did happen.
    pub(super) fn is_no_quiet_month(&mut self, full: usize, before_paying: usize, shared: usize) {
        assert!(full > 3, "the hamlet's mailbox was full on {full} days");
        assert!(shared > 20, "{shared} times a shared number was called again in the week");
        assert!(before_paying > 50, "{before_paying} letters to people who paid later");
        assert!(self.paid.len() > 300 && self.calls.len() > 3_000, "{}", self.paid.len());
        for code in ["no_answer", "wrong_number", "promised", "paid", "refused", "opt_out"] {
            assert!(self.outcomes.get(code).is_some_and(|count| *count > 3), "{:?}", self.outcomes);
        }
        let states = self.office.texts(
            "SELECT DISTINCT n.state || ' ' || coalesce(n.reason, '-') AS line FROM notices n WHERE n.purpose = \
             'due_reminder'",
        );
        for state in ["sent -", "expired over_cap", "failed bad_address"] {
            assert!(states.iter().any(|one| one == state), "{state}: {states:?}");
        }
    }

    /// Each week that was in force is closed, and what it records is what was done.
    pub(super) fn weeks_have_their_results(&mut self) {
        let weeks: Vec<String> = self.closed.iter().map(|(week, _)| week.to_string()).collect();
        assert_eq!(weeks, ["2023-W23", "2023-W24", "2023-W26"]);
        for (week, results) in self.closed.clone() {
            // Of a week with two versions the first one counts until the second one is published.
            let changed = self.stories.new_version_on;
            let from = if week.contains(changed) { changed } else { week.monday() };
            let touches = self.office.texts(&format!(
                "SELECT CAST(t.id AS TEXT) AS line FROM touches t JOIN plan_versions v ON v.id = t.version_id \
                 JOIN plans p ON p.id = v.plan_id JOIN plan_steps s ON s.version_id = v.id WHERE p.week = \
                 '{week}' AND ((s.state = 'closed' AND t.day >= '{from}') OR (s.state = 'replaced' AND \
                 t.day < '{from}'))"
            ));
            let touches: Vec<i64> = touches.iter().map(|id| id.parse().unwrap()).collect();
            let worked = touches.iter().filter(|id| self.touched.contains(id)).count();
            assert_eq!(results.planned, i64::try_from(touches.len()).unwrap(), "{week}");
            assert_eq!(results.worked, i64::try_from(worked).unwrap(), "{week}");
            assert!(results.reached > 0 && results.reached < results.worked, "{week}");
            assert!(results.collected > 0 && results.due_paid > 0, "{week}: {results:?}");
        }
    }

    /// Nothing of the week that nobody approved went out; people were reminded all the same, and those who
    /// decide were told.
    pub(super) fn the_week_without_approval_is_told(&mut self) {
        let week = self.stories.never_approved;
        let of_week = || self.letters.iter().filter(|one| week.contains(one.at.date()));
        assert_eq!(of_week().filter(|one| one.purpose == "call_list").count(), 0);
        assert!(self.calls.iter().all(|call| !week.contains(call.at.date())));
        assert!(of_week().filter(|one| one.purpose == "due_reminder").count() > 20);
        let told: BTreeSet<&str> =
            of_week().filter(|one| one.purpose == "not_approved").map(|one| &*one.to).collect();
        let all = ["committee:Giàng A Páo", "committee:Nguyễn Thị Hà", "coordinator:Lò Văn Sơn"];
        assert_eq!(told, BTreeSet::from(all));
        let first = of_week().find(|one| one.purpose == "not_approved").unwrap();
        assert_eq!(first.at.to_string(), format!("{} 06:00:00", week.monday()));
    }
}
