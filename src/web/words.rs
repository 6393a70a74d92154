//! What templates are written with: words in the language of the page, numbers and days as they are
//! written in Vietnam, shares with their counts, links that keep the language.
//!
//! `{{t "vi" "en"}}` of the template's own words, `{{said vi en}}` of the data's, `{{n 1234}}`,
//! `{{share part whole}}`, `{{pc 0.171}}` of a share alone, `{{tenth 12.34}}`, `{{bar part whole}}`,
//! `{{date day}}`, `{{dm day}}`, `{{weekday day}}`, `{{period text}}`, `{{roman index}}`, `{{when time}}`,
//! `{{cell value}}` of an explanation, `{{tel number}}`, `{{word kind code}}`,
//! `{{href "/start" part ... key=value}}`.

use chrono::{NaiveDate, NaiveDateTime};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, Output, RenderContext, RenderError, RenderErrorReason,
    html_escape,
};
use serde_json::Value;

use super::lang::Lang;
use super::links::address;
use crate::app::plan::ToldCell;
use crate::domain::calendar::{date_vi, weekday_vi};
use crate::domain::campaign::Approach;
use crate::domain::digits::{roman, thousands};
use crate::domain::indicator::Unit;
use crate::domain::measure::Counts;
use crate::domain::notice::{NoticeChannel, NoticeReason, NoticeState, Purpose};
use crate::domain::plan_life::{PlanAction, PlanState, who};
use crate::domain::sentence::{Sentence, percent as percent_of, tenths};
use crate::domain::touch::ReasonCode;

/// Parameters of a helper, in the language of its page.
struct Given<'a, 'rc> {
    helper: &'a Helper<'rc>,
    lang: Lang,
}

impl Given<'_, '_> {
    fn value(&self, at: usize) -> Result<&Value, RenderError> {
        let missing = || RenderErrorReason::ParamNotFoundForIndex("word", at).into();
        self.helper.param(at).map(|one| one.value()).ok_or_else(missing)
    }

    fn text(&self, at: usize) -> Result<String, RenderError> {
        Ok(plain(self.value(at)?))
    }

    fn count(&self, at: usize) -> Result<i64, RenderError> {
        self.value(at)?.as_i64().ok_or_else(|| wrong("a number"))
    }

    fn real(&self, at: usize) -> Result<f64, RenderError> {
        self.value(at)?.as_f64().ok_or_else(|| wrong("a number"))
    }

    fn sentence(&self, told: Sentence) -> String {
        self.lang.pick(&told.vi, &told.en).to_owned()
    }

    fn day(&self, at: usize) -> Result<NaiveDate, RenderError> {
        self.text(at)?.parse().map_err(|_| wrong("a day"))
    }
}

fn wrong(what: &str) -> RenderError {
    RenderErrorReason::Other(format!("a helper needs {what}")).into()
}

/// A value as text; nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What a helper says: HTML.
type Says = fn(&Given<'_, '_>) -> Result<String, RenderError>;

struct Word(Says);

impl HelperDef for Word {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> Result<(), RenderError> {
        let lang = context.data().get("lang").and_then(Value::as_str);
        let lang = lang.and_then(Lang::from_code).unwrap_or(Lang::Vi);
        out.write(&(self.0)(&Given { helper, lang })?)?;
        Ok(())
    }
}

