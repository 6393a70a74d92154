//! Targets that are changed and decided about: what moves, who may approve, what stays on record.

use vandong::app::targets::{
    Asked, By, Decision, Division, Revision, Shown, TargetError, approve, cascade, check, history,
    revise, send_back,
};
use vandong::planning::targets::error::CascadeError;

use super::{approve_all, by, decision, divided, line, lists, shown, wrong};
use crate::harness::{day, on_both};

#[test]
fn a_revision_moves_little_keeps_what_is_over_and_stays_on_record() {
    on_both(|office| {
        lists(office);
        divided(office);
        approve_all(office);
        office.is_on(day("2023-06-02"));
        let before = shown(office, &by(By::Week));
        let change = Revision {
            campaign: "H1".into(),
            area: "04285".into(),
            indicator: "new_voluntary_si".into(),
            value: 22,
            by: "Lò Văn Sơn".into(),
            why: "Nhiều lao động mới".into(),
            ..Revision::default()
        };
        let silent = Revision { why: " ".into(), ..change.clone() };
        let error = revise(&mut office.context(), &silent).unwrap_err();
        assert!(matches!(error, TargetError::NoReason), "{error}");
        let made = revise(&mut office.context(), &change).unwrap();
        assert_eq!(made.number, 2);
        assert_eq!(wrong(office), []);
        // Who changed it sees what became of the unit and of those beside it.
        let told = made.change.unwrap();
        assert_eq!(told.of.indicator, "new_voluntary_si");
        let first: Vec<i64> = told.units.iter().map(|unit| unit.before).collect();
        let told: Vec<(&str, &str, i64)> = told
            .units
            .iter()
            .map(|unit| (unit.code.as_str(), unit.name.as_str(), unit.after))
            .collect();
        assert_eq!(
            told[1..],
            [("04282", "Pú Trạng", 25), ("04285", "Trung Tâm", 22), ("04288", "Tân An", 13)]
        );
        assert_eq!((told[0].0, first[0], told[0].2), ("15", 60, 60));
        assert!(first[2] != 22 && first[1..].iter().sum::<i64>() == 60, "{first:?}");
        let all = shown(office, &Asked::default());
        let of = |code: &str| line(&all, "new_voluntary_si", code).target;
        assert_eq!(
            (of("15"), of("04282"), of("04285"), of("04288")),
            (Some(60), Some(25), Some(22), Some(13))
        );
        assert_eq!(all.state, "waiting");
        assert_eq!(all.in_force, Some(1), "until it is approved");
        let after = shown(office, &by(By::Week));
        for code in ["2023-W18", "2023-W19", "2023-W20", "2023-W21"] {
            let of = |shown: &Shown| line(shown, "new_voluntary_si", code).target;
            assert_eq!(of(&before), of(&after), "{code} is over");
        }
        // What cannot be kept is refused with the area and the difference.
        let too_much = Revision { value: 40, ..change };
        let error = revise(&mut office.context(), &too_much).unwrap_err();
        assert!(error.to_string().contains("(15): the areas below take at least"), "{error}");
        // Nobody set what the weeks that are over had: there is no limit to be taken away.
        let none = Revision { value: 0, ..too_much };
        let error = revise(&mut office.context(), &none).unwrap_err();
        assert!(
            matches!(error, TargetError::Divide { source: CascadeError::Had { .. }, .. }),
            "{error}"
        );
        let error = error.vi().unwrap();
        let named = "BHXH tự nguyện (new_voluntary_si): Trung Tâm (04285): các tuần đã qua";
        assert!(error.contains(named) && error.contains("trở lên"), "{error}");
        let again =
            Division { campaign: "H1".into(), by: "Lò Văn Sơn".into(), ..Division::default() };
        let error = cascade(&mut office.context(), &again).unwrap_err();
        assert!(matches!(error, TargetError::Running { number: 2, .. }), "{error}");
        let told = history(&mut office.context(), ("", "H1")).unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].in_force, told[0].steps.len()), (true, 1));
        assert_ne!(told[0].steps[0].area_name, "", "people read names");
        assert_eq!(told[1].why, "Nhiều lao động mới");
    });
}

#[test]
fn each_level_approves_its_share_after_the_one_above_and_nobody_the_own() {
    on_both(|office| {
        lists(office);
        divided(office);
        let mut decide = |area: &str, by: &str| approve(&mut office.context(), &decision(area, by));
        let error = decide("04282", "Giàng A Páo").unwrap_err();
        assert!(matches!(error, TargetError::AboveFirst { .. }), "{error}");
        assert!(error.to_string().starts_with("Pú Trạng (04282) cannot be approved"), "{error}");
        let error = decide("", "lò văn  sơn").unwrap_err();
        assert!(matches!(error, TargetError::NotAllowed { .. }), "{error}");
        let error = decide("", " ").unwrap_err();
        assert!(matches!(error, TargetError::NoName), "{error}");
        assert_eq!(decide("", "Giàng A Páo").unwrap().state, "approved");
        let done = decide("04282", "Giàng A Páo").unwrap();
        assert_eq!((done.area.as_str(), done.area_name.as_str()), ("04282", "Pú Trạng"));
        let error = decide("04282", "Giàng A Páo").unwrap_err();
        assert!(matches!(error, TargetError::NotNow { approved: true, .. }), "{error}");
        let error = decide("09999", "Giàng A Páo").unwrap_err();
        assert!(matches!(error, TargetError::UnknownNode { .. }), "{error}");
        let all = shown(office, &Asked::default());
        assert_eq!(line(&all, "inspections", "04282").state, "approved");
        assert_eq!(line(&all, "inspections", "04285").state, "waiting");
        let back = decision("", "Giàng A Páo");
        let error = send_back(&mut office.context(), &back).unwrap_err();
        assert!(matches!(error, TargetError::NoComment), "{error}");
        let back = Decision { comment: "Quá cao".into(), ..back };
        assert_eq!(send_back(&mut office.context(), &back).unwrap().state, "sent_back");
        // What is sent back stands no more; before the campaign it is divided anew.
        let error = check(&mut office.context(), ("", "H1"), None).unwrap_err();
        assert!(matches!(error, TargetError::NoRevision { .. }), "{error}");
        assert_eq!(divided(office).number, 2);
    });
}

#[test]
fn a_row_that_somebody_changes_is_found() {
    on_both(|office| {
        lists(office);
        divided(office);
        office.sql(
            "UPDATE target_rows SET weeks = '100' || substr(weeks, 2) WHERE indicator = \
             'new_voluntary_si' AND area_code = '04282' AND agent_code = '';",
        );
        let wrong = wrong(office);
        let codes: Vec<&str> = wrong.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["sums", "limits", "seal"]);
        assert!(wrong[0].1.starts_with("new_voluntary_si, 15, 2023-W18:"), "{}", wrong[0].1);
    });
}
