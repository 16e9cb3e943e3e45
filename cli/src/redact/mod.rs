//! `domreel redact`: rewrites recordings without what must go.
//!
//! Nothing is lost on failure: the new recording is written beside the old one,
//! read again to see that what was to go is gone, and only then takes its place.

mod region;
mod scrub;
mod selector;

use crate::canary::Canary;
use crate::encode::Encoding;
use crate::error::Failure;
use crate::history::History;
use crate::input::Items;
use crate::line::{ChunkFields, Given};
use crate::output::Output;
use crate::seal::{SealKey, Sealer};
use crate::wording::Wording;
use domreel_format::{DecodeErrorKind, Event, Item, Text, Uid};
use region::{Region, Removal, Search, Uses};
use scrub::Scrub;
pub(crate) use selector::SelectorError;
use selector::Selectors;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tempfile::NamedTempFile;

/// Shorter ids and traits are not looked for in pages: they would be found in half of all words.
const MIN_IDENTITY_CHARS: usize = 4;

/// What is to go, and from where.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The recordings, which are rewritten in place
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Empties the elements that ever matched: types, #id, .class, [attribute], descendants, children, lists
    #[arg(long, value_name = "SELECTOR")]
    selector: Vec<String>,
    /// Takes out this text, wherever and however it is written
    #[arg(long, value_name = "TEXT")]
    text: Vec<String>,
    /// Takes out what this regular expression matches
    #[arg(long, value_name = "REGEX")]
    pattern: Vec<String>,
    /// Takes out this person: who it is, and the id and traits wherever they are written
    #[arg(long, value_name = "USER")]
    identity: Vec<String>,
    /// Writes the new recording there and leaves the old one; for one recording alone
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Rewrites each recording, and says what was taken out.
pub(crate) fn run(arguments: &Arguments, key: Option<&SealKey>) -> Result<ExitCode, Failure> {
    let rules = Rules::new(arguments, key.cloned())?;
    if arguments.output.is_some() && arguments.files.len() > 1 {
        return Err(Failure::OneOutput);
    }
    let mut output = Output::new();
    let mut code = ExitCode::SUCCESS;
    for file in &arguments.files {
        let report = redact(file, arguments.output.as_deref(), &rules)?;
        if report.damaged > 0 {
            code = ExitCode::FAILURE;
        }
        output.line(&format!("{}: {report}", file.display()))?;
    }
    output.finish()?;
    Ok(code)
}

/// What is to go from every recording.
struct Rules {
    selectors: Vec<Selectors>,
    wording: Wording,
    /// Who must be in none of them.
    people: Vec<Text>,
    /// Opens what is sealed, and seals it again.
    key: Option<SealKey>,
}

impl Rules {
    fn new(arguments: &Arguments, key: Option<SealKey>) -> Result<Self, Failure> {
        let selectors = arguments.selector.iter().map(|text| Selectors::parse(text)).collect::<Result<_, _>>()?;
        let people: Vec<Text> = arguments.identity.iter().map(|user| user.as_str().into()).collect();
        let mut words: BTreeSet<String> = arguments.text.iter().cloned().collect();
        if !people.is_empty() {
            for file in &arguments.files {
                gather(file, key.as_ref(), &people, &mut words)?;
            }
            arguments.identity.iter().for_each(|user| gather_text(user, &mut words));
        }
        let words: Vec<String> = words.into_iter().collect();
        let rules = Self { selectors, wording: Wording::new(&words, &arguments.pattern)?, people, key };
        if rules.selectors.is_empty() && rules.wording.is_empty() && rules.people.is_empty() {
            return Err(Failure::NothingToRedact);
        }
        Ok(rules)
    }
}

/// Adds what is known of people: the texts of their traits, in all recordings.
fn gather(file: &Path, key: Option<&SealKey>, people: &[Text], words: &mut BTreeSet<String>) -> Result<(), Failure> {
    let mut items = Items::open(file, key)?;
    while let Some(item) = items.next()? {
        if let Item::Event { event: Event::Identify { user, traits }, .. } = item
            && people.contains(&user)
            && let Ok(traits) = serde_json::from_str(&traits.to_str_lossy())
        {
            gather_texts(&traits, words);
        }
    }
    Ok(())
}