/// Makes them known to templates.
pub(crate) fn register(registry: &mut Handlebars<'_>) {
    const HELPERS: [(&str, Says); 17] = [
        ("t", |given| Ok(given.lang.pick(&given.text(0)?, &given.text(1)?).to_owned())),
        ("said", |given| Ok(html_escape(given.lang.pick(&given.text(0)?, &given.text(1)?)))),
        ("n", |given| Ok(number(given.count(0)?, given.lang))),
        ("share", |given| Ok(share(given.count(0)?, given.count(1)?, given.lang))),
        ("pc", |given| Ok(given.sentence(percent_of(given.real(0)?)))),
        ("tenth", |given| Ok(given.sentence(tenths(given.real(0)?)))),
        ("bar", |given| Ok(bar(given.count(0)?, given.count(1)?))),
        ("date", |given| Ok(date_vi(given.day(0)?))),
        // A period of notices: a day, or a week or month as it is.
        ("period", |given| {
            let text = given.text(0)?;
            Ok(text.parse().map_or_else(|_| html_escape(&text), date_vi))
        }),
        ("dm", |given| Ok(given.day(0)?.format("%d/%m").to_string())),
        ("weekday", |given| Ok(weekday(given.day(0)?, given.lang))),
        ("when", |given| {
            let time: NaiveDateTime = given.text(0)?.parse().map_err(|_| wrong("a time"))?;
            Ok(time.format("%H:%M %d/%m/%Y").to_string())
        }),
        ("word", |given| {
            let (kind, code) = (given.text(0)?, given.text(1)?);
            let word = word(&kind, &code).ok_or_else(|| wrong("a kind of words"))?;
            Ok(html_escape(given.lang.pick(word.0, word.1)))
        }),
        // A cell of an explanation.
        ("cell", |given| {
            let cell: ToldCell =
                serde_json::from_value(given.value(0)?.clone()).map_err(|_| wrong("a cell"))?;
            let told = cell.told();
            Ok(html_escape(given.lang.pick(&told.vi, &told.en)))
        }),
        ("tel", |given| {
            let dials = |sign: &char| sign.is_ascii_digit() || *sign == '+';
            Ok(given.text(0)?.chars().filter(dials).collect())
        }),
        ("roman", |given| {
            let at = usize::try_from(given.count(0)?).unwrap_or(usize::MAX);
            Ok(roman(at).to_owned())
        }),
        ("href", href),
    ];
    for (name, says) in HELPERS {
        registry.register_helper(name, Box::new(Word(says)));
    }
}

fn href(given: &Given<'_, '_>) -> Result<String, RenderError> {
    let start = given.text(0)?;
    let parts: Vec<String> =
        given.helper.params().iter().skip(1).map(|one| plain(one.value())).collect();
    let mut query: Vec<(String, String)> = given
        .helper
        .hash()
        .iter()
        .map(|(name, one)| ((*name).to_owned(), plain(one.value())))
        .collect();
    if given.lang == Lang::En {
        query.push(("lang".to_owned(), "en".to_owned()));
    }
    Ok(html_escape(&address(&start, &parts, &query)))
}

/// `1.234.567`; in English `1,234,567`.
pub(crate) fn number(number: i64, lang: Lang) -> String {
    let text = thousands(number);
    match lang {
        Lang::Vi => text,
        Lang::En => text.replace('.', ","),
    }
}

/// `90% (9/10)`: the percent never stands without its counts.
fn share(part: i64, whole: i64, lang: Lang) -> String {
    if whole <= 0 {
        return "–".to_owned();
    }
    format!(
        "<b>{}%</b> <span class=\"of\">({}/{})</span>",
        percent(part, whole),
        number(part, lang),
        number(whole, lang)
    )
}

/// Rounded as it is shown; what is not whole never shows as 100.
fn percent(part: i64, whole: i64) -> i64 {
    let exact = part as f64 / whole as f64 * 100.0;
    let rounded = exact.round() as i64;
    if part < whole { rounded.min(99) } else { rounded }
}

/// A bar beside a share; the share says the same to those who do not see it.
fn bar(part: i64, whole: i64) -> String {
    // An empty bar would say that nothing was done.
    if whole <= 0 {
        return String::new();
    }
    let filled = percent(part, whole).clamp(0, 100);
    format!(
        "<svg class=\"bar\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"100%\" \
         height=\"100%\" rx=\"3\"></rect><rect class=\"fill\" width=\"{filled}%\" height=\"100%\" \
         rx=\"3\"></rect></svg>"
    )
}

fn weekday(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Vi => weekday_vi(day).to_owned(),
        Lang::En => day.format("%A").to_string(),
    }
}

