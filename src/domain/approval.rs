//! Who may approve a plan, or send it back: a member of the committee, or a deputy on the days of
//! deputising; for a small re-plan the coordinator alone. Never who submitted it, nor a deputy of
//! that person, however the name is spelled.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::fold::fold;
use super::spelling::distance;

/// Somebody who acts for somebody else for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    /// Who acts.
    pub name: String,
    /// For whom.
    pub of: String,
    /// First day; none since ever.
    pub from: Option<NaiveDate>,
    /// Last day; none without end.
    pub to: Option<NaiveDate>,
}

/// Who decides about plans. Where one of the two bodies has no name in it, the other one stands in for
/// it; where neither has, anybody decides but the submitter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approvers {
    /// Members of the steering committee.
    pub committee: Vec<String>,
    /// Coordinators, who decide about small re-plans.
    pub coordinators: Vec<String>,
    /// Deputies of both.
    pub deputies: Vec<Deputy>,
}

/// What a version needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// The committee.
    Committee,
    /// The coordinator alone: little changes against the version in force.
    Coordinator,
}

impl Needs {
    /// What a version needs whose touches differ from those in force by `changed` of `planned`, where
    /// `share` (0 to 1) is the largest share that is still small; without a version in force, the
    /// committee.
    #[must_use]
    pub fn of(changed: Option<(u64, u64)>, share: f64) -> Self {
        match changed {
            Some((changed, planned)) if changed as f64 <= share * planned as f64 => {
                Self::Coordinator
            }
            _ => Self::Committee,
        }
    }
}

/// Why somebody may not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAllowed {
    /// The person submitted the version.
    OwnPlan,
    /// The person deputises for the one who submitted it.
    DeputyOfSubmitter {
        /// Who submitted.
        of: String,
    },
    /// The person deputises, but not on this day.
    NotOnThisDay {
        /// The time of deputising that is nearest to tell.
        deputy: Deputy,
    },
    /// The person is no member.
    NoMember {
        /// Who is.
        members: Vec<String>,
        /// A known name that is nearly the same, where the person's own is not known.
        near: Option<String>,
    },
}

impl Approvers {
    /// Whether neither body has a name in it: anybody decides but the submitter, and nobody can be told.
    #[must_use]
    pub fn nobody_named(&self) -> bool {
        self.committee.is_empty() && self.coordinators.is_empty()
    }

    /// Whether somebody of this name is in one of the bodies, or deputises for somebody who is.
    #[must_use]
    pub fn know(&self, name: &str) -> bool {
        self.names().any(|known| same(known, name))
    }

