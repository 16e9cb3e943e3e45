//! What a media element does over time, with the clock handed in.
//!
//! | is | when | becomes | fires |
//! | --- | --- | --- | --- |
//! | empty | the first keyframe was read | paused at 0, seeking to 0 | loadedmetadata, and when it is shown canplay |
//! | paused | `play` | playing | play, playing |
//! | ended | `play` | playing, seeking to 0 | play, seeking; when shown timeupdate, seeked, playing |
//! | playing | `pause` | paused | timeupdate, pause |
//! | any | `seek` | seeking there; a seek before it is dropped | seeking |
//! | seeking | the stage shows the instant | as before | timeupdate, seeked |
//! | seeking | the bytes are not there yet | seeking, and waits | waiting, once |
//! | playing | the clock went on | playing | timeupdate |
//! | playing | an idle gap begins, to be skipped | playing behind it | timeupdate |
//! | playing | the end of the bytes, more to come | waits | waiting |
//! | waiting | bytes came | playing | playing |
//! | playing | the end, to be repeated | playing, seeking to 0 | seeking |
//! | playing | the end | paused, ended | timeupdate, pause, ended |

use crate::timeline::Timeline;

/// What the element above is told. The numbers are those of the list in `engine.ts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Notice {
    LoadedMetadata = 0,
    DurationChange = 1,
    CanPlay = 2,
    Play = 3,
    Playing = 4,
    Pause = 5,
    Waiting = 6,
    Seeking = 7,
    Seeked = 8,
    TimeUpdate = 9,
    RateChange = 10,
    Ended = 11,
    Progress = 12,
    MarkersChange = 13,
    Damage = 14,
    Resize = 15,
}

/// From this rate on recorded time flies; `engine.ts` says how few frames are shown then.
const FLYING_RATE: f64 = 64.0;

/// Where playback is, and what it does.
#[derive(Debug)]
pub struct Playback {
    position_micros: u64,
    paused: bool,
    ended: bool,
    waiting: bool,
    seeking: bool,
    can_play: bool,
    rate: f64,
    repeats: bool,
    skips_idle: bool,
    /// The clock at the last tick, in milliseconds; `None` while it stands.
    clock_millis: Option<f64>,
    /// What of a microsecond was left over at the last tick.
    left_micros: f64,
    notices: Vec<Notice>,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            position_micros: 0,
            paused: true,
            ended: false,
            waiting: false,
            seeking: false,
            can_play: false,
            rate: 1.0,
            repeats: false,
            skips_idle: false,
            clock_millis: None,
            left_micros: 0.0,
            notices: Vec::new(),
        }
    }
}

#[allow(missing_docs)]
impl Playback {
    pub fn position_micros(&self) -> u64 {
        self.position_micros
    }

    pub fn is_paused(&self) -> bool {
        self.paused
    }

    pub fn is_ended(&self) -> bool {
        self.ended
    }

    pub fn is_seeking(&self) -> bool {
        self.seeking
    }

    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Says whether the next instant that is shown is another than the one after the last: after a seek, and where
    /// recorded time flies, so that seconds pass between two frames.
    pub fn leaps(&self) -> bool {
        self.seeking || self.rate >= FLYING_RATE
    }

    /// Says whether the clock moves something.
    pub fn is_running(&self) -> bool {
        self.seeking || !self.paused
    }

    pub fn set_repeats(&mut self, repeats: bool) {
        self.repeats = repeats;
    }

    pub fn set_skips_idle(&mut self, skips: bool) {
        self.skips_idle = skips;
    }
}

impl Playback {
    /// Adds something to tell.
    pub fn notify(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Returns what there is to tell, in order.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        core::mem::take(&mut self.notices)
    }

    /// There is a first keyframe.
    pub fn begin(&mut self) {
        self.notify(Notice::LoadedMetadata);
    }

    /// Plays from where it is, or from the start if it is at the end.
    pub fn play(&mut self, now_millis: f64) {
        if !self.paused {
            return;
        }
        self.paused = false;
        self.clock_millis = Some(now_millis);
        self.notify(Notice::Play);
        if self.ended {
            self.seek(0, 0);
        } else {
            self.notify(Notice::Playing);
        }
    }

    /// Stops where it is.
    pub fn pause(&mut self) {
        if self.paused {
            return;
        }
        self.paused = true;
        self.waiting = false;
        self.clock_millis = None;
        self.notify(Notice::TimeUpdate);
        self.notify(Notice::Pause);
    }

    /// Goes somewhere else. The position reads as if it were there already.
    pub fn seek(&mut self, to_micros: u64, end_micros: u64) {
        self.position_micros = to_micros.min(end_micros);
        self.left_micros = 0.0;
        self.ended = false;
        self.seeking = true;
        self.waiting = false;
        self.notify(Notice::Seeking);
    }

    /// Sets how much faster than life it goes.
    pub fn set_rate(&mut self, rate: f64) {
        if rate.is_finite() && rate > 0.0 && rate != self.rate {
            self.rate = rate;
            self.notify(Notice::RateChange);
        }
    }

    /// Lets time pass. Returns whether the stage has to show another instant.
    pub fn tick(&mut self, now_millis: f64, timeline: &Timeline, is_complete: bool) -> bool {
        let elapsed = self.clock_millis.map_or(0.0, |before| (now_millis - before).max(0.0));
        self.clock_millis = (!self.paused).then_some(now_millis);
        let end = timeline.end_micros();
        if self.seeking {
            if self.position_micros > end && !is_complete {
                self.wait();
                return false;
            }
            return true;
        }
        if self.paused {
            return false;
        }
        if self.position_micros >= end && !is_complete {
            self.wait();
            return false;
        }
        if self.waiting {
            self.waiting = false;
            self.notify(Notice::Playing);
            return true;
        }
        let passed = elapsed * 1000.0 * self.rate + self.left_micros;
        self.left_micros = passed.fract();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let passed = passed as u64;
        self.position_micros = self.position_micros.saturating_add(passed).min(end);
        if self.skips_idle
            && let Some(until) = timeline.idle_until(self.position_micros)
        {
            self.position_micros = until.min(end);
        }
        self.notify(Notice::TimeUpdate);
        true
    }

