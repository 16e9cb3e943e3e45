//! Blocks: tokens as bits, by the codes that make them shortest.

use super::Token;
use super::huffman::{code_lengths, codes};

/// The symbol that ends a block.
const END: usize = 256;
/// How many symbols there are for literals and lengths, for distances, and for lengths of codes.
const LITERALS: usize = 286;
const DISTANCES: usize = 30;
/// In which order the lengths of the codes for lengths of codes stand.
const ORDER: [u8; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// A stream of bits, lowest first.
pub(super) struct Bits<'a> {
    out: &'a mut Vec<u8>,
    /// Bits that are not written yet, and how many: fewer than 32.
    bits: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, bits: 0, count: 0 }
    }

    /// Writes up to 32 bits.
    fn put(&mut self, bits: u32, count: u32) {
        self.bits |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            #[allow(clippy::cast_possible_truncation)]
            self.out.extend_from_slice(&(self.bits as u32).to_le_bytes());
            self.bits >>= 32;
            self.count -= 32;
        }
    }

    /// Ends the stream for now: with an empty stored block, so that what follows begins with a byte of its own.
    pub(super) fn finish(mut self) {
        self.put(0, 3);
        // To the end of a byte, and of a word: what is too much goes.
        let bytes = self.count.div_ceil(8) as usize;
        self.put(0, 32 - self.count);
        self.out.truncate(self.out.len() - 4 + bytes);
        self.out.extend_from_slice(&[0, 0, 0xff, 0xff]);
    }
}

/// A symbol of one of the alphabets, and the bits that follow it.
struct Symbol {
    number: usize,
    extra: u32,
    extra_bits: u32,
}

impl Symbol {
    /// The symbol of a value, where `2^per` symbols share each number of bits; both alphabets are made alike.
    fn of(value: u32, per: u32) -> Self {
        let extra_bits = (31 - (value | 1).leading_zeros()).saturating_sub(per);
        let number = (extra_bits << per) + (value >> extra_bits);
        Self { number: number as usize, extra: value & ((1 << extra_bits) - 1), extra_bits }
    }

    fn of_length(length: u32) -> Self {
        // The longest has a symbol of its own.
        if length == 258 {
            return Self { number: LITERALS - 1, extra: 0, extra_bits: 0 };
        }
        let symbol = Self::of(length - 3, 2);
        Self { number: END + 1 + symbol.number, ..symbol }
    }
}

/// A code: the bits of each symbol and their number.
struct Code<'a> {
    lengths: &'a [u8],
    codes: Vec<u16>,
}

impl<'a> Code<'a> {
    fn new(lengths: &'a [u8]) -> Self {
        Self { codes: codes(lengths), lengths }
    }

    fn put(&self, bits: &mut Bits<'_>, symbol: &Symbol) {
        let code = self.codes.get(symbol.number).copied().unwrap_or_default();
        let length = u32::from(self.lengths.get(symbol.number).copied().unwrap_or_default());
        bits.put(u32::from(code) | symbol.extra << length, length + symbol.extra_bits);
    }
}

/// How many bits so many of each symbol take.
fn cost(lengths: &[u8], frequencies: &[u32]) -> u32 {
    lengths.iter().zip(frequencies).map(|(length, count)| u32::from(*length) * count).sum()
}

fn count(frequencies: &mut [u32], number: usize) {
    if let Some(frequency) = frequencies.get_mut(number) {
        *frequency += 1;
    }
}

/// Calls `each` for the symbols of a block, in order; `true` for those of distances.
fn symbols(tokens: &[Token], mut each: impl FnMut(bool, &Symbol)) {
    for token in tokens {
        let rest = token.rest();
        if token.length() == 0 {
            each(false, &Symbol { number: rest as usize, extra: 0, extra_bits: 0 });
        } else {
            each(false, &Symbol::of_length(token.length()));
            each(true, &Symbol::of(rest - 1, 1));
        }
    }
    each(false, &Symbol { number: END, extra: 0, extra_bits: 0 });
}

