/**
 * Words in places of a page that are easily forgotten: none is in a recording at `all`, and none of what is marked to be
 * masked at any level.
 */

import { expect, test } from '@playwright/test';
import { framesPainted, openPlain, said, Visit } from './support/visit.ts';

/** What stands in a place; each word in it must be in no recording. */
const markup = `
<section title="secretTitle" aria-label="secretAria" aria-roledescription="secretRole" aria-description="secretDescription"
  aria-valuetext="secretValuetext" aria-placeholder="secretPlaceholder" aria-braillelabel="secretBraille" aria-keyshortcuts="secretShortcut"
  data-secret-Name="secretData" class="secretClass" id="secretId" itemscope itemtype="https://x.test/secretItemtype" itemprop="secretItemprop"
  lang="secretLang" part="secretPart" exportparts="secretExport" nonce="secretNonce" inputmode="secretInputmode" enterkeyhint="secretEnterkey"
  autocapitalize="secretCapitalize" virtualkeyboardpolicy="secretKeyboard" writingsuggestions="secretSuggestions" popover="secretPopover"
  accesskey="secretAccesskey" contextmenu="secretContextmenu" dropzone="secretDropzone" xml:lang="secretXmllang" typeof="secretTypeof"
  style="--secretVar: secretVarvalue; content: 'secretContent'; anchor-name: --secretAnchor; view-transition-name: secretTransition; container-name: secretContainer; counter-reset: secretCounter 1; secretProperty: secretPropertyvalue; background: url(/secretBackground.png); timeline-scope: --secretTimeline; will-change: secretWill; font-palette: --secretPalette; position-anchor: --secretPosition; quotes: 'secretQuote' 'secretQuoteend'; hyphenate-character: 'secretHyphen'; text-emphasis: 'secretEmphasis'; string-set: secretString 'secretStringvalue'; font-feature-settings: 'secretFeature'; font-variation-settings: 'secretVariation'; grid-template: [secretLine] 'secretArea' 1fr; src: local('secretLocal'); list-style: 'secretListstyle'">secretText</section>
<input list="secretList" value="secretValue" placeholder="secretInputplaceholder" name="secretName" pattern="secretPattern" dirname="secretDirname" form="secretForm" autocomplete="section-secretSection email">
<datalist id="secretList"><option value="secretOption" label="secretOptionlabel">secretOptiontext</option></datalist>
<select><optgroup label="secretGroup"><option label="secretLabel" value="secretSelectvalue">secretSelecttext</option></optgroup></select>
<textarea placeholder="secretAreaplaceholder">secretArea</textarea>
<button popovertarget="secretPopovertarget" commandfor="secretCommandfor" command="--secretCommand" value="secretButton" name="secretButtonname" formaction="/secretFormaction">secretButtontext</button>
<div popover id="secretPop">secretPoptext</div>
<svg viewBox="0 0 9 9"><title>secretSvgtitle</title><desc>secretSvgdesc</desc><metadata>secretMetadata</metadata><text>secretSvgtext<tspan>secretTspan</tspan><textPath href="#secretTextpath">secretTextpathtext</textPath></text><use href="#secretUse"/><use href="/sprite.svg#secretSprite"/><defs><symbol id="secretSymbol"/><g class="secretSvgclass"/></defs><a xlink:href="/secretXlink" target="secretTarget"><path d="M0 0secretPath"/></a><image href="/secretImage.png"/><foreignObject><p>secretForeign</p></foreignObject><style>.secretSvgstyle{fill:red}</style><animate attributeName="secretAnimate" values="secretValues;b" begin="secretBegin.click"/><set to="secretTo"/></svg>
<math alttext="secretAlttext"><semantics><mi>secretMi</mi><annotation encoding="secretEncoding">secretAnnotation</annotation><annotation-xml encoding="text/html"><p>secretAnnotationxml</p></annotation-xml></semantics><mtext>secretMtext</mtext><mo form="secretForm2">secretMo</mo><ms lquote="secretLquote">secretMs</ms></math>
<picture><source srcset="/secretSource.webp 2x, /secretSource2.webp 3x" media="(min-width: 1px)" type="image/secretType"><img src="/secretImg.png" srcset="/secretSrcset.png 2x" sizes="secretSizes" alt="secretAlt" usemap="#secretMap" longdesc="/secretLongdesc" crossorigin="secretCross" referrerpolicy="secretReferrer"></picture>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Ctext%3EsecretDataimage%3C/text%3E%3C/svg%3E"><img src="data:text/plain,secretDataplain"><a href="data:text/html,secretDatahtml" download="secretDownload" ping="/secretPing" hreflang="secretHreflang" rel="secretRel" type="secretLinktype" target="_secretLinktarget">secretLink</a><a href="javascript:secretScript()">x</a><a href="mailto:secretMail@x.test?subject=secretSubject">y</a><a href="secretscheme:secretSchemepath">z</a>
<map name="secretMapname"><area href="/secretAreahref" alt="secretAreaalt" shape="secretShape" coords="0,0,secretCoords"></map>
<video poster="/secretPoster.png" aria-label="secretVideo" controlslist="secretControls"><track src="/secretTrack.vtt" label="secretTracklabel" srclang="en" kind="secretKind"><p>secretFallback</p></video>
<object data="/secretObject" type="secretObjecttype"><param name="secretParam" value="secretParamvalue"><p>secretObjectfallback</p></object>
<embed src="/secretEmbed" type="application/secretEmbedtype"><iframe srcdoc="<title>secretFrametitle</title><p class=secretFrameclass>secretFrame" name="secretFramename" allow="secretAllow" csp="secretCsp" sandbox="allow-same-origin secretSandbox"></iframe>
<script type="speculationrules">{"prefetch":[{"urls":["/secretSpeculation"]}]}</script><script type="importmap">{"imports":{"secretImport":"/secretImported.js"}}</script><script type="application/ld+json">{"name":"secretLd"}</script>
<noscript>secretNoscript</noscript><template><p class="secretTemplateclass">secretTemplate</p></template><!-- secretComment --><slot name="secretSlot">secretSlotfallback</slot>
<button is="secret-builtin" slot="secretSlotname">secretBuiltin</button><secret-element secretattribute="secretAttributevalue">secretElement</secret-element>
<meter value="1" title="secretMeter">secretMetertext</meter><progress>secretProgress</progress><output for="secretFor">secretOutput</output><dialog open closedby="secretClosedby">secretDialog</dialog><details name="secretDetails"><summary>secretSummary</summary>secretDetailstext</details>
<table summary="secretTablesummary"><caption>secretCaption</caption><th abbr="secretAbbr" headers="secretHeaders" scope="secretScope">secretTh</th></table><ruby>secretRuby<rt>secretRt</rt></ruby><bdo dir="rtl">secretBdo</bdo><time datetime="secretDatetime">secretTime</time><data value="secretDatavalue">secretDatatext</data><q cite="/secretCite">secretQ</q><ins datetime="2020-01-01" cite="/secretInscite">secretIns</ins>
<style>@font-face{font-family:secretFamily;src:local("secretLocalfont"),url(/secretFont.woff2);unicode-range:U+41}@property --secretRegistered{syntax:"<custom-ident>|secretSyntax";inherits:false;initial-value:secretInitial}@container secretCond style(--secretStyle: secretStylevalue){a{top:0}}@layer secretLayer.secretSublayer{a{top:0}}@view-transition{navigation:auto;types:secretVt}::view-transition-group(secretGroupname){top:0}::view-transition-old(.secretVtclass){top:0}@counter-style secretCs{system:extends secretExtends;suffix:"secretSuffix";symbols:"secretSym"}@position-try --secretTry{top:0}@font-palette-values --secretFpv{font-family:secretFpf}@scope (.secretScope) to (.secretLimit){a{top:0}}a::after{content:counter(secretC) attr(data-secret) "secretString" / "secretAltstring"}@import url("/secretImport.css") layer(secretImportlayer);@namespace secretNs url(https://secretHost.test/secretNsurl);a:has(.secretHas):state(secretState)::part(secretPartsel)::highlight(secretHl):lang(secretL){top:anchor(--secretAnchorfn bottom)}@function --secretFn(--secretArg: 1px){result:var(--secretArg)}@secretrule secretPrelude{secretNested{top:0}}@custom-media --secretMedia (width>1px);a{transition-behavior:secretTb;animation:secretAnim 1s;animation-timeline:--secretAt}</style>
`;

