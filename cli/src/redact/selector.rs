//! The selectors that name what must go: a documented part of CSS.
//!
//! Types, `*`, `#id`, `.class`, attributes, descendants, children and lists.
//! They look through shadow roots and frames, as if what is inside were a child
//! of its host: whoever names a region means all that was shown in it.

use domreel_format::{Document, Node, NodeId, NodeKind};

/// A list of selectors, as in `.card, #total > td`.
#[derive(Debug, PartialEq)]
pub(crate) struct Selectors(Vec<Complex>);

/// Compounds from the innermost outwards, each with how it stands to the one before.
#[derive(Debug, PartialEq)]
struct Complex {
    innermost: Compound,
    above: Vec<(Combinator, Compound)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Combinator {
    Child,
    Descendant,
}

/// What must be true of one element.
#[derive(Debug, Default, PartialEq)]
struct Compound(Vec<Simple>);

#[derive(Debug, PartialEq)]
enum Simple {
    Any,
    Type(String),
    Class(String),
    Attribute { name: String, test: Test, value: String, ignores_case: bool },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Test {
    Present,
    Equal,
    Word,
    Dash,
    Start,
    End,
    Part,
}

/// Why a selector was not understood: from where on.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("the selector is not understood from {0:?} on")]
pub(crate) struct SelectorError(String);

impl Selectors {
    /// Reads a list of selectors.
    pub(crate) fn parse(text: &str) -> Result<Self, SelectorError> {
        let mut parser = Parser(text);
        let mut selectors = Vec::new();
        loop {
            selectors.push(parser.complex()?);
            parser.space();
            match parser.0.strip_prefix(',') {
                Some(rest) => parser.0 = rest,
                None if parser.0.is_empty() => return Ok(Self(selectors)),
                None => return Err(parser.error()),
            }
        }
    }

    /// Says whether an element of a document is named.
    pub(crate) fn matches(&self, document: &Document, id: NodeId) -> bool {
        let Some(node) = document.node(id).filter(|node| node.is_element()) else { return false };
        self.0.iter().any(|complex| complex.innermost.matches(node) && above(document, node, &complex.above))
    }
}

/// Says whether what stands above an element is as the rest of a selector wants it.
fn above(document: &Document, node: &Node, rest: &[(Combinator, Compound)]) -> bool {
    let Some(((combinator, compound), rest)) = rest.split_first() else { return true };
    let mut node = node;
    while let Some(parent) = parent(document, node) {
        if compound.matches(parent) && above(document, parent, rest) {
            return true;
        }
        if *combinator == Combinator::Child {
            return false;
        }
        node = parent;
    }
    false
}

/// The element above a node; shadow roots and documents are passed through.
fn parent<'a>(document: &'a Document, node: &Node) -> Option<&'a Node> {
    let mut next = node.parent;
    loop {
        let node = document.node(next?)?;
        if node.is_element() {
            return Some(node);
        }
        next = node.parent;
    }
}

impl Compound {
    fn matches(&self, node: &Node) -> bool {
        self.0.iter().all(|simple| simple.matches(node))
    }
}

impl Simple {
    fn matches(&self, node: &Node) -> bool {
        let NodeKind::Element { namespace, name, .. } = &node.kind else { return false };
        match self {
            Self::Any => true,
            // Names of HTML elements are recorded in lower case.
            Self::Type(wanted) if namespace.is_none() => *name == *wanted.to_ascii_lowercase(),
            Self::Type(wanted) => *name == **wanted,
            Self::Class(wanted) => {
                node.attribute("class").is_some_and(|value| words(&value.to_str_lossy()).any(|word| word == wanted))
            }
            Self::Attribute { name, test, value, ignores_case } => {
                node.attribute(name).is_some_and(|given| passes(&given.to_str_lossy(), *test, value, *ignores_case))
            }
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n', '\r', '\x0c']).filter(|word| !word.is_empty())
}

fn passes(given: &str, test: Test, wanted: &str, ignores_case: bool) -> bool {
    if ignores_case {
        return passes(&given.to_lowercase(), test, &wanted.to_lowercase(), false);
    }
    match test {
        Test::Present => true,
        Test::Equal => given == wanted,
        Test::Word => words(given).any(|word| word == wanted),
        Test::Dash => given.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        // An empty part is part of nothing, as in CSS.
        Test::Start => !wanted.is_empty() && given.starts_with(wanted),
        Test::End => !wanted.is_empty() && given.ends_with(wanted),
        Test::Part => !wanted.is_empty() && given.contains(wanted),
    }
}

/// What is left to read.
struct Parser<'a>(&'a str);

impl Parser<'_> {
    fn error(&self) -> SelectorError {
        SelectorError(self.0.to_owned())
    }

