//! The next command, as whoever reads a hint can copy it. It names week, office and version each time:
//! without them the running week, the office above all others and the newest version are meant, and a
//! hint that is followed to the letter would decide about another plan.

use std::fmt::Display;

/// Names a plan, or a version of it, in commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    week: String,
    /// As an option, or empty.
    office: String,
    /// As an option, or empty.
    version: String,
    by: &'static str,
    comment: &'static str,
}

impl Hint {
    /// For a reader of English.
    #[must_use]
    pub fn en(week: impl Display) -> Self {
        Self::new(week, ("NAME", "TEXT"))
    }

    /// For a reader of Vietnamese.
    #[must_use]
    pub fn vi(week: impl Display) -> Self {
        Self::new(week, ("HỌ_TÊN", "LÝ_DO"))
    }

    fn new(week: impl Display, (by, comment): (&'static str, &'static str)) -> Self {
        let week = format!("--week {week}");
        Self { week, office: String::new(), version: String::new(), by, comment }
    }

    /// Of this office.
    #[must_use]
    pub fn of(self, office: &str) -> Self {
        Self { office: format!(" --office {office}"), ..self }
    }

    /// Of this version.
    #[must_use]
    pub fn version(self, number: i32) -> Self {
        Self { version: format!(" --plan-version {number}"), ..self }
    }

    /// Plans the week anew.
    #[must_use]
    pub fn make(&self) -> String {
        format!("`vandong plan make {}{}`", self.week, self.office)
    }

    /// Shows all versions.
    #[must_use]
    pub fn history(&self) -> String {
        format!("`vandong plan history {}{}`", self.week, self.office)
    }

    /// Says what was changed by hand.
    #[must_use]
    pub fn verify(&self) -> String {
        format!("`{}`", self.command("verify"))
    }

    /// Hands the version in.
    #[must_use]
    pub fn submit(&self) -> String {
        self.step("submit")
    }

    /// Gives it back.
    #[must_use]
    pub fn send_back(&self) -> String {
        format!("`{} --by {} --comment {}`", self.command("send-back"), self.by, self.comment)
    }

    /// Approves it.
    #[must_use]
    pub fn approve(&self) -> String {
        self.step("approve")
    }

    /// Publishes it.
    #[must_use]
    pub fn publish(&self) -> String {
        self.step("publish")
    }

    /// Closes its week.
    #[must_use]
    pub fn close(&self) -> String {
        self.step("close")
    }

    fn step(&self, verb: &str) -> String {
        format!("`{} --by {}`", self.command(verb), self.by)
    }

    fn command(&self, verb: &str) -> String {
        format!("vandong plan {verb} {}{}{}", self.week, self.office, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_what_it_is_about() {
        let one = Hint::vi("2023-W27").of("01500").version(2);
        assert_eq!(
            one.approve(),
            "`vandong plan approve --week 2023-W27 --office 01500 --plan-version 2 --by HỌ_TÊN`"
        );
        assert_eq!(
            one.send_back(),
            "`vandong plan send-back --week 2023-W27 --office 01500 --plan-version 2 --by HỌ_TÊN \
             --comment LÝ_DO`"
        );
        assert_eq!(one.make(), "`vandong plan make --week 2023-W27 --office 01500`");
        assert_eq!(one.history(), "`vandong plan history --week 2023-W27 --office 01500`");
    }

    #[test]
    fn a_hint_about_every_office_names_none() {
        let all = Hint::en("2023-W27");
        assert_eq!(all.close(), "`vandong plan close --week 2023-W27 --by NAME`");
    }
}
