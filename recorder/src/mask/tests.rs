use super::*;

const LEVELS: [Level; 3] = [Level::All, Level::Sensitive, Level::None];

fn mask(level: Level) -> Mask {
    Mask::new(level, [7, 8])
}

fn attribute(level: Level, traits: Traits, element: &str, name: &str, value: &str) -> Option<String> {
    let cleared = mask(level).attribute(traits, element.as_bytes(), name.as_bytes(), value.as_bytes())?;
    Some(String::from_utf8(cleared.as_bytes().to_vec()).unwrap())
}

fn css(level: Level, traits: Traits, text: &str) -> String {
    String::from_utf8(mask(level).css(traits, text.as_bytes(), Part::Rules).as_bytes().to_vec()).unwrap()
}

#[test]
fn masking_twice_is_masking_once() {
    for level in LEVELS {
        for text in ["Hello, World 42", "mail ann@example.org or +44 7911 123456", "日本語 text", "é\u{1f600}"] {
            let mask = mask(level);
            let once = mask.text(Traits::default(), text.as_bytes());
            let twice = mask.text(Traits::default(), once.as_bytes());
            assert_eq!(once.as_bytes(), twice.as_bytes(), "{level:?} {text}");
        }
    }
}

#[test]
fn masked_text_keeps_its_shape_and_nothing_of_its_letters() {
    let masked = mask(Level::All).text(Traits::default(), "Dear Ann,\n 42 apples".as_bytes()).as_bytes().to_vec();
    assert_eq!(masked.len(), "Dear Ann,\n 42 apples".len());
    assert!(!String::from_utf8_lossy(&masked).contains("apple"));
    assert!(!String::from_utf8_lossy(&masked).contains("42"));
}

#[test]
fn a_secret_field_is_masked_at_every_level_even_where_it_is_unmasked() {
    for level in LEVELS {
        for traits in [Traits::SECRET, Traits::SECRET.with(Traits::UNMASKED)] {
            assert_eq!(mask(level).value(traits, b"hunter2").as_bytes(), filler::VALUE);
        }
    }
}

#[test]
fn a_masked_value_tells_no_length() {
    let mask = mask(Level::All);
    assert_eq!(mask.value(Traits::default(), b"a"), mask.value(Traits::default(), b"a longer value"));
    assert_eq!(mask.number(Traits::FIELD, Tells::Length, 120.0), None);
    let place = |at: f64| mask.number(Traits::VALUE, Tells::Place, at).map(ClearedNumber::value);
    assert_eq!(place(3.0), place(14.0));
}

#[test]
fn a_mark_to_mask_wins_over_a_mark_to_show_and_over_the_level() {
    let both = Traits::MASKED.with(Traits::UNMASKED);
    for level in LEVELS {
        assert!(!mask(level).text(both, b"secret").as_bytes().windows(6).any(|w| w == b"secret"));
        assert_eq!(mask(level).value(both, b"secret").as_bytes(), filler::VALUE);
    }
}

#[test]
#[cfg(feature = "selective")]
fn pictures_stay_out_where_text_is_masked_and_fonts_do_not() {
    let (plain, shown, hidden) = (Traits::default(), Traits::UNMASKED, Traits::UNMASKED.with(Traits::MASKED));
    let kept = |level, traits, bytes: &[u8]| mask(level).resource(traits, b"image/png", bytes).is_some();
    assert!(!kept(Level::All, plain, b"\x89PNG"));
    assert!(kept(Level::All, shown, b"\x89PNG"));
    assert!(!kept(Level::None, hidden, b"\x89PNG"));
    assert!(kept(Level::Sensitive, plain, b"\x89PNG") && kept(Level::All, plain, b"wOF2"));
    let page = |level, mime: &[u8]| mask(level).resource(plain, mime, b"secret").is_some();
    assert!(!page(Level::Sensitive, b"text/html") && !page(Level::None, b"text/html") && page(Level::None, b"x/y"));
    assert!([Level::Sensitive, Level::None].iter().all(|level| !page(*level, b"application/json")));
    assert_eq!(attribute(Level::All, plain, "img", "src", "/a.png"), None);
    assert!(attribute(Level::All, shown, "img", "src", "/a.png").is_some());
    assert!(attribute(Level::All, plain, "use", "href", "#icon").is_some_and(|id| id.starts_with('#')));
    assert!(attribute(Level::All, plain, "iframe", "src", "/a").is_some());
}

