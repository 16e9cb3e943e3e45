/** CodeMirror in the colours of the demo; they follow the style sheet's light and dark. */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const surface = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '14px 0', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--line-strong)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 6px 0 16px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--lamp) 9%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--ink-soft)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--lamp) 30%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'color-mix(in srgb, var(--lamp) 35%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--lamp) 22%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: '6px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--lamp)', color: '#17181b' },
});

const words = HighlightStyle.define([
  { tag: [tags.tagName, tags.keyword], color: 'var(--code-word)' },
  { tag: [tags.attributeName, tags.propertyName], color: 'var(--code-name)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--code-text)' },
  { tag: [tags.number, tags.unit, tags.color, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.className, tags.labelName, tags.typeName, tags.definitionKeyword], color: 'var(--code-class)' },
  { tag: [tags.variableName], color: 'var(--code-name)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.angleBracket, tags.punctuation, tags.bracket, tags.derefOperator], color: 'var(--ink-soft)' },
]);

export const theme: Extension = [surface, syntaxHighlighting(words)];
