//! The life of a plan: who decides, what goes out, what the week brought.

mod closing;
mod deciding;
mod publishing;

use vandong::app::life::{LifeError, Published, approve, publish, submit};
use vandong::config::approval::{Deputyship, Member};

use crate::harness::{Office, newest, week};

const PLANNER: &str = "Trần An";
const COORDINATOR: &str = "Lò Văn Sơn";
const MEMBER: &str = "Giàng A Páo";
const DEPUTY: &str = "Hoàng Minh";

/// An office with a committee of two, a coordinator, a deputy for the days before the week, and a plan;
/// two of its three agents can be written to.
fn with_plan(office: &mut Office) {
    let members = |names: &[&str]| -> Vec<Member> {
        names.iter().map(|name| Member::try_from((*name).to_owned()).unwrap()).collect()
    };
    let approval = &mut office.config.approval;
    approval.committee = members(&["Giàng A Páo <pao@a.example>", "Nguyễn Thị Hà"]);
    approval.coordinators = members(&["Lò Văn Sơn <son@a.example>"]);
    let deputy = "Hoàng Minh thay Giàng A Páo từ 2023-06-01 đến 2023-06-04";
    approval.deputies = vec![Deputyship::try_from(deputy.to_owned()).unwrap()];
    office.take_lists();
    office.sql("UPDATE agents SET email = lower(code) || '@a.example' WHERE code <> 'NV-03'");
    office.make(week());
}

fn approved(office: &mut Office) {
    submit(&mut office.context(), &newest(week()), PLANNER, None).unwrap();
    approve(&mut office.context(), &newest(week()), MEMBER, None).unwrap();
}

fn published(office: &mut Office) -> Published {
    publish(&mut office.context(), &newest(week()), COORDINATOR, &["crm".to_owned()]).unwrap()
}

fn refusal<T>(result: Result<T, LifeError>) -> LifeError {
    let Err(refused) = result else { panic!("it was done") };
    refused
}

/// Each intent of a purpose as `recipient period step state reason`, in order.
fn intents(office: &mut Office, purpose: &str) -> Vec<String> {
    office.texts(&format!(
        "SELECT recipient || ' ' || period || ' ' || step || ' ' || state || ' ' || \
         COALESCE(reason, '-') AS line FROM notices WHERE purpose = '{purpose}' ORDER BY recipient, \
         period, step"
    ))
}

/// Digests of the lists of a version: `agent day digest`.
fn digests(office: &mut Office, number: i32) -> Vec<String> {
    office.texts(&format!(
        "SELECT a.code || ' ' || CAST(c.day AS TEXT) || ' ' || c.digest AS line FROM call_lists c \
         JOIN agents a ON a.id = c.agent_id JOIN plan_versions v ON v.id = c.version_id WHERE \
         v.number = {number} ORDER BY 1"
    ))
}
