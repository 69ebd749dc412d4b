// Acts on lines: pure functions from lines and a flat selection to lines and a selection, and the commands they make.
import { Fragment, type Node } from "prosemirror-model";
import type { Command, EditorState, Transaction } from "prosemirror-state";
import { flatSelection, lineAt, linesOf, makeLine, startOf, withLines, type Line } from "./lines";
import { depthOf, kindOf, listValue, MAX_DEPTH, nodes, type Kind } from "./schema";

export interface Edited {
  lines: Line[];
  anchor: number;
  head?: number;
}
export type Edit = (lines: readonly Line[], from: number, to: number) => Edited | null;

/** The command of an edit; it fails, and the key goes on to the next binding, where the edit gives null. */
export function command(edit: Edit): Command {
  return (state, dispatch) => {
    const edited = apply(state, edit);
    if (edited && dispatch) dispatch(edited.scrollIntoView());
    return edited !== null;
  };
}

export function apply(state: EditorState, edit: Edit): Transaction | null {
  const { from, to } = flatSelection(state);
  const edited = edit(linesOf(state.doc), from, to);
  if (!edited) return null;
  const kept = state.storedMarks ?? state.selection.$to.marks();
  return withLines(state, edited.lines, edited.anchor, edited.head).setStoredMarks(kept.length ? kept : null);
}

function cut(line: Line, from: number, to?: number): Fragment {
  return line.content.cut(from, to);
}

function withKind(line: Line, b: string): Line {
  return line.attrs.b === b ? line : makeLine(b, line.content);
}

function replaced(lines: readonly Line[], index: number, count: number, ...put: Line[]): Line[] {
  return [...lines.slice(0, index), ...put, ...lines.slice(index + count)];
}

/** Takes out [from, to); what is left of the last line joins the first, which says what the line is. */
export const deleteRange: Edit = (lines, from, to) => {
  if (from === to) return null;
  const first = lineAt(lines, from);
  const last = lineAt(lines, to);
  const content = cut(lines[first.index]!, 0, first.offset).append(cut(lines[last.index]!, last.offset));
  const everything = first.index === 0 && last.index === lines.length - 1 && !content.size;
  const b = everything ? "p" : String(lines[first.index]!.attrs.b);
  return { lines: replaced(lines, first.index, last.index - first.index + 1, makeLine(b, content)), anchor: from };
};

/** Enter: a new line of the same kind; after a heading or rule a paragraph; in an empty item or quote one step out. */
export const splitLine: Edit = (lines, from, to) => {
  const rest = deleteRange(lines, from, to)?.lines ?? [...lines];
  const { index, offset } = lineAt(rest, from);
  const line = rest[index]!;
  const b = String(line.attrs.b);
  const kind = kindOf(b);
  if (!line.content.size && leaves(kind, b, rest[index + 1])) {
    return { lines: replaced(rest, index, 1, withKind(line, outdented(b))), anchor: from };
  }
  const heading = kind[0] === "h";
  const head = heading && offset === 0 && line.content.size ? "p" : b;
  const tail = heading && offset === line.content.size ? "p" : b;
  const put = [makeLine(head, cut(line, 0, offset)), makeLine(tail, cut(line, offset))];
  return { lines: replaced(rest, index, 1, ...put), anchor: from + 1 };
};

/** Whether Enter on this empty line leaves its list, quote or (at its end) code block. */
function leaves(kind: Kind, b: string, next: Line | undefined): boolean {
  if (kind === "code") return next?.attrs.b !== b;
  return kind === "ul" || kind === "ol" || kind === "q";
}

function outdented(b: string): string {
  const kind = kindOf(b);
  return (kind === "ul" || kind === "ol") && depthOf(b) > 0 ? listValue(kind, depthOf(b) - 1) : "p";
}

/** Backspace: the selection; at the start of a styled line its style; at the start of a paragraph the line's end. */
export const backspace: Edit = (lines, from, to) => {
  if (from !== to) return deleteRange(lines, from, to);
  const { index, offset } = lineAt(lines, from);
  if (offset > 0) return null;
  const line = lines[index]!;
  if (line.attrs.b !== "p") return { lines: replaced(lines, index, 1, withKind(line, "p")), anchor: from };
  return index === 0 ? null : join(lines, index - 1);
};

/** Delete: the selection, or at a line's end the line's end. */
export const deleteForward: Edit = (lines, from, to) => {
  if (from !== to) return deleteRange(lines, from, to);
  const { index, offset } = lineAt(lines, from);
  if (offset < lines[index]!.content.size || index === lines.length - 1) return null;
  return join(lines, index);
};