    /// Passes over white space, and says whether there was some.
    fn space(&mut self) -> bool {
        let rest = self.0.trim_start();
        let was_there = rest.len() < self.0.len();
        self.0 = rest;
        was_there
    }

    fn take(&mut self, token: &str) -> bool {
        self.0.strip_prefix(token).map(|rest| self.0 = rest).is_some()
    }

    fn complex(&mut self) -> Result<Complex, SelectorError> {
        self.space();
        let mut innermost = self.compound()?;
        let mut above = Vec::new();
        loop {
            let has_space = self.space();
            let combinator = if self.take(">") {
                self.space();
                Combinator::Child
            } else if has_space && !self.0.is_empty() && !self.0.starts_with(',') {
                Combinator::Descendant
            } else {
                return Ok(Complex { innermost, above });
            };
            above.insert(0, (combinator, std::mem::replace(&mut innermost, self.compound()?)));
        }
    }

    fn compound(&mut self) -> Result<Compound, SelectorError> {
        let mut simples = Vec::new();
        loop {
            let simple = if self.take("#") {
                let value = self.name()?;
                Simple::Attribute { name: "id".to_owned(), test: Test::Equal, value, ignores_case: false }
            } else if self.take(".") {
                Simple::Class(self.name()?)
            } else if self.take("[") {
                self.attribute()?
            } else if self.take("*") {
                Simple::Any
            } else {
                Simple::Type(self.name()?)
            };
            simples.push(simple);
            if !self.0.starts_with(['#', '.', '[']) {
                return Ok(Compound(simples));
            }
        }
    }

    /// An identifier; a backslash takes the next character as it is, or a code in hexadecimal digits.
    fn name(&mut self) -> Result<String, SelectorError> {
        let mut name = String::new();
        while let Some(first) = self.0.chars().next() {
            if is_name(first) {
                name.push(first);
                self.0 = &self.0[first.len_utf8()..];
            } else if first == '\\' {
                self.0 = &self.0[1..];
                name.push(self.escaped()?);
            } else {
                break;
            }
        }
        if name.is_empty() { Err(self.error()) } else { Ok(name) }
    }