    /// The known name that is nearest to one that is not known, where it is so near that a slip of the
    /// keyboard is likely: accents that were left out, or one letter in five.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let meant = words(name);
        let far = |known: &str| {
            let known = words(known);
            distance(&meant, &known).min(distance(&fold(&meant), &fold(&known)))
        };
        let near = self.names().map(|known| (far(known), known)).min()?;
        (near.0 * 5 <= meant.chars().count()).then_some(near.1)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let deputies = self.deputies.iter().map(|deputy| &deputy.name);
        self.committee.iter().chain(&self.coordinators).chain(deputies).map(String::as_str)
    }

    /// The deputies of people who are in neither body: they act for nobody.
    pub fn idle_deputies(&self) -> impl Iterator<Item = &Deputy> {
        let known =
            |of: &str| self.committee.iter().chain(&self.coordinators).any(|name| same(name, of));
        self.deputies.iter().filter(move |deputy| !known(&deputy.of))
    }

    /// In whose name `by` decides about a version that `submitter` submitted: none where `by` is a
    /// member, or anybody may decide.
    ///
    /// # Errors
    /// The person may not.
    pub fn in_whose_name(
        &self,
        (by, submitter): (&str, &str),
        needs: Needs,
        day: NaiveDate,
    ) -> Result<Option<&str>, NotAllowed> {
        // A small re-plan is the coordinator's alone, who may be the one who made it.
        let own = alike(by, submitter);
        match needs {
            Needs::Committee if own => return Err(NotAllowed::OwnPlan),
            Needs::Coordinator if own && !self.coordinators.iter().any(|name| same(name, by)) => {
                return Err(NotAllowed::OwnPlan);
            }
            _ => {}
        }
        self.standing((by, submitter), needs, day)
    }

    /// In whose name `by` sends back a version that `submitter` submitted: whoever submitted it may, and
    /// whoever decides about small changes. A name that looks like the submitter's keeps nobody from it:
    /// nothing comes of it that has to be approved.
    ///
    /// # Errors
    /// The person may not.
    pub fn in_whose_name_back(
        &self,
        (by, submitter): (&str, &str),
        day: NaiveDate,
    ) -> Result<Option<&str>, NotAllowed> {
        match same(by, submitter) {
            true => Ok(None),
            false => self.standing((by, submitter), Needs::Coordinator, day),
        }
    }

    /// In whose name somebody decides who is no submitter.
    fn standing(
        &self,
        (by, submitter): (&str, &str),
        needs: Needs,
        day: NaiveDate,
    ) -> Result<Option<&str>, NotAllowed> {
        // The committee can decide whatever the coordinator can.
        let members: Vec<&String> = match needs {
            Needs::Committee if !self.committee.is_empty() => self.committee.iter().collect(),
            Needs::Committee => self.coordinators.iter().collect(),
            Needs::Coordinator => self.coordinators.iter().chain(&self.committee).collect(),
        };
        let is = |name: &&&String| same(name, by);
        if members.is_empty() || members.iter().any(|name| is(&name)) {
            return Ok(None);
        }
        let acts = |deputy: &&Deputy| same(&deputy.name, by);
        let near = self.nearest(by).filter(|_| !self.know(by)).map(str::to_owned);
        let mut refused =
            NotAllowed::NoMember { members: members.iter().map(|m| (*m).clone()).collect(), near };
        for deputy in self.deputies.iter().filter(acts) {
            let Some(member) = members.iter().find(|name| same(name, &deputy.of)) else { continue };
            if alike(member, submitter) {
                refused = NotAllowed::DeputyOfSubmitter { of: deputy.of.clone() };
            } else if deputy.from.is_some_and(|from| day < from)
                || deputy.to.is_some_and(|to| day > to)
            {
                refused = NotAllowed::NotOnThisDay { deputy: deputy.clone() };
            } else {
                return Ok(Some(&deputy.of));
            }
        }
        Err(refused)
    }
}

/// Whether two names mean the same person: case, spaces and the way in which a keyboard composes
/// accents aside.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    words(a) == words(b)
}

