/** Places where a word comes by what scripts and visitors do while a page is recorded. */

import type { Canary } from './canary.ts';

const painted = 'await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));';

/** Returns the body of a change; `painted()` waits in it. */
const change = (body: string): string => body.replaceAll('painted()', painted);

/** What happens to an element `e` that is marked, comes under a mark, or is marked in the same task. */
const marked = (mark: string): Canary[] =>
  [
    `e.innerHTML = '<p title=' + word + '>' + word; e.dataset.user = word; e.id = word; e.lang = word;`,
    `e.textContent = word; e.removeAttribute(mark); e.setAttribute(mark, ''); painted() e.append(word);`,
    `e.attachShadow({ mode: 'closed' }).innerHTML = '<style>.' + word + '{top:0}</style><p part=' + word + '>' + word;
     const s = new CSSStyleSheet(); s.replaceSync('.' + word + '{--' + word + ':"' + word + '"}'); e.append(word);`,
    `e.contentEditable = 'true'; e.focus(); document.execCommand('insertHTML', false, '<b title=' + word + '>' + word);
     getSelection().selectAllChildren(e); e.contentEditable = 'inherit'; e.append(word);`,
    `e.popover = 'auto'; e.showPopover(); e.innerHTML = '<button command=--' + word + '>' + word; e.hidePopover();`,
    `e.animate([{ backgroundImage: 'url(/' + word + '.png)', fontFamily: word, '--q': word }, {}], { duration: 1e6, id: word });`,
    `e.style.viewTransitionName = word; await document.startViewTransition(() => e.append(word)).finished;`,
    `const f = document.createElement('iframe'); e.append(f); const d = f.contentDocument; d.title = word;
     d.body.innerHTML = '<p class=' + word + '>' + word; f.name = word; f.contentWindow.name = word; painted()
     d.body.append(word); const s = d.createElement('style'); s.textContent = '.' + word + '{}'; d.head.append(s);`,
    `const p = document.createElement('p'); p.textContent = word; place.append(p); p.title = word; e.append(p); painted()
     p.firstChild.data = word + word; p.firstChild.splitText(3); p.className = word;`,
    `const i = document.createElement('input'); e.append(i); i.value = word; i.placeholder = word; i.name = word;
     i.setCustomValidity(word); i.type = 'search'; i.setAttribute('value', word);`,
    `const t = document.createElement('template'); t.innerHTML = '<p title=' + word + '>' + word; e.append(t.content.cloneNode(true), t);
     e.append(document.createComment(word), document.createProcessingInstruction('z' + word, word));`,
    `e.style.fontFamily = word; e.style.listStyle = '"' + word + '"'; e.attributeStyleMap.set('--a' + word, word);
     e.style.cssText += ';content:"' + word + '";anchor-name:--' + word;`,
    `e.setAttribute('data-domreel-unmask', ''); e.innerHTML = '<p data-domreel-unmask title=' + word + '>' + word; painted() e.append(word);`,
  ].flatMap((body): Canary[] => [
    {
      kind: 'masked',
      html: `<div ${mark}></div>`,
      change: change(`const mark = '${mark}', e = place.firstElementChild; ${body}`),
    },
    {
      kind: 'masked',
      html: '<div>x</div>',
      change: change(`const mark = '${mark}', e = place.firstElementChild; e.setAttribute(mark, ''); ${body}`),
    },
  ]);

const never = [
  `document.title = 'x'; const e = new Error(word); e.name = word; e.cause = word; console.table([{ word }]); console.trace(word);
   console.assert(false, word); console.count(word); console.warn('%c' + word, 'color:red'); console.groupEnd();`,
  `fetch('/api/' + word, { method: 'PUT', body: word, headers: { 'x-a': word } }).catch(() => {}); navigator.sendBeacon('/b', word);
   new EventSource('/es?token=' + word).close(); new WebSocket('wss://plain.test/' + word, word).close();`,
  `performance.mark(word, { detail: word }); performance.measure(word, { start: 0, end: 1 }); console.timeStamp(word);`,
  `history.pushState({ [word]: word }, word, '?code=' + word + '#state=' + word); history.replaceState(word, '', '/');`,
  `window.name = word; localStorage[word] = word; sessionStorage.x = word; document.cookie = 'x=' + word;
   new BroadcastChannel(word).postMessage(word); postMessage(word, '*'); navigator.locks.request(word, () => 0);`,
  `const i = document.createElement('input'); place.append(i);
   for (const [n, C] of [['keydown', KeyboardEvent], ['input', InputEvent], ['compositionend', CompositionEvent], ['paste', ClipboardEvent],
     ['drop', DragEvent], ['toggle', ToggleEvent], ['click', PointerEvent]])
     i.dispatchEvent(new C(n, { key: word, code: word, data: word, bubbles: true, pointerType: word, oldState: word, newState: word }));`,
  `place.innerHTML = '<form><input name=username><input type=password></form>'; const p = place.querySelector('[type]'); p.value = word;
   p.dispatchEvent(new Event('input', { bubbles: true })); p.setAttribute('data-filled-by', word);
   const d = document.createElement('made-menu'); d.attachShadow({ mode: 'open' }).innerHTML = '<p title=' + word + '>' + word; place.append(d);
   painted() p.type = 'text'; p.setAttribute('value', word); place.insertAdjacentHTML('beforeend', '<output>' + word);`,
  `const e = document.createElement('input'); place.append(e); e.type = 'password'; e.value = word; e.type = 'text'; painted()
   e.type = 'search'; e.setAttribute('value', word); e.replaceWith(Object.assign(document.createElement('textarea'), { value: word }));`,
  `const e = document.createElement('input'); place.append(e); e.autocomplete = 'cc-number'; e.value = word; painted()
   e.removeAttribute('autocomplete'); e.setAttribute('value', word); const c = e.cloneNode(); c.value = word; e.replaceWith(c);`,
  `const t = new DataTransfer(); t.items.add(new File(['x'], word + '.pdf')); t.setData('text/plain', word);
   place.dispatchEvent(new DragEvent('drop', { dataTransfer: t, bubbles: true })); place.dispatchEvent(new ClipboardEvent('copy', { clipboardData: t }));`,
  `place.innerHTML = '<video></video>'; const t = place.firstChild.addTextTrack('captions', word, 'en'); t.mode = 'showing'; t.addCue(new VTTCue(0, 9, word));`,
  `const b = URL.createObjectURL(new Blob(['<script>"' + word + '"</scr' + 'ipt><!--' + word + '--><input type=password value=' + word + '>'], { type: 'text/html' }));
   const f = document.createElement('iframe'); const loaded = new Promise((done) => f.addEventListener('load', done)); f.src = b; place.append(f); await loaded;`,
];

