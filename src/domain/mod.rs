//! The vocabulary of the field: what the offices, agents and rules of social insurance are called
//! and how they behave. Pure: no database, no clock, no files; every other room speaks in these
//! words and none of them is known here.

pub mod amount;
pub mod approval;
pub mod area;
mod bit_set;
pub mod calendar;
pub mod campaign;
pub mod catalogue;
mod codes;
pub mod consent;
pub mod coverage;
pub mod dated;
pub mod digits;
pub mod due;
mod due_rules;
pub mod event;
pub mod fold;
pub mod household;
pub mod identity;
pub mod ids;
pub mod indicator;
pub mod language;
pub mod message;
pub mod money;
pub mod month;
pub mod named;
pub mod next_contact;
pub mod notice;
pub mod outcome;
mod outcome_rule;
pub mod phone;
pub mod plan_life;
pub mod plausible;
pub mod product;
pub mod quota;
pub mod rates;
pub mod ratio;
pub mod replies;
pub mod run_state;
pub mod segment;
pub mod sending;
pub mod sentence;
pub mod spelling;
pub mod succession;
pub mod touch;
pub mod week_results;
