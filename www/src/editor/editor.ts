/** The editor page: two files in CodeMirror, and a frame that shows them. */

import { css } from '@codemirror/lang-css';
import { html } from '@codemirror/lang-html';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { element, required } from '../site/element.ts';
import { markInstant } from '../site/recorder-state.ts';
import { POSTER, type PosterFile } from './poster.ts';
import { theme } from './theme.ts';

const preview = required('#preview', HTMLIFrameElement);
const position = required('#position', HTMLElement);
const wrap = required('#wrap', HTMLInputElement);
const size = required('#size', HTMLInputElement);
const code = required('#code', HTMLElement);
const wrapping = new Compartment();

/** What stands in the frame's document, so that only the file that changed is written. */
const written = new Map<PosterFile, string>();
let writtenTo: Document | undefined;

let states = POSTER.map(stateOf);
let shown = 0;
const view = new EditorView({ state: states[0], parent: code });
const tabs = POSTER.map(makeTab);
required('#tabs', HTMLElement).append(...tabs);
showFile(0);

wrap.addEventListener('change', () => {
  view.dispatch({ effects: wrapping.reconfigure(lineWrapping()) });
});
size.addEventListener('input', () => {
  code.style.setProperty('--code-size', `${size.value}px`);
  view.requestMeasure();
});
required('#restore', HTMLButtonElement).addEventListener('click', () => {
  states = POSTER.map(stateOf);
  view.setState(states[shown] ?? EditorState.create());
  showPreview();
});
preview.addEventListener('load', showPreview);
showPreview();

function stateOf(file: PosterFile): EditorState {
  const language: Extension = file.language === 'html' ? html() : css();
  return EditorState.create({
    doc: file.text,
    extensions: [
      basicSetup,
      language,
      theme,
      wrapping.of(lineWrapping()),
      EditorView.contentAttributes.of({ 'aria-label': file.name }),
      EditorView.updateListener.of((update) => {
        states[shown] = update.state;
        if (update.docChanged) showPreview();
        if (update.docChanged || update.selectionSet) showPosition(update.state);
      }),
    ],
  });
}

function lineWrapping(): Extension {
  return wrap.checked ? EditorView.lineWrapping : [];
}

function makeTab(file: PosterFile, index: number): HTMLButtonElement {
  const tab = element('button', { type: 'button', role: 'tab', 'aria-controls': 'code' }, file.name);
  tab.addEventListener('click', () => {
    showFile(index);
    view.focus();
    markInstant('file', { name: file.name });
  });
  tab.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const next = (index + 1) % POSTER.length;
    showFile(next);
    tabs[next]?.focus();
  });
  return tab;
}

function showFile(index: number): void {
  shown = index;
  view.setState(states[index] ?? EditorState.create());
  view.dispatch({ effects: wrapping.reconfigure(lineWrapping()) });
  for (const [at, tab] of tabs.entries()) {
    tab.setAttribute('aria-selected', String(at === index));
    tab.tabIndex = at === index ? 0 : -1;
  }
  showPosition(view.state);
}

function showPosition(state: EditorState): void {
  const head = state.selection.main.head;
  const line = state.doc.lineAt(head);
  position.textContent = `Line ${line.number}, column ${head - line.from + 1}`;
}

/** Writes the files into the frame. It is sandboxed without scripts, so what is written there cannot run. */
function showPreview(): void {
  const frame = preview.contentDocument;
  const style = frame?.querySelector('style');
  if (!frame?.body || !style) return;
  if (frame !== writtenTo) written.clear();
  writtenTo = frame;
  for (const [index, file] of POSTER.entries()) {
    const text = states[index]?.doc.toString() ?? '';
    if (written.get(file) === text) continue;
    if (file.language === 'css') style.textContent = text;
    else frame.body.innerHTML = text;
    written.set(file, text);
  }
}
