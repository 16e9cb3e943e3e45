//! Bytes of the recording that the page refers to.

use crate::picture;
use domreel_format::{Event, Text};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Finds what the recording has of an address.
pub trait Resources {
    /// Returns the address under which the stage finds what `raw` means in a
    /// document or sheet of that base; `None` if it may not load anything there.
    fn address(&mut self, raw: &str, base: &Text) -> Option<String>;

    /// Returns the text of a style sheet, and its absolute address.
    fn style_sheet(&mut self, raw: &str, base: &Text) -> Option<(String, Text)>;
}

/// Has nothing.
#[derive(Debug, Default)]
pub struct NoResources;

impl Resources for NoResources {
    fn address(&mut self, _: &str, _: &Text) -> Option<String> {
        None
    }

    fn style_sheet(&mut self, _: &str, _: &Text) -> Option<(String, Text)> {
        None
    }
}

/// What a browser does with addresses and bytes.
pub trait Browser {
    /// Resolves an address against a base; `None` if that is no address.
    fn resolve(&self, raw: &str, base: &str) -> Option<String>;

    /// Makes bytes available to the stage, and returns under which address.
    fn publish(&self, mime: &str, bytes: &[u8]) -> String;

    /// Says whether the stage may load an address that the recording does not hold.
    ///
    /// A style sheet has to be read before it can be shown: the browser begins to
    /// fetch it, and hands it in by [`ResourceTable::insert`] when it has come.
    fn request(&self, url: &str, is_style_sheet: bool) -> bool;
}

/// The resources of a recording, whenever they were recorded: an address means the same bytes at all times.
pub struct ResourceTable<B> {
    browser: B,
    entries: HashMap<String, Entry>,
    /// Addresses that were resolved, by base and text.
    resolved: HashMap<(Text, String), Option<String>>,
    /// Addresses that were asked for and are not there.
    missed: HashSet<String>,
    missed_arrived: bool,
}

#[derive(Clone)]
struct Entry {
    address: String,
    /// The text, if it is a style sheet.
    sheet: Option<Arc<str>>,
}

impl<B: Browser> ResourceTable<B> {
    /// Begins without resources.
    pub fn new(browser: B) -> Self {
        Self {
            browser,
            entries: HashMap::new(),
            resolved: HashMap::new(),
            missed: HashSet::new(),
            missed_arrived: false,
        }
    }

    /// Takes what an event tells of an address.
    pub fn learn(&mut self, event: &Event) {
        match event {
            Event::Resource { url, mime, bytes } => self.insert(url, mime, bytes),
            Event::SameResource { url, same } => {
                if let Some(entry) = self.entries.get(without_fragment(&same.to_str_lossy())).cloned() {
                    self.add(url, |_| entry);
                }
            }
            _ => {}
        }
    }

    /// Takes a resource. The first one of an address counts.
    pub fn insert(&mut self, url: &Text, mime: &Text, bytes: &[u8]) {
        let mime = mime.to_str_lossy().to_ascii_lowercase();
        let kind = mime.split(';').next().unwrap_or_default().trim();
        self.add(url, |browser| {
            if kind == "text/css" {
                return Entry { address: String::new(), sheet: Some(String::from_utf8_lossy(bytes).into()) };
            }
            let is_shown = ["image/", "font/", "audio/", "video/", "application/font", "application/x-font"]
                .iter()
                .any(|prefix| kind.starts_with(prefix));
            let kind = if is_shown { kind } else { "application/octet-stream" };
            let is_costly = kind.contains("svg") && picture::is_costly(bytes);
            // One without an address is not shown.
            Entry { address: if is_costly { String::new() } else { browser.publish(kind, bytes) }, sheet: None }
        });
    }

    fn add(&mut self, url: &Text, entry: impl FnOnce(&B) -> Entry) {
        let url = without_fragment(&url.to_str_lossy()).to_owned();
        if self.entries.contains_key(&url) {
            return;
        }
        self.missed_arrived |= self.missed.remove(&url);
        self.entries.insert(url, entry(&self.browser));
    }

