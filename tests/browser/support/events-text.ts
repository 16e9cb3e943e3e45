/**
 * Writes the events of a recording as lines that people can read and compare.
 *
 * Ids are kept. Times are dropped, and with them what depends on them: of
 * pointer moves in a row only the last is kept, and mutations in a row are one.
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
  let part: string[] = [];
  for (const [index, { event }] of events.entries()) {
    const next = events[index + 1]?.event;
    if (event.event === 'pointer-move' && next?.event === 'pointer-move') continue;
    if (event.event === 'mark') {
      parts.push([`# ${event.name}`, ...part, ''].join('\n'));
      part = [];
    } else {
      part.push(...eventLines(event));
    }
  }
  return [...parts, `# the rest`, ...part, ''].join('\n');
}

function eventLines({ event, ...fields }: DumpedEvent['event']): string[] {
  if (event === 'keyframe') return keyframeLines(fields);
  if (event === 'mutation') return (fields.operations as Fields[]).flatMap(operationLines);
  return [`${event} ${fieldsText(fields)}`.trimEnd()];
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

function operationLines({ operation, tree, ...fields }: Fields): string[] {
  const line = `${operation} ${fieldsText(fields)}`;
  return tree ? [line, ...treeLines(tree as TreeNode[])] : [line];
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
