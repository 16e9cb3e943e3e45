//! Words of the web platform: elements, keywords, units, attributes, fonts that many machines have.
//!
//! They say nothing of a page, so they stay where every other word is renamed.

/// The words, sorted, in lower case, each behind a space and the last with one behind it too.
const PUBLIC: &str = " \
    a abbr above absolute additive address align alignment alink all alpha alphabetic alternate anchor and \
    animate animatemotion animatetransform annotation antialiased antiqua any anywhere apple aqua area \
    aria arial arithmetic around article aside aspect assertive async at atomic atop attributename audio \
    auto autocomplete autofocus autoplay available avif b background backwards base baseline baseprofile \
    bdi bdo begin below between bevel bezier bgcolor big black blinkmacsystemfont block blockquote blue \
    bmp body bold bolder book border both bottom box br break brown busy butt button by calcmode calibri \
    cambria cantarell canvas capitalize caps caption cell cellpadding cellspacing center central char \
    charset checkbox checked circle cite class clear clip clippath clippathunits closest coarse code col \
    colcount colgroup colindex collection color cols colspan column columns compact conic consolas console \
    contain content contenteditable contents contrast controls coords corner courier cover crispedges \
    crosshair css cubic current currentcolor cursive cx cy cyan cyclic dark dasharray dashed dashoffset \
    data datalist date datetime dd decimal decoding decoration default defer defs deg dejavu del dense \
    desc details device dfn dialog dir disabled disc display div dl dominant dotted double draggable droid \
    dt dur dx dy ease effect ellipse em email embed embedded emoji end eot even evenly evenodd ew expanded \
    extends face false family fantasy farthest feblend fecolormatrix fecomponenttransfer fecomposite \
    feconvolvematrix fediffuselighting fedisplacementmap fedistantlight fedropshadow feflood fefunca \
    fefuncb fefuncg fefuncr fegaussianblur feimage femerge femergenode femorphology feoffset fepointlight \
    fespecularlighting fespotlight fetile feturbulence fieldset figcaption figure file fill filter filters \
    fine fira fit fixed flex flood font footer foreignobject form forwards found frame frameborder \
    frameset freeze from fuchsia fx fy g garamond geometricprecision georgia gif gold grab gradient \
    gradienttransform gradientunits gray greek green grey grid groove groups h1 h2 h3 h4 h5 h6 hanging \
    hard haspopup head header headers height help helvetica hgroup hidden high hint hover hr href hsides \
    hspace htm html http https i ico icon iframe image img impact important in inert infinite inherit \
    initial inline input ins inset interpolation invalid italic item jpeg jpg js json justify kbd keep \
    keysplines keytimes label landscape lang latin layer left legend legibility less letter level lhs li \
    liberation light lighter lime line linear lineargradient linearrgb linecap linejoin link linotype list \
    listbox listing live loading local location loop low lower lowercase ltr lucida maction magenta main \
    manual map margin marginheight marginwidth mark marker markerheight markerunits markerwidth maroon \
    marquee mask maskunits math matrix max maxlength media medium meet menlo menu merror meta metadata \
    meter mfrac mi middle min minlength minmax miter miterlimit mixed mjs mmultiscripts mn mo modal mode \
    monaco mono monospace month more motion move mover moz mp3 mp4 mpadded mpath mphantom mprescripts \
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr multiline multiple multiply \
    multiselectable munder munderover muted name nav navy neue new no nobr noembed noframes nomodule non \
    none nonzero normal noscript noshade not noto nowrap ns number numeric object objectboundingbox \
    oblique odd of off offset ogg ol olive on only opacity open opentype operator optgroup optimize \
    optimizespeed optimum option or orange orient orientation otf out output outset over overline oxygen p \
    pad padding page palatino param part password path pattern patterncontentunits patternunits paused pdf \
    perspective picture pink plaintext playsinline png pointer points polite poly polygon polyline popover \
    portrait posinset position poster pre preference prefers preload preserveaspectratio pressed print pro \
    progress pt purple px q radial radialgradient radio range ratio rb readonly rect red reduce reduced \
    reflect refx refy regular rel relative relevant rem rendering repeat repeatcount required reset resize \
    result reverse reversed revert rhs ridge right roboto role roman rotate round row rowcount rowindex \
    rows rowspan rp rt rtc rtl ruby rule rules running rx ry s samp sans scale scaling scheme scope screen \
    script scroll scrolling search section segoe select selected selectedcontent semantics serif set \
    setsize sf sfmono shape side silver size sizes sizing skew slice slot small soft solid sort source \
    sourcealpha sourcegraphic space spacing span speech spellcheck spreadmethod square src srgb standalone \
    start static stddeviation step steps sticky stop stretch strike stroke strong style stylesheet sub \
    submit subpixel summary sup svg switch symbol symbolic system tabindex table tahoma target tbody td \
    teal tel template text textarea textpath tfoot th thead thick thin time times title to top tr track \
    transform translate transparent trebuchet tree true truetype tspan tt ttf type u ubuntu ui ul \
    underline unset until upper uppercase url use userspaceonuse utf valign value values var vector \
    verdana version vh video view viewbox visible vlink void vsides vspace vw wait wbr webkit webm webp \
    week weight white width woff woff2 word wrap xlink xmax xmaxymax xmid xmidymax xmidymid xmidymin xmin \
    xminymin xml xmlns xmp xor yellow yes zoom ";

