//! The numbers by which the page's side says what it read.
//!
//! `js/src/recorder/command.ts` has the same list; a test compares the two.
//! They never leave the page: the recording has its own numbers.

/// How many numbers a batch can have.
pub(crate) const CAPACITY: usize = 1 << 16;

/// The length of an attribute's namespace where it has none, and mirrors no secret though others of its name do.
pub(crate) const AWAY: i32 = -2;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: i32 = $number;)*
        /// Every command by name, for the test that compares them with the page's side.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, i32)] = &[$((stringify!($name), $number)),*];
    };
}

commands! {
    /// level, start and expiry in milliseconds (low, high; an expiry of 0: never); text: the ids of recording, session, tab, page, device, and a key, 16 bytes each as 32 hexadecimal digits.
    BEGIN = 1;
    /// microseconds (low, high): the time of the events that follow.
    AT = 2;
    /// width, height, hidden, focus, focus visible, hover, active, target, media, scroll bar, pixel ratio,
    /// language length, then as in SELECT, count of pointers, then of each as in POINTER_STATE; a tree follows
    KEYFRAME = 3;
    /// next id, count of sheets; so many SHEETs follow
    KEYFRAME_TREE_END = 4;
    /// count of adoptions; so many ADOPTs follow, and the keyframe is done
    KEYFRAME_ADOPTED = 5;
    MUTATION = 6;
    MUTATION_END = 7;
    /// parent, previous or 0; a tree follows
    INSERT = 8;
    TREE_END = 9;
    /// node
    REMOVE = 10;
    /// node, parent, previous or 0
    MOVE = 11;
    /// node, namespace length, -1, or -2: none, and it mirrors no secret; name length, value length, tag length; text: namespace, name, value, tag
    ATTRIBUTE = 12;
    /// node, namespace length or -1, name length
    ATTRIBUTE_GONE = 13;
    /// node, length before or -1, length now; text: before, now
    CHARACTERS = 14;
    /// node, then as in INTEGER, NUMBER, STRING
    PROPERTY = 15;
    /// sheet, text length or -1, base length, media length or -1, disabled, count of edits, a node that adopted it or 0, negative where masked places alone adopt it; so many EDITs of sheet 0 follow
    SHEET = 16;
    /// sheet, depth of path, path, kind, index, text length or -1
    EDIT = 17;
    /// node, count, sheets
    ADOPT = 18;
    /// a node that is, or was, a field for secrets
    SECRET = 19;
    /// how it stands there, length of what stands in a field for secrets, and goes wherever the page repeats it
    HELD = 39;

    /// up, kind of namespace (0 HTML, 1 SVG, 2 MathML, else 3 + length), name length, count of attributes, then of each: namespace length, -1 or -2 as in ATTRIBUTE, name length, value length
    ELEMENT = 20;
    /// up, length
    TEXT = 21;
    /// up, length
    CDATA = 22;
    /// up
    COMMENT = 23;
    /// up, length
    INSTRUCTION = 24;
    /// up, three lengths
    DOCTYPE = 25;
    /// up, mode | xml << 2 | editable << 3
    DOCUMENT = 26;
    /// up, flags
    SHADOW = 27;
    /// property, value
    INTEGER = 28;
    /// property, the double's bits (low, high)
    NUMBER = 29;
    /// property, length
    STRING = 30;
    /// the id of the next node
    ID = 31;
    /// bits of the traits that the next node has by selectors, by its slot or by style: 1 mask, 2 unmask, 4 block, 64 secret
    MARKS = 32;

    /// pointer, x, y
    POINTER_MOVE = 40;
    /// pointer, kind, buttons, x, y
    POINTER_STATE = 41;
    /// pointer
    POINTER_LEAVE = 42;
    /// kind, x, y, target or 0, left, top, width, height
    CLICK = 43;
    /// width, height
    VIEWPORT = 44;
    /// hidden
    VISIBILITY = 45;
    /// kind, length
    NAVIGATION = 46;
    /// node or 0, visible
    FOCUS = 47;
    /// 0, or 1 and anchor, offset, focus, offset
    SELECT = 48;
    /// 0 hover, 1 activate, 2 target; node or 0
    TARGET = 49;
    /// kind, node or 0 if it is not recorded
    KEY = 50;
    /// kind, node or 0
    GESTURE = 51;
    /// media, scroll bar, pixel ratio, language length
    SURROUNDINGS = 52;
    /// name length, detail length
    MARK = 53;
    /// user length, traits length
    IDENTIFY = 54;
    /// url length, media type length, count of bytes, the node that shows them or 0; text: url, media type, the bytes
    RESOURCE = 55;
    /// url length, reason length
    MISSING_RESOURCE = 56;
    /// microseconds (low, high), reason length
    ABSENCE = 57;
    /// reason length
    END = 58;
    /// A tree follows, as after KEYFRAME: of it only the digest is written
    CHECK = 59;
    CHECK_END = 60;
    /// url length, length of the url with the same bytes
    SAME_RESOURCE = 61;
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_speaks_the_same_numbers() {
        let page = include_str!("../../js/src/recorder/command.ts");
        for (name, number) in super::ALL {
            assert!(page.contains(&format!("\n  {name} = {number},")), "{name} = {number} is not in command.ts");
        }
        assert_eq!(page.lines().filter(|line| line.contains(" = ")).count() - 1, super::ALL.len());
        assert!(page.contains(&format!("CAPACITY = {};", super::CAPACITY)));
    }
}
