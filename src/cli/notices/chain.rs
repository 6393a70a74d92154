//! `vandong notices verify-chain`: the proof that nothing in the log of sending was changed, for each
//! province that has one.

use serde::Serialize;

use super::named::scope;
use crate::cli::exit::{Ended, Exit};
use crate::cli::{Failure, Session, print};
use crate::dispatch::chain::Broken;
use crate::dispatch::verify::{Verified, verify};
use crate::domain::calendar::date_vi;

/// The log of one province.
#[derive(Serialize)]
struct Log {
    /// Key of the province.
    province: i64,
    /// Its name.
    name: String,
    #[serde(flatten)]
    verified: Verified,
}

/// The logs of all provinces that are meant. Of one, its parts stand beside the list too.
#[derive(Serialize)]
struct Logs<'a> {
    holds: bool,
    #[serde(flatten)]
    only: Option<&'a Verified>,
    provinces: &'a [Log],
}

pub(super) fn run(session: &Session) -> Ended {
    let mut logs = session.with_context(|context| -> Result<_, Failure> {
        let mut logs = Vec::new();
        for area in scope(context, session)? {
            let verified = verify(context.store, area.id.0)?;
            logs.push(Log { province: area.id.0, name: area.name, verified });
        }
        Ok(logs)
    })?;
    let is_empty = |log: &Log| log.verified.links == 0 && log.verified.seals == 0;
    // A province that never sent anything is told of only where no other did.
    if logs.iter().all(|log| is_empty(log) && log.verified.holds()) {
        logs.truncate(1);
    } else {
        logs.retain(|log| !is_empty(log) || !log.verified.holds());
    }
    let holds = logs.iter().all(|log| log.verified.holds());
    let only = match logs.as_slice() {
        [one] => Some(&one.verified),
        _ => None,
    };
    if session.json {
        print::json(&Logs { holds, only, provinces: &logs })?;
    } else {
        for log in &logs {
            let head = if only.is_some() { String::new() } else { format!("{}:\n", log.name) };
            print::text(&format!("{head}{}", in_words(&log.verified)))?;
        }
    }
    Ok(if holds { Exit::Done } else { Exit::Failed })
}

fn in_words(verified: &Verified) -> String {
    let (chains, links) = (print::thousands(verified.chains), print::thousands(verified.links));
    let sealed = match &verified.seal {
        Some(seal) => format!(
            "Đã niêm phong đến hết ngày {}: {} / sealed up to {}\n",
            date_vi(seal.day),
            seal.hash,
            seal.day
        ),
        None => "Chưa niêm phong ngày nào / no day is sealed yet\n".to_owned(),
    };
    let links = match &verified.broken {
        None => {
            format!("Nhật ký gửi nguyên vẹn: {chains} chuỗi, {links} mắt xích / the chains hold\n")
        }
        Some(Broken { chain, number, fault }) => format!(
            "Nhật ký gửi ĐÃ BỊ SỬA: chuỗi {chain} không đúng từ mắt xích {number}: {} / the chain does \
             not hold from this link on: {}\n",
            fault.name_vi(),
            fault.name_en()
        ),
    };
    let seals = verified.broken_seal.map_or(sealed, |day| {
        format!(
            "Niêm phong ĐÃ BỊ SỬA từ ngày {} / the seals do not hold from {day} on\n",
            date_vi(day)
        )
    });
    format!("{links}{seals}")
}
