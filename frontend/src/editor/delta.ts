// Lines to the shared text's deltas and back; nothing here knows Yjs or a view.
import Delta, { type AttributeMap, type Op } from "quill-delta";
import type { Mark, Node } from "prosemirror-model";
import { makeLine, type Line } from "./lines";
import { INLINE, LINE_BREAK, marks, nodes, schema } from "./schema";

/** Attributes of the shared text that these marks stand for. */
export function attributesOf(found: readonly Mark[]): AttributeMap {
  const attributes: AttributeMap = {};
  for (const mark of found) attributes[mark.type.name] = mark.type === marks.link ? mark.attrs.href : true;
  return attributes;
}

/** Marks drawn for attributes; keys that are not known, and keys set to null or false, draw nothing. */
export function marksOf(attributes: AttributeMap | undefined): Mark[] {
  const found: Mark[] = [];
  for (const name of INLINE) {
    const value = attributes?.[name];
    if (!value) continue;
    found.push(name === "link" ? marks.link!.create({ href: String(value) }) : marks[name]!.create());
  }
  return found;
}

/** The delta whose document is these lines. */
export function deltaOf(lines: readonly Line[]): Delta {
  const delta = new Delta();
  for (const line of lines) {
    line.forEach((child) => {
      delta.insert(child.isText ? child.text! : LINE_BREAK, attributesOf(child.marks));
    });
    delta.insert("\n", { b: String(line.attrs.b) });
  }
  return delta;
}

/** Lines of a document delta; words after the last "\n" make a last line, and `ended` says that it has no end. */
export function linesOfDelta(ops: readonly Op[]): { lines: Line[]; ended: boolean } {
  const lines: Line[] = [];
  let runs: Node[] = [];
  let ended = false;
  for (const op of ops) {
    if (typeof op.insert !== "string") continue;
    op.insert.split("\n").forEach((part, index) => {
      if (index > 0) {
        lines.push(makeLine(String(op.attributes?.b ?? "p"), runs));
        runs = [];
        ended = true;
      }
      if (!part) return;
      runs.push(...inlineOf(part, op.attributes));
      ended = false;
    });
  }
  if (runs.length) lines.push(makeLine("p", runs));
  return { lines, ended };
}

export function inlineOf(text: string, attributes: AttributeMap | undefined): Node[] {
  const found = marksOf(attributes);
  const runs: Node[] = [];
  text.split(LINE_BREAK).forEach((part, index) => {
    if (index > 0) runs.push(nodes.linebreak!.create(null, null, found));
    if (part) runs.push(schema.text(part, found));
  });
  return runs;
}

/** An insertion says every key, null where it is off: otherwise it would inherit those of its left neighbour. */
export function explicit(op: Op): Op {
  if (typeof op.insert !== "string") return op;
  const attributes: AttributeMap = { b: null };
  for (const name of INLINE) attributes[name] = null;
  return { insert: op.insert, attributes: { ...attributes, ...op.attributes } };
}