/** Joins a line and the next. An empty line gives way to the other; of two with words the first says the kind. */
function join(lines: readonly Line[], index: number): Edited {
  const [first, second] = [lines[index]!, lines[index + 1]!];
  const anchor = startOf(lines, index) + first.content.size;
  const b = String((first.content.size ? first : second).attrs.b);
  return { lines: replaced(lines, index, 2, makeLine(b, first.content.append(second.content))), anchor };
}

/** Indices of the first and last line of a range; a line of which only the start is reached is not of it. */
export function lineRange(lines: readonly Line[], from: number, to: number): [number, number] {
  const first = lineAt(lines, from).index;
  const last = lineAt(lines, to);
  return [first, last.index > first && last.offset === 0 ? last.index - 1 : last.index];
}

/** Gives each line of the selection the kind that `choose` says. */
export function setKinds(choose: (b: string) => string): Edit {
  return (lines, from, to) => {
    const [first, last] = lineRange(lines, from, to);
    const put = lines.slice(first, last + 1).map((line) => withKind(line, choose(String(line.attrs.b))));
    return { lines: replaced(lines, first, put.length, ...put), anchor: from, head: to };
  };
}

/** Sets a kind; on lines that all have it already it takes it away. A list keeps its depths when it changes sort. */
export function toggleKind(b: string): Edit {
  const kind = kindOf(b);
  return (lines, from, to) => {
    const [first, last] = lineRange(lines, from, to);
    const all = lines.slice(first, last + 1).every((line) => kindOf(String(line.attrs.b)) === kind);
    const listed = kind === "ul" || kind === "ol";
    const choose = (old: string) => (all ? "p" : listed ? listValue(kind, depthOf(old)) : b);
    return setKinds(choose)(lines, from, to);
  };
}

/** Moves list items in (`by` 1) or out (-1); fails where the selection holds no item. */
export function indent(by: 1 | -1): Edit {
  return (lines, from, to) => {
    const [first, last] = lineRange(lines, from, to);
    const listed = (b: string) => kindOf(b) === "ul" || kindOf(b) === "ol";
    if (!lines.slice(first, last + 1).some((line) => listed(String(line.attrs.b)))) return null;
    const move = (b: string) =>
      listed(b) ? listValue(kindOf(b) as "ul" | "ol", Math.min(depthOf(b) + by, MAX_DEPTH)) : b;
    return setKinds(move)(lines, from, to);
  };
}

/** Shift+Enter: a break inside the line. */
export const breakLine: Edit = (lines, from, to) => {
  const rest = deleteRange(lines, from, to)?.lines ?? [...lines];
  const { index, offset } = lineAt(rest, from);
  const line = rest[index]!;
  const content = cut(line, 0, offset).append(Fragment.from(nodes.linebreak!.create())).append(cut(line, offset));
  return { lines: replaced(rest, index, 1, makeLine(String(line.attrs.b), content)), anchor: from + 1 };
};

/** Puts lines in place of the selection.
 *
 * One plain line is words among words. A first line that is more than a paragraph keeps its kind: it takes the place of
 * an empty line and starts a new one after words; so does what follows a last line that is more than a paragraph.
 */
export function insertLines(put: readonly Line[]): Edit {
  return (lines, from, to) => {
    if (!put.length) return null;
    const rest = deleteRange(lines, from, to)?.lines ?? [...lines];
    const { index, offset } = lineAt(rest, from);
    const line = rest[index]!;
    const b = String(line.attrs.b);
    const head = cut(line, 0, offset);
    const tail = cut(line, offset);
    const made: Line[] = [];
    const [first, ...others] = put;
    const plain = (one: Line) => kindOf(String(one.attrs.b)) === "p";
    if (head.size && !plain(first!)) made.push(makeLine(b, head), first!);
    else if (head.size || (plain(first!) && put.length === 1)) made.push(makeLine(b, head.append(first!.content)));
    else made.push(first!);
    made.push(...others);
    let caret = startOf(made, made.length - 1) + made.at(-1)!.content.size;
    if (tail.size) {
      const last = made.at(-1)!;
      if (put.length === 1 && plain(first!)) made[made.length - 1] = makeLine(b, last.content.append(tail));
      else if (plain(last) && plain(put.at(-1)!)) made[made.length - 1] = makeLine(b, last.content.append(tail));
      else {
        made.push(makeLine(b, tail));
        caret += 1;
      }
    }
    return { lines: replaced(rest, index, 1, ...made), anchor: startOf(rest, index) + caret };
  };
}

/** The kind shown in the toolbar: that of all lines of the selection, or null when they differ. */
export function kindOfSelection(state: EditorState): Kind | null {
  const lines = linesOf(state.doc);
  const { from, to } = flatSelection(state);
  const [first, last] = lineRange(lines, from, to);
  const kinds = new Set(lines.slice(first, last + 1).map((line: Node) => kindOf(String(line.attrs.b))));
  return kinds.size === 1 ? [...kinds][0]! : null;
}
