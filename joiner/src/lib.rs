//! Makes the recording of a framed page part of the recording around it: the whole surface of its wasm module.
//!
//! A page in a frame of another origin records itself, masked by its own rules,
//! and sends its chunks to the page around it. They come from elsewhere, so they
//! are read as any recording is: a reader that no bytes break, and a document
//! that refuses what makes no sense. What it accepts becomes commands, as the
//! page's own walk gives them, with ids of the recording around it; those pass
//! the mask of that recording like everything else.

// The numbers of the commands; not all of them are needed here.
#[allow(dead_code)]
#[path = "../../recorder/src/command.rs"]
mod command;
mod commands;
mod joined;
mod naming;

use commands::Commands;
use joined::{Joined, Place};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The standard library's allocator is four times the code; see docs/adr/0025.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// All frames of a page.
#[derive(Default)]
struct Joiner {
    input: Vec<u8>,
    frames: BTreeMap<u32, Joined>,
    next: u32,
    commands: Commands,
}

thread_local! {
    static JOINER: RefCell<Joiner> = RefCell::default();
}

fn with<T: Default>(action: impl FnOnce(&mut Joiner) -> T) -> T {
    JOINER.with(|cell| cell.try_borrow_mut().map(|mut joiner| action(&mut joiner)).unwrap_or_default())
}

/// Opens a place for the recording of a frame, and returns its number.
#[unsafe(no_mangle)]
pub extern "C" fn open_frame() -> u32 {
    with(|joiner| {
        joiner.next += 1;
        joiner.frames.insert(joiner.next, Joined::default());
        joiner.next
    })
}

/// Forgets a frame.
#[unsafe(no_mangle)]
pub extern "C" fn close_frame(frame: u32) {
    with(|joiner| {
        joiner.frames.remove(&frame);
    });
}

/// Makes room for `bytes` of a frame's recording, and returns where to write them.
#[unsafe(no_mangle)]
pub extern "C" fn input_of(bytes: usize) -> *const u8 {
    with(|joiner| {
        joiner.input.clear();
        joiner.input.resize(bytes, 0);
        joiner.input.as_ptr() as usize
    }) as *const u8
}

/// Reads the bytes in the input as the next ones of a frame's recording.
///
/// `element` is the frame element's id; ids from `next_node` and `next_sheet` on are free; the frame's
/// viewport begins at `left` and `top`; `shift` is added to its times, and no event comes after `now`,
/// all in microseconds. Returns whether the bytes made sense; the commands are in the pieces.
#[unsafe(no_mangle)]
pub extern "C" fn feed_frame(
    frame: u32,
    element: u32,
    next_node: u32,
    next_sheet: u32,
    left: i32,
    top: i32,
    shift: f64,
    now: f64,
) -> bool {
    with(|joiner| {
        let Joiner { input, frames, commands, .. } = joiner;
        commands.begin(next_node, next_sheet);
        frames
            .get_mut(&frame)
            .is_some_and(|joined| joined.feed(input, &Place { element, left, top, shift, now }, commands))
    })
}

/// Puts all of a frame's document below its element, with new ids: the element itself is another one in the recording.
#[unsafe(no_mangle)]
pub extern "C" fn place_again(frame: u32, element: u32, next_node: u32, next_sheet: u32) {
    with(|joiner| {
        let Joiner { frames, commands, .. } = joiner;
        commands.begin(next_node, next_sheet);
        if let Some(joined) = frames.get_mut(&frame) {
            joined.place(element, commands);
        }
    });
}

/// Returns the id of a frame's document in the recording; 0: it is not there.
#[unsafe(no_mangle)]
pub extern "C" fn root_of(frame: u32) -> u32 {
    with(|joiner| joiner.frames.get(&frame).map_or(0, Joined::root))
}

/// Says whether a frame's recording has come to its end.
#[unsafe(no_mangle)]
pub extern "C" fn is_over(frame: u32) -> bool {
    with(|joiner| joiner.frames.get(&frame).is_none_or(Joined::is_over))
}

/// Returns how many pieces the commands were made in: each is one batch.
#[unsafe(no_mangle)]
pub extern "C" fn pieces() -> usize {
    with(|joiner| joiner.commands.pieces.len())
}

/// Returns where a piece's numbers are (0), how many there are (1), where its text is (2), how many bytes it has (3).
#[unsafe(no_mangle)]
pub extern "C" fn piece(index: usize, what: u32) -> usize {
    with(|joiner| {
        let Some(piece) = joiner.commands.pieces.get(index) else { return 0 };
        match what {
            0 => piece.numbers.as_ptr() as usize,
            1 => piece.numbers.len(),
            2 => piece.text.as_ptr() as usize,
            _ => piece.text.len(),
        }
    })
}

/// Returns the first id of a node that is free now (0), or of a sheet (1).
#[unsafe(no_mangle)]
pub extern "C" fn next_id(what: u32) -> u32 {
    with(|joiner| if what == 0 { joiner.commands.next_node } else { joiner.commands.next_sheet })
}