/// What properties and rules of style sheets are called besides, in the same form. Elsewhere these are words as any other.
const STYLE: &str = " \
    3dlight accelerator accent action activation active adjust after alternates animation app appearance \
    apply areas arrow as ascent asian attachment autospace axis azimuth backdrop backface balance basis \
    before behavior bidi binding blend bookmark broken buffered callout cap caret cells change character \
    chars clamp collapse colors combine composite composition container context continue count counter cue \
    cursor custom decorations delay depth descent direction distance document drag duration dynamic east \
    edge elevation ellipsis else emphasis empty env epub events fallback fallbacks feature field float flow \
    footnote force forced forms function gap group grow gutter highlight historic historical horizontal \
    hyphenate hyphens ime import increment indent index inherits ink inside interactivity interest \
    interpolate intrinsic isolation items iteration junction kerning keyframes khtml language last layout \
    leading ligatures lighting limit lines locale lock logical mid mix mixin modify namespace navigation \
    nbsp negative optical order ordering ordinal origin ornaments orphans osx outline outside overflow \
    overhang overlap overlay override overscroll pack paint palette pause pitch place play policy prefix \
    profile progid property punctuation quotes radius rate reading region rest richness route run safety \
    scrollbar security selector self settings shadow shift shrink skip smoothing snap speak starting state \
    stress string styleset stylistic suffix super supports swash symbols syntax synthesis tab tap thickness \
    threshold tile timeline timing touch transition trigger trim try types unicode upright user variant \
    variation vertical viewport visibility visited voice volume when widows will window writing zone ";

/// Says whether a word, in any case, is one of the platform's. Single letters are.
pub(super) fn is_public(word: &[u8]) -> bool {
    is_in(PUBLIC.as_bytes(), word)
}

/// Says whether every word of a name is one that properties and rules of style sheets are called by.
pub(super) fn is_of_style(name: &[u8]) -> bool {
    name.split(|byte| *byte == b'-').all(|word| word.is_empty() || is_public(word) || is_in(STYLE.as_bytes(), word))
}

fn is_in(list: &[u8], word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    let (mut low, mut high) = (0, list.len());
    // Halves what is left, each time at the beginning of a word.
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        let start =
            list.get(..middle).unwrap_or_default().iter().rposition(|byte| *byte == b' ').map_or(0, |at| at + 1);
        let rest = list.get(start..).unwrap_or_default();
        let found = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
        match found.cmp(lower.as_slice()) {
            core::cmp::Ordering::Equal => return true,
            core::cmp::Ordering::Less => low = start + found.len() + 1,
            core::cmp::Ordering::Greater => high = start.saturating_sub(1),
        }
    }
    word.len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_others_are_not() {
        let words: Vec<&str> = PUBLIC.split_ascii_whitespace().collect();
        assert!(words.is_sorted());
        let style: Vec<&str> = STYLE.split_ascii_whitespace().collect();
        assert!(style.is_sorted());
        for word in &style {
            assert!(is_of_style(word.as_bytes()) && !is_public(word.as_bytes()), "{word}");
        }
        assert!(is_of_style(b"-webkit-line-clamp") && !is_of_style(b"line-ann"));
        for word in &words {
            assert!(is_public(word.as_bytes()), "{word}");
            assert!(is_public(word.to_uppercase().as_bytes()), "{word}");
            assert!(!is_public(format!("{word}qx").as_bytes()), "{word}qx");
        }
        assert!(is_public(b"x") && !is_public(b"ann") && !is_public(b""));
    }
}
