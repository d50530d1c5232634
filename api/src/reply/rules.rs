//! Where a reply stands in its thread. Pure.

use entity::ReplyId;

use crate::error::{Error, Result};

/// Deepest a reply can be: one that answers the thread has depth 1.
pub const MAX_DEPTH: i32 = 50;

/// Depth and path of a reply, from its parent's; `None` answers the thread itself.
///
/// A path is the ids of all ancestors and its own, 16 bytes each. Ids grow with
/// time, so byte order is reading order: a reply, then what answers it, oldest
/// first, then its next sibling.
pub fn place(id: ReplyId, parent: Option<(i32, &[u8])>) -> Result<(i32, Vec<u8>)> {
    let (depth, above) = parent.map_or((1, [].as_slice()), |(depth, path)| (depth + 1, path));
    ensure_depth(depth)?;
    Ok((depth, [above, id.0.as_bytes()].concat()))
}

/// Refuses what would be too deep.
pub fn ensure_depth(deepest: i32) -> Result<()> {
    if deepest <= MAX_DEPTH {
        return Ok(());
    }
    Err(Error::invalid(&["input", "parentId"], format!("Replies may be nested {MAX_DEPTH} deep at most. Reply to one further up.")))
}

/// The end, itself not included, of the paths that begin with one: a reply and all that
/// answers it lie between the two.
#[must_use]
pub fn end_of_subtree(path: &[u8]) -> Vec<u8> {
    let mut end = path.to_vec();
    while end.last() == Some(&u8::MAX) {
        end.pop();
    }
    if let Some(last) = end.last_mut() {
        *last += 1;
    }
    end
}

/// The path of a reply under `old`, or of that one itself, once `old` stands at `new`.
#[must_use]
pub fn moved_path(path: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    [new, path.get(old.len()..).unwrap_or_default()].concat()
}

#[cfg(test)]
mod tests {
    use entity::ReplyId;
    use proptest::prelude::*;

    use super::{MAX_DEPTH, end_of_subtree, moved_path, place};

    #[test]
    fn depth_is_bounded() {
        let id = ReplyId::generate();
        assert_eq!(place(id, None).unwrap(), (1, id.0.as_bytes().to_vec()));
        let path = vec![0; 16 * 49];
        assert_eq!(place(id, Some((49, &path))).unwrap().0, MAX_DEPTH);
        assert!(place(id, Some((MAX_DEPTH, &[0; 800]))).is_err());
    }

    #[test]
    fn a_subtree_ends_where_its_paths_end() {
        assert_eq!(end_of_subtree(&[1, 2]), [1, 3]);
        assert_eq!(end_of_subtree(&[1, 0xff, 0xff]), [2]);
        assert_eq!(moved_path(&[1, 2, 3], &[1, 2], &[7]), [7, 3]);
        assert_eq!(moved_path(&[1, 2], &[1, 2], &[7]), [7]);
    }

    proptest! {
        #[test]
        fn what_begins_with_a_path_lies_before_its_end(path in prop::collection::vec(0_u8..=254, 1..6), other in prop::collection::vec(any::<u8>(), 0..9)) {
            let is_between = other >= path && other < end_of_subtree(&path);
            prop_assert_eq!(is_between, other.starts_with(&path));
        }

        /// Sorting by path gives the depth-first walk of the tree.
        #[test]
        fn byte_order_is_reading_order(parents in prop::collection::vec(any::<prop::sample::Index>(), 1..60)) {
            let mut nodes: Vec<(Option<usize>, i32, Vec<u8>)> = Vec::new();
            for (number, parent) in parents.iter().enumerate() {
                let parent = (number > 0).then(|| parent.index(number + 1)).filter(|index| *index < number);
                let above = parent.map(|index| (nodes[index].1, nodes[index].2.as_slice()));
                let (depth, path) = place(ReplyId::generate(), above).unwrap();
                nodes.push((parent, depth, path));
            }
            let mut walk = Vec::new();
            fn visit(nodes: &[(Option<usize>, i32, Vec<u8>)], parent: Option<usize>, walk: &mut Vec<usize>) {
                for (number, node) in nodes.iter().enumerate() {
                    if node.0 == parent {
                        walk.push(number);
                        visit(nodes, Some(number), walk);
                    }
                }
            }
            visit(&nodes, None, &mut walk);
            let mut sorted: Vec<usize> = (0..nodes.len()).collect();
            sorted.sort_by(|a, b| nodes[*a].2.cmp(&nodes[*b].2));
            prop_assert_eq!(sorted, walk);
        }
    }
}
