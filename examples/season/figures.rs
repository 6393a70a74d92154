//! What is measured of a season, and how it is called.

/// Figures of one season, in the order of [`NAMES`].
pub(crate) type Figures = Vec<f64>;

/// Key, title and decimals of each figure.
pub(crate) const NAMES: [(&str, &str, usize); 20] = [
    ("reached_percent", "Due people reached in time, %", 1),
    ("poor_reached_percent", "Poor and near-poor among them, %", 1),
    ("kept_percent", "Due people who paid in time, %", 1),
    ("renewals", "Renewals", 0),
    ("joined", "New participants", 0),
    ("joined_at_events", "At events among them", 0),
    ("collected_million", "Collected, million VND", 0),
    ("district_targets_percent", "Targets of districts attained, %", 1),
    ("commune_targets_percent", "Targets of communes attained, %", 1),
    ("agent_targets_percent", "Targets of agents attained, %", 1),
    ("commune_attainment_percent", "Mean attainment of communes, %", 1),
    ("agent_attainment_percent", "Mean attainment of agents, %", 1),
    ("touches", "Touches", 0),
    ("visits", "Visits among them", 0),
    ("due_touches", "Touches about a due case", 0),
    ("due_visits", "Visits among these", 0),
    ("used_percent", "Slots used, %", 1),
    ("events", "Events held", 0),
    ("attended", "People who came to them", 0),
    ("planning_seconds", "Seconds of planning, storing and publishing", 1),
];
