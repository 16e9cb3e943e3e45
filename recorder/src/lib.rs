//! The deciding half of the recorder: the whole surface of its wasm module.
//!
//! The page's side (`js/src/recorder`) reads the DOM and packs what it read into
//! one buffer of numbers and one of text; here it is masked, interned, encoded
//! and compressed, and chunks come out. Nothing crosses per node.
//!
//! A module instance records one page: the state is one value behind these
//! functions. They take and give plain numbers, so that there is no glue at all,
//! and none of them can throw: a batch that cannot be understood is answered
//! with a status, and the page's side ends the recording.

mod batch;
#[cfg(feature = "selective")]
mod check;
mod command;
mod interpret;
mod mask;
mod output;
mod recording;
mod traits;
mod tree;

use recording::Recording;
use std::cell::RefCell;

/// The standard library's allocator is four times the code; see docs/adr/0025.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

thread_local! {
    static RECORDING: RefCell<Option<Recording>> = const { RefCell::new(None) };
}

/// Returns the recording, made when it is first asked for.
#[inline(never)]
fn begun(recording: &mut Option<Recording>) -> &mut Recording {
    recording.get_or_insert_default()
}

/// Runs `action` on the one recording. A call from inside a call gets the default.
fn with<T: Default>(action: impl FnOnce(&mut Recording) -> T) -> T {
    RECORDING.with(|cell| cell.try_borrow_mut().map(|mut recording| action(begun(&mut recording))).unwrap_or_default())
}

/// Returns where the page's side writes its numbers: room for [`command::CAPACITY`] of 32 bits each.
#[unsafe(no_mangle)]
pub extern "C" fn numbers() -> *const i32 {
    with(|recording| recording.numbers.as_ptr() as usize) as *const i32
}

/// Makes room for `bytes` of text, and returns where to write them.
#[unsafe(no_mangle)]
pub extern "C" fn text(bytes: usize) -> *const u8 {
    with(|recording| {
        recording.text.resize(bytes, 0);
        recording.text.as_ptr() as usize
    }) as *const u8
}

/// Takes a batch: `count` numbers, and as much text as there was made room for.
///
/// Returns 0, or the number of the command that was not understood.
#[unsafe(no_mangle)]
pub extern "C" fn run(count: usize) -> i32 {
    with(|recording| recording.run(count))
}

/// Makes a chunk of the events since the last one. Returns its length in bytes; 0: there are none.
#[unsafe(no_mangle)]
pub extern "C" fn finish_chunk(is_final: bool) -> usize {
    with(|recording| recording.finish_chunk(is_final))
}

/// Returns where the last chunk is.
#[unsafe(no_mangle)]
pub extern "C" fn chunk() -> *const u8 {
    with(|recording| recording.chunk.as_ptr() as usize) as *const u8
}

/// Returns how many bytes are waiting for the next chunk, before compression.
#[unsafe(no_mangle)]
pub extern "C" fn buffered() -> usize {
    with(|recording| recording.buffered())
}

/// Returns the number of the last chunk, or of its segment.
#[unsafe(no_mangle)]
pub extern "C" fn last_chunk(segment: bool) -> u32 {
    with(|recording| if segment { recording.last_segment } else { recording.last_sequence })
}

/// Says whether a node can go below another one as it is: neither is masked, blocked or a form value.
#[unsafe(no_mangle)]
pub extern "C" fn can_move(node: u32, parent: u32) -> bool {
    with(|recording| recording.can_move(node, parent))
}