/// The names of a code, in Vietnamese and English; a code that this program does not know stands for
/// itself.
fn word<'a>(kind: &str, code: &'a str) -> Option<(&'a str, &'a str)> {
    macro_rules! names {
        ($type:ty) => {
            <$type>::from_code(code).map_or((code, code), |one| (one.name_vi(), one.name_en()))
        };
    }
    Some(match kind {
        "state" => names!(PlanState),
        "action" => names!(PlanAction),
        "left" => names!(ReasonCode),
        "notice" => names!(NoticeState),
        "purpose" => names!(Purpose),
        "by" => names!(NoticeChannel),
        "reason" => names!(NoticeReason),
        "who" => who(code),
        "waits" => waits(code),
        "recipient" => match code {
            "agent" => ("nhân viên thu", "agent"),
            "person" => ("người tham gia", "participant"),
            "committee" => ("ban chỉ đạo", "committee"),
            "coordinator" => ("cán bộ điều phối", "coordinator"),
            "host" => ("người chủ trì", "host"),
            "endpoint" => ("hệ thống khác", "other system"),
            other => (other, other),
        },
        "task" => match code {
            "make_plans" => ("lập kế hoạch tuần", "plans of the week"),
            "close_weeks" => ("kết thúc tuần", "end of weeks"),
            "start_of_week" => ("đưa kế hoạch vào tuần mới", "start of the week"),
            "call_lists" => ("gửi danh sách gọi", "call lists"),
            "due_reminders" => ("nhắc đóng tiền", "due reminders"),
            "reconcile" => ("đối soát thông báo", "reconciliation of notices"),
            other => (other, other),
        },
        "targets" => match code {
            "approved" => ("đã duyệt", "approved"),
            "sent_back" => ("bị trả lại", "sent back"),
            _ => ("chờ duyệt", "waiting for approval"),
        },
        "by_target" => match code {
            "area" => ("Địa bàn", "Areas"),
            "organisation" => ("Tổ chức", "Organisations"),
            "point" => ("Điểm thu", "Points"),
            "office" => ("Cơ quan BHXH", "Offices"),
            "agent" => ("Nhân viên thu", "Agents"),
            "officer" => ("Cán bộ phụ trách", "Officers"),
            "week" => ("Tuần", "Weeks"),
            "month" => ("Tháng", "Months"),
            other => (other, other),
        },
        "approach" => names!(Approach),
        "unit" => names!(Unit),
        "counts" => names!(Counts),
        "role" => match code {
            "serve" => ("trang web, lịch chạy và gửi thông báo", "pages, schedule and sending"),
            "worker" => ("lịch chạy và gửi thông báo", "schedule and sending"),
            "command" => ("lệnh chạy tay", "run by hand"),
            other => (other, other),
        },
        "run" => match code {
            "running" => ("đang chạy", "running"),
            "done" => ("xong", "done"),
            "failed" => ("không xong", "failed"),
            "missed" => ("bị lỡ", "missed"),
            other => (other, other),
        },
        _ => return None,
    })
}

/// For whom a plan waits, by the state of its newest version.
fn waits(state: &str) -> (&'static str, &'static str) {
    match PlanState::from_code(state) {
        Some(PlanState::Draft) => ("chờ người lập trình duyệt", "its planner is to submit it"),
        Some(PlanState::Submitted) => ("chờ ban chỉ đạo duyệt", "the committee is to decide"),
        Some(PlanState::Returned) => ("chờ người lập sửa", "its planner is to revise it"),
        Some(PlanState::Approved) => ("chờ ban hành", "is to be published"),
        Some(PlanState::Published) => ("nhân viên thu đang làm", "agents are working on it"),
        Some(PlanState::Replaced | PlanState::Closed) => ("không chờ ai", "waits for nobody"),
        None => ("chờ lập kế hoạch", "is to be planned"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(9, 10, "<b>90%</b> <span class=\"of\">(9/10)</span>")]
    #[case(1999, 2000, "<b>99%</b> <span class=\"of\">(1.999/2.000)</span>")]
    #[case(0, 0, "–")]
    fn a_share_has_its_counts(#[case] part: i64, #[case] whole: i64, #[case] text: &str) {
        assert_eq!(share(part, whole, Lang::Vi), text);
    }

    #[test]
    fn a_code_of_another_version_of_the_program_stands_for_itself() {
        assert_eq!(word("state", "draft"), Some(("bản nháp", "draft")));
        assert_eq!(word("state", "dreamt"), Some(("dreamt", "dreamt")));
        assert_eq!(word("dreams", "draft"), None);
        // A name stands for itself, and nobody is no name.
        assert_eq!(word("who", "Trần An"), Some(("Trần An", "Trần An")));
        assert_eq!(word("who", "scheduler").unwrap().0, "hệ thống (theo lịch)");
    }
}
