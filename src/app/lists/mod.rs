//! Call lists: what an agent does on a day, in working order, with all that the call needs. They
//! are read from a stored version and today's register of people, and written as files that come
//! back with outcomes filled in.

mod answers;
mod ask;
mod barred;
mod book;
mod coordinator;
mod day;
mod desks;
mod folder;
mod homes;
mod lacking;
mod load;
mod said;
mod sheets;
mod silent;
mod strike;
mod struck;
mod todo;
mod uninvited;
mod unspoken;
pub mod why;
mod write;

pub use ask::{AskedFor, Question, ask, question};
pub use coordinator::{DueLeft, due_left};
pub(crate) use coordinator::{Whereabouts, whereabouts};
pub(crate) use day::{DayOf, lists_of_day};
pub use folder::Changed;
pub use load::{AgentWeek, DayList, ListRow, WeekLists, load, load_agent, load_agent_in};
pub(crate) use sheets::{Origin, workbook};
pub(crate) use struck::{CaseKey, record, reported, rests, withdrawn};
pub(crate) use write::file_name;
pub use write::{ListError, Written, write};
