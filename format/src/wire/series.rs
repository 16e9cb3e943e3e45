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

/// Where a number was nearest to, in steps of the shift: where it stood, behind that, or before it.
const LANES: [i8; 3] = [0, 1, -1];

/// The last string of a series, in parts.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) template: Vec<u8>,
    /// The numbers, packed.
    numbers: Vec<i64>,
    /// How far numbers moved when they did so last.
    shift: usize,
    /// Which of [`LANES`] each of `shift` numbers in a row was nearest to, last.
    lanes: [i8; MAX_SHIFT],
}

impl Series {
    /// Returns how far most numbers that changed have moved; 0 if they have not.
    pub(super) fn shift_to(&self, numbers: &[Decimal]) -> usize {
        let start = numbers.len().saturating_sub(WINDOW) / 2;
        let (mut shift, mut most) = (0, 0);
        for candidate in 0..=MAX_SHIFT {
            let mut count = 0;
            for (place, number) in numbers.iter().enumerate().skip(start).take(WINDOW) {
                let is_at = |place: usize| self.numbers.get(place) == Some(&number.pack());
                if !is_at(place) {
                    // Those that changed are counted first.
                    let has_moved = is_at(place + candidate) || is_at(place.wrapping_sub(candidate));
                    count += usize::from(candidate == 0 || has_moved);
                }
            }
            if candidate == 0 {
                most = count / 3;
            } else if count > most {
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
            self.lanes = [0; MAX_SHIFT];
        }
        let mut numbers: Vec<i64> = Vec::with_capacity(count);
        for place in 0..count {
            let at = |lane: i8| {
                let step = isize::from(lane) * shift.cast_signed();
                self.numbers.get(place.wrapping_add_signed(step)).copied()
            };
            let index = place.checked_rem(shift).unwrap_or_default();
            let likely = at(self.lanes.get(index).copied().unwrap_or_default());
            // Where a point comes anew, it is near to the one before it.
            let near = || at(0).or_else(|| numbers.get(place.wrapping_sub(2)).copied()).unwrap_or_default();
            let number = each(Decimal::unpack(likely.unwrap_or_else(near)))?;
            if shift != 0 && likely.is_some_and(|likely| likely != number.pack()) {
                let mut nearest = (u64::MAX, 0);
                for lane in LANES {
                    let distance = at(lane).map_or(u64::MAX, |packed| number.distance(Decimal::unpack(packed)));
                    if distance < nearest.0 {
                        nearest = (distance, lane);
                    }
                }
                if let Some(lane) = self.lanes.get_mut(index) {
                    *lane = nearest.1;
                }
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
            let empty = Series { template: Vec::new(), numbers: Vec::new(), shift: 0, lanes: [0; MAX_SHIFT] };
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
