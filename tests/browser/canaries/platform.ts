/** Places that newer or rarer parts of the platform have, in markup and by scripts. */

import type { Canary } from './canary.ts';

const painted = 'await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));';

/** A place: what stands there, and what happens with it; `painted()` waits. */
const at = (kind: Canary['kind'], html: string, change?: string): Canary =>
  change === undefined ? { kind, html } : { kind, html, change: change.replaceAll('painted()', painted) };

export const platform: Canary[] = [
  at('text', '<div popover="hint" id="h@@" title="@@">@@</div><button interestfor="h@@">x</button>'),
  at('text', '<button interestfor="@@" interesttarget="@@">x</button><a interestfor="@@" href="/x">y</a>'),
  at(
    'text',
    '<p id="q@@">x</p><button>y</button>',
    `const b = place.querySelector('button'); b.ariaLabelledByElements = [place.querySelector('p')]; b.ariaDescription = word; b.ariaDetailsElements = [place.querySelector('p')]; b.ariaBrailleLabel = word; b.ariaValueText = word; b.ariaKeyShortcuts = word;`,
  ),
  at(
    'text',
    '<style>.q::after{content:attr(data-x type(<string>), "@@")} .q{width:attr(data-@@ px, 1px);color:attr(data-@@ type(<color>), red)}</style>',
  ),
  at(
    'text',
    '<style>@container style(--@@: "@@") { .q { top: 0 } } @container n@@ style(--a: @@) {.q{top:0}} @container scroll-state(stuck: top) and style(--@@) {.q{top:0}}</style>',
  ),
  at(
    'text',
    '<p style="view-transition-name:@@;view-transition-class:@@;view-transition-group:@@">x</p><style>@view-transition{navigation:auto;types:@@}:active-view-transition-type(@@){top:0}</style>',
  ),
  at(
    'text',
    '<p>x</p>',
    `await document.startViewTransition({ update() { place.firstChild.textContent = word; }, types: [word] }).finished;`,
  ),
  at(
    'text',
    '',
    `const svg = document.createElementNS('http://www.w3.org/2000/svg','svg'); svg.innerHTML='<title>'+word+'</title><desc>'+word+'</desc><a xlink:title='+word+' xlink:role='+word+' xlink:arcrole='+word+'><text xml:id='+word+'>'+word+'</text></a>'; place.append(svg);`,
  ),
  at(
    'text',
    '<math><semantics><mi>x</mi><annotation encoding="application/x-tex" name="@@" cd="@@" definitionURL="/@@">\\@@</annotation></semantics><mtable><mlabeledtr id="@@"><mtd>@@</mtd></mlabeledtr></mtable></math>',
  ),
  at(
    'text',
    '<geolocation accuracymode="@@" watch="@@">@@</geolocation><permission type="@@" lang="@@">@@</permission><usermedia type="@@">@@</usermedia><install manifest="/@@.json" installurl="/@@">@@</install>',
  ),
  at(
    'text',
    '<p>x</p>',
    `trustedTypes.createPolicy(word, { createHTML: (s) => s }); place.innerHTML = trustedTypes.createPolicy('a' + word, { createHTML: (s) => s }).createHTML('<b>' + word + '</b>');`,
  ),
  at(
    'text',
    '<div itemscope itemtype="https://schema.org/Person" itemid="urn:@@"><meta itemprop="name" content="@@"><link itemprop="url" href="https://x.test/@@"><data itemprop="p@@" value="@@">@@</data></div>',
  ),
  at('text', '<ruby>@@<rp>(@@</rp><rt>@@</rt><rtc>@@</rtc></ruby><bdi>@@</bdi><wbr><u title="@@">@@</u>'),
  at(
    'text',
    '<meta name="@@" content="@@"><meta property="og:@@" content="@@"><meta http-equiv="@@" content="@@"><meta itemprop="@@" media="@@">',
  ),
  at(
    'text',
    '<link rel="alternate" title="@@" href="/@@" hreflang="@@"><link rel="canonical" href="/@@"><link rel="icon" sizes="@@" href="/@@.ico"><link rel="prefetch" as="@@" href="/@@"><link rel="manifest" href="/@@">',
  ),
  at(
    'text',
    '<style media="(min-width: 1px), @@" title="@@">.q{top:0}</style><link rel=stylesheet media="@@" title="@@" href="data:text/css,.@@%7Btop:0%7D">',
  ),
  at(
    'text',
    '<style>.q{animation-name:"@@";transition-property:--@@;offset-path:url(#@@);shape-outside:url(/@@.png);mask:url(#@@);clip-path:url("#@@");font:12px "@@"}</style>',
  ),
  at(
    'text',
    '<style>.q:is(.@@,#@@):not([data-@@]):where(x-@@):nth-child(2n of .@@):dir(@@)::slotted(.@@)::view-transition-group(@@)::part(@@ @@)::details-content{top:0}</style>',
  ),
  at(
    'text',
    '<svg><filter id="@@"><feImage href="/@@.png"/><feFlood result="@@"/><feBlend in="@@" in2="@@"/></filter><marker id="@@"/><linearGradient id="@@" href="#@@"/><style type="text/@@">.@@{fill:red}</style><script>/*@@*/</script><cursor href="/@@"/><hatch id="@@"/><mesh id="@@"/></svg>',
  ),
  at(
    'text',
    '<svg><animateMotion path="M0 0" keyPoints="@@" end="@@.click"><mpath href="#@@"/></animateMotion><discard begin="@@.end" href="#@@"/><animate id="@@" attributeName="@@" from="@@" by="@@"/></svg>',
  ),
  at(
    'text',
    '<p style="background-image:image-set(url(/@@.png) type(\'image/@@\'));src:url(/@@);behavior:url(/@@);-moz-binding:url(/@@#@@);mask-image:url(/@@);cursor:url(/@@),auto;border-image:url(/@@) 1;list-style-image:url(/@@)">x</p>',
  ),
  at(
    'text',
    '<div><template shadowrootmode="open" shadowrootreferencetarget="@@" shadowrootcustomelementregistry shadowrootadoptedstylesheets="@@" shadowrootslotassignment="@@"><p id="@@">@@</p></template></div>',
  ),
  at('text', '<div hidden="until-found" @@="@@" _@@="x" :@@="@@" data-_@@="x" @click.@@="x">@@</div>'),
  at(
    'text',
    '<p inert @@ aria-@@="@@" data-state="@@" data-theme="@@" data-testid="@@" xmlns:@@="@@" xml:space="@@">x</p>',
  ),
  at(
    'text',
    '<input type="text" placeholder="@@" inputmode="@@" enterkeyhint="@@" autocomplete="@@" webkitspeech name="@@" aria-errormessage="@@" title="@@" popovertarget="@@" colorspace="@@" alpha switch="@@">',
  ),
  at(
    'text',
    '<iframe name="@@" title="@@" allow="@@" credentialless="@@" loading="@@" referrerpolicy="@@" srcdoc="<title>@@</title><meta name=description content=@@><style>.@@{}</style><p id=@@>@@</p>"></iframe>',
  ),
  at(
    'text',
    '<iframe src="about:blank#@@"></iframe><iframe src="data:text/html,<p>@@</p>"></iframe><iframe src="blob:https://plain.test/@@"></iframe><frameset><frame name="@@" src="about:blank"></frameset>',
  ),
  at(
    'text',
    '<object data="data:text/html,@@" name="@@" typemustmatch standby="@@"><embed src="data:text/html,@@" name="@@"></object><applet code="@@" alt="@@" name="@@">@@</applet>',
  ),
  at(
    'text',
    '<model src="/@@.usdz" alt="@@">@@</model><img alt="@@" attributionsrc="/@@" sharedstoragewritable name="@@" id="@@" ismap usemap="#@@" src="/@@.png#@@"><picture><source media="(width>1px) and (@@)" sizes="@@"></picture>',
  ),
  at(
    'text',
    '<video title="@@" crossorigin="@@" playsinline controlslist="@@" aria-label="@@"><source src="/@@.mp4" type="video/mp4; codecs=@@" media="@@"><track default label="@@" src="data:text/vtt,WEBVTT%0A%0A00:00.000 --> 00:09.000%0A@@"></video>',
  ),
  at(
    'text',
    '<p>x</p>',
    `navigator.mediaSession.metadata = new MediaMetadata({ title: word, artist: word, album: word, artwork: [{ src: '/' + word + '.png' }] }); document.title = word; place.firstChild.textContent = word;`,
  ),
  at(
    'text',
    '<p>x</p>',
    `navigation.navigate('#nav-' + word, { state: { s: word }, info: word }); await navigation.updateCurrentEntry({ state: { s: word } }); painted() history.replaceState(null, '', '/'); place.firstChild.textContent = word;`,
  ),
  at(
    'text',
    '<p>x</p>',
    `const p = place.firstChild; p.animate({ clipPath: ['url(#' + word + ')', 'none'], content: ['"' + word + '"', '"x"'], viewTransitionName: [word, 'a'], offsetPath: ['url(#' + word + ')', 'none'], backgroundImage: ['url(/' + word + ')', 'none'], gridArea: [word, word] }, { duration: 1e6, id: word, timeline: document.timeline });`,
  ),
  at(
    'text',
    '<p>x</p>',
    `const r = new Range(); r.selectNodeContents(place.firstChild); const h = new Highlight(r); h.type = 'spelling-error'; CSS.highlights.set('x-' + word, h); getSelection().addRange(r); place.firstChild.textContent = word;`,
  ),
  at(
    'text',
    '<x-p@@ @@="@@">@@</x-p@@>',
    `const e = place.firstElementChild; e.attachInternals?.call; customElements.define('x-p' + word, class extends HTMLElement { constructor() { super(); const i = this.attachInternals(); i.role = word; i.ariaDescription = word; i.ariaValueText = word; i.states.add('--' + word); i.states.add(word); } attributeChangedCallback() {} static observedAttributes = [word]; });`,
  ),
  at(
    'text',
    '<p>x</p>',
    `const r = place.firstChild.attachShadow({ mode: 'closed' }); r.setHTMLUnsafe('<style>:host(.'+word+'){} ::slotted(#'+word+'){}</style><slot name='+word+' title='+word+'>'+word+'</slot><p part='+word+' exportparts="'+word+': a'+word+'">'+word);`,
  ),
  at(
    'text',
    '<table><caption>@@</caption><colgroup id="@@"><col class="@@" title="@@"></colgroup><tr><td headers="@@" abbr="@@" axis="@@" data-th="@@" data-label="@@">@@</td></tr></table>',
  ),
  at(
    'text',
    '<dl><dt>@@<dd>@@</dl><fieldset name="@@"><legend>@@</legend></fieldset><details name="@@"><summary title="@@">@@</summary>@@</details><address>@@</address><figure><figcaption>@@</figcaption></figure>',
  ),
  at(
    'text',
    '<listing>@@</listing><isindex prompt="@@"><keygen challenge="@@" name="@@"><blink>@@</blink><bgsound src="/@@.wav"><dir compact="@@">@@</dir><center title="@@">@@</center><font face="@@" color="@@">@@</font><basefont face="@@">',
  ),
  at(
    'text',
    '<map name="@@"><area href="/@@" alt="@@" target="@@" download="@@"></map><a href="/@@/b/@@?q=@@#@@">@@</a><a href="sms:@@?body=@@">x</a><a href="web+@@:@@">x</a><a href="geo:1,2?q=@@">x</a><a href="intent://@@#Intent;scheme=@@;end">x</a><a href="data:text/html,@@">x</a><a href="blob:https://x.test/@@">x</a><a href="view-source:/@@">x</a>',
  ),
  at(
    'identity',
    '<p id="@@" class="@@ x" data-user="@@">x</p><label for="@@">y</label><a href="#@@">z</a><i aria-labelledby="@@" aria-controls="@@">q</i><button popovertarget="@@" commandfor="@@">r</button>',
  ),
  at(
    'identity',
    '<style>.u\\40 { top: 0 } #@@ {top:0} .@@ {top:0} [href="mailto:@@"]{top:0} a{background:url(/@@.png)} @layer @@; @keyframes @@ {to{top:0}}</style>',
  ),
  at(
    'identity',
    '<svg><title>@@</title><a xlink:href="/u/@@"/><image href="/@@.png"/><text id="@@">@@</text></svg><math alttext="@@"><mtext>@@</mtext><annotation>@@</annotation></math>',
  ),
  at(
    'identity',
    '<img alt="@@" srcset="/@@.png 2x, /u/@@/a.png 3x" longdesc="/@@"><iframe name="@@" title="@@" src="about:blank#@@"></iframe><object data="data:text/plain,@@" name="@@"></object>',
  ),
  at(
    'identity',
    '<p>x</p>',
    `place.firstChild.setAttribute('aria-label', 'to ' + word); place.firstChild.animate({ '--a': [word, word], content: ['"' + word + '"', '"x"'] }, { duration: 1e6, id: word }); CSS.highlights.set(word, new Highlight()); place.firstChild.style.fontFamily = JSON.stringify(word);`,
  ),
  at(
    'identity',
    '<p>x</p>',
    `const w = word.replace('@', '%40'); place.innerHTML = '<a href="/u/' + w + '">x</a><a href="/u?m=' + w + '&n=' + encodeURIComponent(w) + '#' + w + '">y</a><a href="mailto:' + w + '">z</a><img src="/' + w + '.png" alt="' + w + '">'; `,
  ),
  at(
    'identity',
    '<p>x</p>',
    `place.innerHTML = '<p title="' + word.replace('@', '&#64;').replace('.', '&period;') + '">' + word.replace('@', ' @ ') + '</p><p>' + word.replace('@', '\\u00ad@') + '</p><p>' + word.replace('@', '\\u200b@\\u200b') + '</p><p>' + word.replace('@', '＠') + '</p>'`,
  ),
  at(
    'identity',
    '<x-id user="@@" .user="@@" :user="@@" @@="1">x</x-id><div data-props=\'{"m":"@@"}\' data-m=" @@ , b" vocab="@@" prefix="@@">x</div>',
  ),
  at(
    'identity',
    '<dialog open aria-label="@@"><output>@@</output></dialog><optgroup label="@@"></optgroup><track label="@@"><button value="@@" command="--@@">@@</button><search title="@@">@@</search>',
  ),
  at(
    'identity',
    '<style>.q{content:"\\7a\\40 " "@@"; --m: @@; --n: url("mailto:@@"); quotes:"@@" "x"} @container style(--m: "@@") {.q{top:0}} @import url("/@@.css"); @counter-style c@@ {suffix:"@@"}</style>',
  ),
  at(
    'identity',
    '<ruby>@@<rt>@@</rt></ruby><time datetime="@@">@@</time><data value="@@">@@</data><meta name="author" content="@@"><link rel="me" href="mailto:@@"><bdo>@@</bdo><p lang="@@">x</p><a ping="/@@" rel="author" title="@@" download="@@" target="@@" href="/">x</a>',
  ),
  at(
    'value',
    '<div contenteditable="plaintext-only">@@</div><div contenteditable="true" data-placeholder="x"><b title="@@">@@</b></div>',
  ),
  at(
    'value',
    '<input name="t" data-x="1">',
    `const i = place.firstChild; i.value = word; i.dispatchEvent(new InputEvent('input', { bubbles: true, data: word })); place.insertAdjacentHTML('beforeend', '<output>' + word + '</output>'); i.setAttribute('data-value', word); i.title = ''; i.dispatchEvent(new Event('change', { bubbles: true }));`,
  ),
  at(
    'value',
    '<select><button><selectedcontent></selectedcontent></button><option value="@@">@@<option label="@@">y</select><datalist id="dl1"><option>@@</datalist><select multiple size=3><optgroup label="x"><option selected>@@</select>',
  ),
  at(
    'value',
    '<i role="textbox">@@</i><i role="searchbox">@@</i><i role="slider" aria-valuetext="@@">x</i><i role="spinbutton">@@</i><i role="combobox"><b>@@</b></i>',
  ),
  at(
    'value',
    '<form id="f1" method="get" action="/search"><input name="q"></form>',
    `const f = place.firstChild; f.firstChild.value = word; f.addEventListener('submit', (e) => { e.preventDefault(); history.pushState(null, '', '/search?' + new URLSearchParams(new FormData(f))); }); f.requestSubmit(); painted() history.replaceState(null, '', '/');`,
  ),
  at(
    'value',
    '<input>',
    `const i = place.firstChild; i.value = word; const l = document.createElement('datalist'); l.innerHTML = '<option value=' + word + '>'; place.append(l); i.setAttribute('value', word); i.defaultValue = word; painted() i.type = 'range'; i.type = 'checkbox'; i.type = 'button';`,
  ),
  at(
    'value',
    '<meter value="1"></meter><progress></progress>',
    `class E extends HTMLElement { static formAssociated = true; constructor() { super(); this.i = this.attachInternals(); } set value(v) { this.i.setFormValue(v, v); this.setAttribute('value', v); this.i.ariaValueText = v; } get value() { return 'x'; } } customElements.define('val-el', E); const e = document.createElement('val-el'); place.append(e); e.value = word;`,
  ),
  at('never', '<div data-secret><input type="text" inputmode="numeric" autocomplete="one-time-code" value="@@"></div>'),
  at(
    'never',
    '<p>x</p>',
    `place.firstChild.attachShadow({ mode: 'closed' }).innerHTML = '<input type=password value=' + word + '><span id=o></span>'; painted() place.append(document.createElement('b')); `,
  ),
  at(
    'never',
    '<iframe srcdoc="<input type=password value=@@><p>x</p>"></iframe>',
    `painted() place.insertAdjacentHTML('beforeend', '<p title=' + word + '>' + word + '</p>');`,
  ),
  at(
    'never',
    '<input id="pw">',
    `const i = place.firstChild; i.type = 'password'; i.value = word; i.dispatchEvent(new InputEvent('input', { bubbles: true })); history.pushState(null, '', '/p/' + word + '?q=' + word + '#' + word); painted() document.title = word; location.hash = word; painted() history.replaceState(null, '', '/'); document.title = 'x';`,
  ),
  at(
    'never',
    '<input type="password" id="pw2">',
    `place.firstChild.value = word; console.error(new Error('bad password ' + word)); console.log('%o', { word }); setTimeout(() => {}, 0); dispatchEvent(new ErrorEvent('error', { message: word, filename: '/' + word + '.js', error: new Error(word) })); dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: word })); reportError; performance.mark('m-' + word); fetch('/login?p=' + word).catch(() => {}); new Image().src = '/px?p=' + word; fetch('/x/' + word, { referrer: '/' + word }).catch(() => {}); navigator.sendBeacon('/b/' + word);`,
  ),
  at(
    'never',
    '<input type="password"><div id="mirror"></div>',
    `place.firstChild.value = word; const m = place.lastChild; m.style.setProperty('--v', word); m.className = word; m.id = word; m.setAttribute(word, ''); m.animate({ '--x': [word, word] }, { id: word, duration: 1e6 }); CSS.highlights.set('h' + word, new Highlight()); m.innerHTML = '<x-' + word + '>a</x-' + word + '>'; const s = document.createElement('style'); s.textContent = '.' + word + '{content:"' + word + '";animation-name:' + word + '}@keyframes ' + word + '{to{top:0}}@layer ' + word + ';@container ' + word + ' style(--a:' + word + '){a{top:0}}'; place.append(s); const v = document.createElement('button'); v.ariaLabel = word; v.popoverTargetElement = null; place.append(v);`,
  ),
  at(
    'never',
    '<p>x</p>',
    `const t = document.createElement('div'); t.innerHTML = '<form><input type=password><input type=text></form>'; place.append(t); const [p, x] = t.querySelectorAll('input'); p.value = word; x.value = word; painted() x.type = 'text'; p.type = 'text'; p.removeAttribute('type'); p.inputMode = 'text'; painted() t.innerHTML = t.innerHTML; t.querySelector('input').value = word;`,
  ),
  at(
    'never',
    '<p>x</p>',
    `const b = new Blob([word]); const u = URL.createObjectURL(b); const w = new Worker(URL.createObjectURL(new Blob(['//' + word])), { name: word }); w.terminate(); place.firstChild.dataset.blob = u; navigator.serviceWorker?.register('/' + word + '-sw.js', { scope: '/' + word }).catch(() => {}); new SharedWorker(URL.createObjectURL(new Blob(['//'])), word); caches?.open(word); indexedDB.open(word); cookieStore?.set(word, word); navigator.credentials?.store; document.cookie = word + '=1;path=/'; `,
  ),
  at(
    'never',
    '<p>x</p>',
    `await navigator.clipboard?.writeText(word).catch(() => {}); const d = new DataTransfer(); d.setData('text/html', '<b>' + word); d.setDragImage(place, 0, 0); const i = document.createElement('input'); i.type = 'file'; d.items.add(new File(['x'], word + '.txt')); place.append(i); i.files = d.files; i.dispatchEvent(new Event('change', { bubbles: true })); place.dispatchEvent(new DragEvent('dragstart', { dataTransfer: d, bubbles: true })); document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: d }));`,
  ),
  at(
    'never',
    '<script type="speculationrules">{"prefetch":[{"urls":["/@@"]}]}</script><script type="importmap-x">{"imports":{"@@":"/x"}}</script><script type="application/json" id="d">{"k":"@@"}</script><script type="text/template"><b>@@</b></script><svg><script type="x/y">@@</script></svg>',
  ),
  at(
    'never',
    '<meta name="csrf-token" content="@@"><meta name="csrf-param" content="@@"><meta http-equiv="origin-trial" content="@@"><meta http-equiv="Content-Security-Policy" content="img-src * \'nonce-@@\'"><meta http-equiv="refresh" content="99999;url=/?t=@@"><link rel="dns-prefetch" href="//x.test" nonce="@@" integrity="sha256-@@">',
  ),
  at(
    'never',
    '<input type="hidden" name="t" value="@@"><input hidden type="hidden" value="@@" name="authenticity_token"><form action="/f?authenticity_token=@@&sid=@@"><button formaction="/g?token=@@">x</button></form>',
  ),
  at(
    'never',
    '<a href="/reset?token=@@">x</a><a href="https://x.test/#id_token=@@&state=@@">x</a><img src="/i.png?X-Amz-Signature=@@"><a href="https://user:@@@x.test/">x</a><a href="/cb?code=@@&client_secret=@@">y</a><svg><use href="/s.svg?token=@@#a"/><image href="/s.png?sig=@@"/></svg><video src="/v.mp4?sig=@@"></video><iframe src="about:blank?token=@@"></iframe>',
  ),
  at(
    'never',
    '<style>.q{background:url(/bg.png?token=@@)} @import "/i.css?token=@@"; @font-face{font-family:q;src:url(/f.woff2?token=@@)}</style><p style="background:url(\'/bg?api_key=@@\')">x</p><link rel=stylesheet href="/s.css?token=@@">',
  ),
  at(
    'never',
    '<input type="text" autocomplete="cc-csc"><input name="cardnumber"><input aria-label="CVV"><input placeholder="PIN">',
    `for (const i of place.querySelectorAll('input')) { i.value = word; i.dispatchEvent(new Event('input', { bubbles: true })); i.setAttribute('value', word); } painted() place.insertAdjacentHTML('beforeend', '<p>' + word + '</p>');`,
  ),
  at(
    'never',
    '<input type="text" autocomplete="section-a shipping cc-number" value="@@"><input autocomplete="CC-EXP" value="@@"><input autocomplete="new-password" value="@@"><input autocomplete="current-password webauthn" value="@@"><input style="-webkit-text-security:disc" value="@@"><textarea autocomplete="one-time-code">@@</textarea><select autocomplete="cc-exp-month"><option>@@</select>',
  ),
  at('never', '<div contenteditable autocomplete="current-password" style="-webkit-text-security: disc">@@</div>'),
  at(
    'never',
    '<p>x</p>',
    `const s = document.createElement('div'); place.append(s); const r = s.attachShadow({ mode: 'open' }); r.innerHTML = '<input type=password>'; r.firstChild.value = word; const f = document.createElement('iframe'); place.append(f); f.contentDocument.body.innerHTML = '<input type=password>'; f.contentDocument.querySelector('input').value = 'y' + word; painted() f.contentDocument.querySelector('input').type = 'text'; r.firstChild.type = 'text'; painted() s.title = word; f.title = word; f.contentDocument.title = 'y' + word;`,
  ),
  ...['popover=hint', 'inert', 'hidden=until-found', 'contenteditable=plaintext-only'].map((name) =>
    at(
      'masked',
      `<div data-domreel-mask ${name} id="@@" class="@@" title="@@"><p id="a@@" data-q="@@" @@="1">@@</p><svg><title>@@</title></svg><ruby>@@<rt>@@</ruby></div>`,
    ),
  ),
  at(
    'masked',
    '<iframe data-domreel-mask srcdoc="<title>@@</title><base href=/@@/><body class=@@ id=@@><p title=@@>@@</p><input type=text value=@@><style>.@@{--@@:1}</style><script>var a=1//@@</script>"></iframe>',
  ),
  at(
    'masked',
    '<x-masked data-domreel-mask><template shadowrootmode="open"><style>.@@{}:host([@@]){}</style><p part="@@">@@</p><slot name="@@"></slot></template><b slot="@@">@@</b></x-masked><style>x-masked::part(q){top:0}</style>',
  ),
  at(
    'masked',
    '<math data-domreel-mask><annotation encoding="@@">@@</annotation><mi mathvariant="@@">@@</mi></math><svg data-domreel-mask><text font-family="@@" id="@@">@@</text><filter id="@@"/><g filter="url(#@@)" clip-path="url(#@@)" fill="url(#@@)"/><a href="/@@"/></svg>',
  ),
];