#[test]
fn handlers_nonces_and_frames_sources_are_never_recorded() {
    for level in LEVELS {
        for name in ["onclick", "ONLOAD", "nonce", "srcdoc"] {
            assert_eq!(attribute(level, Traits::UNMASKED, "div", name, "x"), None, "{name}");
        }
        assert_eq!(attribute(level, Traits::default(), "div", "data-props", " {\"a\":\"x\"}"), None);
        assert_eq!(attribute(level, Traits::default(), "meta", "content", "x"), None);
        assert_eq!(attribute(level, Traits::default(), "meta", "content", "light darkness"), None);
        let schemes = Some("light  dark".to_owned());
        assert_eq!(attribute(level, Traits::default(), "meta", "content", "light  dark"), schemes);
        assert_eq!(attribute(level, Traits::default(), "div", "data-domreel-mask", "x"), Some(String::new()));
    }
}

#[test]
fn no_attribute_says_a_word_by_default() {
    let word = "qxjane";
    for element in ["div", "input", "a", "img", "user-card", "svg", "iframe", "form", "option", "th", "time"] {
        for name in [
            "title",
            "alt",
            "placeholder",
            "aria-label",
            "class",
            "id",
            "for",
            "name",
            "data-user",
            "account",
            "href",
            "src",
            "action",
            "role",
            "lang",
            "type",
            "width",
            "style",
            "d",
            "fill",
            "slot",
            "part",
            "is",
            "content",
            "itemprop",
            "datetime",
            "pattern",
            "value",
            "aria-qx",
            "xmlns",
            "rel",
            "media",
            "target",
            "list",
            "summary",
        ] {
            let value = if name == "style" {
                format!("--{word}:'{word}';--a:{word};content:'{word}';font:1px {word}")
            } else {
                word.into()
            };
            let shown = attribute(Level::All, Traits::default(), element, name, &value).unwrap_or_default();
            assert!(!shown.contains(word), "{element} {name} says {shown}");
        }
    }
    for name in ["data-qxjane", "qxjane", "aria-qxjane", "xlink:qxjane"] {
        let name = mask(Level::All).attribute_name(Traits::default(), name.as_bytes()).as_bytes().to_vec();
        assert!(!String::from_utf8(name).unwrap().contains("qxjane"));
    }
    let name = mask(Level::All).element_name(Traits::default(), b"x-qxjane").as_bytes().to_vec();
    assert!(!String::from_utf8(name).unwrap().contains("qxjane"));
}

#[test]
fn what_shapes_the_page_stays() {
    for (element, name, value) in [
        ("td", "colspan", "2"),
        ("input", "type", "checkbox"),
        ("svg", "viewBox", "0 0 24 24"),
        ("path", "d", "M10 10h4.5v-3A3 3 0 0 1 12 5z"),
        ("path", "d", "M.123456789012 1e-7zm3 4zM5 5l1-1c.1 0zm0 1"),
        ("path", "fill", "#ff00aa"),
        ("g", "transform", "translate(10,20)"),
        ("path", "stroke-linecap", "round"),
        ("link", "rel", "stylesheet"),
        ("html", "lang", "pt-BR"),
        ("a", "href", "#"),
        ("table", "border", "1"),
        ("div", "dir", "rtl"),
        ("link", "media", "screen and (min-width: 600px)"),
        ("input", "size", "20"),
        ("div", "aria-expanded", "true"),
        ("div", "style", "color: red; width: 50%"),
    ] {
        assert_eq!(
            attribute(Level::All, Traits::default(), element, name, value).as_deref(),
            Some(value),
            "{element} {name}"
        );
        assert_eq!(mask(Level::All).attribute_name(Traits::default(), name.as_bytes()).as_bytes(), name.as_bytes());
    }
}

