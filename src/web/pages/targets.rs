//! Targets against results: by area, unit, week or month, who is behind and who is ahead, each number with its
//! day and its document.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::app::targets::{By, Line, Shown, TargetError, campaigns_of};
use crate::domain::digits::thousands;
use crate::web::asked_targets::{AskedTargets, told};
use crate::web::lang::Lang;
use crate::web::problem::Problem;
use crate::web::site::{Site, ask, page_lang};

/// A campaign's targets.
pub(crate) async fn targets(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Query<AskedTargets>,
) -> Result<HttpResponse, Problem> {
    let lang = page_lang(&request);
    let named = asked.into_inner();
    let wanted = named.wanted()?;
    let known = site.clone();
    let (campaigns, shown) = ask(&site, move |context| {
        let province = context.config.office.province.clone().unwrap_or_default();
        let all = campaigns_of(context, &province).map_err(Box::new)?;
        // Without a name the campaign of today, else the newest.
        let today = context.today();
        let runs = all.iter().find(|one| one.from <= today && today <= one.to);
        let first = runs.or(all.first()).map(|one| one.code.clone());
        let mut wanted = wanted;
        if wanted.campaign.is_empty() {
            wanted.campaign = first.unwrap_or_default();
        }
        wanted.province = province;
        if all.is_empty() {
            return Ok((all, Err(String::new())));
        }
        match told(&known, context, &wanted) {
            Ok(shown) => Ok((all, Ok(shown))),
            Err(TargetError::NoRevision { campaign }) => Ok((all, Err(campaign))),
            Err(error) => Err(Box::new(error).into()),
        }
    })
    .await?;
    let current = match &shown {
        Ok(shown) => shown.campaign.code.clone(),
        Err(code) => code.clone(),
    };
    let campaigns: Vec<Value> = campaigns
        .iter()
        .map(|one| json!({ "code": one.code, "name": one.name, "current": one.code == current }))
        .collect();
    let data = match &shown {
        Ok(shown) => page(shown, campaigns, lang),
        Err(code) => json!({
            "campaigns": campaigns, "undivided": code, "shown": null, "other": null,
            "groupings": [], "indicators": [], "path": [],
        }),
    };
    site.page(&request, "targets", &data)
}

fn page(shown: &Shown, campaigns: Vec<Value>, lang: Lang) -> Value {
    let groupings =
        By::ALL.map(|by| json!({ "code": by.code(), "current": by.code() == shown.by }));
    let indicators = shown.lines.chunk_by(|a, b| a.indicator == b.indicator).map(|lines| {
        let first = lines.first();
        json!({
            "code": first.map(|line| &line.indicator),
            "name_vi": first.map(|line| &line.name_vi),
            "name_en": first.map(|line| &line.name_en),
            "unit": first.map(|line| line.unit),
            "over_time": first.is_some_and(|line| line.kind != "ratio"),
            "lines": lines.iter().map(|one| line(one, shown, lang)).collect::<Vec<_>>(),
        })
    });
    json!({
        "campaigns": campaigns,
        "undivided": null,
        "path": shown.path.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect::<Vec<_>>(),
        "other": shown.in_force.filter(|number| *number != shown.revision),
        "groupings": groupings,
        "indicators": indicators.collect::<Vec<_>>(),
        "shown": shown,
    })
}

fn line(line: &Line, shown: &Shown, lang: Lang) -> Value {
    let ratio = line.kind == "ratio";
    let number = |number: i64| match (ratio, lang) {
        (true, Lang::Vi) => format!("{:.2} %", number as f64 / 100.0).replace('.', ","),
        (true, Lang::En) => format!("{:.2} %", number as f64 / 100.0),
        (false, Lang::Vi) => thousands(number),
        (false, Lang::En) => thousands(number).replace('.', ","),
    };
    let told = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), number);
    let behind = line.behind.unwrap_or(0);
    json!({
        "code": line.code,
        "name": line.name,
        "down": !line.state.is_empty() && line.code != shown.area,
        "ratio": ratio,
        "target": line.target.unwrap_or(0),
        "target_told": told(line.target),
        "reached": line.reached.unwrap_or(0),
        "reached_told": told(line.reached),
        "reached_known": line.reached.is_some(),
        "pace_known": line.behind.is_some(),
        "behind": behind,
        "behind_told": number(behind.abs()),
        "needed_told": told(line.needed),
        "as_of": line.as_of,
        "source": line.source.clone().unwrap_or_default(),
        "state": line.state,
        "why": line.why,
        "nobody": line.places.is_some() && line.code.is_empty(),
        "places": line.places,
        // Of an officer's own line there is nobody else to name.
        "officers": line.responsible.iter().filter(|_| line.places.is_none()).map(|one| one.name.as_str())
            .collect::<Vec<_>>().join(", "),
    })
}
