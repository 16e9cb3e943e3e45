//! `domreel dump`: every chunk, every event and all damage, each as one line of JSON.

use crate::error::Failure;
use crate::input::Items;
use crate::line::Written;
use crate::output::Output;
use crate::seal::SealKey;
use domreel_format::Item;
use std::path::Path;
use std::process::ExitCode;

/// Prints a recording. The code says whether it is whole.
pub(crate) fn run(file: &Path, key: Option<&SealKey>) -> Result<ExitCode, Failure> {
    let mut items = Items::open(file, key)?;
    let mut output = Output::new();
    let mut code = ExitCode::SUCCESS;
    while let Some(item) = items.next()? {
        if matches!(item, Item::Damage(_)) {
            code = ExitCode::FAILURE;
        }
        output.json(&Written::from(&item))?;
    }
    output.finish()?;
    Ok(code)
}
