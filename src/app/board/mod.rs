//! Boards: what those who lead a week look at, read from what is stored. Nothing is written and
//! nothing is decided here.

mod life;
mod outbox;
mod plan;
mod plans;
mod rhythm;
mod scenarios;
mod week;

pub use life::{StepLine, VersionState, in_force};
pub use outbox::{Outbox, OutboxLine, outbox, outbox_counts};
pub use plan::{PlanBoard, PlanHead, plan_board, plan_head};
pub use plans::{OfficeLine, PlanLine, offices, plans};
pub use rhythm::{ProcessSeen, Rhythm, RunSeen, RunTold, Watched, rhythm, watched};
pub use scenarios::{WeekScenario, scenario_lines};
pub use week::{OfficeWeek, WeekBoard, WeekPlan, week_board};
