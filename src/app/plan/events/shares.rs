//! How the households of a commune are shared among the events that count on them: each household gets one
//! invitation at most, while two events may each reach part of the same commune. Without a share of its own
//! an event beside one to which everybody is as likely to come would be held without a guest.

/// How many invitations each event gets at most before what is left over is given out: of every commune as many
/// as it counts on, or its part of the `free` households where the events count on more than there are.
/// `wants` are, event by event, communes with the households that it counts on there.
pub(super) fn shares(wants: &[Vec<(usize, f64)>], free: &[u32]) -> Vec<u32> {
    let mut all = vec![0.0; free.len()];
    for (commune, households) in wants.iter().flatten() {
        if let Some(all) = all.get_mut(*commune) {
            *all += households;
        }
    }
    let part = |(commune, households): &(usize, f64)| -> f64 {
        let free = free.get(*commune).copied().map_or(0.0, f64::from);
        let all = all.get(*commune).copied().unwrap_or(0.0);
        if all > free { households * free / all } else { *households }
    };
    wants.iter().map(|own| own.iter().map(part).sum::<f64>().ceil() as u32).collect()
}

/// How many more households an event counts on in each commune: as many as bring the people of its `split`, in
/// millionths, at the `chances` of communes, but for those `out` already.
pub(super) fn wanted(split: &[(u32, i64)], chances: &[i64], out: &[u32]) -> Vec<(usize, f64)> {
    let want = |(commune, people): &(u32, i64)| {
        let commune = *commune as usize;
        let chance = chances.get(commune).copied().filter(|chance| *chance > 0)?;
        let out = out.get(commune).copied().map_or(0.0, f64::from);
        Some((commune, (*people as f64 / chance as f64 - out).max(0.0)))
    };
    split.iter().filter_map(want).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nobody_has_a_letter(&[0, 0], &[(0, 24.0), (1, 10.0)])]
    #[case::some_have(&[20, 0], &[(0, 4.0), (1, 10.0)])]
    #[case::more_have_than_it_counts_on(&[30, 10], &[(0, 0.0), (1, 0.0)])]
    fn letters_that_are_out_are_not_wanted_again(
        #[case] out: &[u32],
        #[case] expected: &[(usize, f64)],
    ) {
        // 12 people at 0.50, 2 at 0.20; from the third commune nobody is invited.
        let split = [(0, 12_000_000), (1, 2_000_000), (2, 1_000_000)];
        assert_eq!(wanted(&split, &[500_000, 200_000, 0], out), expected);
    }

    #[rstest]
    #[case::enough_for_all(vec![vec![(0, 10.0)], vec![(0, 20.0)]], &[40], &[10, 20])]
    #[case::both_count_on_everybody(vec![vec![(0, 36.0)], vec![(0, 36.0)]], &[36], &[18, 18])]
    #[case::in_proportion(vec![vec![(0, 90.0)], vec![(0, 30.0)]], &[40], &[30, 10])]
    #[case::nobody_is_halved(vec![vec![(0, 1.0)], vec![(0, 1.0)]], &[1], &[1, 1])]
    #[case::commune_by_commune(vec![vec![(0, 10.0), (1, 10.0)], vec![(1, 30.0)]], &[10, 20], &[15, 15])]
    #[case::nobody_lives_there(vec![vec![(0, 5.0)], vec![]], &[0], &[0, 0])]
    fn every_event_gets_its_part(
        #[case] wants: Vec<Vec<(usize, f64)>>,
        #[case] free: &[u32],
        #[case] expected: &[u32],
    ) {
        assert_eq!(shares(&wants, free), expected);
    }
}
