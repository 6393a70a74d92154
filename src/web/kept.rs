//! Answers that cost much to make and stay true: the last few, each by what it was made from.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// At most `most` answers; the one that was not asked for longest makes room.
pub(crate) struct Kept<T> {
    most: usize,
    answers: Mutex<VecDeque<(String, Arc<T>)>>,
}

impl<T> Kept<T> {
    pub(crate) fn at_most(most: usize) -> Self {
        Self { most, answers: Mutex::default() }
    }

    /// The answer that was made from this.
    pub(crate) fn get(&self, from: &str) -> Option<Arc<T>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let at = answers.iter().position(|(key, _)| key == from)?;
        let found = answers.remove(at)?;
        let answer = Arc::clone(&found.1);
        answers.push_back(found);
        Some(answer)
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, from: &str, answer: T) -> Arc<T> {
        let answer = Arc::new(answer);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(key, _)| key != from);
        answers.push_back((from.to_owned(), Arc::clone(&answer)));
        while answers.len() > self.most {
            answers.pop_front();
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_nobody_asks_for_makes_room() {
        let kept = Kept::at_most(2);
        kept.keep("a", 1);
        kept.keep("b", 2);
        assert_eq!(kept.get("a").as_deref(), Some(&1));
        kept.keep("c", 3);
        assert_eq!(kept.get("b"), None);
        assert_eq!((kept.get("a").as_deref(), kept.get("c").as_deref()), (Some(&1), Some(&3)));
        assert_eq!(*kept.keep("a", 4), 4);
        assert_eq!(kept.get("a").as_deref(), Some(&4));
    }
}
