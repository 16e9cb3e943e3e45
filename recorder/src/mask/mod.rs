//! The mask: the one gate that everything passes before it is encoded.
//!
//! The encoder takes [`Cleared`] text, bytes and numbers only, and only this
//! module makes them, so a new capture path cannot forget the mask. What the
//! mask decides depends on the role of what it is given, on the traits of the
//! node it belongs to, and on the level.
//!
//! What becomes of a text depends on nothing else, so that a fresh walk of the
//! page gives what its mutations gave.

mod animation;
mod attribute;
mod css;
#[cfg(feature = "selective")]
mod echo;
mod filler;
#[cfg(feature = "selective")]
mod fold;
mod highlights;
mod list;
mod media;
mod name;
#[cfg(feature = "selective")]
mod pattern;
mod readable;
mod said;
#[cfg(any(test, not(feature = "selective")))]
mod suspicion;
#[cfg(feature = "selective")]
mod token;
mod url;
mod words;

use crate::traits::Traits;
use css::{Naming, Strictness};
use list::{begins, is_one_of, lists};
use name::Names;
#[cfg(feature = "selective")]
use pattern as identifiers;
use std::borrow::Cow;
#[cfg(not(feature = "selective"))]
use suspicion as identifiers;
use url::Kept;

pub(crate) use attribute::traits_of;
pub(crate) use css::Part;

/// How much is masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Level {
    /// Text, values, and every attribute that carries words.
    #[default]
    All,
    /// Values, and what identifies a person or opens a door.
    Sensitive,
    /// Only what is never recorded: passwords, cards, hidden fields.
    None,
}

impl Level {
    /// Returns the level of a number of the page's side. `None`: this module has no such level.
    pub(crate) fn of(number: i32) -> Option<Self> {
        match number {
            0 => Some(Self::All),
            1 if IS_SELECTIVE => Some(Self::Sensitive),
            2 if IS_SELECTIVE => Some(Self::None),
            _ => None,
        }
    }
}

/// Whether levels other than `All` are built in; the module that most pages load is without them.
const IS_SELECTIVE: bool = cfg!(feature = "selective");

/// Text or bytes that may be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cleared<'a>(Cow<'a, [u8]>);

/// A number that may be recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ClearedNumber(f64);

impl ClearedNumber {
    /// Returns the number.
    pub(crate) fn value(self) -> f64 {
        self.0
    }
}

impl Cleared<'_> {
    /// Returns the text as WTF-8, or the bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<'a> Cleared<'a> {
    fn as_it_is(text: &'a [u8]) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// Returns a part of a text that was cleared.
    pub(crate) fn part_of(whole: &'a Self, start: usize, length: usize) -> Self {
        Self::as_it_is(whole.0.get(start..start + length).unwrap_or_default())
    }

    fn made(text: Vec<u8>) -> Self {
        Self(Cow::Owned(text))
    }

    fn nothing() -> Self {
        Self(Cow::Borrowed(&[]))
    }

    /// Says whether this is what stands for every masked value.
    pub(crate) fn is_filler(&self) -> bool {
        self.as_bytes() == filler::VALUE
    }
}

/// Decides what may be recorded.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    level: Level,
    names: Names,
    roles: attribute::Roles,
    /// Of the resources that were recorded: a hash of their bytes, their media types, their cleared addresses.
    resources: Vec<(u64, Vec<u8>, Vec<u8>)>,
    #[cfg(feature = "selective")]
    echoes: echo::Echoes,
}

impl Mask {
    /// A mask of a level. The key is random, new for each recording, and never recorded.
    pub(crate) fn new(level: Level, key: [u64; 2]) -> Self {
        Self {
            level,
            names: Names::new(key),
            roles: attribute::Roles::default(),
            resources: Vec::new(),
            #[cfg(feature = "selective")]
            echoes: echo::Echoes::new(key[0]),
        }
    }

