//! Whoever takes a step is heard under any name; of one that the configuration does not know it is said
//! aloud, since it stays in the record for good.

use serde::Serialize;
use serde_json::{Value, json};

use super::exit::{Ended, Exit};
use super::print::one_line;
use super::{Session, print};
use crate::app::life::LifeWarning;

/// What to know about the name under which a step is recorded.
pub(super) struct Doer(Option<LifeWarning>);

/// What was done, with what to know about the name.
#[derive(Serialize)]
struct Told<'a, T: Serialize> {
    #[serde(flatten)]
    done: &'a T,
    warnings: Value,
}

impl Doer {
    /// As `--by` names somebody.
    pub(super) fn of(by: &str, session: &Session) -> Self {
        Self(LifeWarning::of_name(by.trim(), &session.config))
    }

    /// Tells what was done: one document, or words whose commands are for copying; the name even where only
    /// what needs attention is told.
    pub(super) fn tell<T: Serialize>(
        &self,
        session: &Session,
        done: &T,
        words: impl FnOnce() -> String,
    ) -> Ended {
        self.tell_always(session, done, || if session.quiet { String::new() } else { words() })
    }

    /// The same where `words` themselves know what is left out when only what needs attention is told.
    pub(super) fn tell_always<T: Serialize>(
        &self,
        session: &Session,
        done: &T,
        words: impl FnOnce() -> String,
    ) -> Ended {
        if session.json {
            print::json(&Told { done, warnings: self.json() })?;
        } else {
            let words = session.invocation.put_into(&words());
            print::text(&format!("{words}{}", self.text()))?;
        }
        Ok(Exit::Done)
    }

    /// For people; nothing where the name is known.
    fn text(&self) -> String {
        match &self.0 {
            Some(LifeWarning::UnknownName { by, near: Some(near) }) => format!(
                "CHÚ Ý: ghi nhận người thực hiện là {}, không có trong cấu hình ([approval]); tên gần giống: \
                 {near}. Nếu gõ nhầm, hãy báo người quản trị.\n",
                one_line(by)
            ),
            Some(LifeWarning::UnknownName { by, near: None }) => format!(
                "Ghi nhận người thực hiện là {}, không có trong cấu hình ([approval]).\n",
                one_line(by)
            ),
            // Where nobody is named, no name is wrong.
            Some(
                LifeWarning::NobodyNamed
                | LifeWarning::OpenContests { .. }
                | LifeWarning::Late { .. },
            )
            | None => String::new(),
        }
    }

    /// For programs: a list, empty where the name is known.
    fn json(&self) -> Value {
        let Some(warning @ LifeWarning::UnknownName { by, near }) = &self.0 else {
            return json!([]);
        };
        let near = near.as_ref().map(|near| {
            format!("; nearly the same: {near}. If that is a slip, tell the administrator")
        });
        let message = format!(
            "recorded for {by}, who is not configured ([approval]){}",
            near.unwrap_or_default()
        );
        json!([{ "code": warning.code(), "message": message }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_nobody_knows_is_told() {
        assert_eq!((Doer(None).text(), Doer(None).json()), (String::new(), json!([])));
        let unknown = |near: Option<&str>| {
            Doer(Some(LifeWarning::UnknownName {
                by: "Lò Văn Sơm".into(),
                near: near.map(str::to_owned),
            }))
        };
        let slip = unknown(Some("Lò Văn Sơn"));
        assert!(slip.text().contains("là Lò Văn Sơm, không có"), "{}", slip.text());
        assert!(slip.text().contains("tên gần giống: Lò Văn Sơn."), "{}", slip.text());
        assert_eq!(slip.json()[0]["code"], "unknown_name");
        let stranger = unknown(None);
        assert!(!stranger.text().contains("gần giống"), "{}", stranger.text());
        assert!(!stranger.json().to_string().contains("slip"), "{}", stranger.json());
    }
}