const values = [
  `customElements.define('z-' + word, class extends HTMLElement { static formAssociated = true; i = this.attachInternals(); });
   const e = place.appendChild(document.createElement('z-x')); place.innerHTML = '<output></output>'; place.firstChild.value = word;`,
  `place.innerHTML = '<div contenteditable=plaintext-only></div>'; const e = place.firstChild; e.textContent = word; e.dataset.draft = word;
   e.innerHTML = '<a href=/x title=' + word + '>' + word + '</a><img alt=' + word + '>';`,
  `place.innerHTML = '<div role=combobox></div><input list=l><datalist id=l></datalist>'; place.firstChild.textContent = word;
   place.lastChild.innerHTML = '<option value=' + word + ' label=' + word + '>' + word;`,
  `place.innerHTML = '<select><option>a</select>'; const s = place.firstChild; s.add(new Option(word, word, true, true)); s.options[0].label = word;`,
];

const texts = [
  `place.setAttribute('role', 'status'); place.textContent = word; painted() place.replaceChildren();`,
  `place.innerHTML = '<svg><title>' + word + '</title></svg>'; document.title = word; painted() document.title = 'x';`,
  `const s = new CSSStyleSheet(); document.adoptedStyleSheets.push(s); await s.replace('.' + word + '{content:"' + word + '"}');
   s.rules[0].style.cssText = '--' + word + ':' + word; s.rules[0].insertRule('&.' + word + '{}'); s.insertRule('@keyframes ' + word + '{}');`,
  `CSS.registerProperty({ name: '--i' + word, syntax: '*', inherits: true, initialValue: word });`,
  `const p = place.appendChild(document.createElement('p')); p.append('text'); const r = new Range(); r.selectNodeContents(p);
   CSS.highlights.set(word, new Highlight(r)); p.animate({ fontFamily: [word, word], '--a': [word, word] }, { duration: 1e6, id: word });`,
  `customElements.define('y-' + word, class extends HTMLElement { i = this.attachInternals(); });
   place.append(document.createElement('y-' + word)); place.firstChild.i.states.add(word); place.firstChild.i.ariaLabel = word;`,
  `const d = place.appendChild(document.createElement('dialog')); d.innerHTML = '<button value=v>' + word; d.showModal(); d.close(word);`,
];

const identities = [
  `place.title = word; place.className = word; place.setAttribute('role', word); place.style.setProperty('--m', word); place.textContent = word;`,
  `document.title = 'Inbox (3) ' + word; painted() document.title = 'x';`,
  `history.pushState({}, '', '/u/' + word + '/x;y=' + word); painted() history.replaceState({}, '', '/#/u/' + word);`,
  `const s = new CSSStyleSheet(); s.replaceSync('.q::after{content:"' + word + '"} .q{--m:' + word + '}'); document.adoptedStyleSheets.push(s);`,
  `const f = place.appendChild(document.createElement('iframe')); f.name = word; f.contentDocument.title = word; f.contentDocument.body.innerHTML = '<p>' + word;`,
];

const of = (kind: Canary['kind'], bodies: string[]): Canary[] => bodies.map((body) => ({ kind, change: change(body) }));

export const changes: Canary[] = [
  {
    kind: 'masked',
    html: '<div data-domreel-mask>text</div>',
    change: `const r = new Range(); r.selectNodeContents(place.firstChild); CSS.highlights.set(word, new Highlight(r));`,
  },
  ...marked('data-domreel-mask'),
  ...marked('data-domreel-block'),
  ...of('never', never),
  ...of('value', values),
  ...of('text', texts),
  ...of('identity', identities),
];