    fn escaped(&mut self) -> Result<char, SelectorError> {
        let digits = self.0.chars().take(6).take_while(char::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&self.0[..digits], 16).ok().and_then(char::from_u32);
            self.0 = &self.0[digits..];
            self.0 = self.0.strip_prefix(' ').unwrap_or(self.0);
            return code.ok_or_else(|| self.error());
        }
        let next = self.0.chars().next().ok_or_else(|| self.error())?;
        self.0 = &self.0[next.len_utf8()..];
        Ok(next)
    }

    fn attribute(&mut self) -> Result<Simple, SelectorError> {
        self.space();
        let name = self.name()?;
        self.space();
        let tests = [
            ("=", Test::Equal),
            ("~=", Test::Word),
            ("|=", Test::Dash),
            ("^=", Test::Start),
            ("$=", Test::End),
            ("*=", Test::Part),
        ];
        let test = tests.into_iter().find(|(token, _)| self.take(token)).map_or(Test::Present, |(_, test)| test);
        let mut value = String::new();
        let mut ignores_case = false;
        if test != Test::Present {
            self.space();
            value = if self.take("\"") {
                self.string('"')?
            } else if self.take("'") {
                self.string('\'')?
            } else {
                self.name()?
            };
            self.space();
            ignores_case = self.take("i") || self.take("I");
        }
        self.space();
        if self.take("]") { Ok(Simple::Attribute { name, test, value, ignores_case }) } else { Err(self.error()) }
    }

    fn string(&mut self, end: char) -> Result<String, SelectorError> {
        let mut value = String::new();
        while let Some(next) = self.0.chars().next() {
            self.0 = &self.0[next.len_utf8()..];
            if next == end {
                return Ok(value);
            }
            value.push(if next == '\\' { self.escaped()? } else { next });
        }
        Err(self.error())
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domreel_format::tree::CompatMode;
    use domreel_format::{Attribute, Event, NodeData, Snapshot, Tree, TreeNode};

    /// `main#app > section.a.b[data-k="v w"] > p`, with a shadow root between `p` and `SVG`'s `textPath`.
    fn document() -> Document {
        let element = |namespace: Option<&str>, name: &str, attributes: &[(&str, &str)]| NodeData::Element {
            namespace: namespace.map(Into::into),
            name: name.into(),
            attributes: (attributes.iter())
                .map(|(name, value)| Attribute { namespace: None, name: (*name).into(), value: (*value).into() })
                .collect(),
        };
        let data = [
            NodeData::Document { mode: CompatMode::Standards, xml: false },
            element(None, "main", &[("id", "app")]),
            element(None, "section", &[("class", "a b"), ("data-k", "v w"), ("lang", "de-CH")]),
            element(None, "p", &[]),
            NodeData::ShadowRoot { open: true, delegates_focus: false, manual_slots: false },
            element(Some("http://www.w3.org/2000/svg"), "textPath", &[]),
        ];
        let nodes = (0..).zip(data).map(|(depth, data)| TreeNode {
            id: NodeId(depth + 1),
            depth,
            data,
            properties: Vec::new(),
        });
        let mut document = Document::default();
        let snapshot = Snapshot { tree: Tree { nodes: nodes.collect() }, ..Snapshot::default() };
        document.apply(&Event::Keyframe(Box::new(snapshot)), &mut |warning| panic!("{warning:?}"));
        document
    }

    fn check(selector: &str, expected: &[u32]) {
        let selectors = Selectors::parse(selector).unwrap();
        let document = document();
        let found: Vec<u32> = (1..=6).filter(|id| selectors.matches(&document, NodeId(*id))).collect();
        assert_eq!(found, expected, "{selector}");
    }

    #[test]
    fn selectors_name_what_they_name_in_css() {
        check("main", &[2]);
        check("*", &[2, 3, 4, 6]);
        check("#app", &[2]);
        check("SECTION.b.a", &[3]);
        check(".c, p", &[4]);
        check("main p", &[4]);
        check("main > p", &[]);
        check("main>section > p", &[4]);
        check("[data-k]", &[3]);
        check("[data-k='v w']", &[3]);
        check("[data-k~=w]", &[3]);
        check("[data-k=V]", &[]);
        check("[ lang |= de ]", &[3]);
        check("[lang^=de-][lang$=CH][lang*='-']", &[3]);
        check("[lang$=ch i]", &[3]);
        check("[lang*='']", &[]);
        check("#\\61 pp", &[2]);
        check("main > section p > textPath", &[6]);
        check("textpath", &[]);
    }

    #[test]
    fn what_is_no_selector_of_this_kind_is_refused() {
        for selector in [
            "",
            " ",
            "a,",
            ",a",
            "a:hover",
            "a::before",
            "a + b",
            "a ~ b",
            ">a",
            "a >",
            "[a",
            "[a=]",
            "..a",
            "a[b='c]",
            "#",
            "a*",
        ] {
            assert!(Selectors::parse(selector).is_err(), "{selector:?}");
        }
    }
}
