/**
 * Custom properties that scripts register: how they are inherited, where they begin, how they move.
 *
 * They are recorded as rules of a style sheet in front of those that the
 * document has adopted, since a stage could not take a registration back.
 */

import type { Hooks } from './hooks.js';
import { early } from './left-early.js';
import type { Natives } from './natives.js';

/** What of the recorder is needed. */
export interface RegisteredHost {
  readonly natives: Natives;
  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Window & typeof globalThis) => void): void;
  /** Records a sheet as if the document had adopted it before all others. */
  adoptFirst(document: Document, sheet: CSSStyleSheet): void;
}

/** Follows registrations until the recording ends. */
export function followRegistered(host: RegisteredHost): void {
  const { natives } = host;
  const sheets = new natives.WeakMap<Document, CSSStyleSheet>();
  const add = (view: Window & typeof globalThis, rules: string): void => {
    const { document } = view;
    let sheet = sheets.get(document);
    if (sheet) sheet.insertRule(rules);
    else {
      sheet = new view.CSSStyleSheet();
      sheet.replaceSync(rules);
      sheets.set(document, sheet);
      host.adoptFirst(document, sheet);
    }
  };
  host.eachRealm((hooks, view) => {
    hooks.method(view.CSS, 'registerProperty', (_, [definition]) =>
      add(view, ruleOf(definition as PropertyDefinition, natives)),
    );
  });
  const properties = early()?.properties ?? [];
  if (properties.length > 0) add(window, properties.map((property) => ruleOf(property, natives)).join(''));
}

function ruleOf({ name, syntax = '*', inherits, initialValue }: PropertyDefinition, { stringify }: Natives): string {
  const initial = initialValue === undefined ? '' : `initial-value:${initialValue};`;
  return `@property --${CSS.escape(name.slice(2))}{syntax:${stringify(syntax)};inherits:${inherits};${initial}}`;
}
