// Flat lines and the document: a document is a pure function of its lines, and offsets translate both ways.
import { Fragment, Slice, type Node } from "prosemirror-model";
import { TextSelection, type EditorState, type Transaction } from "prosemirror-state";
import { groupOf, nodes } from "./schema";

/** One line of the shared text: its words, and in `attrs.b` what its "\n" says of it. */
export type Line = Node;

/** Length of a line in the flat text, its "\n" included (UTF-16 units, as Yjs counts). */
export function lengthOf(line: Line): number {
  return line.content.size + 1;
}

export function makeLine(b: string, content?: Fragment | readonly Node[]): Line {
  return nodes.line!.create({ b }, content);
}

export function sameLine(one: Line, other: Line): boolean {
  return one === other || one.eq(other);
}

export function linesOf(doc: Node): Line[] {
  const found: Line[] = [];
  doc.forEach((child) => {
    if (child.type === nodes.line) found.push(child);
    else child.forEach((line) => found.push(line));
  });
  return found;
}

/** The document of these lines: neighbours of one list, quote or code block stand in one group. */
export function docOf(lines: readonly Line[]): Node {
  const children: Node[] = [];
  for (let at = 0; at < lines.length; ) {
    const b = String(lines[at]!.attrs.b);
    const group = groupOf(b);
    if (!group) {
      children.push(lines[at]!);
      at += 1;
      continue;
    }
    const start = at;
    while (at < lines.length && belongs(String(lines[at]!.attrs.b), b)) at += 1;
    children.push(nodes[group]!.create(null, lines.slice(start, at)));
  }
  return nodes.doc!.create(null, children.length ? children : [makeLine("p")]);
}

/** Two neighbouring lines share a group; code lines only when they are of one language. */
function belongs(b: string, first: string): boolean {
  return groupOf(b) === groupOf(first) && (groupOf(b) !== "codeblock" || b === first);
}

/** Offset in the flat text of a position in the document. */
export function flatOf(doc: Node, pos: number): number {
  const $pos = doc.resolve(Math.min(Math.max(pos, 0), doc.content.size));
  let flat = 0;
  const top = $pos.index(0);
  for (let i = 0; i < top; i += 1) flat += flatLength(doc.child(i));
  if ($pos.depth === 0) return Math.min(flat, flatLength(doc) - 1);
  const block = $pos.node(1);
  if (block.type === nodes.line) return flat + $pos.parentOffset;
  const inner = $pos.index(1);
  for (let i = 0; i < inner; i += 1) flat += lengthOf(block.child(i));
  return $pos.depth === 1 ? flat : flat + $pos.parentOffset;
}

/** Position in the document of an offset in the flat text; an offset beyond the end gives the end of the last line. */
export function posOf(doc: Node, flat: number): number {
  let left = Math.max(flat, 0);
  let pos = 0;
  for (let i = 0; i < doc.childCount; i += 1) {
    const block = doc.child(i);
    const length = flatLength(block);
    if (left >= length && i < doc.childCount - 1) {
      left -= length;
      pos += block.nodeSize;
      continue;
    }
    if (block.type === nodes.line) return pos + 1 + Math.min(left, block.content.size);
    pos += 1;
    for (let j = 0; j < block.childCount; j += 1) {
      const line = block.child(j);
      if (left < lengthOf(line) || j === block.childCount - 1) return pos + 1 + Math.min(left, line.content.size);
      left -= lengthOf(line);
      pos += line.nodeSize;
    }
  }
  return 1;
}

function flatLength(node: Node): number {
  if (node.type === nodes.line) return node.content.size + 1;
  if (node.type !== nodes.doc) return node.content.size - node.childCount;
  let total = 0;
  node.forEach((child) => (total += flatLength(child)));
  return total;
}

/** Index of the line that holds an offset, and the offset inside it. */
export function lineAt(lines: readonly Line[], flat: number): { index: number; offset: number } {
  let left = flat;
  for (let index = 0; index < lines.length; index += 1) {
    if (left < lengthOf(lines[index]!)) return { index, offset: left };
    left -= lengthOf(lines[index]!);
  }
  const last = lines.length - 1;
  return { index: last, offset: lines[last]!.content.size };
}

export function startOf(lines: readonly Line[], index: number): number {
  let flat = 0;
  for (let i = 0; i < index; i += 1) flat += lengthOf(lines[i]!);
  return flat;
}

/** The words of the text, each line ending in "\n", as the shared text has them. */
export function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${line.textContent}\n`).join("");
}

/** Makes the document of a transaction equal to `next` by one exact replacement of the blocks that differ. */
export function replaceDoc(tr: Transaction, next: Node): Transaction {
  const { doc } = tr;
  const shared = Math.min(doc.childCount, next.childCount);
  let start = 0;
  while (start < shared && doc.child(start).eq(next.child(start))) start += 1;
  if (start === doc.childCount && start === next.childCount) return tr;
  let end = 0;
  while (
    end < shared - start &&
    doc.child(doc.childCount - 1 - end).eq(next.child(next.childCount - 1 - end))
  ) {
    end += 1;
  }
  let from = 0;
  for (let i = 0; i < start; i += 1) from += doc.child(i).nodeSize;
  let to = doc.content.size;
  for (let i = 0; i < end; i += 1) to -= doc.child(doc.childCount - 1 - i).nodeSize;
  const put: Node[] = [];
  for (let i = start; i < next.childCount - end; i += 1) put.push(next.child(i));
  return tr.replace(from, to, new Slice(Fragment.from(put), 0, 0));
}

/** A transaction that gives the text these lines and puts the selection at flat offsets. */
export function withLines(
  state: EditorState,
  lines: readonly Line[],
  anchor: number,
  head: number = anchor,
): Transaction {
  return select(replaceDoc(state.tr, docOf(lines)), anchor, head);
}

export function select(tr: Transaction, anchor: number, head: number = anchor): Transaction {
  return tr.setSelection(TextSelection.create(tr.doc, posOf(tr.doc, anchor), posOf(tr.doc, head)));
}

/** The selection as flat offsets. */
export function flatSelection(state: EditorState): { anchor: number; head: number; from: number; to: number } {
  const anchor = flatOf(state.doc, state.selection.anchor);
  const head = flatOf(state.doc, state.selection.head);
  return { anchor, head, from: Math.min(anchor, head), to: Math.max(anchor, head) };
}
