//! The player: from the bytes of a recording to a page on a stage.
//!
//! Rust plans and packs; `js/src/player/` performs. This file is the whole
//! surface towards JavaScript. Per frame one buffer of numbers and one text
//! cross; everything else is asked for when it is looked at.

mod dom;
mod marker;
mod unshown;

pub mod absent;
pub mod css;
pub mod patch;
pub mod picture;
pub mod playback;
pub mod player;
pub mod resource;
pub mod sanitize;
pub mod timeline;

use domreel_format::DecodeError;
use domreel_format::snapshot::PointerKind;
use js_sys::{Error, Function, Reflect, Uint16Array};
use player::{Frame, Player};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// How many bytes of memory are asked for at once, which is about what opening an hour takes.
const ROOM_BYTES: usize = 4 << 20;

/// A recording that is played on one stage.
#[wasm_bindgen]
pub struct RecordingPlayer {
    player: Player<dom::Page>,
}

#[wasm_bindgen]
impl RecordingPlayer {
    /// Takes `resolve(raw, base)`, `publish(mime, bytes)`, `request(url, isStyleSheet)` and the wall clock.
    #[wasm_bindgen(constructor)]
    pub fn new(resolve: Function, publish: Function, request: Function, now_millis: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let now_millis = now_millis.max(0.0) as u64;
        // Memory that grows page by page waits each time for the threads that compile the module.
        drop(core::hint::black_box(Vec::<u8>::with_capacity(ROOM_BYTES)));
        Self { player: Player::new(dom::Page::new(resolve, publish, request), now_millis) }
    }