    /// Notes what stands in a field for secrets: where the page repeats it, it is masked from now on. `held` says how it
    /// stands there, in the numbers of the page's side.
    ///
    /// At the level `All` such text is masked as any other.
    pub(crate) fn note_secret(&mut self, held: i32, secret: &[u8]) {
        #[cfg(feature = "selective")]
        self.echoes.note(held, secret);
        #[cfg(not(feature = "selective"))]
        let _ = (held, secret);
    }

    /// Says whether secrets are known: what a text was recorded as may be from before they were.
    pub(crate) fn knows_secrets(&self) -> bool {
        #[cfg(feature = "selective")]
        return !self.echoes.is_empty();
        #[cfg(not(feature = "selective"))]
        return false;
    }

    /// Says whether a text is nothing but a piece of a secret.
    fn is_piece(&self, text: &[u8]) -> bool {
        #[cfg(feature = "selective")]
        return self.echoes.is_piece(text);
        #[cfg(not(feature = "selective"))]
        return {
            let _ = text;
            false
        };
    }

    /// Returns a text without the secrets that it repeats. `None`: it repeats none.
    fn without_echo(&self, text: &[u8]) -> Option<Vec<u8>> {
        #[cfg(feature = "selective")]
        return self.echoes.without(text);
        #[cfg(not(feature = "selective"))]
        return {
            let _ = text;
            None
        };
    }