fn gather_texts(value: &serde_json::Value, words: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => gather_text(text, words),
        // Wherever a sign stands, it is no part of what is written there.
        serde_json::Value::Number(number) => gather_text(number.to_string().trim_start_matches('-'), words),
        serde_json::Value::Array(items) => items.iter().for_each(|item| gather_texts(item, words)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| gather_texts(item, words)),
        _ => {}
    }
}

/// Adds a text that tells of somebody, unless it is too short, also in other capitals: names and mail addresses are
/// written with and without them.
fn gather_text(text: &str, words: &mut BTreeSet<String>) {
    let initials = text.split_inclusive(|sign: char| !sign.is_alphanumeric()).map(|word| {
        let mut signs = word.chars();
        signs
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(signs.flat_map(char::to_lowercase))
            .collect::<String>()
    });
    if text.chars().count() >= MIN_IDENTITY_CHARS {
        words.extend([text.to_owned(), text.to_lowercase(), text.to_uppercase(), initials.collect()]);
    }
}

/// What was done to one recording.
#[derive(Default)]
struct Report {
    emptied: usize,
    gone: usize,
    sheets: usize,
    resources: u64,
    texts: u64,
    people: u64,
    unknown: u64,
    damaged: u64,
}

impl Report {
    fn is_nothing(&self) -> bool {
        self.emptied + self.gone + self.sheets == 0 && self.resources + self.texts + self.people == 0
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_nothing() {
            return write!(f, "nothing to redact");
        }
        write!(f, "redacted ({} elements emptied, {} nodes, {} style sheets", self.emptied, self.gone, self.sheets)?;
        write!(f, " and {} resources removed, {} texts, {} identities", self.resources, self.texts, self.people)?;
        if self.unknown > 0 {
            write!(f, "; {} events of unknown kinds left out", self.unknown)?;
        }
        if self.damaged > 0 {
            write!(f, "; damaged in {} places, which were left out", self.damaged)?;
        }
        write!(f, ")")
    }
}

/// Rewrites one recording.
fn redact(file: &Path, output: Option<&Path>, rules: &Rules) -> Result<Report, Failure> {
    // The file itself, not a link to it: replacing a link would leave what it points to.
    let real = fs::canonicalize(file).map_err(|cause| Failure::Input { file: file.to_owned(), cause })?;
    let known = fs::metadata(&real).map_err(|cause| Failure::Input { file: file.to_owned(), cause })?;
    if output.is_none() && known.nlink() > 1 {
        return Err(Failure::OtherNames(file.to_owned()));
    }
    // Every pass applies what there is: what that costs is counted once, before the first.
    let mut items = Items::open_to_apply(&real, rules.key.as_ref())?;
    while items.next()?.is_some() {}
    let region = find_region(&real, rules)?;
    let history = mark(&real, &region, rules)?;

    let target = output.unwrap_or(&real);
    let failed = |cause| Failure::Written { file: target.to_owned(), cause };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = tempfile::Builder::new().prefix(".domreel-").tempfile_in(folder).map_err(failed)?;
    let report = write(&real, &new, &region, history, rules)?;
    if output.is_none() && report.is_nothing() {
        return Ok(report);
    }
    check(new.path(), target, rules)?;
    new.as_file().set_permissions(known.permissions()).map_err(failed)?;
    new.as_file().sync_all().map_err(failed)?;
    new.persist(target).map_err(|error| failed(error.error))?;
    // The new name is durable once the folder is.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(report)
}

/// Calls `take` with every event of a recording.
fn each(file: &Path, key: Option<&SealKey>, mut take: impl FnMut(Event)) -> Result<(), Failure> {
    let mut items = Items::open(file, key)?;
    while let Some(item) = items.next()? {
        if let Item::Event { event, .. } = item {
            take(event);
        }
    }
    Ok(())
}

/// Finds what the selectors name, with all that belongs to it alone.
fn find_region(file: &Path, rules: &Rules) -> Result<Region, Failure> {
    let mut region = Region::default();
    let (selectors, key) = (&rules.selectors, rules.key.as_ref());
    if selectors.is_empty() {
        return Ok(region);
    }
    let mut search = Search::new(selectors);
    loop {
        each(file, key, |event| search.take(&event))?;
        if !search.end_pass() {
            break;
        }
    }
    region = search.finish();
    let mut uses = Uses::new(&region);
    each(file, key, |event| uses.learn(&event))?;
    each(file, key, |event| uses.take(&event))?;
    (region.sheets, region.resources) = uses.finish();
    Ok(region)
}

