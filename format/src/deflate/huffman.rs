//! Huffman codes: lengths from frequencies, codes from lengths.

/// Gives each symbol that occurs the length of its code, none longer than `limit` bits.
pub(super) fn code_lengths(frequencies: &[u32], limit: u8) -> Vec<u8> {
    let mut leaves: Vec<(u32, usize)> = Vec::new();
    for (symbol, frequency) in frequencies.iter().enumerate().filter(|(_, frequency)| **frequency > 0) {
        let place = leaves.partition_point(|(other, _)| other <= frequency);
        leaves.insert(place, (*frequency, symbol));
    }
    let mut weights: Vec<u32> = leaves.iter().map(|(frequency, _)| *frequency).collect();
    loop {
        let depths = tree_depths(&weights);
        if depths.iter().all(|depth| *depth <= limit) {
            let mut lengths = vec![0; frequencies.len()];
            for ((_, symbol), depth) in leaves.iter().zip(depths) {
                if let Some(length) = lengths.get_mut(*symbol) {
                    *length = depth;
                }
            }
            return lengths;
        }
        // Frequencies that are nearer to each other make a flatter tree.
        for weight in &mut weights {
            *weight = weight.div_ceil(2);
        }
    }
}

/// The depths of the leaves in Huffman's tree: the two lightest become one, until there is one.
///
/// Leaves come lightest first, and nodes above them are made in that order too.
fn tree_depths(leaves: &[u32]) -> Vec<u8> {
    let mut weights = leaves.to_vec();
    let mut parents = vec![0; 2 * leaves.len()];
    let (mut leaf, mut node) = (0, leaves.len());
    while weights.len() + 1 < parents.len() {
        let mut sum = 0;
        for _ in 0..2 {
            let is_leaf =
                leaf < leaves.len() && weights.get(node).is_none_or(|weight| leaves.get(leaf) <= Some(weight));
            let lightest = if is_leaf { &mut leaf } else { &mut node };
            sum += weights.get(*lightest).copied().unwrap_or_default();
            if let Some(parent) = parents.get_mut(*lightest) {
                *parent = weights.len();
            }
            *lightest += 1;
        }
        weights.push(sum);
    }
    let mut depths = vec![0_u8; weights.len()];
    for (index, parent) in parents.iter().take(weights.len()).enumerate().rev().skip(1) {
        let depth = depths.get(*parent).copied().unwrap_or_default() + 1;
        if let Some(slot) = depths.get_mut(index) {
            *slot = depth;
        }
    }
    depths.truncate(leaves.len());
    depths
}

/// Returns the code of each symbol, its first bit lowest, as the stream has it.
pub(super) fn codes(lengths: &[u8]) -> Vec<u16> {
    let mut counts = [0_u16; 16];
    for length in lengths.iter().filter(|length| **length > 0) {
        if let Some(count) = counts.get_mut(usize::from(*length)) {
            *count += 1;
        }
    }
    let mut code = 0_u16;
    let mut next = counts.map(|count| {
        let first = code << 1;
        code = first.wrapping_add(count);
        first
    });
    let code_of = |length: &u8| {
        let Some(next) = next.get_mut(usize::from(*length)) else { return 0 };
        let code = *next;
        *next = code.wrapping_add(1);
        code.reverse_bits() >> ((16 - *length) & 15)
    };
    lengths.iter().map(code_of).collect()
}
