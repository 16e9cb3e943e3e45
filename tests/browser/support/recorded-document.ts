/**
 * What the events of a dump mean for the tree: a second, small reading of the format, to hold the first one to.
 *
 * It knows nodes, their places, attributes and texts, and leaves out
 * properties, style sheets and the view. An operation on a node that is not
 * there throws.
 */

import type { DumpedEvent } from './tool.ts';

interface Attribute {
  namespace?: string;
  name: string;
  value: string;
}

/** A node as a dumped tree has it. */
interface TreeNode {
  id: number;
  depth: number;
  node: string;
  name?: string;
  namespace?: string;
  text?: string;
  open?: boolean;
  attributes?: Attribute[];
}

interface RecordedNode {
  id: number;
  kind: string;
  name: string;
  text: string;
  attributes: Map<string, string>;
  children: RecordedNode[];
  /** A shadow root or a framed document. */
  attached: RecordedNode | undefined;
  parent: RecordedNode | undefined;
}

type Operation = { operation: string; node: number; parent: number; previous: number | null } & Record<string, unknown>;

/** A document that is made by events. */
export class RecordedDocument {
  readonly #nodes = new Map<number, RecordedNode>();
  #root: RecordedNode | undefined;

  /** Applies an event. */
  apply({ event }: DumpedEvent): void {
    if (event.event === 'keyframe') {
      this.#nodes.clear();
      this.#root = this.#plant(event.tree as TreeNode[]);
    }
    if (event.event === 'mutation') for (const operation of event.operations as Operation[]) this.#operate(operation);
  }

  /** Writes the tree, with or without ids. */
  text(hasIds = false): string {
    const lines: string[] = [];
    const write = (node: RecordedNode, depth: number): void => {
      const attributes = [...node.attributes].map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).sort();
      const text = node.kind === 'text' ? ` ${JSON.stringify(node.text)}` : '';
      const id = hasIds ? `${node.id} ` : '';
      lines.push(`${'  '.repeat(depth)}${id}${node.kind} ${node.name}${attributes.join('')}${text}`);
      if (node.attached) write(node.attached, depth + 1);
      for (const child of node.children) write(child, depth + 1);
    };
    if (this.#root) write(this.#root, 0);
    return lines.join('\n');
  }

  #node(id: number): RecordedNode {
    const node = this.#nodes.get(id);
    if (!node) throw new Error(`there is no node ${id}`);
    return node;
  }

  #plant(tree: TreeNode[]): RecordedNode {
    const path: RecordedNode[] = [];
    for (const { id, depth, node: kind, name = '', namespace = '', text = '', open, attributes = [] } of tree) {
      if (this.#nodes.has(id)) throw new Error(`there is a node ${id} already`);
      const node: RecordedNode = {
        id,
        kind: open === false ? `closed ${kind}` : kind,
        name: namespace ? `{${namespace}}${name}` : name,
        text,
        attributes: new Map(attributes.map((attribute) => [attributeKey(attribute), attribute.value])),
        children: [],
        attached: undefined,
        parent: undefined,
      };
      this.#nodes.set(id, node);
      path.length = depth;
      const parent = path[depth - 1];
      if (parent) this.#link(node, parent, parent.children.at(-1)?.id ?? null);
      path.push(node);
    }
    return path[0]!;
  }

  #operate(operation: Operation): void {
    switch (operation.operation) {
      case 'insert': {
        const parent = this.#node(operation.parent);
        this.#link(this.#plant(operation.tree as TreeNode[]), parent, operation.previous);
        break;
      }
      case 'move': {
        const node = this.#node(operation.node);
        const parent = this.#node(operation.parent);
        for (let at: RecordedNode | undefined = parent; at; at = at.parent) {
          if (at === node) throw new Error(`node ${node.id} would stand below itself`);
        }
        this.#unlink(node);
        this.#link(node, parent, operation.previous);
        break;
      }
      case 'remove': {
        // It may have gone with what was above it.
        const node = this.#nodes.get(operation.node);
        if (!node) break;
        this.#unlink(node);
        this.#drop(node);
        break;
      }
      case 'set-attribute': {
        const attribute = operation.attribute as Attribute;
        this.#node(operation.node).attributes.set(attributeKey(attribute), attribute.value);
        break;
      }
      case 'remove-attribute':
        this.#node(operation.node).attributes.delete(attributeKey(operation as unknown as Attribute));
        break;
      case 'set-text':
        this.#node(operation.node).text = operation.text as string;
        break;
      case 'splice-text': {
        const node = this.#node(operation.node);
        const { at, remove, insert } = operation as unknown as { at: number; remove: number; insert: string };
        node.text = node.text.slice(0, at) + insert + node.text.slice(at + remove);
        break;
      }
      default:
        if ('node' in operation) this.#node(operation.node);
    }
  }

  #link(node: RecordedNode, parent: RecordedNode, previous: number | null): void {
    node.parent = parent;
    if (/document|shadow-root/.test(node.kind)) {
      if (parent.attached) this.#drop(parent.attached);
      parent.attached = node;
      return;
    }
    const before = previous === null ? undefined : this.#node(previous);
    if (before && before.parent !== parent) throw new Error(`node ${previous} is not below node ${parent.id}`);
    parent.children.splice(before ? parent.children.indexOf(before) + 1 : 0, 0, node);
  }

  #unlink(node: RecordedNode): void {
    const { parent } = node;
    if (parent?.attached === node) parent.attached = undefined;
    else parent?.children.splice(parent.children.indexOf(node), 1);
    node.parent = undefined;
  }

  #drop(node: RecordedNode): void {
    this.#nodes.delete(node.id);
    for (const child of node.children) this.#drop(child);
    if (node.attached) this.#drop(node.attached);
  }
}

const attributeKey = ({ namespace, name }: { namespace?: string; name: string }): string =>
  namespace ? `{${namespace}}${name}` : name;