/// Finds the letters of every word that was ever shown, in what is left without the region.
fn mark<'a>(file: &Path, region: &Region, rules: &'a Rules) -> Result<History<'a>, Failure> {
    let mut history = History::new(&rules.wording);
    if !rules.wording.is_empty() {
        let mut removal = Removal::new(region);
        each(file, rules.key.as_ref(), |event| history.take(&mut removal.take(event)))?;
    }
    Ok(history.again())
}

/// Writes the recording anew, chunk by chunk.
fn write(
    file: &Path,
    new: &NamedTempFile,
    region: &Region,
    mut history: History,
    rules: &Rules,
) -> Result<Report, Failure> {
    let failed = |cause| Failure::Written { file: file.to_owned(), cause };
    let mut out = BufWriter::new(new.as_file());
    let mut encoding = Encoding::default();
    let mut sealer = rules.key.clone().map(Sealer::new);
    let mut is_sealed = false;
    let mut sealed = |chunk: &[u8], is_sealed: bool| match &mut sealer {
        Some(sealer) if is_sealed => sealer.seal(chunk),
        _ => Ok(chunk.to_vec()),
    };
    let mut removal = Removal::new(region);
    let mut scrub = Scrub::new(&rules.wording, &rules.people);
    let mut report = Report {
        emptied: region.emptied.len(),
        gone: region.gone.len(),
        sheets: region.sheets.len(),
        ..Report::default()
    };
    let mut items = Items::open(file, rules.key.as_ref())?;
    while let Some(item) = items.next()? {
        let given = match item {
            Item::Chunk { header, .. } => Given::Chunk(fields(&header, &rules.people)),
            Item::Event { at_micros, event } => {
                let mut event = removal.take(event);
                if !rules.wording.is_empty() {
                    let before = event.clone();
                    history.take(&mut event);
                    scrub.texts += u64::from(before != event);
                }
                Given::Event(at_micros, Box::new(scrub.take(event)))
            }
            // Left out, these would be lost and not only redacted.
            Item::Damage(error)
                if matches!(error.kind, DecodeErrorKind::Sealed | DecodeErrorKind::UnsupportedVersion) =>
            {
                return Err(Failure::Unread { file: file.to_owned(), code: error.code() });
            }
            Item::Damage(_) => {
                report.damaged += 1;
                continue;
            }
        };
        is_sealed |= items.is_sealed();
        out.write_all(&sealed(&encoding.take(0, given)?, is_sealed)?).map_err(failed)?;
    }
    // A recording that has no last chunk has none afterwards.
    out.write_all(&sealed(&encoding.finish_as_it_was()?, is_sealed)?).map_err(failed)?;
    out.flush().map_err(failed)?;
    drop(out);
    report.resources = removal.resources;
    (report.texts, report.people, report.unknown) = (scrub.texts, scrub.people_told, scrub.unknown);
    Ok(report)
}

/// The header of a chunk as it was; of whoever must not be known, without the device.
fn fields(header: &domreel_format::ChunkHeader, people: &[Text]) -> ChunkFields {
    let mut identity = header.identity;
    if let (Some(identity), false) = (&mut identity, people.is_empty()) {
        identity.device = Uid::NIL;
    }
    ChunkFields {
        flags: Some(header.flags),
        recording: Some(header.recording),
        segment: Some(header.segment),
        sequence: Some(header.sequence),
        start_micros: Some(header.start_micros),
        duration_micros: Some(header.duration_micros),
        wall_millis: Some(header.wall_millis),
        identity,
        payload_bytes: None,
        inflated_bytes: None,
    }
}

/// Makes sure that nothing of what was to go is left.
fn check(new: &Path, target: &Path, rules: &Rules) -> Result<(), Failure> {
    let mut canary = Canary::new(&rules.wording);
    let mut items = Items::open(new, rules.key.as_ref())?;
    canary.watch(&mut items);
    let mut is_there = false;
    while let Some(item) = items.next()? {
        is_there |= !canary.take(&item, &items).is_empty();
    }
    if canary.finish() || is_there { Err(Failure::StillThere(target.to_owned())) } else { Ok(()) }
}
