/** Places in markup and style where a word of a page may stand; `@@` is the word, or the mail address with `mail`. */

import type { Canary } from './canary.ts';

export const markup: Canary[] = [
  // What says something to somebody.
  { kind: 'text', html: '<search title="@@">@@</search><menu label="@@"><menuitem label="@@">x</menu>' },
  { kind: 'text', html: '<fencedframe src="/@@" title="@@"></fencedframe><portal src="/@@"></portal>' },
  { kind: 'text', html: '<p elementtiming="@@" writingsuggestions="@@" virtualkeyboardpolicy="@@">x</p>' },
  { kind: 'text', html: '<dialog closedby="@@">x</dialog><h1 headingoffset="@@" headingreset="@@">x</h1>' },
  { kind: 'text', html: '<i itemscope itemref="@@" itemtype="http://@@.test/">x</i><i content="@@">x</i>' },
  {
    kind: 'text',
    html: '<i vocab="@@" prefix="a: http://@@/" resource="/@@" rev="@@" datatype="@@" about="/@@">x</i>',
  },
  {
    kind: 'text',
    html: `<i ng-bind="@@" v-text="@@" x-data="{a:'@@'}" @click="@@" :title="@@" *ngIf="@@" [y]="@@">x</i>`,
  },
  {
    kind: 'text',
    html: `<i hx-vals='{"a":"@@"}' hx-get="/@@" data-turbo-frame="@@" wire:model="@@" jsaction="@@">x</i>`,
  },
  {
    kind: 'text',
    html: '<svg><defs><path id="tp"/></defs><text><textPath href="#tp">@@<tspan>@@</tspan></textPath></text></svg>',
  },
  {
    kind: 'text',
    html: '<svg><switch><text systemLanguage="@@">@@</text></switch><view id="@@" viewTarget="@@"/></svg>',
  },
  {
    kind: 'text',
    html: '<svg><font-face-name name="@@"/><glyph unicode="@@" glyph-name="@@"/><tref href="#@@"/></svg>',
  },
  { kind: 'text', html: '<svg aria-roledescription="@@"><g data-name="@@" requiredExtensions="http://@@/"/></svg>' },
  { kind: 'text', html: '<math><mrow intent="@@($x)" arg="@@"><ms lquote="@@" rquote="@@">@@</ms></mrow></math>' },
  {
    kind: 'text',
    html: '<math><maction actiontype="statusline"><mi>x</mi><mtext>@@</mtext></maction><mglyph alt="@@"/></math>',
  },
  { kind: 'text', html: '<math><mfenced open="@@" close="@@" separators="@@"><mi>x</mi></mfenced></math>' },
  {
    kind: 'text',
    html: '<div><template shadowrootmode="open"><style>.@@{top:0}</style><p class="@@" title="@@">@@</p></template></div>',
  },
  {
    kind: 'text',
    html: '<div><template shadowrootmode="open"><slot name="@@">@@</slot></template>@@<p slot="@@">@@</p></div>',
  },
  { kind: 'text', html: '<xmp>@@</xmp><marquee>@@</marquee><nobr>@@</nobr><audio title="@@" src="/@@.mp3">@@</audio>' },
  { kind: 'text', html: '<select><button><selectedcontent></selectedcontent></button><option><b>@@</b></select>' },
  { kind: 'text', html: '<i lang="@@">x</i><a hreflang="@@" href="/">x</a>' },
  // What a visitor filled in.
  { kind: 'value', html: '<select><button>x</button><option>@@<option><span title="@@">y</span></select>' },
  {
    kind: 'value',
    html: '<input type="color" value="@@"><input type="number" value="@@"><input type="made-up" value="@@">',
  },
  {
    kind: 'value',
    html: '<input type="checkbox" value="@@"><button value="@@">x</button><input type="month" min="@@" max="@@">',
  },
  { kind: 'value', html: '<i role="spinbutton" aria-valuenow="@@" aria-valuetext="@@">x</i>' },
  // What nobody sees.
  {
    kind: 'never',
    html: '<svg><metadata>@@</metadata></svg><a href="/x" ping="/@@" attributionsrc="/a?token=@@">x</a>',
  },
  {
    kind: 'never',
    html: '<script type="application/ld+json">{"@id":"@@"}</script><script type="text/x-made"><b>@@</b></script>',
  },
  {
    kind: 'never',
    html: '<div><template><template>@@</template></template></div><template shadowrootmode="wrong">@@</template>',
  },
  { kind: 'never', html: '<a href="/x;jsessionid=@@">x</a><a href="/a;sid=@@/b">y</a><img src="/p;token=@@.png">' },
  {
    kind: 'never',
    html: '<a href="#access_token=@@">x</a><a href="https://u:@@@h.test/">y</a><form action="/f?code=@@"></form>',
  },
  {
    kind: 'never',
    html: '<style>a{top:0}/*@@</style><style><!-- /* @@ */ --> b{} /*@@*/</style><i style="top:0;/*@@">x</i>',
  },
  // Style.
  {
    kind: 'text',
    html: '<style>@function --f@@(--a@@: @@){result:"@@"} .a{color:--f@@(@@)} .b{top:if(style(--q: @@): 1px)}</style>',
  },
  { kind: 'text', html: '<style>.c{ & .@@ { &[data-@@="@@"] { top: 0 } } @media (width>1px){ --@@: @@ } }</style>' },
  {
    kind: 'text',
    html: '<style>@scope (.@@) to ([title="@@"]) { :scope { animation: @@ 1s } } @layer a.@@, @@;</style>',
  },
  {
    kind: 'text',
    html: '<style>@starting-style{.@@{--a:"@@"}} @custom-media --@@ (width>1px); @custom-selector :--@@ .@@;</style>',
  },
  {
    kind: 'text',
    html: '<style>.d{position-anchor:--@@;top:anchor(--@@ bottom);anchor-scope:--@@;view-timeline-name:--@@}</style>',
  },
  {
    kind: 'text',
    html: '<style>::highlight(@@){top:0}::part(@@){}:state(@@){}::slotted(.@@){}:host-context(.@@){}</style>',
  },
  {
    kind: 'text',
    html: '<style>.e{content:"@@"/"@@";counter-set:@@ 2;string-set:@@ "@@";text-emphasis:"@@";quotes:"@@" "@@"}</style>',
  },
  {
    kind: 'text',
    html: '<style>@font-face{font-family:@@;src:local("@@"),local(@@)}@font-feature-values @@ {@styleset{@@:1}}</style>',
  },
  {
    kind: 'text',
    html: '<style>@counter-style @@{system:extends @@;prefix:"@@"}@page @@{margin:0}@property --@@{syntax:"*"}</style>',
  },
  { kind: 'text', html: '<i style="color:var(--@@);grid-template:[@@] 1fr / 1fr;grid-area:@@;anchor-name:--@@">x</i>' },
  {
    kind: 'text',
    html: '<style>@import "/@@.css" layer(@@);.f{background:image-set("/@@.png" 1x);filter:url("/@@.svg#f")}</style>',
  },
  // Who somebody is.
  { kind: 'identity', html: '<style>.g::after{content:"@@"} .g{--m:@@;font-family:"@@"} [title="@@"]{top:0}</style>' },
  {
    kind: 'identity',
    html: '<i role="@@" rel="@@" part="@@" lang="@@" accesskey="@@" data-x="@@" custom="@@" style="--m:@@">x</i>',
  },
  { kind: 'identity', html: '<a href="/u/@@/edit" title="@@" target="@@">x</a><img alt="@@" src="/avatar/@@.png">' },
  { kind: 'identity', html: '<svg><text>@@</text><a href="mailto:@@"><title>@@</title></a><use href="#@@"/></svg>' },
  // What is marked to be masked.
  ...[
    '<svg xmlns:z="http://@@/"><g class="@@"/><text font-family="@@">@@</text><desc>@@</desc><metadata>@@</metadata></svg>',
    '<math alttext="@@"><semantics><mi>x</mi><annotation>@@</annotation></semantics><mglyph alt="@@"/></math>',
    '<x-@@ y@@="1" part="@@" exportparts="@@" is="x-@@">t</x-@@>',
    '<iframe name="@@" title="@@" src="/?x=@@#@@" srcdoc="<p title=@@>@@</p><style>.@@{}</style>"></iframe>',
    '<video poster="/@@.png"><track label="@@" src="/@@.vtt" srclang="@@"></video><img srcset="/@@ 1x" usemap="#@@">',
    '<style>@layer @@{.x{counter-reset:@@}}@keyframes @@{to{top:0}}@font-face{font-family:@@}::highlight(@@){top:0}</style>',
    "<i style=\"quotes:'@@';list-style-type:'@@';background:url(/@@);--@@:@@;cursor:url(/@@),auto;top:--f@@(@@)\">x</i>",
    '<button command="--@@" commandfor="@@" popovertarget="@@" value="@@" name="@@">@@</button><dialog closedby="@@">@@</dialog>',
    '<form action="/@@" name="@@" rel="@@"><input dirname="@@" accept="@@" autocomplete="@@" list="@@" step="@@"></form>',
    '<a href="/@@;x=@@" download="@@" hreflang="@@" rel="@@" target="@@">x</a><time datetime="@@">x</time><meter title="@@">@@</meter>',
  ].map((html): Canary => ({ kind: 'masked', html: `<div data-domreel-mask>${html}</div>` })),
];
