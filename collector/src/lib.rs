//! The collector: receives the chunks of recordings, keeps them, lists and serves them.
//!
//! Recorders on one side, over HTTP; an object store on the other: a folder, or
//! an S3-compatible bucket. A chunk is acknowledged once it is durable there.
//! Several collectors may stand before one store: none keeps anything in memory
//! that another one would need.
//!
//! The collector never changes a chunk, and looks into one only for its header
//! and, to name a recording in the list, for the page's address and title.

pub mod audit;
pub mod error;
pub mod library;
pub mod origin;
pub mod quota;
pub mod retention;
pub mod server;
pub mod store;
pub mod token;

mod access;
mod answer;
mod key;
mod range;
mod receive;
mod reel;
mod router;
mod site;
mod summary;

pub use audit::Audit;
pub use error::{OpenError, OpenErrorKind, RequestError, RequestErrorKind};
pub use library::Library;
pub use origin::AllowedOrigins;
pub use quota::{Client, Limits};
pub use retention::{keep_tidy, sweep};
pub use router::{Options, router};
pub use server::serve;
pub use store::Store;
pub use summary::Summary;
pub use token::{Role, TokenError, Tokens};
