//! Strings of many numbers (paths, points, lists of shadows and stops), by what differs from the last string of a
//! series.
//!
//! A chart that is drawn anew has each number where it stood before, or where that of the point next to it stood:
//! its x stay, its y move on. Which of these a number is near to is found out while they are written, and the same
//! is found out while they are read.

use super::template::{Decimal, MARK};

/// Series of a segment, at most.
pub(super) const MAX_SERIES: usize = 1 << 10;
/// The longest template of a series.
pub(super) const MAX_BYTES: usize = 1 << 16;
/// Numbers of a string, at most.
pub(super) const MAX_NUMBERS: usize = 1 << 13;
/// How many places a number may move on.
pub(super) const MAX_SHIFT: usize = 64;
/// How many bytes all series take together, at most.
const MAX_KEPT_BYTES: usize = 1 << 20;
/// How many numbers are looked at to see how far they have moved.
const WINDOW: usize = 32;

/// A number stands where it stood.
const SAME: u8 = 0;
/// It stood behind: numbers move towards the beginning.
const BEHIND: u8 = 1;
/// It stood before.
const BEFORE: u8 = 2;

/// The last string of a series, in parts.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) template: Vec<u8>,
    /// The numbers, packed.
    numbers: Vec<i64>,
    /// How far numbers moved when they did so last.
    shift: usize,
    /// Where each of `shift` numbers in a row was nearest to, last.
    lanes: [u8; MAX_SHIFT],
}

impl Series {
    /// Returns how far most numbers that changed have moved; 0 if they have not.
    pub(super) fn shift_to(&self, numbers: &[Decimal]) -> usize {
        let is_at = |place: usize, number: i64| self.numbers.get(place) == Some(&number);
        let start = numbers.len().saturating_sub(WINDOW) / 2;
        let mut changed = Vec::with_capacity(WINDOW);
        for (place, number) in numbers.iter().enumerate().skip(start).take(WINDOW) {
            if !is_at(place, number.pack()) {
                changed.push((place, number.pack()));
            }
        }
        let (mut shift, mut most) = (0, changed.len() / 3);
        for candidate in 1..=MAX_SHIFT {
            let has_moved = |(place, number): &&(usize, i64)| {
                is_at(place + candidate, *number) || is_at(place.wrapping_sub(candidate), *number)
            };
            let count = changed.iter().filter(has_moved).count();
            if count > most {
                (shift, most) = (candidate, count);
            }
        }
        shift
    }

    /// Puts a string's numbers there. `each` is handed what each is likely to be, and returns what it is.
    ///
    /// # Errors
    ///
    /// That of `each`.
    pub(super) fn replace<E>(
        &mut self,
        count: usize,
        shift: usize,
        mut each: impl FnMut(Decimal) -> Result<Decimal, E>,
    ) -> Result<(), E> {
        if shift != 0 && shift != self.shift {
            self.shift = shift;
            self.lanes = [SAME; MAX_SHIFT];
        }
        let mut numbers: Vec<i64> = Vec::with_capacity(count);
        for place in 0..count {
            let at = |place: usize| self.numbers.get(place).copied();
            let (mut lane, mut likely) = (None, at(place));
            if let Some(index) = place.checked_rem(shift) {
                lane = self.lanes.get_mut(index);
                match lane.as_deref() {
                    Some(&BEHIND) => likely = at(place + shift),
                    Some(&BEFORE) => likely = at(place.wrapping_sub(shift)),
                    _ => {}
                }
            }
            // Where a point comes anew, it is near to the one before it.
            let near = || at(place).or_else(|| numbers.get(place.wrapping_sub(2)).copied()).unwrap_or_default();
            let number = each(Decimal::unpack(likely.unwrap_or_else(near)))?;
            if let (Some(lane), Some(likely)) = (lane, likely)
                && likely != number.pack()
            {
                let from = |place: usize| at(place).map_or(u64::MAX, |packed| number.distance(Decimal::unpack(packed)));
                let distances = [(SAME, place), (BEHIND, place + shift), (BEFORE, place.wrapping_sub(shift))];
                let nearest = distances.into_iter().min_by_key(|(_, place)| from(*place));
                *lane = nearest.map_or(SAME, |(lane, _)| lane);
            }
            numbers.push(number.pack());
        }
        self.numbers = numbers;
        Ok(())
    }

    /// Returns the string.
    pub(super) fn print(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.template.len() + self.numbers.len() * 4);
        let mut numbers = self.numbers.iter();
        for part in self.template.split(|byte| *byte == MARK) {
            out.extend_from_slice(part);
            // Behind the last part there is none.
            if let Some(number) = numbers.next() {
                Decimal::unpack(*number).print(&mut out);
            }
        }
        out
    }

    fn bytes(&self) -> usize {
        self.template.len() + self.numbers.len() * size_of::<i64>()
    }
}

/// The series of a segment.
#[derive(Clone, Debug, Default)]
pub(super) struct SeriesTable {
    all: Vec<Series>,
    bytes: usize,
}

impl SeriesTable {
    /// Forgets all series, for a new segment.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Changes a series. `None`: there is none with that number.
    pub(super) fn change<T>(&mut self, index: usize, change: impl FnOnce(&mut Series) -> T) -> Option<T> {
        if index >= MAX_SERIES {
            return None;
        }
        if index >= self.all.len() {
            let empty = Series { template: Vec::new(), numbers: Vec::new(), shift: 0, lanes: [SAME; MAX_SHIFT] };
            self.all.resize(index + 1, empty);
        }
        let series = self.all.get_mut(index)?;
        self.bytes -= series.bytes();
        let result = change(series);
        self.bytes += series.bytes();
        if self.bytes > MAX_KEPT_BYTES {
            self.clear();
        }
        Some(result)
    }
}