    /// Takes bytes.
    ///
    /// # Errors
    ///
    /// With `code` and `offset`, if nothing can be played.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.player.append(bytes).map_err(error)
    }

    /// No more bytes will come.
    ///
    /// # Errors
    ///
    /// With `code` and `offset`, if there is nothing to play.
    pub fn finish(&mut self) -> Result<(), Error> {
        self.player.finish().map_err(error)
    }

    /// Reads on what has come, for a few milliseconds. Returns whether there is more to be read.
    pub fn advance(&mut self) -> bool {
        self.player.advance()
    }

    /// Says whether bytes are there that were not read yet.
    #[wasm_bindgen(getter)]
    pub fn unread(&self) -> bool {
        self.player.timeline().has_unread()
    }

    /// Plays.
    pub fn play(&mut self, now_millis: f64) {
        self.player.playback().play(now_millis);
    }

    /// Pauses.
    pub fn pause(&mut self) {
        self.player.playback().pause();
    }

    /// Goes to an instant, in seconds.
    pub fn seek(&mut self, seconds: f64) {
        self.player.seek(timeline::micros(seconds));
    }

    /// Sets the rate.
    #[wasm_bindgen(js_name = setRate)]
    pub fn set_rate(&mut self, rate: f64) {
        self.player.playback().set_rate(rate);
    }

    /// Sets whether the end is followed by the beginning.
    #[wasm_bindgen(js_name = setLoop)]
    pub fn set_loop(&mut self, repeats: bool) {
        self.player.playback().set_repeats(repeats);
    }

    /// Sets whether idle gaps are skipped.
    #[wasm_bindgen(js_name = setSkipIdle)]
    pub fn set_skip_idle(&mut self, skips: bool) {
        self.player.playback().set_skips_idle(skips);
    }

    /// Something was loaded on the stage.
    pub fn settle(&mut self) {
        self.player.settle();
    }

    /// A style sheet that was asked for has come.
    pub fn provide(&mut self, url: &str, text: &str) {
        self.player.provide(url, text);
    }

    /// The stage is empty again.
    pub fn restage(&mut self) {
        self.player.restage();
    }

    /// Lets time pass: 0 for nothing to do, 1 for operations after which `shown` is called, 2 for operations.
    pub fn tick(&mut self, now_millis: f64) -> u32 {
        match self.player.tick(now_millis) {
            Frame::Nothing => 0,
            Frame::Shown => 1,
            Frame::Refreshed => 2,
        }
    }

    /// The operations of `tick` were done.
    pub fn shown(&mut self) {
        self.player.shown();
    }

    /// Where the operations stand in memory: words, text, atom lengths, atom text, each with its length.
    pub fn batch(&self) -> Vec<u32> {
        let buffer = self.player.buffer();
        let atom_text = buffer.atom_text().as_bytes();
        [
            place(buffer.words().as_ptr().addr(), buffer.words().len()),
            place(buffer.text_bytes().as_ptr().addr(), buffer.text_bytes().len()),
            place(buffer.atom_lengths().as_ptr().addr(), buffer.atom_lengths().len()),
            place(atom_text.as_ptr().addr(), atom_text.len()),
        ]
        .concat()
    }

    /// The text of the operations as code units, if UTF-8 cannot carry it.
    pub fn units(&self) -> Option<Uint16Array> {
        self.player.buffer().units().map(|units| Uint16Array::from(units.as_slice()))
    }

    /// What has happened since this was asked last, as numbers of `Notice`.
    pub fn notices(&mut self) -> Vec<u8> {
        self.player.playback().take_notices().into_iter().map(|notice| notice as u8).collect()
    }

    /// Whether the clock moves something.
    #[wasm_bindgen(getter)]
    pub fn running(&mut self) -> bool {
        self.player.playback().is_running() || self.player.is_behind()
    }

    /// The duration in seconds, NaN while there is nothing to play.
    #[wasm_bindgen(getter)]
    pub fn duration(&self) -> f64 {
        let timeline = self.player.timeline();
        if timeline.is_playable() { timeline::seconds(timeline.end_micros()) } else { f64::NAN }
    }

    /// The position in seconds.
    #[wasm_bindgen(getter, js_name = currentTime)]
    pub fn current_time(&mut self) -> f64 {
        timeline::seconds(self.player.playback().position_micros())
    }

    /// Whether it is paused.
    #[wasm_bindgen(getter)]
    pub fn paused(&mut self) -> bool {
        self.player.playback().is_paused()
    }

    /// Whether it is at its end.
    #[wasm_bindgen(getter)]
    pub fn ended(&mut self) -> bool {
        self.player.playback().is_ended()
    }

    /// Whether it is on its way to an instant.
    #[wasm_bindgen(getter)]
    pub fn seeking(&mut self) -> bool {
        self.player.playback().is_seeking()
    }

    /// The rate.
    #[wasm_bindgen(getter)]
    pub fn rate(&mut self) -> f64 {
        self.player.playback().rate()
    }

    /// Named instants.
    pub fn markers(&self) -> JsValue {
        serde_wasm_bindgen::to_value(&self.player.timeline().markers()).unwrap_or_default()
    }

    /// Stretches in which nothing happened.
    pub fn idle(&self) -> JsValue {
        serde_wasm_bindgen::to_value(&self.player.timeline().idle()).unwrap_or_default()
    }

    /// Stretches that are missing.
    pub fn missing(&self) -> JsValue {
        serde_wasm_bindgen::to_value(&self.player.timeline().missing()).unwrap_or_default()
    }

    /// The wall clock at the recording's zero, in milliseconds of the Unix epoch.
    #[wasm_bindgen(getter, js_name = startMillis)]
    pub fn start_millis(&self) -> f64 {
        self.player.start_millis()
    }

    /// The address of the page.
    #[wasm_bindgen(getter)]
    pub fn url(&self) -> String {
        self.player.url().to_str_lossy().into_owned()
    }

    /// The title of the page.
    #[wasm_bindgen(getter)]
    pub fn title(&self) -> String {
        self.player.title()
    }

    /// Width and height of the viewport, width of its scroll bars, bits of its media features.
    pub fn view(&self) -> Vec<u32> {
        let view = self.player.document().view();
        vec![view.viewport.width, view.viewport.height, view.environment.scrollbar_px, view.environment.media]
    }

    /// The element that has the focus; 0: none.
    #[wasm_bindgen(getter)]
    pub fn focus(&self) -> u32 {
        self.player.document().view().focus.map_or(0, |(id, _)| id.0)
    }

    /// The pointers: id, kind (0 mouse, 1 pen, 2 touch), x, y, buttons of each.
    pub fn pointers(&self) -> Vec<i32> {
        let pointers = &self.player.document().view().pointers;
        let kind = |kind| match kind {
            PointerKind::Mouse => 0,
            PointerKind::Pen => 1,
            PointerKind::Touch => 2,
        };
        pointers.iter().flat_map(|p| [p.id.cast_signed(), kind(p.kind), p.x, p.y, p.buttons.cast_signed()]).collect()
    }

    /// The clicks since this was asked last: milliseconds ago, x, y of each.
    pub fn clicks(&mut self) -> Vec<f64> {
        self.player
            .take_clicks()
            .into_iter()
            .flat_map(|(ago, x, y)| [timeline::seconds(ago) * 1000.0, f64::from(x), f64::from(y)])
            .collect()
    }
}

/// An address and a length; both fit, because memory has 32 bits where this runs.
fn place(address: usize, length: usize) -> [u32; 2] {
    [address, length].map(|number| u32::try_from(number).unwrap_or(0))
}

fn error(fault: DecodeError) -> Error {
    let error = Error::new(fault.code());
    #[allow(clippy::cast_precision_loss)]
    let fields = [("code", JsValue::from(fault.code())), ("offset", JsValue::from(fault.offset as f64))];
    for (name, value) in fields {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&error, &name.into(), &value);
    }
    error
}
