/**
 * Writes the events of a recording as lines that people can read and compare.
 *
 * Ids are kept. Times are dropped, and with them what depends on them: between
 * two markers, of values that replace each other only the last is kept, and
 * what comes from different sources (the tree, properties, the pointer, keys)
 * is written one source after the other.
 */

import type { DumpedEvent } from './tool.ts';

/** A node of a dumped tree. */
interface TreeNode {
  id: number;
  depth: number;
  node: string;
  attributes?: { namespace?: string; name: string; value: string }[];
  properties?: [string, unknown][];
  [field: string]: unknown;
}

type Fields = Record<string, unknown>;

/** Returns the text of all events: each marker is the heading of what stands before it. */
export function eventsText(events: DumpedEvent[]): string {
  const parts: string[] = [];
  let part: Line[] = [];
  const end = (heading: string): void => {
    const lines = part.filter(({ key }, at) => key === '' || !part.slice(at + 1).some((later) => later.key === key));
    const inOrder = lines.toSorted((one, other) => SOURCES.indexOf(one.source) - SOURCES.indexOf(other.source));
    parts.push([`# ${heading}`, ...inOrder.map(({ text }) => text), ''].join('\n'));
    part = [];
  };
  for (const { event } of events) {
    // What a check tells depends on every id and text, and it is checked elsewhere.
    if (event.event === 'check' || event.event === 'check-state') continue;
    if (event.event === 'mark') end(String(event.name));
    else part.push(...eventLines(event));
  }
  end('the rest');
  return parts.join('\n');
}

/** A line, or several that belong together. */
interface Line {
  text: string;
  /** Lines of the same key replace each other; empty: nothing replaces it. */
  key: string;
  source: Source;
}

/** Which of two events in a row is seen depends on the frames that were painted between them. */
const REPLACED = /^(pointer-move|select|viewport|hover|target)$/;

/** Where things come from, in the order in which they are written; all other events come last. */
const SOURCES = ['keyframe', 'tree', 'property', 'pointer', 'key', 'focus', 'select', 'navigation', 'other'] as const;
type Source = (typeof SOURCES)[number];

function sourceOf(event: string): Source {
  if (/^(pointer|hover|activate|click)/.test(event)) return 'pointer';
  if (/^(navigation|target)$/.test(event)) return 'navigation';
  return SOURCES.find((source) => source === event) ?? 'other';
}

function eventLines({ event, ...fields }: DumpedEvent['event']): Line[] {
  if (event === 'keyframe') return [{ text: keyframeLines(fields).join('\n'), key: '', source: 'keyframe' }];
  if (event === 'mutation') return (fields.operations as Fields[]).map(operationLine);
  const key = REPLACED.test(event) ? event : '';
  return [{ text: `${event} ${fieldsText(fields)}`.trimEnd(), key, source: sourceOf(event) }];
}

function keyframeLines({ tree, sheets, adopted, view, ...rest }: Fields): string[] {
  return [
    `keyframe ${fieldsText(rest)}`,
    ...treeLines(tree as TreeNode[]),
    ...(sheets as unknown[]).map((sheet) => `  sheet ${valueText(sheet)}`),
    ...(adopted as unknown[]).map((entry) => `  adopted ${valueText(entry)}`),
    `  view ${fieldsText(view as Fields)}`,
  ];
}

function operationLine({ operation, tree, ...fields }: Fields): Line {
  const line = `${operation} ${fieldsText(fields)}`;
  return {
    text: tree ? [line, ...treeLines(tree as TreeNode[])].join('\n') : line,
    key: operation === 'set-property' ? `${fields.node} ${fields.property}` : '',
    source: operation === 'set-property' ? 'property' : 'tree',
  };
}

const treeLines = (tree: TreeNode[]): string[] =>
  tree.map((node) => `${'  '.repeat(node.depth + 1)}${node.id} ${nodeText(node)}`);

function nodeText({ id: _id, depth: _depth, node, attributes = [], properties = [], ...fields }: TreeNode): string {
  const attribute = ({ namespace, name, value }: NonNullable<TreeNode['attributes']>[number]) =>
    ` ${namespace ? `{${namespace}}` : ''}${name}=${JSON.stringify(value)}`;
  const state = properties.map(([name, value]) => ` .${name}=${JSON.stringify(value)}`).join('');
  if (node === 'element') {
    const { name, ...rest } = fields;
    return `<${name}${attributes.map(attribute).join('')}>${withSpace(fieldsText(rest))}${state}`;
  }
  if (node === 'text') return JSON.stringify(fields.text);
  return `${node}${withSpace(fieldsText(fields))}${state}`;
}

const withSpace = (text: string): string => (text === '' ? '' : ` ${text}`);

const fieldsText = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');

/** Attributes are written as in HTML, all else as JSON. */
function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value && 'value' in value) {
    const { namespace, name, value: text } = value as Record<string, string>;
    return `${namespace ? `{${namespace}}` : ''}${name}=${JSON.stringify(text)}`;
  }
  return JSON.stringify(value);
}