    /// The stage shows the present position.
    pub fn shown(&mut self, timeline: &Timeline, is_complete: bool) {
        if !self.can_play {
            self.can_play = true;
            self.notify(Notice::CanPlay);
        }
        if self.seeking {
            self.seeking = false;
            self.notify(Notice::TimeUpdate);
            self.notify(Notice::Seeked);
            let is_at_end = is_complete && self.position_micros >= timeline.end_micros();
            if !self.paused && !is_at_end {
                self.notify(Notice::Playing);
            }
        }
        if is_complete && self.position_micros >= timeline.end_micros() && !self.ended {
            if self.paused {
                // A seek to the end does not play, but it is the end.
                self.ended = true;
            } else if self.repeats && timeline.end_micros() > 0 {
                self.seek(0, 0);
            } else {
                self.paused = true;
                self.ended = true;
                self.clock_millis = None;
                self.notify(Notice::Pause);
                self.notify(Notice::Ended);
            }
        }
    }

    fn wait(&mut self) {
        if !self.waiting {
            self.waiting = true;
            self.notify(Notice::Waiting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Notice::*;
    use super::*;
    use domreel_format::{Event, Identity, Uid, writer};

    /// A recording of ten seconds of which `read` have been read.
    fn timeline(read: u64) -> Timeline {
        let hover = Event::Hover { target: None };
        let events = [(0, Event::Keyframe(Box::default())), (1_000_000, hover.clone()), (read * 1_000_000, hover)];
        let mut timeline = Timeline::default();
        timeline.append(&writer::recording(Uid([1; 16]), Identity::default(), 0, &events));
        let mut work = u64::MAX;
        timeline.advance(&mut work, &mut |_| {});
        timeline
    }

    #[test]
    fn time_passes_by_the_clock_and_the_rate() {
        let timeline = timeline(10);
        let mut playback = Playback::default();
        playback.play(0.0);
        playback.set_rate(4.0);
        assert!(playback.tick(500.0, &timeline, true));
        playback.shown(&timeline, true);
        assert_eq!(playback.position_micros(), 2_000_000);
        assert_eq!(playback.take_notices(), [Play, Playing, RateChange, TimeUpdate, CanPlay]);
        playback.pause();
        assert!(!playback.tick(900.0, &timeline, true));
        assert_eq!(playback.position_micros(), 2_000_000);
    }

    #[test]
    fn the_end_stops_and_playing_again_begins_anew() {
        let timeline = timeline(10);
        let mut playback = Playback::default();
        playback.play(0.0);
        playback.tick(20_000.0, &timeline, true);
        playback.shown(&timeline, true);
        assert_eq!(playback.take_notices(), [Play, Playing, TimeUpdate, CanPlay, Pause, Ended]);
        assert!(playback.is_ended() && playback.is_paused());
        playback.play(30_000.0);
        assert!(playback.tick(30_016.0, &timeline, true));
        playback.shown(&timeline, true);
        assert_eq!(playback.take_notices(), [Play, Seeking, TimeUpdate, Seeked, Playing]);
        assert_eq!(playback.position_micros(), 0);
    }

    #[test]
    fn a_seek_while_paused_stays_paused_and_the_newest_one_counts() {
        let timeline = timeline(10);
        let mut playback = Playback::default();
        playback.seek(5_000_000, 10_000_000);
        playback.seek(7_000_000, 10_000_000);
        assert!(playback.tick(0.0, &timeline, true));
        playback.shown(&timeline, true);
        assert!(playback.is_paused());
        assert_eq!(playback.position_micros(), 7_000_000);
        assert_eq!(playback.take_notices(), [Seeking, Seeking, CanPlay, TimeUpdate, Seeked]);
    }

    #[test]
    fn playback_waits_for_bytes() {
        let mut playback = Playback::default();
        playback.play(0.0);
        assert!(playback.tick(20_000.0, &timeline(10), false));
        assert!(!playback.tick(20_016.0, &timeline(10), false));
        assert!(!playback.tick(20_032.0, &timeline(10), false));
        assert!(playback.tick(20_048.0, &timeline(12), false));
        assert!(playback.tick(20_148.0, &timeline(12), false));
        assert_eq!(playback.position_micros(), 10_100_000);
        assert_eq!(playback.take_notices(), [Play, Playing, TimeUpdate, Waiting, Playing, TimeUpdate]);
    }

    #[test]
    fn idle_gaps_are_skipped_if_asked_for() {
        let timeline = timeline(10);
        let mut playback = Playback::default();
        playback.set_skips_idle(true);
        playback.play(0.0);
        playback.tick(1_500.0, &timeline, true);
        assert_eq!(playback.position_micros(), 10_000_000);
    }

    #[test]
    fn a_repeated_recording_begins_again() {
        let timeline = timeline(10);
        let mut playback = Playback::default();
        playback.set_repeats(true);
        playback.play(0.0);
        playback.tick(20_000.0, &timeline, true);
        playback.shown(&timeline, true);
        assert!(playback.is_seeking() && !playback.is_paused());
        assert_eq!(playback.position_micros(), 0);
    }
}
