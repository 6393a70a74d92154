//! The tables as diesel knows them: the same for both databases, in the order of the migrations.

mod aimed;
mod charged;
mod gathered;
mod imaged;
mod planned;
mod sent;
mod situation;
mod told;
mod voiced;

pub(super) use aimed::*;
pub(super) use charged::*;
pub(super) use gathered::*;
pub(super) use imaged::*;
pub(super) use planned::*;
pub(super) use sent::*;
pub(super) use situation::*;
pub(super) use told::*;
pub(super) use voiced::*;
