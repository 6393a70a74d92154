//! Who of the office answers for what is explained: the officer in charge of a household's commune (or of
//! the agent who contacts it), of an agent's communes, of an area. As officers are on record for the week.

use std::collections::{BTreeMap, BTreeSet};

use super::super::PlanError;
use super::super::body::{Line, LineFate};
use super::super::charges::InCharge;
use super::super::find::Found;
use super::super::stored::Stored;
use super::area::sum;
use super::told::{Explanation, Kind, ToldCell, ToldTable};
use crate::domain::area::Area;
use crate::planning::coverage::Cell;
use crate::store::Conn;

/// Adds to each explanation who is in charge; nothing where no officer is on record.
pub(super) fn add(
    conn: &mut Conn,
    (found, areas): (&Found, &[Area]),
    stored: &Stored,
    told: &mut [Explanation],
) -> Result<(), PlanError> {
    let day = found.week.monday();
    let in_charge = InCharge::read(conn, &found.province, (areas, day))?;
    if in_charge.charges.is_empty() {
        return Ok(());
    }
    let desk = Desk { found, stored, in_charge };
    for one in told {
        let lines: Vec<(&str, &Line)> = match one.kind {
            Kind::Contact => desk.contact(one).into_iter().collect(),
            Kind::Area => desk.area(&one.about),
            Kind::Agent | Kind::Event => Vec::new(),
        };
        let hands = match one.kind {
            Kind::Agent => desk.of_agent(&one.about),
            _ => lines.iter().map(|(commune, line)| desk.hand(commune, line)).collect(),
        };
        if hands.is_empty() {
            continue;
        }
        let (vi, en) = desk.sentence(&hands);
        one.vi.push_str(&vi);
        one.en.push_str(&en);
        if one.kind == Kind::Area && hands.len() > 1 {
            one.tables.push(desk.table(&lines));
        }
    }
    Ok(())
}

struct Desk<'a> {
    found: &'a Found,
    stored: &'a Stored,
    in_charge: InCharge,
}

impl<'a> Desk<'a> {
    /// The line of an explained contact; nothing of a household outside the plan.
    fn contact(&self, told: &Explanation) -> Option<(&'a str, &'a Line)> {
        let all = self.stored.contacts.iter();
        let mut own = all.filter(|(commune, line)| {
            line.contact() == told.about
                && told.commune.as_deref() == Some(self.found.area(commune).as_str())
        });
        own.next().map(|(commune, line)| (commune.as_str(), line))
    }

    fn area(&self, code: &str) -> Vec<(&'a str, &'a Line)> {
        let tree = &self.found.province.tree;
        let all = self.stored.contacts.iter();
        let inside = all.filter(|(commune, _)| tree.is_within(commune, code));
        inside.map(|(commune, line)| (commune.as_str(), line)).collect()
    }

    /// Who is in charge of the communes of an agent of the plan.
    fn of_agent(&self, code: &str) -> BTreeSet<Option<usize>> {
        let row = self.stored.agents.iter().find(|row| row.code == code);
        let communes = row.map_or("", |row| row.communes.as_str()).split(';');
        let communes = communes.filter(|commune| !commune.is_empty());
        communes.map(|commune| self.owner(commune, code)).collect()
    }

    /// Who is in charge of a contact: of the agent's part of the commune where an agent contacts it.
    fn hand(&self, commune: &str, line: &Line) -> Option<usize> {
        let agent = match line.fate {
            LineFate::Planned { agent, .. } => {
                self.stored.agents.iter().find(|row| row.agent_id == agent)
            }
            LineFate::Left(_) => None,
        };
        self.owner(commune, agent.map_or("", |row| row.code.as_str()))
    }

    fn owner(&self, commune: &str, agent: &str) -> Option<usize> {
        self.in_charge.of(&self.found.province.tree, commune, agent).officer
    }

    fn name(&self, at: usize) -> String {
        let named = |one: &crate::domain::charge::Officer| format!("{} ({})", one.name, one.code);
        self.in_charge.officer(at).map(named).unwrap_or_default()
    }

    fn sentence(&self, hands: &BTreeSet<Option<usize>>) -> (String, String) {
        let names: Vec<String> = hands.iter().flatten().map(|at| self.name(*at)).collect();
        let names = names.join(", ");
        match (names.is_empty(), hands.contains(&None)) {
            (true, _) => (
                " Chưa có cán bộ phụ trách.".to_owned(),
                " No officer is in charge yet.".to_owned(),
            ),
            (false, false) => {
                (format!(" Cán bộ phụ trách: {names}."), format!(" Officer in charge: {names}."))
            }
            (false, true) => (
                format!(" Cán bộ phụ trách: {names}; một phần chưa có ai phụ trách."),
                format!(" Officer in charge: {names}; a part is in nobody's charge yet."),
            ),
        }
    }

    /// Households by officer in charge, nobody's first. Shares compare officers only where no commune is in
    /// several hands: whoever follows an organisation has of a commune what its agents got, while what
    /// nobody got stays with the commune's own officer.
    fn table(&self, lines: &[(&str, &Line)]) -> ToldTable {
        let mut by_hand: BTreeMap<Option<usize>, Vec<&Line>> = BTreeMap::new();
        let mut hands: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        let mut shared = false;
        for (commune, line) in lines {
            let hand = self.hand(commune, line);
            shared |= *hands.entry(commune).or_insert(hand) != hand;
            by_hand.entry(hand).or_default().push(line);
        }
        let who = |hand: Option<usize>| match hand {
            Some(at) => ToldCell::Name(self.name(at)),
            None => ToldCell::words("Chưa có ai phụ trách", "Nobody yet"),
        };
        let by_hand = by_hand.into_iter().map(|(hand, lines)| (who(hand), sum(lines.into_iter())));
        if shared { counts(by_hand) } else { shares(by_hand) }
    }
}

const TITLE: (&str, &str) = ("Theo cán bộ phụ trách", "By officer in charge");
const OFFICER: (&str, &str) = ("Cán bộ", "Officer");

fn shares(by_hand: impl Iterator<Item = (ToldCell, Cell)>) -> ToldTable {
    let mut table = ToldTable::new(
        TITLE,
        [
            OFFICER,
            ("Đến hạn có lịch", "Due cases planned"),
            ("Hộ có lịch / hộ liên hệ được", "Planned / reachable"),
            ("Hộ", "Households"),
        ],
    );
    for (who, cell) in by_hand {
        table.row([
            who,
            ToldCell::Share(cell.due_planned, cell.due),
            ToldCell::Share(cell.planned, cell.reachable),
            ToldCell::Number(cell.contacts),
        ]);
    }
    table
}

/// What is planned in each hand, and what is not planned at all.
fn counts(by_hand: impl Iterator<Item = (ToldCell, Cell)>) -> ToldTable {
    let columns = [
        ("Có lịch, theo cán bộ", "Planned, by officer"),
        ("Hộ", "Households"),
        ("Trường hợp đến hạn", "Due cases"),
    ];
    let mut table = ToldTable::new(TITLE, columns);
    let mut all = Cell::default();
    for (who, cell) in by_hand {
        all.add(&cell);
        table.row([who, ToldCell::Number(cell.planned), ToldCell::Number(cell.due_planned)]);
    }
    table.row([
        ToldCell::words("Chưa có lịch", "Not planned"),
        ToldCell::Number(all.contacts - all.planned),
        ToldCell::Number(all.due - all.due_planned),
    ]);
    table
}