/// Whether two names may mean the same person: as [`same`], and accents aside. Nobody becomes a member
/// by it, but nobody decides about an own plan by leaving out the accents.
fn alike(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

fn words(name: &str) -> String {
    let name: String = name.nfc().flat_map(char::to_lowercase).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn approvers() -> Approvers {
        let deputy = |name: &str, of: &str, from: &str, to: &str| Deputy {
            name: name.into(),
            of: of.into(),
            from: from.parse().ok(),
            to: to.parse().ok(),
        };
        Approvers {
            committee: vec!["Giàng A Páo".into(), "Nguyễn Thị Hà".into()],
            coordinators: vec!["Lò Văn Sơn".into()],
            deputies: vec![
                deputy("Hoàng Minh", "Giàng A Páo", "2023-06-01", "2023-06-10"),
                deputy("Vũ Lan", "Lò Văn Sơn", "", ""),
            ],
        }
    }

    #[rstest]
    #[case::a_member("Giàng A Páo", "Lò Văn Sơn", Ok(None))]
    #[case::written_otherwise("giàng  a páo", "Lò Văn Sơn", Ok(None))]
    #[case::a_deputy_in_time("Hoàng Minh", "Lò Văn Sơn", Ok(Some("Giàng A Páo")))]
    #[case::of_another_keyboard("Gia\u{300}ng A Pa\u{301}o", "Lò Văn Sơn", Ok(None))]
    #[case::the_submitter("Giàng A Páo", "Giàng A Páo", Err("own"))]
    #[case::on_another_keyboard("Gia\u{300}ng A Pa\u{301}o", "Giàng A Páo", Err("own"))]
    #[case::submitted_without_accents("Giàng A Páo", "Giang A Pao", Err("own"))]
    #[case::decided_without_accents("giang a  pao", "Giàng A Páo", Err("own"))]
    #[case::for_the_submitter("Hoàng Minh", "Giàng A Páo", Err("deputy of submitter"))]
    #[case::for_one_without_accents("Hoàng Minh", "Giang A Pao", Err("deputy of submitter"))]
    #[case::no_member_without_accents("Nguyen Thi Ha", "Lò Văn Sơn", Err("no member"))]
    #[case::only_a_coordinator("Lò Văn Sơn", "Trần An", Err("no member"))]
    #[case::a_coordinators_deputy("Vũ Lan", "Trần An", Err("no member"))]
    fn the_committee_decides_and_never_about_its_own(
        #[case] by: &str,
        #[case] submitter: &str,
        #[case] expected: Result<Option<&str>, &str>,
    ) {
        let day = "2023-06-02".parse().unwrap();
        let all = approvers();
        let told = all.in_whose_name((by, submitter), Needs::Committee, day);
        assert_eq!(told.map_err(|refusal| word(&refusal)), expected);
    }

    #[rstest]
    #[case::a_member("giàng  a páo", true, Some("Giàng A Páo"))]
    #[case::a_deputy("Vũ Lan", true, Some("Vũ Lan"))]
    #[case::a_slip("Lò Văn Sơm", false, Some("Lò Văn Sơn"))]
    #[case::without_accents("Lo Van Son", false, Some("Lò Văn Sơn"))]
    #[case::another_tone("Nguyễn Thị Hạ", false, Some("Nguyễn Thị Hà"))]
    #[case::somebody_else("Trần An", false, None)]
    fn a_name_that_nobody_knows_may_be_a_slip(
        #[case] name: &str,
        #[case] known: bool,
        #[case] near: Option<&str>,
    ) {
        let all = approvers();
        assert_eq!((all.know(name), all.nearest(name)), (known, near));
    }

    #[rstest]
    #[case::of_another("Lò Văn Sơn", "Trần An", Ok(None))]
    #[case::of_their_own("Lò Văn Sơn", "Lò Văn Sơn", Ok(None))]
    #[case::their_deputy("Vũ Lan", "Trần An", Ok(Some("Lò Văn Sơn")))]
    #[case::the_committee_too("Nguyễn Thị Hà", "Lò Văn Sơn", Ok(None))]
    #[case::a_planner_of_their_own("Trần An", "Trần An", Err("own"))]
    #[case::a_member_without_accents("Nguyễn Thị Hà", "Nguyen Thi Ha", Err("own"))]
    #[case::of_their_own_without_accents("Lò Văn Sơn", "Lo Van Son", Ok(None))]
    #[case::their_name_without_accents("Lo Van Son", "Lò Văn Sơn", Err("own"))]
    fn a_small_change_is_the_coordinators(
        #[case] by: &str,
        #[case] submitter: &str,
        #[case] expected: Result<Option<&str>, &str>,
    ) {
        let day = "2023-06-02".parse().unwrap();
        let all = approvers();
        let told = all.in_whose_name((by, submitter), Needs::Coordinator, day);
        assert_eq!(told.map_err(|refusal| word(&refusal)), expected);
    }

    #[rstest]
    #[case::the_submitter("Trần An", "Trần An", Ok(None))]
    #[case::a_member_of_a_name_like_it("Giàng A Páo", "Giang A Pao", Ok(None))]
    #[case::who_only_looks_like_the_submitter("Tran An", "Trần An", Err("no member"))]
    #[case::a_coordinators_deputy("Vũ Lan", "Trần An", Ok(Some("Lò Văn Sơn")))]
    fn a_version_is_sent_back_by_its_submitter_or_a_member(
        #[case] by: &str,
        #[case] submitter: &str,
        #[case] expected: Result<Option<&str>, &str>,
    ) {
        let all = approvers();
        let told = all.in_whose_name_back((by, submitter), "2023-06-02".parse().unwrap());
        assert_eq!(told.map_err(|refusal| word(&refusal)), expected);
    }

    #[rstest]
    #[case::without_accents("Giang A Pao", Some("Giàng A Páo"))]
    #[case::somebody_else("Trần An", None)]
    #[case::known_and_no_member("Lò Văn Sơn", None)]
    fn who_is_refused_is_told_the_nearest_known_name(
        #[case] by: &str,
        #[case] expected: Option<&str>,
    ) {
        let (all, day) = (approvers(), "2023-06-02".parse().unwrap());
        let told = all.in_whose_name((by, "Vũ Lan"), Needs::Committee, day);
        let Err(NotAllowed::NoMember { near, .. }) = told else { panic!("{told:?}") };
        assert_eq!(near.as_deref(), expected);
    }

    #[test]
    fn a_deputy_acts_on_the_days_of_deputising_alone() {
        let all = approvers();
        let on = |day: &str| {
            all.in_whose_name(("Hoàng Minh", "Trần An"), Needs::Committee, day.parse().unwrap())
        };
        assert_eq!(on("2023-06-10"), Ok(Some("Giàng A Páo")));
        for day in ["2023-05-31", "2023-06-11"] {
            assert_eq!(on(day).map_err(|refusal| word(&refusal)), Err("not on this day"));
        }
    }

    #[test]
    fn where_nobody_is_named_anybody_else_may_decide() {
        let all = Approvers::default();
        let day = "2023-06-02".parse().unwrap();
        assert_eq!(all.in_whose_name(("A", "B"), Needs::Committee, day), Ok(None));
        assert_eq!(all.in_whose_name(("B", "b"), Needs::Committee, day), Err(NotAllowed::OwnPlan));
    }

    #[test]
    fn where_one_body_is_empty_the_other_decides() {
        let day = "2023-06-02".parse().unwrap();
        let may = |all: &Approvers, by: &str, submitter: &str, needs| {
            let told = all.in_whose_name((by, submitter), needs, day);
            told.map(|of| of.map(str::to_owned)).map_err(|refusal| word(&refusal))
        };
        let no_committee = Approvers { committee: Vec::new(), ..approvers() };
        let sons = Ok(Some("Lò Văn Sơn".to_owned()));
        assert_eq!(may(&no_committee, "Lò Văn Sơn", "Trần An", Needs::Committee), Ok(None));
        assert_eq!(may(&no_committee, "Vũ Lan", "Trần An", Needs::Committee), sons);
        assert_eq!(may(&no_committee, "A", "B", Needs::Committee), Err("no member"));
        assert_eq!(may(&no_committee, "Lò Văn Sơn", "Lò Văn Sơn", Needs::Committee), Err("own"));
        let no_coordinators = Approvers { coordinators: Vec::new(), ..approvers() };
        let member = "Nguyễn Thị Hà";
        assert_eq!(may(&no_coordinators, member, "Trần An", Needs::Coordinator), Ok(None));
        assert_eq!(may(&no_coordinators, member, member, Needs::Coordinator), Err("own"));
    }

    #[rstest]
    #[case::the_first_version(None, Needs::Committee)]
    #[case::at_the_limit(Some((5, 100)), Needs::Coordinator)]
    #[case::above_it(Some((6, 100)), Needs::Committee)]
    #[case::nothing_changed(Some((0, 0)), Needs::Coordinator)]
    fn a_small_replan_is_one_that_changes_few_touches(
        #[case] changed: Option<(u64, u64)>,
        #[case] expected: Needs,
    ) {
        assert_eq!(Needs::of(changed, 0.05), expected);
    }

    fn word(refusal: &NotAllowed) -> &'static str {
        match refusal {
            NotAllowed::OwnPlan => "own",
            NotAllowed::DeputyOfSubmitter { .. } => "deputy of submitter",
            NotAllowed::NotOnThisDay { .. } => "not on this day",
            NotAllowed::NoMember { .. } => "no member",
        }
    }
}
