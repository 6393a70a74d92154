//! The events of a version as the seal feeds on them. A version without any is sealed as if there were no
//! such thing.

use crate::app::plan::Feed;
use crate::store::plan_events::{ChoiceRow, EventParts, InvitationRow, PlanEventRow};

/// Feeds the events of a version.
pub(crate) fn feed_events(feed: &mut Feed, parts: &EventParts) {
    let EventParts { choice, events, invitations } = parts;
    if choice.is_none() && events.is_empty() && invitations.is_empty() {
        return;
    }
    feed.maybe(choice.as_ref(), |feed, row| {
        let ChoiceRow { province_id, version_id: _, value, bound, problem, prices, names } = row;
        for number in [province_id, value, bound] {
            feed.number(*number);
        }
        for text in [problem, prices, names] {
            feed.text(text);
        }
    });
    feed.all(events, event);
    feed.all(invitations, invitation);
}

fn event(feed: &mut Feed, row: &PlanEventRow) {
    #[rustfmt::skip]
    let PlanEventRow {
        province_id, version_id: _, number, code, kind, mode, host, venue, area, date, part, starts_at,
        ends_at, size, expected, turnout, adds, invitations, candidate, why,
    } = row;
    feed.number(*province_id);
    feed.number(*expected);
    for count in [number, size, turnout, adds, invitations, candidate] {
        feed.number(*count);
    }
    feed.date(*date);
    feed.number(starts_at.and_utc().timestamp());
    feed.number(ends_at.and_utc().timestamp());
    for text in [code, kind, mode, host, venue, area, part, why] {
        feed.text(text);
    }
}

fn invitation(feed: &mut Feed, row: &InvitationRow) {
    let InvitationRow { province_id, version_id: _, person_id, event, contact, commune, worth } =
        row;
    for number in [province_id, person_id, worth] {
        feed.number(*number);
    }
    feed.number(*event);
    feed.text(contact);
    feed.text(commune);
}
