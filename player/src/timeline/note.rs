//! What is known of a recording beside its documents: named instants, idle gaps, what is missing.

use super::seconds;
use crate::marker::names;
use crate::unshown;
use domreel_format::{Document, Event, Text};
use serde::Serialize;

/// One event gives not more names than this: a page may be all gaps.
const MAX_NAMES: usize = 100;
/// For how long nothing must have happened for it to be idle.
const IDLE_MICROS: u64 = 5_000_000;

/// What a page did in a shorter time than this while it was read is not shown as missing.
const MIN_SLICED_SECONDS: f64 = 0.25;
/// Two stretches so close to each other are one.
const JOINT_SECONDS: f64 = 0.001;

/// A named instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Marker {
    /// When, in seconds.
    pub time: f64,
    /// What kind: one of the names that `engine.ts` lists.
    pub kind: &'static str,
    /// What to call it.
    pub label: String,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Span {
    /// When it begins, in seconds.
    pub start: f64,
    /// When it ends, in seconds.
    pub end: f64,
    /// Why it is one.
    pub reason: String,
}

/// A click: when, and where in the viewport.
pub(super) type Click = (u64, i32, i32);

/// What was noted while a segment was read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) markers: Vec<Marker>,
    pub(super) clicks: Vec<Click>,
    pub(super) missing: Vec<Span>,
    /// When something happened first and last.
    active: Option<(u64, u64)>,
    idle: Vec<(u64, u64)>,
    /// Where damage began that has not ended.
    damaged: Option<(u64, &'static str)>,
}

impl Notes {
    /// Takes note of an event that happens to this document.
    pub(super) fn event(&mut self, at_micros: u64, event: &Event, document: &Document) {
        self.end_damage(at_micros);
        let named = names(event, document).into_iter();
        let time = seconds(at_micros);
        self.markers.extend(named.map(|(kind, label)| Marker { time, kind, label }).take(MAX_NAMES));
        // Once said, it holds for whatever comes.
        for (kind, label) in unshown::names(event, document) {
            if !self.markers.iter().any(|marker| marker.label == label) {
                self.markers.push(Marker { time, kind, label });
            }
        }
        match event {
            Event::Click { x, y, .. } => self.clicks.push((at_micros, *x, *y)),
            Event::Absence { duration_micros, reason } => {
                self.absence(span(at_micros.saturating_sub(*duration_micros), at_micros, &label(reason)));
            }
            _ => {}
        }
        if is_activity(event) {
            let (first, last) = self.active.unwrap_or((at_micros, at_micros));
            self.idle.extend(idle_gap(last, at_micros));
            self.active = Some((first, at_micros));
        }
    }

    /// Takes note of a stretch of which something is missing: one that goes on where the last one ended is one with it.
    fn absence(&mut self, span: Span) {
        if span.reason == "sliced" && span.end - span.start < MIN_SLICED_SECONDS {
            return;
        }
        match self.missing.last_mut() {
            Some(last)
                if last.reason == span.reason && (last.start..=last.end + JOINT_SECONDS).contains(&span.start) =>
            {
                last.end = last.end.max(span.end);
            }
            _ => self.missing.push(span),
        }
    }

    /// Takes note that the document is not what the page was.
    pub(super) fn parted(&mut self, at_micros: u64) {
        let label = "Not what the visitor saw: the recording has parted from the page".to_owned();
        self.markers.push(Marker { time: seconds(at_micros), kind: "error", label });
    }

    /// Takes note that what follows could not be read.
    pub(super) fn damage(&mut self, at_micros: u64, reason: &'static str) {
        self.damaged.get_or_insert((at_micros, reason));
    }

    /// Takes note that something could be read again, or that the segment is at its end.
    pub(super) fn end_damage(&mut self, at_micros: u64) {
        if let Some((start, reason)) = self.damaged.take() {
            self.missing.push(span(start, at_micros, reason));
        }
    }

    /// Adds the idle gaps to a list, given when something happened last before. Returns when it did after.
    pub(super) fn add_idle(&self, active_micros: u64, gaps: &mut Vec<(u64, u64)>) -> u64 {
        let Some((first, last)) = self.active else { return active_micros };
        gaps.extend(idle_gap(active_micros, first));
        gaps.extend(&self.idle);
        last
    }
}

/// Returns the time between two activities if it is an idle gap.
pub(super) fn idle_gap(from_micros: u64, to_micros: u64) -> Option<(u64, u64)> {
    (to_micros.saturating_sub(from_micros) > IDLE_MICROS).then_some((from_micros, to_micros))
}

/// Says whether an event matters once it was noted.
pub(super) fn has_effect(event: &Event) -> bool {
    matches!(event, Event::Keyframe(_))
        || is_activity(event) && !matches!(event, Event::Key { .. } | Event::Gesture { .. } | Event::Click { .. })
}

/// Says whether something happened, as opposed to being noted.
fn is_activity(event: &Event) -> bool {
    !matches!(
        event,
        Event::Keyframe(_)
            | Event::Mark { .. }
            | Event::Identify { .. }
            | Event::Resource { .. }
            | Event::SameResource { .. }
            | Event::MissingResource { .. }
            | Event::Absence { .. }
            | Event::End { .. }
            | Event::Check { .. }
            | Event::Unknown { .. }
    )
}

/// Returns a text as far as it is shown.
pub(crate) fn label(text: &Text) -> String {
    text.to_str_lossy().chars().take(120).collect()
}

/// Makes a stretch of two instants.
pub(super) fn span(start_micros: u64, end_micros: u64, reason: &str) -> Span {
    Span { start: seconds(start_micros), end: seconds(end_micros), reason: reason.to_owned() }
}
