//! The tree down which a target goes, in flat arrays: a node is its place in the list that was given.
//! Children stand in the order of their codes, which settles ties the same way each time.

use crate::planning::rows::Rows;

/// One node as it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code; no other child of the same parent has it.
    pub code: String,
    /// Place of its parent in the list; none of the top.
    pub parent: Option<usize>,
}

/// A tree of areas, or of areas and the agents in them.
#[derive(Clone, Debug)]
pub struct Tree {
    places: Vec<Place>,
    children: Rows<u32>,
    top_down: Vec<u32>,
}

/// A list that is no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// There is no single top.
    #[error("{count} areas have no area above them; a target begins at exactly one")]
    Tops {
        /// How many.
        count: usize,
    },
    /// A parent that is not in the list, or a loop.
    #[error("`{code}` does not hang below the top; correct the area above it")]
    Loose {
        /// The node.
        code: String,
    },
    /// Two children of one parent have one code.
    #[error("`{code}` stands twice below `{parent}`; keep one")]
    Twice {
        /// The parent.
        parent: String,
        /// The code.
        code: String,
    },
    /// More nodes than 32 bits count.
    #[error("{count} areas are too many; divide the target in parts")]
    TooMany {
        /// How many.
        count: usize,
    },
}

impl TreeError {
    /// The same in Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        match self {
            Self::Tops { count } => format!(
                "có {count} địa bàn không có cấp trên; chỉ tiêu phải bắt đầu từ đúng một địa bàn"
            ),
            Self::Loose { code } => {
                format!("`{code}` không thuộc cấp trên cùng nào; hãy sửa lại địa bàn cấp trên")
            }
            Self::Twice { parent, code } => {
                format!("`{code}` có hai lần trong `{parent}`; hãy chỉ giữ một")
            }
            Self::TooMany { count } => {
                format!("{count} địa bàn là quá nhiều; hãy chia chỉ tiêu thành nhiều phần")
            }
        }
    }
}

impl Tree {
    /// Takes a list in any order.
    ///
    /// # Errors
    /// No top or several, a node that hangs below none, a code twice below one parent.
    pub fn of(places: Vec<Place>) -> Result<Self, TreeError> {
        let count = places.len();
        let Ok(most) = u32::try_from(count) else { return Err(TreeError::TooMany { count }) };
        let parent = |at: u32| places.get(at as usize).and_then(|place| place.parent);
        let code = |at: u32| places.get(at as usize).map_or("", |place| place.code.as_str());
        let mut below: Vec<u32> = (0..most).filter(|at| parent(*at).is_some()).collect();
        let tops: Vec<u32> = (0..most).filter(|at| parent(*at).is_none()).collect();
        let [top] = tops.as_slice() else { return Err(TreeError::Tops { count: tops.len() }) };
        below.sort_unstable_by_key(|at| (parent(*at), code(*at), *at));
        for pair in below.windows(2) {
            let [one, two] = *pair else { continue };
            if parent(one) == parent(two) && code(one) == code(two) {
                let parent = parent(one).and_then(|at| places.get(at));
                let parent = parent.map_or_else(String::new, |place| place.code.clone());
                return Err(TreeError::Twice { parent, code: code(one).to_owned() });
            }
        }
        let mut children = Rows::with_capacity(count, below.len());
        let mut rest = below.iter().peekable();
        for at in 0..count {
            while let Some(child) = rest.next_if(|child| parent(**child) == Some(at)) {
                children.push(*child);
            }
            children.end_row();
        }
        let mut top_down = Vec::with_capacity(count);
        top_down.push(*top);
        let mut next = 0;
        while let Some(at) = top_down.get(next).copied() {
            top_down.extend_from_slice(children.row(at as usize));
            next += 1;
        }
        if top_down.len() < count {
            let mut hangs = vec![false; count];
            for at in &top_down {
                if let Some(hangs) = hangs.get_mut(*at as usize) {
                    *hangs = true;
                }
            }
            let loose = places.iter().zip(hangs).find(|(_, hangs)| !hangs);
            let code = loose.map_or_else(String::new, |(place, _)| place.code.clone());
            return Err(TreeError::Loose { code });
        }
        Ok(Self { places, children, top_down })
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no node: never, there is always a top.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The top.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top_down.first().map_or(0, |at| *at as usize)
    }

