//! Words of the web platform: keywords, units, attributes, fonts that many machines have.
//!
//! They say nothing of a page, so they stay where every other word is renamed.

/// The words, sorted, in lower case, each behind a space and the last with one behind it too.
const PUBLIC: &str = " \
    abbr above absolute align alignment alink all alpha alternate anchor and antialiased antiqua any \
    anywhere apple aqua aria arial arithmetic around aspect assertive async at atomic atop attributename \
    auto autocomplete autofocus autoplay available avif background backwards baseline baseprofile begin below between \
    bevel bezier bgcolor black blinkmacsystemfont block blue bmp bold bolder book border both bottom box \
    break brown busy butt button by calcmode calibri cambria cantarell capitalize caps cell cellpadding \
    cellspacing center central char charset checkbox checked circle class clear clip clippathunits closest \
    coarse colcount colindex collection color cols colspan column columns compact conic consolas console \
    contain content contenteditable contents contrast controls coords corner courier cover crispedges \
    crosshair css cubic current currentcolor cursive cx cy cyan dark dasharray dashed dashoffset date \
    datetime decimal decoding decoration default defer deg dejavu dense device dialog dir disabled disc \
    display dominant dotted double draggable droid dur dx dy ease effect ellipse em email embedded emoji end \
    eot evenly evenodd ew expanded face false family fantasy farthest file fill filter filters fine fira fit \
    fixed flex flood font forwards found frame frameborder freeze from fuchsia fx fy garamond \
    geometricprecision georgia gif gold grab gradient gradienttransform gradientunits gray greek green grey \
    grid groove groups hanging hard haspopup headers height help helvetica hidden high hint hover href \
    hsides hspace htm html http https ico icon image impact important in inert infinite inherit initial \
    inline inset interpolation invalid italic item jpeg jpg js json justify keep keysplines keytimes label \
    landscape lang latin layer left legibility less letter level lhs liberation light lighter lime line \
    linear linearrgb linecap linejoin link linotype list listbox live loading local location loop low lower \
    lowercase ltr lucida magenta manual margin marginheight marginwidth marker markerheight markerunits \
    markerwidth maroon mask maskunits math matrix max maxlength media medium meet menlo menu middle min \
    minlength minmax miter miterlimit mixed mjs modal mode monaco mono monospace month more motion move moz \
    mp3 mp4 ms multiline multiple multiply multiselectable muted name navy neue new no nomodule non none \
    nonzero normal noshade not noto nowrap ns number objectboundingbox oblique of off offset ogg olive on \
    only opacity open opentype operator optimize optimizespeed optimum or orange orient orientation otf out \
    outset over overline oxygen pad padding page palatino part password path pattern patterncontentunits \
    patternunits paused pdf perspective pink plaintext playsinline png pointer points polite poly polygon \
    popover portrait posinset position poster pre preference prefers preload preserveaspectratio pressed \
    print pro pt purple px radial radio range ratio readonly rect red reduce reduced reflect refx refy \
    regular rel relative relevant rem rendering repeat repeatcount required reset resize result reverse \
    reversed revert rhs ridge right roboto role roman rotate round row rowcount rowindex rows rowspan rtl \
    rule rules running rx ry sans scale scaling scheme scope screen scroll scrolling search segoe selected \
    serif setsize sf sfmono shape side silver size sizes sizing skew slice slot small soft solid sort \
    sourcealpha sourcegraphic space spacing span speech spellcheck spreadmethod square src srgb standalone \
    start static stddeviation step steps sticky stop stretch stroke style stylesheet submit subpixel summary \
    svg symbol system tabindex table tahoma target teal tel text thick thin time times to top transform \
    translate transparent trebuchet tree true truetype ttf type ubuntu ui underline unset until upper \
    uppercase url userspaceonuse utf valign value values vector verdana version vh viewbox visible vlink \
    void vsides vspace vw wait webkit webm webp week weight white width woff woff2 word wrap xlink xmax \
    xmaxymax xmid xmidymax xmidymid xmidymin xmin xminymin xml xmlns xor yellow yes zoom ";

/// Says whether a word, in any case, is one of the platform's. Single letters are.
pub(super) fn is_public(word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    let list = PUBLIC.as_bytes();
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
        for word in &words {
            assert!(is_public(word.as_bytes()), "{word}");
            assert!(is_public(word.to_uppercase().as_bytes()), "{word}");
            assert!(!is_public(format!("{word}qx").as_bytes()), "{word}qx");
        }
        assert!(is_public(b"x") && !is_public(b"ann") && !is_public(b""));
    }
}
