//! The collector: receives the chunks of recordings, keeps them, lists and serves them.
//!
//! Recorders on one side, over HTTP; an object store on the other: a folder, or
//! an S3-compatible bucket. A chunk is acknowledged once it is durable there.
//! Several collectors may stand before one store: none keeps anything in memory
//! that another one would need.
//!
//! The collector never changes a chunk, and looks into one only for its header
//! and, to name a recording in the list, for the page's address and title.

pub mod error;
pub mod library;
pub mod origin;
pub mod server;
pub mod store;

mod answer;
mod key;
mod range;
mod receive;
mod reel;
mod router;
mod site;
mod summary;

pub use error::{OpenError, OpenErrorKind, RequestError, RequestErrorKind};
pub use library::Library;
pub use origin::AllowedOrigins;
pub use router::{Options, router};
pub use server::serve;
pub use store::Store;
pub use summary::Summary;