/** Changes that say words, made after the start. */
function change(place: HTMLElement): void {
  const find = <E extends Element>(selector: string) => place.querySelector<E>(selector)!;
  const section = find<HTMLElement>('section');
  section.setAttribute('aria-label', 'secretLaterAria');
  section.style.setProperty('--secretLaterVar', 'secretLaterVarvalue');
  section.firstChild!.nodeValue = 'secretLaterText';
  find<HTMLImageElement>('img').srcset = '/secretLaterSrcset.png 2x';
  find<HTMLInputElement>('input').value = 'secretLaterValue';
  find<HTMLOptionElement>('select option').label = 'secretLaterLabel';
  find<HTMLVideoElement>('video')
    .addTextTrack('captions', 'secretTracktext')
    .addCue(new VTTCue(0, 1, 'secretCue'));
  const host = document.createElement('div');
  place.append(host);
  host.attachShadow({ mode: 'closed', slotAssignment: 'named' }).innerHTML =
    '<slot name="secretShadowslot"><i>secretShadowfallback</i></slot><style>:host(.secretHost){top:0}</style>';
  host.innerHTML = '<b slot="secretShadowslot">secretSlotted</b>';
  const svg = find('svg text');
  svg.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:title', 'secretXlinktitle');
  svg.setAttributeNS('https://secrethost.test/secretNamespace', 'q:secretLocal', 'secretNsvalue');
  place.append(document.createElementNS('https://secrethost.test/secretElementNs', 'secretLocalName'));
  place.append(document.createProcessingInstruction('secretTarget', 'secretInstruction'));
  section.animate({ fontFamily: ['secretAnimfont', 'serif'], '--secretAnimvar': ['secretAnimvalue', '1'] }, 1e9).id =
    'secretAnimid';
  const sheet = find<HTMLStyleElement>('style').sheet!;
  sheet.insertRule('.secretInserted::before{content:"secretInsertedword"}', sheet.cssRules.length);
  (sheet.cssRules[sheet.cssRules.length - 1] as CSSStyleRule).style.setProperty('--secretRule', 'secretRulevalue');
  (sheet.cssRules[sheet.cssRules.length - 1] as CSSStyleRule).selectorText = '.secretSelector';
  const adopted = new CSSStyleSheet();
  adopted.replaceSync('.secretAdopted{content:"secretAdoptedword"}');
  const shadow = document.createElement('div');
  place.append(shadow);
  shadow.attachShadow({ mode: 'open' }).adoptedStyleSheets = [adopted];
  find<HTMLFieldSetElement & HTMLInputElement>('input').setCustomValidity('secretValidity');
  class Labelled extends HTMLElement {
    static formAssociated = true;
    internals = this.attachInternals();
    constructor() {
      super();
      this.internals.ariaLabel = 'secretInternalslabel';
      this.internals.setFormValue('secretFormvalue', 'secretFormstate');
      this.internals.setValidity({ customError: true }, 'secretInternalsvalidity');
      this.internals.states.add('secretCustomstate');
    }
  }
  customElements.define('secret-labelled', Labelled);
  place.append(document.createElement('secret-labelled'));
  const range = new Range();
  range.selectNodeContents(section);
  CSS.highlights.set('secretHighlight', new Highlight(range));
  getSelection()!.selectAllChildren(section);
}

