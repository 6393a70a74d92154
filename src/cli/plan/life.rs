//! `vandong plan submit|approve|send-back|publish|close|history`: what people do with a version.

use super::Which;
use super::life_words as words;
use crate::app::life::{
    Decided, LifeError, approve, close, close_early, history, publish, send_back, submit,
};
use crate::cli::exit::{Ended, Exit};
use crate::cli::print::NotPrinted;
use crate::cli::{Session, print};

/// Who does something with which plan.
#[derive(clap::Args)]
pub struct By {
    /// Of which plan.
    #[command(flatten)]
    which: Which,
    /// Họ tên người thực hiện. Who does it.
    #[arg(long, value_name = "NAME")]
    by: String,
}

/// A step that may be taken without a word.
#[derive(clap::Args)]
pub struct Step {
    /// Who does it.
    #[command(flatten)]
    by: By,
    /// Ý kiến. What is said with it.
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

/// A step that is never taken without a word.
#[derive(clap::Args)]
pub struct Explained {
    /// Who does it.
    #[command(flatten)]
    by: By,
    /// Lý do. Why.
    #[arg(long, value_name = "TEXT")]
    comment: String,
}

/// The end of a week.
#[derive(clap::Args)]
pub struct End {
    /// Who does it.
    #[command(flatten)]
    step: Step,
    /// Kết thúc khi chưa hết tuần, phải ghi lý do. Before the week is over; needs a comment.
    #[arg(long, requires = "comment")]
    early: bool,
}

pub(super) fn run_submit(step: &Step, session: &Session) -> Ended {
    let wanted = step.by.which.wanted(session);
    let comment = step.comment.as_deref();
    let done = session.with_deeds(|context| submit(context, &wanted, &step.by.by, comment))?;
    told_even_quiet(session, &done)?;
    told(session, &done, || words::submitted(&done))
}

pub(super) fn run_approve(step: &Step, session: &Session) -> Ended {
    let wanted = step.by.which.wanted(session);
    let comment = step.comment.as_deref();
    let done = session.with_deeds(|context| approve(context, &wanted, &step.by.by, comment))?;
    told(session, &done, || words::approved(&done))
}

pub(super) fn run_send_back(step: &Explained, session: &Session) -> Ended {
    let wanted = step.by.which.wanted(session);
    let done =
        session.with_deeds(|context| send_back(context, &wanted, &step.by.by, &step.comment))?;
    told(session, &done, || words::sent_back(&done))
}

pub(super) fn run_publish(step: &By, session: &Session) -> Ended {
    let wanted = step.which.wanted(session);
    let endpoints = session.config.webhooks.names();
    let done = session.with_deeds(|context| publish(context, &wanted, &step.by, &endpoints))?;
    told_even_quiet(session, &done.step)?;
    told(session, &done, || words::published(&done))
}

pub(super) fn run_close(end: &End, session: &Session) -> Ended {
    let wanted = end.step.by.which.wanted(session);
    let (by, comment) = (&end.step.by.by, end.step.comment.as_deref());
    let done = session.with_deeds(|context| -> Result<_, LifeError> {
        match end.early {
            true => close_early(context, &wanted, by, comment.unwrap_or_default()),
            false => close(context, &wanted, by, comment),
        }
    })?;
    told_even_quiet(session, &done.step)?;
    told(session, &done, || words::closed(&done))
}

pub(super) fn run_history(which: &Which, session: &Session) -> Ended {
    let told = session.with_context(|context| history(context, &which.wanted(session)))?;
    if session.json {
        print::json(&told)?;
    } else {
        print::text(&words::history(&told, session.config.office.time_zone))?;
    }
    Ok(Exit::Done)
}

fn told_even_quiet(session: &Session, done: &Decided) -> Result<(), NotPrinted> {
    match session.quiet && !session.json {
        true => print::text(&words::warnings(done)),
        false => Ok(()),
    }
}

fn told<T: serde::Serialize>(session: &Session, done: &T, text: impl FnOnce() -> String) -> Ended {
    if session.json {
        print::json(done)?;
    } else if !session.quiet {
        print::text(&session.invocation.put_into(&text()))?;
    }
    Ok(Exit::Done)
}
