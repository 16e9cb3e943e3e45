// Splits a wasm module in two: what is needed first, and what only some of its exports need.
//
// Both work on one memory, one stack and one table. The first part exports, under short names, what the second
// imports of it; nothing in it calls the second, which is reached by its exports alone. The work is done on the text
// form, where functions have names and no index must be counted: only whole functions change their place.

import { readFileSync, writeFileSync } from 'node:fs';
import { Refusal } from '../run.mjs';

/** The name by which the second part imports the first. */
export const FIRST = 'a';

/** Returns the text of both parts; `later` are the exports that the second has. */
export function split(text, later) {
  const forms = formsOf(text);
  const functions = new Map();
  for (const form of forms) if (form.kind === 'func') functions.set(form.name, form);
  const exported = forms.filter(({ kind }) => kind === 'export');
  const isLater = ({ text }) => later.includes(/"([^"]*)"/.exec(text)[1]);
  const found = exported.filter(isLater);
  if (found.length !== later.length) throw new Refusal(`build: there is nothing to split off for ${later.join(', ')}`);

  const reach = (roots) => {
    const reached = new Set(roots);
    for (const name of reached) for (const called of callsOf(functions.get(name)?.text ?? '')) reached.add(called);
    return reached;
  };
  const named = (list) => list.flatMap(({ text }) => namesIn(text)).filter((name) => functions.has(name));
  const others = forms.filter(({ kind }) => kind !== 'func' && kind !== 'export');
  const first = reach(named([...exported.filter((form) => !isLater(form)), ...others]));
  const second = [...reach(named(found))].filter((name) => !first.has(name)).map((name) => functions.get(name));

  // What the second part uses of the first: functions, globals, memory, table.
  const used = new Set(second.flatMap(({ text }) => namesIn(text)));
  const names = shortNames();
  const sharing = [];
  const imports = [];
  const share = (name, what) => {
    const short = names.next().value;
    sharing.push(`(export "${short}" (${what.split(' ')[0]} ${name}))`);
    imports.push(`(import "${FIRST}" "${short}" (${what}))`);
  };
  for (const { kind, name, text } of forms) {
    if (kind === 'func' && first.has(name) && used.has(name)) share(name, `func ${name} ${signatureOf(text)}`);
    else if (kind === 'global' && used.has(name))
      share(name, /^\(global (\S+ (?:\(mut \w+\)|\w+))/.exec(text)[0].slice(1));
    else if (kind === 'memory') share(name, text.slice(1, -1));
    else if (kind === 'table' && second.some((form) => form.text.includes('(call_indirect')))
      share(name, text.slice(1, -1));
  }
  // Where data ends and the heap begins nobody asks.
  const isExported = (form) => !isLater(form) && !form.text.includes('(global');
  const isFirst = (form) => (form.kind === 'func' ? first.has(form.name) : form.kind !== 'export' || isExported(form));
  const types = forms.filter(({ kind }) => kind === 'type').map(({ text }) => text);
  const write = (parts) => `(module\n${parts.join('\n')}\n)\n`;
  return {
    first: write([...forms.filter(isFirst).map(({ text }) => text), ...sharing]),
    second: write([...types, ...imports, ...second.map(({ text }) => text), ...found.map(({ text }) => text)]),
  };
}

/** Splits a file of text into two. */
export function splitFile(from, first, second, later) {
  const parts = split(readFileSync(from, 'utf8'), later);
  writeFileSync(first, parts.first);
  writeFileSync(second, parts.second);
}

/** The forms of which a module consists: `(kind $name …)`. */
function formsOf(text) {
  const forms = [];
  for (let at = text.indexOf('(', 1); ; ) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (text.startsWith(';;', at)) {
      at = text.indexOf('\n', at);
      continue;
    }
    if (text[at] !== '(') return forms;
    const end = endOf(text, at);
    const form = text.slice(at, end);
    const [, kind, name] = /^\((\w+)\s*(\$\S+?)?(?=[\s)])/.exec(form);
    forms.push({ kind, name, text: form });
    at = end;
  }
}

/** Where the form that begins here is over. */
function endOf(text, begin) {
  let depth = 0;
  for (let at = begin; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === ';' && text[at + 1] === ';') at = text.indexOf('\n', at);
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  throw new Refusal('build: the text of a module ends in the middle');
}

const namesIn = (text) => [...text.matchAll(/\$[^\s()]+/g)].map(([name]) => name);
const callsOf = (text) => [...text.matchAll(/\((?:return_call|call|ref\.func) (\$[^\s()]+)/g)].map(([, name]) => name);

/** A function's type, parameters and results, as they stand in its head. */
function signatureOf(text) {
  let at = text.indexOf(' ', 6);
  let signature = '';
  for (;;) {
    while (/\s/.test(text[at])) at++;
    if (!/^\((type|param|result)\b/.test(text.slice(at, at + 8))) return signature;
    const end = endOf(text, at);
    signature += text.slice(at, end);
    at = end;
  }
}

/** a, b, … z, aa, ab, … */
function* shortNames() {
  for (let count = 0; ; count++) {
    let name = '';
    for (let left = count + 1; left > 0; left = Math.floor((left - 1) / 26)) {
      name = String.fromCharCode(97 + ((left - 1) % 26)) + name;
    }
    yield name;
  }
}