for (const mask of ['all', 'sensitive', 'none'] as const) {
  test(`no word of a place that is masked is recorded at ${mask}, wherever it stands`, async ({ page }) => {
    const mark = mask === 'all' ? '' : ' data-domreel-mask';
    await openPlain(page, `<p>page</p><div id="place"${mark}>${markup}</div>`);
    const recording = await Visit.start(page, { mask, resources: 'all', canvas: true });
    await page.evaluate(
      (source) => new Function('place', `(${source})(place)`)(document.getElementById('place')),
      `${change}`,
    );
    await framesPainted(page);
    if (mask === 'all') {
      await page.evaluate(async () => {
        document.title = 'secretDocumenttitle';
        history.pushState(
          { secretState: 'secretStatevalue' },
          'secretUnused',
          '/secretPath/x?secretQuery=secretQueryvalue#secretHash',
        );
        const meta = document.createElement('meta');
        for (const [name, value] of [
          ['name', 'secretMeta'],
          ['content', 'secretMetacontent'],
          ['property', 'secretMetaproperty'],
        ])
          meta.setAttribute(name!, value!);
        document.head.append(meta);
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        meta.content = 'secretMetalater';
        document.title = 'secretDocumenttitlelater';
      });
    }
    // Some are written in small letters by the browser.
    const text = await said(recording);
    expect(text).toContain('"name":"semantics"');
    const words = text.match(/.{0,20}secret\w*/gi) ?? [];
    expect(words).toEqual([]);
  });
}
