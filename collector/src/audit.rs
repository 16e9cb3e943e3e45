//! The audit log: who did what to which recording, and how it ended.
//!
//! One line of JSON each, with nothing of a recording in it and no token.

use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Where the lines go; none: nowhere.
#[derive(Clone, Default)]
pub struct Audit(Option<Arc<Mutex<Box<dyn Write + Send>>>>);

/// One line.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    pub(crate) time: String,
    /// The name of the token, or `anybody`, `unknown`, `collector`.
    pub(crate) who: &'a str,
    /// The role in which it was asked.
    pub(crate) role: &'a str,
    pub(crate) action: &'a str,
    pub(crate) id: Option<String>,
    /// The status of the answer.
    pub(crate) outcome: u16,
}

impl Audit {
    /// Appends to a file, which is made if it is not there, for its owner alone.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened.
    pub fn to_file(file: &Path) -> io::Result<Self> {
        let file: File = OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
        Ok(Self::to(file))
    }

    /// Writes somewhere else.
    pub fn to(out: impl Write + Send + 'static) -> Self {
        Self(Some(Arc::new(Mutex::new(Box::new(out)))))
    }

    /// Writes a line. `false`: it could not be written, and what it tells of must not be done.
    pub(crate) fn write(&self, who: &str, role: &str, action: &str, id: Option<String>, outcome: u16) -> bool {
        let Some(out) = &self.0 else { return true };
        let time = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
        let entry = Entry { time, who, role, action, id, outcome };
        let Ok(mut line) = serde_json::to_vec(&entry) else { return false };
        line.push(b'\n');
        let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
        // In one piece, so that several collectors may append to one file.
        match out.write_all(&line).and_then(|()| out.flush()) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "the audit log cannot be written");
                false
            }
        }
    }
}

impl std::fmt::Debug for Audit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Audit(on)" } else { "Audit(off)" })
    }
}