#[test]
fn style_stays_to_the_letter_where_it_names_nothing() {
    for text in [
        "@media (min-width:10px) and (prefers-color-scheme:dark){a:hover>b:not(:first-child)::before{color:#fff}}",
        "a{content:\"\\201C\";background:linear-gradient(to right,red 10%,rgba(0,0,0,.5))}",
        "@font-face{src:url(\"data:font/woff2;base64,AAAA\") format(\"woff2\")}p{font:bold 12px/1.5 Arial,sans-serif}",
        "a{transition:color .2s cubic-bezier(.4,0,.2,1);width:calc(100% - 2 * (1px + 1em))}",
        "@supports (display:grid){td{grid-template-columns:repeat(2,1fr)}}input[type=checkbox]:checked{top:0}",
        "@keyframes{from{top:0}to{top:1px}}@counter-style{system:cyclic}@counter-style{system:additive}",
        "a{color:red",
        "",
        "{}",
        "a{b:c}}d{e:f}",
        "li:nth-child(2n + 1):lang(en)::part(a){animation:1s ease-in infinite alternate}",
    ] {
        for level in LEVELS {
            assert_eq!(css(level, Traits::default(), text), text, "{level:?}");
        }
    }
}

#[test]
fn words_and_names_of_style_go_by_default() {
    let text = "/* qxjane */ .qxjane, #qxjane, qx-qxjane, [data-qxjane=\"qxjane\"], a[title*=qxjane i], .a\\:qxjane, :is(.qxjane) {
        --qxjane: qxjane 'qxjane'; color: var(--qxjane); content: 'qxjane' attr(data-qxjane) counter(qxjane);
        font-family: \"qxjane\", qxjane; animation: qxjane 1s; grid-template-areas: 'qxjane a'; grid-area: qxjane;
        background: url(/qxjane.png); counter-reset: qxjane; & .qxjane { color: red } }
        @keyframes qxjane { from { top: 0 } } @layer qxjane, b; @import 'qxjane.css'; @container qxjane (width > 1px) { }
        @font-face { font-family: 'qxjane'; src: local('qxjane'), url(qxjane.woff2) } a::part(qxjane) { } :state(qxjane) { }
        @property --qxjane { syntax: '*' } @namespace qxjane 'qxjane'; a { list-style: '\\71 xjane' }
        @supports (--a: qxjane) and (--b:'qxjane') { qxjane|b { } } p:lang(qxjane), p:dir(qxjane) { }";
    let out = css(Level::All, Traits::default(), text);
    assert!(!out.contains("qxjane") && !out.contains("71 xjane"), "{out}");
    let out = css(Level::None, Traits::MASKED, text);
    assert!(!out.contains("qxjane"), "{out}");
    let text = "@supports (display:grid) and (not (width:1dvh)){:lang(en-GB):dir(rtl):nth-child(2n+1){}}";
    assert_eq!(css(Level::All, Traits::default(), text), text);
}

#[test]
fn selectors_find_what_they_found() {
    let class = attribute(Level::All, Traits::default(), "i", "class", "icon-home w-1/2 Big").unwrap();
    let data = attribute(Level::All, Traits::default(), "i", "data-kind", "a-b").unwrap();
    let name = String::from_utf8(mask(Level::All).attribute_name(Traits::default(), b"data-kind").as_bytes().to_vec())
        .unwrap();
    let mut parts = class.split(' ');
    let (icon, half) = (parts.next().unwrap(), parts.next().unwrap());
    let prefix = icon.split('-').next().unwrap();
    assert_eq!(css(Level::All, Traits::default(), ".icon-home{}"), format!(".{icon}{{}}"));
    assert_eq!(css(Level::All, Traits::default(), ".w-1\\/2{}"), format!(".{}{{}}", half.replace('/', "\\/")));
    assert_eq!(
        css(Level::All, Traits::default(), "[class^='icon-'],[class*=\" icon-\"]{}"),
        format!("[class^=\"{prefix}-\"],[class*=\" {prefix}-\"]{{}}")
    );
    assert_eq!(css(Level::All, Traits::default(), "[data-kind=a-b]{}"), format!("[{name}=\"{data}\"]{{}}"));
}

