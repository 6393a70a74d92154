//! Invitations by hand and against every choice of small cases.

use vandong::planning::events::invite::{
    Invitable, Invitations, Invited, fill, invitations, invite,
};
use vandong::planning::events::problem::MILLION;
use vandong::planning::rows::Rows;

fn rows(households: &[&[(u32, i64)]]) -> Rows<Invitable> {
    let row = |row: &&[(u32, i64)]| {
        row.iter().map(|(event, worth)| Invitable { event: *event, worth: *worth }).collect()
    };
    households.iter().map(row).collect()
}

#[test]
fn each_household_gets_one_invitation_and_each_event_its_places() {
    let able = rows(&[&[(0, 9), (1, 8)], &[(0, 8)], &[(0, 3)], &[], &[(1, 0)]]);
    let Invitations { fates, prices, value } = invite(&[1, 1], &able).unwrap();
    assert_eq!(value, 16);
    assert_eq!(fates[..2], [Invited::To(1), Invited::To(0)]);
    assert_eq!(fates[2], Invited::Full { event: 0, worth: 3, price: prices[0] });
    assert!((3..=8).contains(&prices[0]));
    assert_eq!(fates[3..], [Invited::TooFar, Invited::TooFar]);
}

#[test]
fn small_cases_are_the_best_of_all_choices() {
    let mut seed = 1u64;
    let mut below = |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    for case in 0..200 {
        let places: Vec<u32> = (0..2).map(|_| below(3) as u32).collect();
        let mut worth: Vec<Vec<(u32, i64)>> = vec![Vec::new(); 5];
        for row in &mut worth {
            for event in 0..2 {
                if below(3) > 0 {
                    row.push((event, below(10) as i64));
                }
            }
        }
        let able = rows(&worth.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let mut best = 0;
        for choice in 0..3u32.pow(5) {
            let (mut left, mut sum, mut code) = (places.clone(), 0, choice);
            let fits = worth.iter().all(|row| {
                let event = code % 3;
                code /= 3;
                if event == 2 {
                    return true;
                }
                let Some((_, worth)) = row.iter().find(|(own, _)| *own == event) else {
                    return false;
                };
                sum += worth;
                let room = left[event as usize] > 0;
                left[event as usize] = left[event as usize].saturating_sub(1);
                room
            });
            best = if fits { best.max(sum) } else { best };
        }
        let found = invite(&places, &able).unwrap();
        assert_eq!(found.value, i128::from(best), "case {case}");
        for (at, fate) in found.fates.iter().enumerate() {
            if let Invited::Full { worth, price, .. } = fate {
                assert!(worth <= price, "case {case}, household {at}");
            }
        }
    }
}

#[test]
fn invitations_fill_the_seats_at_the_chance_that_people_come() {
    assert_eq!(invitations(25 * MILLION, 100_000), 250);
    assert_eq!(invitations(25 * MILLION, 450_000), 55);
    assert_eq!(invitations(25 * MILLION, 0), 0);
    assert!(invite(&[1], &rows(&[&[(1, 5)]])).is_err());
}

/// A hall for 20 people. Whoever lives there comes with 20 %, whoever lives farther away with 5 %: at the mean
/// chance of 10 % two hundred would be invited, and forty come.
#[test]
fn no_more_people_are_expected_than_may_meet() {
    const SEATS: i64 = 20 * MILLION;
    let near = 200_000;
    let far = 50_000;
    let count =
        |fates: &[Invited]| fates.iter().filter(|one| matches!(one, Invited::To(_))).count();
    let of = |homes: usize, others: usize| {
        let worth: Vec<Vec<(u32, i64)>> =
            (0..homes + others).map(|at| vec![(0, if at < homes { near } else { far })]).collect();
        let able = rows(&worth.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let mut fates = invite(&[invitations(SEATS, near)], &able).unwrap().fates;
        fill(&mut fates, &able, &[SEATS]);
        let people = |(at, fate): (usize, &Invited)| match fate {
            Invited::To(_) if at < homes => near,
            Invited::To(_) => far,
            _ => 0,
        };
        let expected: i64 = fates.iter().enumerate().map(people).sum();
        (count(&fates), expected)
    };
    assert_eq!(of(300, 300), (100, SEATS));
    // Fifty come from there: the seats that are left go to whoever lives farther away.
    assert_eq!(of(50, 600), (50 + 200, SEATS));
    assert_eq!(of(50, 20), (70, 11_000_000));
}

#[test]
fn a_household_that_fills_a_seat_gets_one_invitation_all_the_same() {
    let able = rows(&[&[(0, 60), (1, 60)], &[(0, 60), (1, 50)], &[(1, 40)], &[(0, 30)]]);
    let mut fates = vec![Invited::To(0), Invited::TooFar, Invited::TooFar, Invited::TooFar];
    fill(&mut fates, &able, &[100, 80]);
    // Event 0 has room for 40 more, event 1 for 80: 50 go there, the 40 fit nowhere, the 30 do.
    assert_eq!(fates, [Invited::To(0), Invited::To(1), Invited::TooFar, Invited::To(0)]);
}