/// Writes a block, with codes made for it or with the fixed ones.
pub(super) fn write_block(bits: &mut Bits<'_>, tokens: &[Token]) {
    let mut frequencies = [vec![0; LITERALS], vec![0; DISTANCES]];
    let [literals, distances] = &mut frequencies;
    symbols(tokens, |is_distance, symbol| count(if is_distance { distances } else { literals }, symbol.number));
    // Some inflaters want two codes, used or not.
    for frequency in distances.iter_mut().take(2) {
        *frequency = (*frequency).max(1);
    }

    let own = [code_lengths(literals, 15), code_lengths(distances, 15)];
    let mut fixed = [vec![8; LITERALS + 2], vec![5; DISTANCES]];
    for (range, length) in [(144..256, 9), (256..280, 7)] {
        fixed[0].get_mut(range).unwrap_or_default().fill(length);
    }
    let head = Head::new(&own);
    let all = |lengths: &[Vec<u8>; 2]| cost(&lengths[0], literals) + cost(&lengths[1], distances);
    let lengths = if head.cost() + all(&own) < all(&fixed) {
        bits.put(4, 3);
        head.write(bits);
        own
    } else {
        bits.put(2, 3);
        fixed
    };
    let (literals, distances) = (Code::new(&lengths[0]), Code::new(&lengths[1]));
    symbols(tokens, |is_distance, symbol| if is_distance { &distances } else { &literals }.put(bits, symbol));
}

/// What a block with codes of its own says of them before its tokens.
struct Head {
    /// The lengths of both codes, with runs put together.
    runs: Vec<Symbol>,
    frequencies: Vec<u32>,
    /// The lengths of the codes of lengths.
    lengths: Vec<u8>,
    literals: u32,
    distances: u32,
}

impl Head {
    fn new(codes: &[Vec<u8>; 2]) -> Self {
        let used = |lengths: &[u8]| lengths.iter().rposition(|length| *length > 0).map_or(1, |last| last + 1);
        let (literals, distances) = (used(&codes[0]), used(&codes[1]));
        let parts = [codes[0].get(..literals), codes[1].get(..distances)];
        let lengths = parts.map(Option::unwrap_or_default).concat();
        let mut runs = Vec::new();
        let mut frequencies = vec![0; ORDER.len()];
        let mut rest = lengths.as_slice();
        let mut before = None;
        while let Some(&length) = rest.first() {
            let run = rest.iter().take_while(|other| **other == length).count();
            let (taken, number, extra_bits, least) = match (length, run) {
                (0, 11..) => (run.min(138), 18, 7, 11),
                (0, 3..) => (run, 17, 3, 3),
                (_, 3..) if before == Some(length) => (run.min(6), 16, 2, 3),
                _ => (1, usize::from(length), 0, 1),
            };
            #[allow(clippy::cast_possible_truncation)]
            runs.push(Symbol { number, extra: (taken - least) as u32, extra_bits });
            count(&mut frequencies, number);
            before = Some(length);
            rest = rest.get(taken..).unwrap_or_default();
        }
        let lengths = code_lengths(&frequencies, 7);
        #[allow(clippy::cast_possible_truncation)]
        Self { runs, frequencies, lengths, literals: literals as u32, distances: distances as u32 }
    }

    fn cost(&self) -> u32 {
        let extra: u32 = self.runs.iter().map(|run| run.extra_bits).sum();
        14 + 3 * self.shown() + cost(&self.lengths, &self.frequencies) + extra
    }

    /// The length of the code for a length, by the order in which they stand.
    fn length_at(&self, place: usize) -> u32 {
        ORDER.get(place).and_then(|number| self.lengths.get(usize::from(*number))).copied().unwrap_or(0).into()
    }

    /// How many of these lengths are written.
    fn shown(&self) -> u32 {
        (4..=19).rev().find(|count| self.length_at(*count as usize - 1) > 0).unwrap_or(4)
    }

    fn write(&self, bits: &mut Bits<'_>) {
        bits.put(self.literals - 257, 5);
        bits.put(self.distances - 1, 5);
        bits.put(self.shown() - 4, 4);
        for place in 0..self.shown() {
            bits.put(self.length_at(place as usize), 3);
        }
        let code = Code::new(&self.lengths);
        for run in &self.runs {
            code.put(bits, run);
        }
    }
}
