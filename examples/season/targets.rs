//! Targets by a rule that was fixed before the study was run: what fixed lists brought in another season
//! (the same lists, another truth and other luck), and five percent more. The province is assigned that of
//! each indicator; the program divides it among districts, communes, agents and weeks, and says in the end
//! what was reached of it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use vandong::app::context::province;
use vandong::app::targets::{Asked, By, Decision, Division, Line, approve, cascade, show};
use vandong::demo::committee::{CHAIR, COORDINATOR};
use vandong::demo::{AS_OF, FIRST_MONDAY};
use vandong::exchange::columns::Thing;

use crate::Fallible;
use crate::office::{Office, lists_in};

/// More than last season, in percent.
const MORE: i64 = 5;
/// The demo's campaign.
const CAMPAIGN: &str = "HE-2023";

/// What of its targets a level attained, both in percent.
#[derive(Default)]
pub(crate) struct Share {
    /// Targets that were reached or passed.
    pub(crate) whole: f64,
    /// The mean of how far each came, at most all of it: what one has beyond its target is no help to another.
    pub(crate) far: f64,
}

/// Level by level what was attained.
pub(crate) struct Attained {
    pub(crate) districts: Share,
    pub(crate) communes: Share,
    pub(crate) agents: Share,
}

/// Assigns targets to the province, divides them and lets the committee approve them.
pub(crate) fn assign(office: &mut Office, list: &Path) -> Fallible<()> {
    office.take(lists_in(), Thing::Targets, list)?;
    let campaign = CAMPAIGN.to_owned();
    let by = COORDINATOR.name.to_owned();
    let division = Division { campaign: campaign.clone(), by, ..Division::default() };
    let decision = Decision { campaign, by: CHAIR.name.to_owned(), ..Decision::default() };
    office.at(lists_in(), |context| {
        cascade(context, &division)?;
        approve(context, &decision)?;
        Ok(())
    })
}

/// The list of targets after a season.
pub(crate) fn write_next(office: &mut Office, end: NaiveDate, list: &Path) -> Fallible<()> {
    let last = province_reached(office, end)?;
    let code = office.at(lists_in(), |context| {
        Ok(context.store.read(|conn| province(conn, "", FIRST_MONDAY))?.code)
    })?;
    let mut writer = csv::Writer::from_path(list)?;
    writer.write_record(["campaign", "indicator", "area_code", "value", "decided_on", "source"])?;
    for (indicator, reached) in last {
        let target = (reached * (100 + MORE) + 99) / 100;
        let (target, day) = (target.max(1).to_string(), AS_OF.to_string());
        let cells = [CAMPAIGN, &indicator, &code, &target, &day, "Kết quả đợt trước cộng 5%"];
        writer.write_record(cells)?;
    }
    Ok(writer.flush()?)
}

/// What the province reached, by indicator.
fn province_reached(office: &mut Office, end: NaiveDate) -> Fallible<BTreeMap<String, i64>> {
    let lines = lines(office, end, By::Area, "")?;
    let own = lines.into_iter().filter(|(line, own)| *own && line.target.is_some());
    Ok(own.map(|(line, _)| (line.indicator, line.reached.unwrap_or(0))).collect())
}

/// What a season attained of its targets.
pub(crate) fn attained(office: &mut Office, end: NaiveDate) -> Fallible<Attained> {
    let districts = below(office, end, "")?;
    let mut codes: Vec<String> = districts.iter().map(|line| line.code.clone()).collect();
    codes.dedup();
    codes.sort();
    codes.dedup();
    let mut communes = Vec::new();
    for code in &codes {
        communes.extend(below(office, end, code)?);
    }
    let agents = lines(office, end, By::Agent, "")?.into_iter().map(|(line, _)| line);
    let agents: Vec<Line> = agents.collect();
    Ok(Attained {
        districts: share(&districts),
        communes: share(&communes),
        agents: share(&agents),
    })
}

fn below(office: &mut Office, end: NaiveDate, area: &str) -> Fallible<Vec<Line>> {
    let lines = lines(office, end, By::Area, area)?;
    Ok(lines.into_iter().filter(|(_, own)| !own).map(|(line, _)| line).collect())
}

/// The lines of an area after a season, and whether each is the area's own.
fn lines(office: &mut Office, end: NaiveDate, by: By, area: &str) -> Fallible<Vec<(Line, bool)>> {
    let asked =
        Asked { campaign: CAMPAIGN.to_owned(), by, area: area.to_owned(), ..Asked::default() };
    let shown = office.at(after(end), |context| Ok(show(context, &asked)?))?;
    let own = |line: &Line| by == By::Area && line.code == shown.area;
    Ok(shown.lines.iter().map(|line| (line.clone(), own(line))).collect())
}

/// When a season is over and its payments are in.
fn after(end: NaiveDate) -> NaiveDateTime {
    end.succ_opt().unwrap_or(end).and_time(NaiveTime::MIN)
}

fn share(lines: &[Line]) -> Share {
    let (mut all, mut whole, mut far) = (0.0_f64, 0.0, 0.0);
    for line in lines {
        let Some(target) = line.target.filter(|target| *target > 0) else { continue };
        let reached = line.reached.unwrap_or(0);
        all += 1.0;
        whole += if reached >= target { 1.0 } else { 0.0 };
        far += (reached as f64 / target as f64).min(1.0);
    }
    let percent = |sum: f64| 100.0 * sum / all.max(1.0);
    Share { whole: percent(whole), far: percent(far) }
}