    /// Says whether something has come that had been asked for, since this was asked last.
    pub fn take_missed_arrived(&mut self) -> bool {
        core::mem::take(&mut self.missed_arrived)
    }

    /// Says whether something was asked for that is not there.
    pub fn has_missed(&self) -> bool {
        !self.missed.is_empty()
    }

    /// Returns the absolute address, and what the recording holds of it.
    fn find(&mut self, raw: &str, base: &Text) -> Option<(String, Option<&Entry>)> {
        let raw = raw.trim_matches(|c: char| c <= ' ');
        let key = (base.clone(), raw.to_owned());
        let url = match self.resolved.get(&key) {
            Some(url) => url.clone(),
            None => {
                let url = self.browser.resolve(raw, &base.to_str_lossy());
                self.resolved.insert(key, url.clone());
                url
            }
        }?;
        if let Some(entry) = self.entries.get(without_fragment(&url)) {
            return Some((url, Some(entry)));
        }
        self.missed.insert(without_fragment(&url).to_owned());
        match self.elsewhere(raw, &url) {
            Some((found, entry)) => {
                let fragment = url.get(without_fragment(&url).len()..).unwrap_or_default();
                Some((format!("{found}{fragment}"), Some(entry)))
            }
            None => Some((url, None)),
        }
    }

    /// Finds what a relative address meant when the page had another address or base: what a page has loaded it keeps
    /// when these change. Of several the one counts that is nearest to what the address means now.
    fn elsewhere(&self, raw: &str, url: &str) -> Option<(&str, &Entry)> {
        let mut tail = without_fragment(raw);
        while let Some(rest) = tail.strip_prefix("./").or_else(|| tail.strip_prefix("../")) {
            tail = rest;
        }
        let has_scheme = tail.split(['/', '?']).next().is_some_and(|head| head.contains(':'));
        if has_scheme || tail.is_empty() || tail.starts_with(['/', '?']) {
            return None;
        }
        let shared = |known: &str| known.bytes().zip(url.bytes()).take_while(|(one, other)| one == other).count();
        let known = self.entries.iter().map(|(known, entry)| (known.as_str(), entry));
        known
            .filter(|(known, _)| known.strip_suffix(tail).is_some_and(|head| head.ends_with('/')))
            .filter(|(known, _)| origin(known) == origin(url))
            .max_by_key(|(known, _)| (shared(known), core::cmp::Reverse(*known)))
    }
}

/// Returns scheme and host of an address.
fn origin(url: &str) -> Option<&str> {
    let (end, _) = url.match_indices('/').nth(2)?;
    url.get(..end)
}

impl<B: Browser> Resources for ResourceTable<B> {
    fn address(&mut self, raw: &str, base: &Text) -> Option<String> {
        let (url, entry) = self.find(raw, base)?;
        let Some(entry) = entry else {
            return self.browser.request(&url, false).then_some(url);
        };
        if entry.address.is_empty() {
            return None;
        }
        let fragment = url.get(without_fragment(&url).len()..).unwrap_or_default();
        Some(format!("{}{fragment}", entry.address))
    }

    fn style_sheet(&mut self, raw: &str, base: &Text) -> Option<(String, Text)> {
        let (url, entry) = self.find(raw, base)?;
        let Some(entry) = entry else {
            self.browser.request(&url, true);
            return None;
        };
        Some((entry.sheet.as_deref()?.to_owned(), Text::from(url)))
    }
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;

    impl Browser for Plain {
        fn resolve(&self, raw: &str, base: &str) -> Option<String> {
            Some(if raw.contains("://") { raw.to_owned() } else { format!("{base}{raw}") })
        }

        fn publish(&self, mime: &str, bytes: &[u8]) -> String {
            format!("blob:{mime}/{}", bytes.len())
        }

