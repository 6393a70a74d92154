//! What is in the way of a write, what it leaves alone, and what an interrupted one leaves behind.

use super::*;

fn write(target: &Path, files: &[(&str, &str)], changed: Changed) -> Result<(), ListError> {
    let mut draft = Draft::of(target)?;
    for (name, text) in files {
        draft.put((*name).to_owned(), |out| out.write_all(text.as_bytes()))?;
    }
    draft.publish(changed)
}

fn in_the_way(result: Result<(), ListError>) -> Vec<String> {
    match result {
        Err(ListError::Changed { files, .. }) => files,
        other => panic!("{other:?}"),
    }
}

fn text(target: &Path, name: &str) -> String {
    fs::read_to_string(target.join(name)).unwrap()
}

fn entries(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        names.map(|one| one.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_was_left_as_written_is_replaced_and_what_was_filled_in_is_not() {
    let home = tempfile::tempdir().unwrap();
    let week = home.path().join("2023-W23");
    write(&week, &[("a.xlsx", "1"), ("b/1.csv", "1")], Changed::Keep).unwrap();
    assert_eq!(entries(home.path()), ["2023-W23"]);
    assert_eq!(entries(&week), [MANIFEST, "a.xlsx", "b"]);
    write(&week, &[("a.xlsx", "2"), ("b/1.csv", "2")], Changed::Keep).unwrap();
    assert_eq!((text(&week, "a.xlsx"), text(&week, "b/1.csv")), ("2".into(), "2".into()));

    fs::write(week.join("b/1.csv"), "filled in").unwrap();
    let refused = write(&week, &[("a.xlsx", "3"), ("b/1.csv", "3")], Changed::Keep);
    assert_eq!(in_the_way(refused), ["b/1.csv"]);
    assert_eq!(text(&week, "a.xlsx"), "2", "nothing is touched");
    assert_eq!(entries(home.path()), ["2023-W23"]);

    write(&week, &[("a.xlsx", "3"), ("b/1.csv", "3")], Changed::Overwrite).unwrap();
    assert_eq!((text(&week, "a.xlsx"), text(&week, "b/1.csv")), ("3".into(), "3".into()));
}

#[test]
fn files_of_another_kind_stay_and_stay_known() {
    let home = tempfile::tempdir().unwrap();
    let week = home.path().join("2023-W23");
    write(&week, &[("a.xlsx", "1")], Changed::Keep).unwrap();
    write(&week, &[("a.json", "1")], Changed::Keep).unwrap();
    assert_eq!(entries(&week), [MANIFEST, "a.json", "a.xlsx"]);
    write(&week, &[("a.xlsx", "2")], Changed::Keep).unwrap();
    assert_eq!(text(&week, "a.xlsx"), "2");
}

#[test]
fn without_a_manifest_only_the_same_content_is_no_obstacle() {
    let home = tempfile::tempdir().unwrap();
    let week = home.path().join("2023-W23");
    fs::create_dir(&week).unwrap();
    fs::write(week.join("a.xlsx"), "1").unwrap();
    assert_eq!(in_the_way(write(&week, &[("a.xlsx", "2")], Changed::Keep)), ["a.xlsx"]);
    write(&week, &[("a.xlsx", "1")], Changed::Keep).unwrap();
    fs::write(week.join(MANIFEST), "{").unwrap();
    assert_eq!(in_the_way(write(&week, &[("a.xlsx", "2")], Changed::Keep)), ["a.xlsx"]);
}

#[test]
fn a_write_that_stops_leaves_no_folder_and_a_later_one_clears_up() {
    let home = tempfile::tempdir().unwrap();
    let week = home.path().join("2023-W23");
    let mut draft = Draft::of(&week).unwrap();
    draft.put("a.xlsx".into(), |out| out.write_all(b"1")).unwrap();
    // As when the machine is switched off.
    std::mem::forget(draft);
    assert!(!week.exists());
    let mut draft = Draft::of(&week).unwrap();
    let failed = draft.put("b.xlsx".into(), |_| Err(io::ErrorKind::StorageFull.into()));
    assert!(matches!(failed, Err(ListError::Write { .. })));
    drop(draft);
    assert_eq!(entries(home.path()), [] as [&str; 0]);
}

#[test]
fn files_of_a_move_that_stopped_half_way_are_known() {
    let home = tempfile::tempdir().unwrap();
    let week = home.path().join("2023-W23");
    write(&week, &[("a.xlsx", "1"), ("b.xlsx", "1")], Changed::Keep).unwrap();
    // The second write announced both files and moved one of them.
    let mut draft = Draft::of(&week).unwrap();
    for name in ["a.xlsx", "b.xlsx"] {
        draft.put(name.into(), |out| out.write_all(b"2")).unwrap();
    }
    save(&week.join(COMING), &draft.made).unwrap();
    fs::rename(draft.beside.join("a.xlsx"), week.join("a.xlsx")).unwrap();
    drop(draft);
    write(&week, &[("a.xlsx", "3"), ("b.xlsx", "3")], Changed::Keep).unwrap();
    assert_eq!((text(&week, "a.xlsx"), text(&week, "b.xlsx")), ("3".into(), "3".into()));
    assert_eq!(entries(&week), [MANIFEST, "a.xlsx", "b.xlsx"]);
}