    /// Takes the secrets out of what was cleared that it repeats.
    fn without_echoes<'a>(&self, cleared: Cleared<'a>) -> Cleared<'a> {
        self.without_echo(cleared.as_bytes()).map_or(cleared, Cleared::made)
    }

    /// The level. A module that knows one alone has no code for others.
    fn level(&self) -> Level {
        if IS_SELECTIVE { self.level } else { Level::All }
    }

    /// Clears text of the page: that of a text node.
    pub(crate) fn text<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        if traits.has(Traits::HIDDEN.with(Traits::BLOCKED)) {
            Cleared::nothing()
        } else if traits.has(Traits::STYLE) {
            self.css(traits, text, Part::Rules)
        } else if traits.has(Traits::VALUE) {
            self.value(traits, text)
        } else if self.hides_text(traits) {
            Cleared::made(filler::shaped(text))
        } else if self.is_piece(text) {
            Cleared::as_it_is(filler::VALUE)
        } else if self.level() == Level::Sensitive && !traits.has(Traits::UNMASKED) {
            self.without_echoes(identifiers::without_identifiers(text).map_or(Cleared::as_it_is(text), Cleared::made))
        } else {
            self.without_echoes(Cleared::as_it_is(text))
        }
    }

    /// Clears what a visitor filled in. What is masked has a fixed length.
    pub(crate) fn value<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        if traits.has(Traits::BLOCKED) || text.is_empty() {
            Cleared::nothing()
        } else if self.hides_value(traits) || self.is_piece(text) {
            Cleared::as_it_is(filler::VALUE)
        } else {
            self.without_echoes(Cleared::as_it_is(text))
        }
    }

    /// Clears a text of style.
    pub(crate) fn css<'a>(&self, traits: Traits, text: &'a [u8], part: Part) -> Cleared<'a> {
        if traits.has(Traits::BLOCKED) {
            Cleared::nothing()
        } else {
            let strictness = self.strictness(traits);
            if css::stays(text, part, strictness) {
                return self.without_echoes(Cleared::as_it_is(text));
            }
            self.without_echoes(Cleared::made(css::masked(&self.names, text, part, strictness)))
        }
    }

    /// Clears animations of the Web Animations API, as JSON.
    pub(crate) fn animations<'a>(&self, traits: Traits, json: &'a [u8]) -> Cleared<'a> {
        if traits.has(Traits::BLOCKED) {
            Cleared::nothing()
        } else {
            self.without_echoes(Cleared::made(animation::masked(&self.names, json, self.strictness(traits))))
        }
    }

    /// Clears where a link leads.
    pub(crate) fn url<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let kept =
            if self.level() == Level::Sensitive && !traits.has(Traits::UNMASKED) { Kept::Path } else { Kept::Most };
        Cleared::made(url::scrubbed(&self.names, text, kept))
    }

    /// Clears the address of a page, which says where the visitor is. In a masked frame nobody is told.
    pub(crate) fn page_url<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let kept = match self.level() {
            _ if traits.has(Traits::MASKED.with(Traits::BLOCKED)) => Kept::Identity,
            Level::All => Kept::Places,
            _ => self.kept(),
        };
        self.without_echoes(Cleared::made(url::scrubbed(&self.names, text, kept)))
    }

    /// Clears the address of a resource: wherever it stands, it is the same.
    pub(crate) fn resource_url<'a>(&self, text: &'a [u8]) -> Cleared<'a> {
        self.without_echoes(Cleared::made(url::scrubbed(&self.names, text, self.kept())))
    }

    /// The same, of one that an element with these traits names: of a masked one only an identity is left.
    pub(crate) fn address<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let kept = if traits.has(Traits::MASKED) { Kept::Identity } else { self.kept() };
        self.without_echoes(Cleared::made(url::scrubbed(&self.names, text, kept)))
    }

    /// Clears the address that others in a document are resolved against: of a masked one only places are left.
    pub(crate) fn base_url<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let path = text.split(|byte| is_one_of(*byte, b"?#")).next().unwrap_or_default();
        let folder = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
        if traits.has(Traits::MASKED) {
            let kept = self.kept().max(Kept::Places);
            return Cleared::made(url::scrubbed(&self.names, text.get(..folder).unwrap_or_default(), kept));
        }
        self.resource_url(text)
    }

    fn resource_urls<'a>(&self, text: &'a [u8]) -> Cleared<'a> {
        Cleared::made(url::scrubbed_set(&self.names, text, self.kept()))
    }

    /// Clears the address of what an element shows.
    pub(crate) fn source<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        if self.hides_media(traits) { Cleared::nothing() } else { self.resource_url(text) }
    }

    /// Clears the bytes of a resource that an element with these traits shows, or a style sheet. `None`: they stay out.
    pub(crate) fn resource<'a>(&self, traits: Traits, mime: &[u8], bytes: &'a [u8]) -> Option<Cleared<'a>> {
        if mime == b"text/css" {
            // A style sheet is text of the page as well. What a masked place links to may be linked to elsewhere.
            let own = if traits.has(Traits::MASKED) { Traits::ADOPTED } else { Traits::default() };
            Some(self.css(own, bytes, Part::Rules))
        } else if media::is_font(bytes) {
            Some(Cleared::as_it_is(bytes))
        } else {
            let is_shown = media::is_shown(self.level(), mime, bytes);
            // Pictures that are written hold words.
            let says = self.level() == Level::Sensitive
                && !traits.has(Traits::UNMASKED)
                && mime == b"image/svg+xml"
                && identifiers::has_identifiers(bytes);
            (is_shown && !says && !self.hides_media(traits)).then(|| Cleared::as_it_is(bytes))
        }
    }

    /// Returns the address under which cleared bytes were recorded before. `None`: it is this one from now on.
    ///
    /// The hash has a key that nobody knows, so that nobody can make two resources be taken for one.
    pub(crate) fn known_as(&mut self, url: &Cleared<'_>, mime: &[u8], bytes: &Cleared<'_>) -> Option<Cleared<'static>> {
        let hash = self.names.hash(bytes.as_bytes());
        let known = self.resources.iter().find(|(known, kind, _)| *known == hash && kind == mime);
        if let Some((_, _, url)) = known {
            return Some(Cleared::made(url.clone()));
        }
        self.resources.push((hash, mime.to_vec(), url.as_bytes().to_vec()));
        None
    }

    /// Says whether images, sound and films stay out of the recording here.
    pub(crate) fn hides_media(&self, traits: Traits) -> bool {
        self.hides_text(traits) || traits.has(Traits::BLOCKED)
    }

    /// Clears names that the page made up: of classes, elements, states.
    pub(crate) fn made_up<'a>(&self, traits: Traits, names: &'a [u8]) -> Cleared<'a> {
        match self.naming(traits) {
            Naming::Renamed => Cleared::made(self.names.renamed(names)),
            Naming::Masked => Cleared::made(self.names.masked(names)),
            Naming::Secrets if names.split(u8::is_ascii_whitespace).any(url::looks_secret) => {
                let one = |name: &[u8]| if url::looks_secret(name) { self.names.renamed(name) } else { name.to_vec() };
                Cleared::made(names.split(u8::is_ascii_whitespace).map(one).collect::<Vec<_>>().join(&b' '))
            }
            _ => self.without_echoes(Cleared::as_it_is(names)),
        }
    }

    /// Clears the name of an element: one that is none of the platform's is made up.
    pub(crate) fn element_name<'a>(&self, traits: Traits, name: &'a [u8]) -> Cleared<'a> {
        if attribute::is_of_platform(name) {
            Cleared::as_it_is(name)
        } else if self.without_echo(name).is_some() {
            Cleared::made(self.names.renamed(name))
        } else {
            self.made_up(traits, name)
        }
    }

    /// Clears the name of an attribute.
    pub(crate) fn attribute_name<'a>(&self, traits: Traits, name: &'a [u8]) -> Cleared<'a> {
        match self.naming(traits) {
            naming @ (Naming::Renamed | Naming::Masked) => {
                let role = self.roles.of(&self.names, b"", name);
                Cleared::made(attribute::name_of(&self.names, naming, role, name))
            }
            naming if naming == Naming::Secrets && url::looks_secret(name) || self.without_echo(name).is_some() => {
                Cleared::made(self.names.renamed(name))
            }
            _ => Cleared::as_it_is(name),
        }
    }

    /// Clears the name of a namespace.
    pub(crate) fn namespace<'a>(&self, traits: Traits, name: &'a [u8]) -> Cleared<'a> {
        let is_kept = match self.naming(traits) {
            Naming::Secrets => !url::looks_secret(name),
            naming => naming == Naming::Kept,
        };
        if is_kept || css::is_known_namespace(name) {
            Cleared::as_it_is(name)
        } else {
            Cleared::made(self.names.digest(name))
        }
    }

    /// Clears a part of a document type, or the target of an instruction: what is not known is left out.
    pub(crate) fn document_type<'a>(&self, traits: Traits, text: &'a [u8]) -> Cleared<'a> {
        let is_standard = begins(b" -//W3C// -//IETF// -//WAPFORUM// http://www.w3.org/ about:legacy-compat ", text);
        let is_name = lists(b" html svg math xml-stylesheet ", text);
        if text.len() <= 80 && is_standard || is_name || self.level() == Level::None && !traits.has(Traits::MASKED) {
            Cleared::as_it_is(text)
        } else {
            Cleared::nothing()
        }
    }

    /// Clears a short code: a language, a media type, why something is as it is.
    #[allow(clippy::unused_self)]
    pub(crate) fn code<'a>(&self, text: &'a [u8]) -> Cleared<'a> {
        let is_code = text.len() <= 64
            && text.iter().all(|byte| byte.is_ascii_alphanumeric() || is_one_of(*byte, b"-_/.+ "))
            && text.split(|byte| !byte.is_ascii_alphanumeric()).all(|word| word.len() <= 15);
        if is_code { Cleared::as_it_is(text) } else { Cleared::nothing() }
    }

    /// Clears what the site itself handed to the recorder for the recording: markers and identity.
    #[allow(clippy::unused_self)]
    pub(crate) fn told<'a>(&self, text: &'a [u8]) -> Cleared<'a> {
        Cleared::as_it_is(text)
    }

    /// Clears an attribute's value. `None`: the attribute is left out.
    pub(crate) fn attribute<'a>(
        &self,
        traits: Traits,
        element: &[u8],
        name: &[u8],
        value: &'a [u8],
    ) -> Option<Cleared<'a>> {
        attribute::clear(self, traits, element, name, value).map(|cleared| self.without_echoes(cleared))
    }

    /// Clears a number that may tell of content: how far a field was scrolled, where the caret stands in it.
    ///
    /// `None`: it is not recorded.
    pub(crate) fn number(&self, traits: Traits, tells: Tells, number: f64) -> Option<ClearedNumber> {
        let is_hidden = traits.has(Traits::FIELD.with(Traits::VALUE)) && self.hides_value(traits);
        match tells {
            Tells::Nothing => Some(ClearedNumber(number)),
            Tells::Choice => (!is_hidden).then_some(ClearedNumber(number)),
            Tells::State => (!traits.has(Traits::MASKED)).then_some(ClearedNumber(number)),
            // An editor is as long as what was written in it, but its text is not. That a number of a field changed would
            // tell how often one typed.
            _ if is_hidden && traits.has(Traits::FIELD) => None,
            Tells::Length => Some(ClearedNumber(number)),
            Tells::Place if is_hidden && number > 0.0 => Some(ClearedNumber(f64::from(filler::VALUE_UNITS))),
            Tells::Place => Some(ClearedNumber(number)),
        }
    }

    /// Says whether that a key was pressed may be told again: how often one typed in a masked field may not.
    pub(crate) fn tells_keys(&self, traits: Traits) -> bool {
        let is_written = traits.has(Traits::FIELD.with(Traits::VALUE).with(Traits::SECRET));
        !(traits.has(Traits::BLOCKED) || is_written && self.hides_value(traits))
    }

    /// Says whether page text is replaced here.
    fn hides_text(&self, traits: Traits) -> bool {
        traits.has(Traits::MASKED) || self.level() == Level::All && !traits.has(Traits::UNMASKED)
    }

    /// Says whether what a visitor filled in is replaced here.
    fn hides_value(&self, traits: Traits) -> bool {
        traits.has(Traits::SECRET.with(Traits::MASKED).with(Traits::BLOCKED))
            || self.level() != Level::None && !traits.has(Traits::UNMASKED)
    }

    /// Names are the same wherever they stand, so a mark to show changes nothing where all are renamed.
    fn naming(&self, traits: Traits) -> Naming {
        if self.level() == Level::All {
            Naming::Renamed
        } else if traits.has(Traits::MASKED.with(Traits::BLOCKED)) {
            Naming::Masked
        } else if self.level() == Level::Sensitive && !traits.has(Traits::UNMASKED) {
            Naming::Secrets
        } else {
            Naming::Kept
        }
    }

    fn kept(&self) -> Kept {
        match self.level() {
            Level::All => Kept::Identity,
            Level::Sensitive => Kept::Path,
            Level::None => Kept::Most,
        }
    }

    fn strictness(&self, traits: Traits) -> Strictness {
        let is_masked = traits.has(Traits::MASKED);
        Strictness {
            naming: self.naming(traits),
            hides_words: self.hides_text(traits) || traits.has(Traits::ADOPTED),
            is_masked,
            kept: self.kept(),
        }
    }
}

/// What a number may tell of what was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tells {
    /// Nothing: it is of the page.
    Nothing,
    /// How long it is.
    Length,
    /// A place in it, in code units.
    Place,
    /// Which of some options it is.
    Choice,
    /// Whether it is ticked: a page's looks depend on that, so it goes only where a mark says so.
    State,
}

#[cfg(test)]
#[cfg(feature = "selective")]
mod documented;
#[cfg(test)]
mod tests;