        fn request(&self, url: &str, _: bool) -> bool {
            url.starts_with("http://allowed/")
        }
    }

    #[test]
    fn an_address_is_found_by_its_base_and_keeps_its_fragment() {
        let mut table = ResourceTable::new(Plain);
        table.insert(&"http://x/a.svg".into(), &"image/svg+xml; charset=utf-8".into(), b"abc");
        assert_eq!(table.address(" a.svg#i", &"http://x/".into()).as_deref(), Some("blob:image/svg+xml/3#i"));
        assert_eq!(table.address("b.svg", &"http://x/".into()), None);
    }

    #[test]
    fn an_address_of_the_same_bytes_stands_for_them_however_long_the_chain() {
        let mut table = ResourceTable::new(Plain);
        let same = |url: &str, same: &str| Event::SameResource { url: url.into(), same: same.into() };
        table.learn(&same("http://x/early", "http://x/a"));
        table.insert(&"http://x/a".into(), &"text/css".into(), b"a{}");
        for (url, other) in [("b", "a"), ("c", "b"), ("b", "early"), ("d", "d")] {
            table.learn(&same(&format!("http://x/{url}"), &format!("http://x/{other}")));
        }
        for (url, is_there) in [("a", true), ("b", true), ("c", true), ("d", false), ("early", false)] {
            assert_eq!(table.style_sheet(url, &"http://x/".into()).is_some(), is_there, "{url}");
        }
    }

    #[test]
    fn a_page_that_changes_its_address_keeps_what_it_has_loaded() {
        let mut table = ResourceTable::new(Plain);
        for (url, bytes) in
            [("http://x/img/a.png", &b"1"[..]), ("http://x/old/img/a.png", b"22"), ("http://y/b.png", b"3")]
        {
            table.insert(&url.into(), &"image/png".into(), bytes);
        }
        let mut address = |base: &str, raw: &str| table.address(raw, &base.into());
        assert_eq!(address("http://x/items/", "img/a.png#i").as_deref(), Some("blob:image/png/1#i"));
        assert_eq!(address("http://x/old/items/", "../img/a.png").as_deref(), Some("blob:image/png/2"));
        for other in ["a.png", "mg/a.png", "/a.png", "http://x/new/img/a.png", "b.png", "", "?img/a.png"] {
            assert_eq!(address("http://x/items/", other).is_some(), other == "a.png", "{other}");
        }
    }

    #[test]
    fn what_the_recording_lacks_is_loaded_from_where_that_is_allowed() {
        let mut table = ResourceTable::new(Plain);
        let base = Text::from("http://x/");
        assert_eq!(table.address("http://allowed/a.png#i", &base).as_deref(), Some("http://allowed/a.png#i"));
        assert_eq!(table.address("http://allowed.evil/a.png", &base), None);
        table.insert(&"http://allowed/a.png".into(), &"image/png".into(), b"abc");
        assert_eq!(table.address("http://allowed/a.png", &base).as_deref(), Some("blob:image/png/3"));
        assert_eq!(table.style_sheet("http://allowed/a.css", &base), None);
    }

    #[test]
    fn what_comes_after_it_was_asked_for_is_told_once() {
        let mut table = ResourceTable::new(Plain);
        assert_eq!(table.address("a.png", &"http://x/".into()), None);
        table.insert(&"http://x/b.png".into(), &"image/png".into(), b"");
        assert!(!table.take_missed_arrived());
        table.insert(&"http://x/a.png".into(), &"image/png".into(), b"");
        assert!(table.take_missed_arrived());
        assert!(!table.take_missed_arrived());
    }

    #[test]
    fn a_page_that_is_sent_as_a_resource_is_no_page() {
        let mut table = ResourceTable::new(Plain);
        table.insert(&"http://x/a".into(), &"text/html".into(), b"");
        assert_eq!(table.address("a", &"http://x/".into()).as_deref(), Some("blob:application/octet-stream/0"));
    }
}
