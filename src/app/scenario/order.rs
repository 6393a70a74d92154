//! What somebody wants to decide, checked: an area of the province, days that are not over, a size where
//! gatherings are limited.

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};

use super::ScenarioError;
use crate::app::context::Province;
use crate::app::plan::Decision;
use crate::domain::area::{Area, AreaKind, AreaTree};
use crate::domain::scenario::Mode;

/// Of limited gatherings more people than any venue of a campaign holds are a slip of the pen.
const MOST_PEOPLE: u32 = 100_000;

/// What is to hold where and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Code of the area.
    pub area: String,
    /// Code of the mode.
    pub mode: String,
    /// People in one place, where gatherings are limited.
    pub most_people: Option<u32>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; none until something else is decided.
    pub to: Option<NaiveDate>,
    /// The document that says so; none while it is only looked at.
    pub source: Option<String>,
}

impl Order {
    /// What it allows.
    fn mode(&self) -> Result<Mode, ScenarioError> {
        match (Mode::from_code(&self.mode, self.most_people), self.most_people) {
            (Some(mode @ Mode::Limited { .. }), Some(1..=MOST_PEOPLE)) => Ok(mode),
            (None | Some(Mode::Limited { .. }), _) => Err(ScenarioError::NoSize),
            (Some(_), Some(_)) => Err(ScenarioError::NeedlessSize),
            (Some(mode), None) => Ok(mode),
        }
    }

    /// The decision, as if it were recorded now; `areas` are those of all times.
    pub(super) fn decision(
        &self,
        (province, areas): (&Province, &[Area]),
        (now, today): (NaiveDateTime, NaiveDate),
    ) -> Result<Decision, ScenarioError> {
        let mode = self.mode()?;
        let (from, to) = (self.from, self.to);
        if let Some(to) = to {
            if to < from {
                return Err(ScenarioError::Backwards { from, to });
            }
            if to < today {
                return Err(ScenarioError::Over { to, today });
            }
        }
        let tree = AreaTree::on(from, areas.iter().filter(|area| area.stands_on(from)).cloned());
        let area = place(&tree, self.area.trim(), &province.code, from)?;
        let source = self.source.as_deref().unwrap_or_default().trim();
        Ok(Decision {
            area_id: area.id.0,
            area_code: area.code.clone(),
            area: area.name.clone(),
            from,
            to,
            mode: mode.code().to_owned(),
            most_people: match mode {
                Mode::Limited { at_most } => Some(at_most),
                Mode::Normal | Mode::Distancing => None,
            },
            source: source.to_owned(),
            // Databases keep microseconds, and a version states the very moment.
            decided_at: now.with_nanosecond(0).unwrap_or(now),
        })
    }
}

/// The area of a code, of which a province may decide.
pub(super) fn place<'t>(
    tree: &'t AreaTree,
    code: &str,
    province: &str,
    day: NaiveDate,
) -> Result<&'t Area, ScenarioError> {
    let code = || code.to_owned();
    let area = tree.get(&code()).ok_or_else(|| ScenarioError::UnknownArea { code: code(), day })?;
    if area.kind == AreaKind::Hamlet {
        return Err(ScenarioError::Hamlet { code: code() });
    }
    // An order may come from above the province too.
    if !tree.is_within(&area.code, province) && !tree.is_within(province, &area.code) {
        return Err(ScenarioError::Elsewhere { code: code(), province: province.to_owned() });
    }
    Ok(area)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::ids::{AreaId, ProvinceId};

    fn areas() -> Vec<Area> {
        use AreaKind::{Commune, Hamlet, Nation, Province};
        let area = |(id, code, kind, parent): (i64, &str, AreaKind, Option<&str>)| Area {
            id: AreaId(id),
            code: code.into(),
            valid_from: "2004-01-01".parse().unwrap(),
            valid_to: None,
            kind,
            name: code.into(),
            parent_code: parent.map(Into::into),
            population: None,
            successors: Vec::new(),
        };
        [
            (1, "VN", Nation, None),
            (2, "15", Province, Some("VN")),
            (3, "04282", Commune, Some("15")),
            (4, "04282-1", Hamlet, Some("04282")),
            (5, "14", Province, Some("VN")),
        ]
        .map(area)
        .to_vec()
    }

    /// `AREA MODE PEOPLE FROM TO`, `-` for nothing.
    fn decided(order: &str) -> Result<i64, ScenarioError> {
        let words: Vec<&str> = order.split(' ').collect();
        let some = |at: usize| (words[at] != "-").then_some(words[at]);
        let order = Order {
            area: words[0].into(),
            mode: words[1].into(),
            most_people: some(2).map(|most| most.parse().unwrap()),
            from: words[3].parse().unwrap(),
            to: some(4).map(|day| day.parse().unwrap()),
            source: None,
        };
        let (areas, today) = (areas(), "2023-06-02".parse().unwrap());
        let tree = AreaTree::on(today, areas.clone());
        let (id, code) = (ProvinceId(2), "15".to_owned());
        let province = Province { id, code, name: "Yên Bái".into(), tree };
        let now = today.and_hms_opt(1, 2, 3).unwrap();
        Ok(order.decision((&province, &areas), (now, today))?.area_id)
    }

    #[rstest]
    #[case("04282 distancing - 2023-06-05 2023-06-09", 3)]
    #[case("15 limited 20 2023-06-05 -", 2)]
    #[case::of_the_country("VN normal - 2023-05-05 2023-06-02", 1)]
    fn what_can_be_decided(#[case] order: &str, #[case] area: i64) {
        assert_eq!(decided(order).unwrap(), area);
    }

    #[rstest]
    #[case("04283 distancing - 2023-06-05 -", "no area `04283` stands on 2023-06-05")]
    #[case("04282 distancing - 2003-06-05 -", "no area `04282` stands on 2003-06-05")]
    #[case("04282-1 distancing - 2023-06-05 -", "is a hamlet")]
    #[case("14 distancing - 2023-06-05 -", "outside the province 15")]
    #[case("15 distancing - 2023-06-05 2023-06-04", "before the first day")]
    #[case("15 distancing - 2023-05-05 2023-06-01", "is over on 2023-06-02")]
    #[case("15 limited - 2023-06-05 -", "--most-people N")]
    #[case("15 limited 0 2023-06-05 -", "--most-people N")]
    #[case("15 distancing 20 2023-06-05 -", "belongs to --mode limited")]
    fn what_cannot_be_decided(#[case] order: &str, #[case] told: &str) {
        let error = decided(order).unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert!(!error.vi(|_| String::new()).is_ascii());
    }
}
