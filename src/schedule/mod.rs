//! The rhythm of the week: tasks that run by themselves at the times of their lines. Any number of
//! processes keep it together on one database: the ledger gives each slot to one of them, and gives it
//! on when that one dies. The scheduler only starts what `app` does; it knows nothing of it.

pub mod alarm;
pub mod cron;
pub mod driver;
pub mod due;
pub mod ledger;
pub mod now;
pub mod order;
mod recorded;
pub mod rhythm;
pub mod show;
pub mod stop;
mod taking;
pub mod task;
pub mod tasks;
mod work;