#[test]
#[cfg(feature = "selective")]
fn a_masked_element_keeps_the_classes_that_sheets_speak_of() {
    let mask = mask(Level::None);
    let class = |value: &'static str| {
        let cleared = mask.attribute(Traits::MASKED, b"i", b"class", value.as_bytes()).unwrap();
        String::from_utf8(cleared.as_bytes().to_vec()).unwrap()
    };
    let early = class("card user-ann");
    assert!(!early.contains("card") && !early.contains("ann"));
    let sheet = mask.css(Traits::default(), b".card{}", Part::Rules);
    let replaced = early.split(' ').next().unwrap();
    assert_eq!(sheet.as_bytes(), format!(":is(.card,.{replaced}){{}}").as_bytes());
    assert!(class("card user-ann").starts_with("card ") && !class("card user-ann").contains("ann"));
}

#[test]
fn secrets_in_style_go_at_every_level() {
    for level in LEVELS {
        let out = css(
            level,
            Traits::default(),
            ".u{background:url(/p.png?jwt=qxjane)}i{background:url('/p.png?token=qxjane')}",
        );
        assert!(!out.contains("qxjane"), "{level:?}: {out}");
    }
    let out = css(Level::Sensitive, Traits::default(), "/* qxjane */ input[value=\"qxjane\"]{color:red}");
    assert_eq!(out, "/**/ input[value=\"\"]{color:red}");
}

#[test]
fn masking_broken_style_ends() {
    for text in [
        "a{content:'Hi'} /* x",
        "url(",
        "[value=",
        "'",
        "a{--x:url(b?c=d)}",
        "\\",
        "b:\"x\\",
        "@",
        ".",
        "#",
        "a[",
        "--",
        "a{--b",
        ":",
        "@media",
        "[=]",
        "[a=\"",
        "(((",
        ")))",
        "\\41",
        "a\\",
    ] {
        for level in LEVELS {
            css(level, Traits::default(), text);
            css(level, Traits::MASKED, text);
        }
    }
}

