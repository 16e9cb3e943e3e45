//! Style sheets: authored text, and the edits that scripts made on top of it.

use crate::Text;
use crate::limits::{MAX_EDITS, MAX_RULE_DEPTH};
use crate::wire::edit;
use std::sync::Arc;

/// A style sheet at one instant.
///
/// The authored text is kept to the letter; what scripts did to the rules
/// through the CSSOM is an ordered list of [`Edit`]s on top of it, because the
/// CSSOM cannot give the authored text back.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sheet {
    /// The authored text; `None` if it is the text inside the owning `style` element.
    #[cfg_attr(feature = "serde", serde(default))]
    pub text: Option<Text>,
    /// The absolute URL against which the text's URLs are resolved; empty: that of the document.
    #[cfg_attr(feature = "serde", serde(default))]
    pub base: Text,
    /// The media list, where it is not that of the owning element's attribute.
    #[cfg_attr(feature = "serde", serde(default))]
    pub media: Option<Text>,
    /// Whether `disabled` was set by script.
    #[cfg_attr(feature = "serde", serde(default))]
    pub disabled: bool,
    /// What scripts did to the rules, in order.
    #[cfg_attr(feature = "serde", serde(default))]
    pub edits: Arc<Vec<Edit>>,
}

impl Sheet {
    /// Applies an edit. Returns `false` if `limits` allow no more of them.
    ///
    /// Replacing the whole text drops the edits before it, as in the browser.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        if edit.path.len() > MAX_RULE_DEPTH {
            return false;
        }
        match &edit.kind {
            EditKind::Replace { text } if edit.path.is_empty() => {
                self.text = Some(text.clone());
                self.edits = Arc::default();
            }
            EditKind::Media { text } if edit.path.is_empty() => self.media = Some(text.clone()),
            EditKind::Disable { disabled } => self.disabled = *disabled,
            _ if self.edits.len() >= MAX_EDITS => return false,
            _ => Arc::make_mut(&mut self.edits).push(edit.clone()),
        }
        true
    }
}

/// One change of a sheet's rules by script.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Edit {
    /// The rule that is edited: indices from the sheet's list inwards; empty: the sheet itself.
    #[cfg_attr(feature = "serde", serde(default))]
    pub path: Vec<u32>,
    /// What happens to it.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub kind: EditKind,
}

/// What happens to a rule or a sheet. Numbers on the wire are written out in `wire`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "edit", rename_all = "kebab-case"))]
pub enum EditKind {
    /// A rule is inserted at `index` of the list that the path names.
    Insert {
        /// Where in the list.
        index: u32,
        /// The rule's text.
        text: Text,
    },
    /// The rule at `index` of the list that the path names is deleted.
    Delete {
        /// Where in the list.
        index: u32,
    },
    /// The rule's declarations are now these (`style.cssText`).
    Declare {
        /// The declarations' text.
        text: Text,
    },
    /// The rule's selector (`selectorText`, `keyText`) is now this.
    Select {
        /// The selector's text.
        text: Text,
    },
    /// The media list of the rule, or of the sheet where the path is empty, is now this.
    Media {
        /// The list's text.
        text: Text,
    },
    /// The sheet's whole text is now this (`replaceSync`).
    Replace {
        /// The text.
        text: Text,
    },
    /// The sheet's `disabled` flag is set.
    Disable {
        /// The flag.
        disabled: bool,
    },
}

impl EditKind {
    /// Returns its number on the wire, and what it has of an index (a flag is one) and a text.
    pub(crate) fn parts(&self) -> (u64, Option<u32>, Option<&Text>) {
        match self {
            Self::Insert { index, text } => (edit::INSERT, Some(*index), Some(text)),
            Self::Delete { index } => (edit::DELETE, Some(*index), None),
            Self::Declare { text } => (edit::DECLARE, None, Some(text)),
            Self::Select { text } => (edit::SELECT, None, Some(text)),
            Self::Media { text } => (edit::MEDIA, None, Some(text)),
            Self::Replace { text } => (edit::REPLACE, None, Some(text)),
            Self::Disable { disabled } => (edit::DISABLE, Some(u32::from(*disabled)), None),
        }
    }
}
