//! What a week came to: planned against done. The step that closes a week keeps it, and whoever looks at
//! the week reads it there.

/// The results of a week, all agents together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WeekResults {
    /// Touches planned.
    pub planned: i64,
    /// Touches with an outcome.
    pub worked: i64,
    /// Touches at which somebody was spoken to.
    pub reached: i64,
    /// Due cases on the touches.
    pub due: i64,
    /// Those of them that were paid.
    pub due_paid: i64,
    /// People who could join and did.
    pub joined: i64,
    /// VND paid for all of these.
    pub collected: i64,
}
