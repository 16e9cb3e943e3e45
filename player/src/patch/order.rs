//! Which children of a node can stay where they are.

/// Returns, for each number, whether it belongs to one longest strictly increasing subsequence.
///
/// The numbers are the old places of children, in their new order: what belongs
/// to it stays, and what does not is moved, which is the fewest moves there can be.
pub(crate) fn longest_increasing(numbers: &[u32]) -> Vec<bool> {
    if numbers.is_sorted() {
        return vec![true; numbers.len()];
    }
    // For each length the index of the smallest number that ends a subsequence of it.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
    for (index, number) in numbers.iter().enumerate() {
        let length = tails.partition_point(|tail| at(*tail) < *number);
        before.push(length.checked_sub(1).and_then(|length| tails.get(length).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut stays = vec![false; numbers.len()];
    let mut next = tails.last().copied();
    while let Some(index) = next {
        if let Some(stays) = stays.get_mut(index) {
            *stays = true;
        }
        next = before.get(index).copied().flatten();
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;

    #[test]
    fn as_many_as_possible_stay() {
        for (numbers, stay) in
            [(&[][..], 0), (&[1, 2, 3], 3), (&[3, 1, 2], 2), (&[3, 2, 1], 1), (&[5, 1, 6, 2, 7, 3, 8], 4)]
        {
            let stays = longest_increasing(numbers);
            let kept: Vec<u32> = numbers.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(n, _)| *n).collect();
            assert_eq!(kept.len(), stay, "{numbers:?}");
            assert!(kept.is_sorted(), "{numbers:?}");
        }
    }
}
