//! The name of an image: SHA-256 over everything that its people follow from. Rows of people are in it by the
//! count of their changes, all else by what it is: the week and its days, the communes, the areas of all times
//! through which people are found in them, the agents whom lists name, the tables of law and practice, and
//! the program.

use crate::app::plan::PlanError;
use crate::app::plan::feed::Feed;
use crate::app::plan::office::Office;
use crate::config::Tables;
use crate::domain::area::Area;
use crate::planning::snapshot::Snapshot;
use crate::store::Conn;
use crate::store::images::list_changes;

/// Grows with every change of what an image holds or of how it is made of the rows: images of an older
/// program are none.
const FORM: i64 = 1;

/// An image by its name.
pub(in crate::app::plan) struct Named {
    pub(super) province: i64,
    pub(super) office: String,
    pub(super) name: String,
    /// The count of changes that the name says.
    pub(super) changes: (i64, i64),
}

impl Named {
    /// The image that follows from the lists as they are now, for a snapshot without people.
    ///
    /// # Errors
    /// The database refused.
    pub(in crate::app::plan) fn now(
        conn: &mut Conn,
        (province, office): (i64, &Office),
        (snapshot, areas): (&Snapshot, &[Area]),
        tables: &Tables,
    ) -> Result<Self, PlanError> {
        let changes = list_changes(conn, province)?;
        let name = name(changes, snapshot, areas, &tables.digest);
        Ok(Self { province, office: office.code.clone(), name, changes })
    }
}

fn name(changes: (i64, i64), snapshot: &Snapshot, areas: &[Area], tables: &str) -> String {
    let mut feed = Feed::default();
    feed.number(FORM);
    feed.text(env!("CARGO_PKG_VERSION"));
    feed.text(tables);
    feed.number(changes.0);
    feed.number(changes.1);
    feed.text(&snapshot.week.to_string());
    feed.all(&snapshot.buckets, |feed, bucket| feed.date(bucket.date));
    feed.all(&snapshot.communes, |feed, commune| feed.text(&commune.code));
    feed.all(&snapshot.languages, |feed, code| feed.text(code));
    feed.all(&snapshot.agents, |feed, agent| feed.text(&agent.code));
    feed.all(areas, area);
    feed.finish()
}

fn area(feed: &mut Feed, area: &Area) {
    #[rustfmt::skip]
    let Area {
        id, code, valid_from, valid_to, kind, name, parent_code, population: _, successors,
    } = area;
    feed.number(id.0);
    feed.text(code);
    feed.date(*valid_from);
    feed.maybe(*valid_to, Feed::date);
    feed.text(&format!("{kind:?}"));
    // Questions about areas that were divided name them.
    feed.text(name);
    feed.maybe(parent_code.as_deref(), Feed::text);
    feed.all(successors, |feed, one| feed.text(&format!("{one:?}")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::area::AreaKind;
    use crate::domain::calendar::Week;
    use crate::domain::ids::{AgentId, AreaId};
    use crate::domain::product::ProductSet;
    use crate::planning::loads::LoadLimits;
    use crate::planning::snapshot::{Agent, Bucket, Commune};

    type Facts = ((i64, i64), Snapshot, Vec<Area>, &'static str);

    fn facts() -> Facts {
        let monday = "2023-06-05".parse().unwrap();
        let snapshot = Snapshot {
            week: Week::containing(monday),
            buckets: vec![Bucket::whole(monday)],
            communes: vec![Commune { code: "04282".into(), visits: 1 }],
            languages: vec!["vi".to_owned()],
            agents: vec![Agent {
                id: AgentId(1),
                code: "NV1".into(),
                home: None,
                communes: vec![0],
                languages: 1,
                products: ProductSet(1),
                capacity: Vec::new(),
                limits: LoadLimits { most: None, least: 0 },
                stands_in: Vec::new(),
            }],
            households: Vec::new(),
            persons: Vec::new(),
            cases: Vec::new(),
            recalls: Vec::new(),
            late_calls: Vec::new(),
            evidence: Default::default(),
            kept: Vec::new(),
            without: Vec::new(),
        };
        let area = Area {
            id: AreaId(1),
            code: "04282".into(),
            valid_from: monday,
            valid_to: None,
            kind: AreaKind::Commune,
            name: "Xã A".into(),
            parent_code: None,
            population: None,
            successors: Vec::new(),
        };
        ((7, 3), snapshot, vec![area], "tables")
    }

    fn named((changes, snapshot, areas, tables): &Facts) -> String {
        name(*changes, snapshot, areas, tables)
    }

    #[test]
    fn another_week_or_list_or_rule_has_another_name() {
        let own = named(&facts());
        assert_eq!(own, named(&facts()));
        let next = |facts: &Facts| facts.1.buckets[0].date.succ_opt().unwrap();
        let changes: [&dyn Fn(&mut Facts); 14] = [
            &|it| it.0.0 += 1,
            &|it| it.0.1 += 1,
            &|it| it.1.week = it.1.week.next(),
            &|it| it.1.buckets[0].date = next(it),
            &|it| it.1.buckets.clear(),
            &|it| it.1.communes[0].code.push('1'),
            &|it| it.1.languages.push("tay".to_owned()),
            &|it| it.1.agents[0].code.push('1'),
            &|it| it.1.agents.clear(),
            &|it| it.2[0].id.0 += 1,
            &|it| it.2[0].valid_to = Some(next(it)),
            &|it| it.2[0].name.push('B'),
            &|it| it.2.clear(),
            &|it| it.3 = "others",
        ];
        for (at, change) in changes.iter().enumerate() {
            let mut other = facts();
            change(&mut other);
            assert_ne!(named(&other), own, "{at}");
        }
        // What a commune allows and an agent can do is read each time.
        let mut other = facts();
        (other.1.communes[0].visits, other.1.agents[0].languages) = (0, 3);
        assert_eq!(named(&other), own);
    }
}
