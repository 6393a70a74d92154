//! Who comes to the demo's events, and who joins at them: the demo's reality, with numbers of its own that a
//! plan can be wrong about. A pure function of the seed, the event and the guest.

use super::dice::Dice;

/// Of those whom a plan expects, the share who come: a screen is left alone more easily than a hall.
const COME: f64 = 0.85;
const COME_ONLINE: f64 = 0.6;
/// Of those who come and could join, the share who do: reported was 45 % on a launch day.
const JOIN: f64 = 0.3;
const JOIN_ONLINE: f64 = 0.15;

/// What somebody who was invited did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// Stayed away.
    Not,
    /// Listened.
    Listened,
    /// Joined and paid.
    Joined,
}

/// What a guest does. `chance` is the plan's, in millionths.
pub(super) fn comes(
    seed: u64,
    (event, guest): (&str, &str),
    (chance, could_join): (i64, bool),
    online: bool,
) -> Came {
    let mut dice = Dice::of(seed, &["attendance", event, guest]);
    let (come, join) = if online { (COME_ONLINE, JOIN_ONLINE) } else { (COME, JOIN) };
    let came = dice.chance(chance as f64 / 1e6 * come);
    match (came, dice.chance(join) && could_join) {
        (false, _) => Came::Not,
        (true, false) => Came::Listened,
        (true, true) => Came::Joined,
    }
}

/// How many watch what was announced to all, where a plan expects so many.
pub(super) fn watch(seed: u64, event: &str, expected: i64) -> u32 {
    let mut dice = Dice::of(seed, &["audience", event]);
    let percent = dice.between(45, 75);
    u32::try_from(expected * percent / 100).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn fewer_watch_than_a_plan_expects_and_not_always_as_many() {
        let counts: Vec<u32> = (0..20).map(|at| watch(1, &format!("E-{at}"), 500)).collect();
        assert!(counts.iter().all(|one| (225..=375).contains(one)), "{counts:?}");
        assert!(counts.iter().any(|one| one != &counts[0]), "{counts:?}");
        assert_eq!(watch(1, "E", 0), 0);
    }

    /// Of 20,000 guests with one chance in ten: who come, and who of them join.
    #[rstest]
    #[case::in_a_hall(false, true, 1_700, 510)]
    #[case::through_a_screen(true, true, 1_200, 180)]
    #[case::nothing_to_join(false, false, 1_700, 0)]
    fn about_as_many_as_assumed(
        #[case] online: bool,
        #[case] could_join: bool,
        #[case] come: usize,
        #[case] join: usize,
    ) {
        let guests: Vec<Came> = (0..20_000)
            .map(|number| {
                let guest = format!("{number:010}");
                comes(1, ("20230606A-NVH", &guest), (100_000, could_join), online)
            })
            .collect();
        let came = guests.iter().filter(|one| **one != Came::Not).count();
        let joined = guests.iter().filter(|one| **one == Came::Joined).count();
        assert!(came.abs_diff(come) < 120 && joined.abs_diff(join) < 70, "{came} {joined}");
    }
}