#[test]
fn animations_say_no_words() {
    let json = br#"{"at":1,"animations":[{"state":"running","composite":"replace","pseudo":"::before","keyframes":[{"offset":0,"easing":"ease-in","content":"\"qxjane\"","--qxjane":"qxjane","color":"red","fontFamily":"qxjane"}]}]}"#;
    let out = String::from_utf8(mask(Level::All).animations(Traits::default(), json).as_bytes().to_vec()).unwrap();
    assert!(!out.contains("qxjane"), "{out}");
    assert!(
        out.contains(r#""state":"running","composite":"replace","pseudo":"::before""#)
            && out.contains(r#""color":"red""#),
        "{out}"
    );
}

#[test]
fn names_that_a_page_made_up_go_from_animations_too() {
    for animation in [
        r#""pseudo":"::view-transition-group(qxjane)""#,
        r#""pseudo":"::highlight(qxjane)""#,
        r#""keyframes":[{"viewTransitionName":"qxjane"}]"#,
        r#""keyframes":[{"viewTransitionName":"-qxjane"}]"#,
        r#""keyframes":[{"viewTransitionClass":"zq qxjane"}]"#,
        r#""keyframes":[{"colorScheme":"dark qxjane"}]"#,
        r#""keyframes":[{"fontVariant":"styleset(qxjane)"}]"#,
        r#""keyframes":[{"anchorName":"--qxjane"}]"#,
        r#""keyframes":[{"gridTemplateAreas":"\"qxjane qxjane\""}]"#,
    ] {
        let json = format!("{{{animation}}}");
        for (level, traits) in [(Level::All, Traits::default()), (Level::None, Traits::MASKED)] {
            let out = mask(level).animations(traits, json.as_bytes()).as_bytes().to_vec();
            let out = String::from_utf8(out).unwrap();
            assert!(!out.contains("qxjane"), "{out}");
        }
    }
    for kept in [
        r#"{"pseudo":"::marker"}"#,
        r#"{"pseudo":"::before"}"#,
        r#"{"keyframes":[{"fontFamily":"-apple-system","colorScheme":"only dark","viewTransitionName":"none"}]}"#,
        r#"{"keyframes":[{"transform":"rotate(1deg)","display":"-webkit-box"}]}"#,
    ] {
        assert_eq!(mask(Level::All).animations(Traits::default(), kept.as_bytes()).as_bytes(), kept.as_bytes());
    }
}

#[test]
fn names_behind_a_hyphen_and_those_of_color_schemes_are_made_up_too() {
    for text in [
        "a { view-transition-name: -qxjane }",
        "a { animation: -qxjane 1s; color-scheme: light qxjane; font-variant: styleset(qxjane) }",
        "@keyframes -qxjane { from { left: 0 } }",
    ] {
        let out = css(Level::All, Traits::default(), text);
        assert!(!out.contains("qxjane"), "{out}");
    }
    let kept = "a { color-scheme: only light; font-family: -apple-system; transition: -webkit-transform 1s }";
    assert_eq!(css(Level::All, Traits::default(), kept), kept);
}

#[test]
#[cfg(feature = "selective")]
fn keys_are_not_counted_in_masked_fields() {
    for level in LEVELS {
        let mask = mask(level);
        assert!(!mask.tells_keys(Traits::FIELD.with(Traits::SECRET)));
        assert!(mask.tells_keys(Traits::default()));
        assert_eq!(mask.tells_keys(Traits::FIELD), level == Level::None);
    }
}

#[test]
fn what_runs_is_in_no_attribute() {
    for level in LEVELS {
        for (element, name) in [("set", "to"), ("animate", "values"), ("b", "onclick"), ("b", "width")] {
            assert_eq!(attribute(level, Traits::UNMASKED, element, name, "javascript:go('jane')"), None, "{name}");
        }
    }
}

#[test]
#[cfg(feature = "selective")]
fn what_a_library_reads_from_attributes_is_kept_where_words_are() {
    for name in ["@click", "v-on:click.prevent", "(evt)"] {
        let kept = attribute(Level::None, Traits::default(), "p", name, "go(1)");
        assert_eq!(kept.as_deref(), Some("go(1)"), "{name}");
        for level in [Level::Sensitive, Level::All] {
            let masked = attribute(level, Traits::default(), "p", name, "go(1)");
            assert!(!masked.is_some_and(|value| value.contains("go")), "{name}");
        }
    }
}

#[test]
fn no_place_of_a_style_sheet_says_a_word_by_default() {
    let word = "qxjane";
    for style in [
        "@property --a { syntax: '*'; inherits: false; initial-value: W }",
        "@counter-style a { system: extends W; symbols: W 'W'; fallback: W; speak-as: W; suffix: 'W' }",
        "@view-transition { types: W }",
        "@font-palette-values --W { font-family: W } @font-feature-values W { @styleset { W: 1 } @swash { W: 1; W: 2 } }",
        "@position-try --W { left: 0 }",
        "@container W (width > 1px) style(--W: W) { .W { top: 0 } }",
        "@scope (.W) to (#W) { p { top: 0 } } @custom-selector :--W .W;",
        "a { list-style: W 'W'; will-change: W; transition: W 1s, W; top: --W(W, --W(W), 'W', { W }); list-style-type: W }",
        "a { page: W; string-set: W; font-variant-alternates: styleset(W); view-transition-class: W; quotes: 'W' 'W' }",
        "a { anchor-name: --W; left: anchor(--W right); position-try-fallbacks: --W; timeline-scope: --W }",
        "a { content: counter(W, W) counters(W, 'W') attr(data-W, 'W') 'W' / 'W'; --W: { a: 'W' } W #W url(W) }",
        ":active-view-transition-type(W), ::view-transition-group(W), ::highlight(W), ::part(W), :state(W) { top: 0 }",
        "a { background: image-set('/W.png' 1x); cursor: url(/W.cur), auto; src: url(W); mask: url(#W) }",
        "a { content: 'W\nW; b: c } .W { top: 0 }",
        "/* W */ a { top: 0 /* W */ } /*# sourceMappingURL=W */",
    ] {
        let shown = css(Level::All, Traits::default(), &style.replace('W', word));
        assert!(!shown.contains(word), "{style} says {shown}");
    }
}

#[test]
fn no_comment_of_a_style_sheet_is_recorded() {
    for level in LEVELS {
        assert!(!css(level, Traits::UNMASKED, "/* Ann */ a { top: 0 }").contains("Ann"));
    }
}

#[test]
fn what_is_below_a_field_for_secrets_is_one() {
    for element in ["select", "textarea", "div"] {
        let attributes = [(b"autocomplete".as_slice(), b"section-a billing cc-type".as_slice())];
        let own = traits_of(Traits::default(), Traits::default(), element.as_bytes(), attributes.into_iter());
        let below = traits_of(own, Traits::default(), b"option", std::iter::empty());
        assert!(below.has(Traits::SECRET), "{element}");
        assert_eq!(attribute(Level::None, below, "option", "value", "visa"), None);
        assert_eq!(mask(Level::None).text(below, b"visa").as_bytes(), filler::VALUE);
        assert_eq!(mask(Level::None).number(below, Tells::Choice, 1.0), None);
    }
}

#[test]
fn a_field_is_known_by_what_it_is_called() {
    for name in
        ["Card number", "card-no", "ccNumber", "cvv2", "Security code", "pass_word", "One time code", "otp", "PIN"]
    {
        let traits = |attribute: &'static str| {
            let attributes = [(attribute.as_bytes(), name.as_bytes())];
            traits_of(Traits::default(), Traits::default(), b"input", attributes.into_iter())
        };
        assert!(
            ["name", "id", "placeholder", "aria-label"].map(traits).iter().all(|own| own.has(Traits::SECRET)),
            "{name}"
        );
    }
}

#[test]
#[cfg(feature = "selective")]
fn what_was_chosen_is_told_where_values_are() {
    let option = Traits::VALUE;
    assert_eq!(mask(Level::Sensitive).number(option, Tells::Choice, 1.0), None);
    assert_eq!(attribute(Level::All, option, "option", "selected", ""), None);
    assert!(mask(Level::None).number(option, Tells::Choice, 1.0).is_some());
    assert_eq!(mask(Level::None).number(Traits::MASKED, Tells::State, 1.0), None);
    assert_eq!(attribute(Level::None, Traits::MASKED, "progress", "value", "7"), None);
    assert!(mask(Level::All).number(Traits::FIELD, Tells::State, 1.0).is_some());
}

#[test]
fn a_masked_frame_does_not_say_where_it_is() {
    let address = |level, of: fn(&Mask, Traits) -> Cleared<'static>| {
        String::from_utf8_lossy(of(&mask(level), Traits::MASKED).as_bytes()).into_owned()
    };
    for level in LEVELS {
        assert!(
            !address(level, |mask, traits| mask.page_url(traits, b"https://h.test/users/ann?x=ann")).contains("ann")
        );
        assert!(
            !address(level, |mask, traits| mask.base_url(traits, b"https://h.test/frames/ann?x=ann")).contains("ann")
        );
    }
}

