//! Where the keyframes of a recording are.

/// One keyframe: when it was taken, and where its chunk begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyframeEntry {
    /// When the keyframe was taken, in microseconds from the recording's zero.
    pub at_micros: u64,
    /// Where the chunk that holds it begins, in bytes from the recording's start.
    pub offset: u64,
}

/// The keyframes of a recording, in the order of their times.
#[derive(Clone, Debug, Default)]
pub struct KeyframeIndex {
    entries: Vec<KeyframeEntry>,
}

impl KeyframeIndex {
    /// Adds a keyframe. One that is not later than the last one replaces it.
    pub fn push(&mut self, entry: KeyframeEntry) {
        while self.entries.last().is_some_and(|last| last.at_micros >= entry.at_micros) {
            self.entries.pop();
        }
        self.entries.push(entry);
    }

    /// Returns the last keyframe at or before `time_micros`.
    ///
    /// This is where a seek begins: the keyframe is the nearest complete state
    /// of the page, and every later state is reached by applying the events
    /// after it. Returns `None` if the recording starts after `time_micros`.
    ///
    /// # Examples
    ///
    /// ```
    /// use domreel_format::{KeyframeEntry, KeyframeIndex};
    ///
    /// let mut index = KeyframeIndex::default();
    /// index.push(KeyframeEntry { at_micros: 0, offset: 16 });
    /// index.push(KeyframeEntry { at_micros: 10_000_000, offset: 4_096 });
    ///
    /// assert_eq!(index.keyframe_at(9_999_999).map(|keyframe| keyframe.offset), Some(16));
    /// assert_eq!(index.keyframe_at(10_000_000).map(|keyframe| keyframe.offset), Some(4_096));
    /// ```
    pub fn keyframe_at(&self, time_micros: u64) -> Option<&KeyframeEntry> {
        let after = self.entries.partition_point(|entry| entry.at_micros <= time_micros);
        self.entries.get(after.checked_sub(1)?)
    }

    /// Returns all keyframes, earliest first.
    pub fn entries(&self) -> &[KeyframeEntry] {
        &self.entries
    }
}