    /// Code of a node; empty beyond the last.
    #[must_use]
    pub fn code(&self, at: usize) -> &str {
        self.places.get(at).map_or("", |place| place.code.as_str())
    }

    /// The node above one.
    #[must_use]
    pub fn parent(&self, at: usize) -> Option<usize> {
        self.places.get(at)?.parent
    }

    /// The nodes below one, in the order of their codes.
    #[must_use]
    pub fn children(&self, at: usize) -> &[u32] {
        self.children.row(at)
    }

    /// Whether nothing hangs below a node.
    #[must_use]
    pub fn is_leaf(&self, at: usize) -> bool {
        self.children(at).is_empty()
    }

    /// All nodes, parents before their children.
    pub fn top_down(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.top_down.iter().map(|at| *at as usize)
    }

    /// The leaves, in the same order each time.
    pub fn leaves(&self) -> impl Iterator<Item = usize> {
        self.top_down().filter(|at| self.is_leaf(*at))
    }

    /// Sets each node that is no leaf to the sum of its children, in a table of `width` numbers a
    /// node. `None` when a sum leaves 64 bits.
    pub(super) fn add_up(&self, table: &mut [i64], width: usize) -> Option<()> {
        let mut sums = vec![0_i64; width];
        for at in self.top_down().rev().filter(|at| !self.is_leaf(*at)) {
            sums.fill(0);
            for child in self.children(at) {
                let from = *child as usize * width;
                for (sum, one) in sums.iter_mut().zip(table.get(from..from + width)?) {
                    *sum = sum.checked_add(*one)?;
                }
            }
            table.get_mut(at * width..(at + 1) * width)?.copy_from_slice(&sums);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn tree(list: &[(&str, Option<usize>)]) -> Result<Tree, TreeError> {
        let place = |(code, parent): &(&str, Option<usize>)| Place {
            code: (*code).into(),
            parent: *parent,
        };
        Tree::of(list.iter().map(place).collect())
    }

    #[test]
    fn nodes_keep_their_places_and_children_stand_by_code() {
        let tree = tree(&[("b", Some(2)), ("a", Some(2)), ("top", None), ("a", Some(0))]).unwrap();
        assert_eq!((tree.top(), tree.len(), tree.parent(3)), (2, 4, Some(0)));
        assert_eq!(tree.children(2), [1, 0], "a before b");
        assert_eq!(tree.top_down().collect::<Vec<_>>(), [2, 1, 0, 3]);
        assert_eq!(tree.leaves().collect::<Vec<_>>(), [1, 3]);
        let mut table = [0, 0, 5, 6, 0, 0, 7, 8];
        tree.add_up(&mut table, 2).unwrap();
        assert_eq!(table, [7, 8, 5, 6, 12, 14, 7, 8]);
    }

    #[rstest]
    #[case(&[], "0 areas have no area above", "có 0 địa bàn")]
    #[case(&[("a", None), ("b", None)], "2 areas have no area above", "có 2 địa bàn")]
    #[case(&[("a", None), ("b", Some(7))], "`b` does not hang", "`b` không thuộc")]
    #[case(&[("a", None), ("b", Some(2)), ("c", Some(1))], "`b` does not hang", "`b` không thuộc")]
    #[case(&[("a", None), ("b", Some(0)), ("b", Some(0))], "`b` stands twice below `a`", "hai lần")]
    fn lists_that_are_no_tree(
        #[case] list: &[(&str, Option<usize>)],
        #[case] en: &str,
        #[case] vi: &str,
    ) {
        let error = tree(list).unwrap_err();
        assert!(error.to_string().contains(en), "{error}");
        assert!(error.vi().contains(vi), "{}", error.vi());
    }
}