#[test]
#[cfg(feature = "selective")]
fn a_drawing_that_identifies_somebody_stays_out() {
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><text>ann@example.org</text></svg>";
    let kept = |level| mask(level).resource(Traits::default(), b"image/svg+xml", drawing).is_some();
    assert!(!kept(Level::All) && !kept(Level::Sensitive) && kept(Level::None));
}

/// A generator of numbers that look random, and are the same each time.
fn below(state: &mut u64, end: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap() % end
}

#[test]
#[cfg(feature = "selective")]
fn style_that_stays_without_a_scan_is_what_a_scan_gives() {
    let pieces = [
        "color",
        ":",
        ";",
        " ",
        "red",
        "#ff0",
        "12px",
        "-",
        "--",
        "(",
        ")",
        "}",
        "<",
        "u",
        "url(",
        "URL",
        "domain(",
        "a.b",
        "\n",
        "translate(1px,2e3%)",
        "*",
        "/",
        "é",
        "font-family:",
        "grid-area:a",
        "999999999999999",
        "!important",
        "]",
    ];
    let mask = mask(Level::None);
    let strictness = mask.strictness(Traits::default());
    let (mut state, mut stayed) = (5, 0);
    for _ in 0..40_000 {
        let text: String = (0..below(&mut state, 9)).map(|_| pieces[below(&mut state, pieces.len())]).collect();
        if css::stays(text.as_bytes(), Part::Rules, strictness) {
            stayed += 1;
            let scanned = css::masked(&mask.names, text.as_bytes(), Part::Rules, strictness);
            assert_eq!(String::from_utf8_lossy(&scanned), text);
        }
    }
    assert!(stayed > 10_000, "{stayed}");
}

#[test]
fn a_role_that_was_asked_for_before_is_the_same() {
    let mask = mask(Level::All);
    let elements = ["", "a", "img", "input", "li", "meta", "my-element", "option", "font-face-src"];
    let names =
        ["href", "value", "content", "label", "data-x", "onclick", "title", "class", "aria-label", "WIDTH", "foo"];
    let mut state = 3;
    for _ in 0..20_000 {
        let element = elements[below(&mut state, elements.len())].as_bytes();
        // More of them than are kept.
        let number = below(&mut state, 60);
        let name =
            format!("{}{}", names[below(&mut state, names.len())], if number > 30 { "" } else { &"x"[..number % 2] });
        let name = if number < 20 { format!("{name}-{number}") } else { name };
        let role = mask.roles.of(&mask.names, element, name.as_bytes());
        assert_eq!(role, attribute::role(element, name.as_bytes()), "{name}");
    }
}

fn element_name(level: Level, traits: Traits, name: &str) -> String {
    String::from_utf8(mask(level).element_name(traits, name.as_bytes()).as_bytes().to_vec()).unwrap()
}

#[test]
fn elements_that_a_page_made_up_are_renamed_where_they_stand_and_in_style_alike() {
    for name in ["annlee", "ann-lee"] {
        let renamed = element_name(Level::All, Traits::default(), name);
        assert!(!renamed.contains("ann"));
        assert_eq!(css(Level::All, Traits::default(), &format!("p > {name}{{}}")), format!("p > {renamed}{{}}"));
    }
    for name in ["span", "h2", "linearGradient", "font-face", "msqrt", "feImage"] {
        assert_eq!(element_name(Level::All, Traits::default(), name), name);
        assert_eq!(css(Level::All, Traits::default(), &format!("{name}{{}}")), format!("{name}{{}}"));
    }
    let steps =
        "li:nth-child(-n+3),li:nth-child(n-1),tr:nth-of-type(even),i:nth-child(-2n + 1 of p),b:nth-child(odd){}";
    assert_eq!(css(Level::All, Traits::default(), steps), steps);
}

#[test]
#[cfg(feature = "selective")]
fn elements_that_a_page_made_up_keep_their_names_where_all_is_kept_but_what_is_masked() {
    for name in ["annlee", "ann-lee"] {
        assert!(!element_name(Level::None, Traits::MASKED, name).contains("ann"));
        assert_eq!(element_name(Level::None, Traits::default(), name), name);
    }
}

#[test]
fn what_bounds_a_value_and_what_a_masked_measure_is_compared_with_are_not_told() {
    for name in ["min", "max", "step"] {
        assert_eq!(attribute(Level::All, Traits::FIELD, "input", name, "5230").as_deref(), Some("•••••"));
        assert_eq!(attribute(Level::All, Traits::default(), "meter", name, "5230").as_deref(), Some("5230"));
    }
    for name in ["min", "max", "low", "high", "optimum", "value"] {
        assert_eq!(attribute(Level::None, Traits::MASKED, "meter", name, "5230"), None);
    }
}
