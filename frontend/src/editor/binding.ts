// Keeps a ProseMirror view and the shared text equal, both ways. The rules are those of docs/editor.md, "Binding".
import Delta, { type Op } from "quill-delta";
import type { EditorState, Transaction } from "prosemirror-state";
import * as Y from "yjs";
import { deltaOf, explicit, linesOfDelta } from "./delta";
import { claimsOf, movedOffset, movedRange, runsOf, type Move, type Moved } from "./moved";
import { OwnCaret } from "./owncaret";
import type { Range } from "./ranges";
import { docOf, flatSelection, lengthOf, lineAt, linesOf, makeLine, replaceDoc, sameLine, select, startOf, type Line } from "./lines";

/** Marks the transactions that only show what the shared text already says. */
export const FROM_TEXT = "fromSharedText";

/** What a change did to the flat text, whoever made it: decorations move by it, and along with words that it moved. */
export interface Change {
  delta: Delta;
  /** Mine, an undo too. */
  local: boolean;
  moves: readonly Move[];
}
export type Changed = (change: Change) => void;

export class Binding {
  /** The lines as the view and the shared text both have them. */
  lines: Line[];
  /** Whether the text ends in "\n". It always should; when two people deleted the last one it is drawn, not written. */
  private ended: boolean;
  private readonly own: OwnCaret;
  private readonly listeners = new Set<Changed>();
  private dispatch: ((build: (state: EditorState) => Transaction | null) => void) | null = null;

  constructor(
    readonly text: Y.Text,
    private readonly moved: Moved | null = null,
  ) {
    const { lines, ended } = linesOfDelta(text.toDelta() as Op[]);
    this.lines = lines.length ? lines : [makeLine("p")];
    this.ended = ended;
    this.own = new OwnCaret(text);
    text.observe(this.onText);
  }

  /** `dispatch` hands the present state to a builder and dispatches what it returns. */
  attach(dispatch: (build: (state: EditorState) => Transaction | null) => void): void {
    this.dispatch = dispatch;
    dispatch((state) => this.redraw(state));
  }

  detach(): void {
    this.dispatch = null;
    this.text.unobserve(this.onText);
  }

  onChange(listener: Changed): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Writes what a state of the view has changed into the shared text, as one delta in one transaction. */
  write(state: EditorState): void {
    const next = linesOf(state.doc);
    const caret = flatSelection(state).head;
    const { from, oldEnd, newEnd } = differing(this.lines, next, this.firstTouched(next, caret));
    const start = startOf(this.lines, from);
    const change = changeAt(deltaOf(this.lines.slice(from, oldEnd)), deltaOf(next.slice(from, newEnd)), caret - start);
    this.lines = next;
    if (!change.ops.length) return;
    const delta = new Delta().retain(start).concat(new Delta(change.ops.map(explicit)));
    this.text.doc!.transact((transaction) => {
      this.endLastLine();
      this.own.write(delta, caret, transaction);
    }, this);
    this.tell({ delta, local: true, moves: [] });
  }

  /** Moves the words from `from` to `to` to another place of the flat text, as one change; the caret goes along. */
  move({ from, to }: Range, goal: number): void {
    if (from <= goal && goal <= to) return;
    const length = to - from;
    const there = goal > from ? goal - length : goal;
    let delta = new Delta();
    this.text.doc!.transact(() => {
      this.endLastLine();
      const words = new Delta(new Delta(this.text.toDelta() as Op[]).slice(from, to).map(explicit));
      const before = new Delta().retain(Math.min(from, goal));
      delta =
        goal > from
          ? before.delete(length).retain(goal - to).concat(words)
          : before.concat(words).retain(from - goal).delete(length);
      const sources = runsOf(this.text, from, to);
      this.text.applyDelta(delta.ops);
      this.moved?.claim(claimsOf(runsOf(this.text, there, there + length), sources));
    }, this);
    ({ lines: this.lines, ended: this.ended } = touched(this.lines, this.ended, delta));
    const moves = [{ from, to, at: there }];
    this.tell({ delta, local: true, moves });
    const follow = this.own.follow(delta);
    this.dispatch?.((state) => this.redraw(state, delta, follow, moves));
  }

  /** Writes a change that is known place by place, as one transaction; the selection stays on its words. */
  apply(delta: Delta): void {
    if (!delta.ops.length) return;
    this.text.doc!.transact(() => {
      this.endLastLine();
      this.text.applyDelta(delta.ops.map(explicit));
    }, this);
    ({ lines: this.lines, ended: this.ended } = touched(this.lines, this.ended, delta));
    this.tell({ delta, local: true, moves: [] });
    const follow = this.own.follow(delta);
    this.dispatch?.((state) => this.redraw(state, delta, follow));
  }

  /** The first line that a change can have touched which leaves the caret there: of equal lines the one with the caret is new.
   *
   * An Enter at a line's end makes a line behind that end, so that who writes on in the line stays in it; but behind my own
   * last letter it makes an end right there: what I write over several lines is one piece too.
   */
  private firstTouched(next: readonly Line[], caret: number): number {
    const index = lineAt(next, caret).index;
    return this.own.at + 1 === caret ? Math.min(index, lineAt(this.lines, this.own.at).index) : index;
  }

  /** Where the last "\n" is missing, the next writer writes it. */
  private endLastLine(): void {
    if (!this.ended) this.text.insert(this.text.length, "\n", explicit({ insert: "\n", attributes: { b: "p" } }).attributes!);
    this.ended = true;
  }

  private readonly onText = (event: Y.YTextEvent): void => {
    if (event.transaction.origin === this) return;
    const delta = new Delta(event.delta as Op[]);
    if (!delta.ops.length) return;
    const moves = this.moved?.moves(event.transaction) ?? [];
    ({ lines: this.lines, ended: this.ended } = touched(this.lines, this.ended, delta));
    const undoing = event.transaction.origin instanceof Y.UndoManager;
    this.tell({ delta, local: undoing, moves });
    const follow = this.own.follow(delta);
    this.dispatch?.((state) => (undoing ? this.redrawAtChange(state, delta, moves) : this.redraw(state, delta, follow, moves)));
  };

  /** A transaction that shows the lines, or null when they are shown; the selection stays on its words. */
  private redraw(
    state: EditorState,
    delta = new Delta(),
    follow = (caret: number) => caret,
    moves: readonly Move[] = [],
  ): Transaction | null {
    const { anchor, head, from, to } = flatSelection(state);
    const tr = replaceDoc(state.tr, docOf(this.lines));
    if (!tr.docChanged) return null;
    tr.setMeta(FROM_TEXT, true);
    if (from === to) return select(tr, movedOffset(head, moves) ?? follow(head));
    const range = movedRange({ from, to }, delta, moves);
    return anchor < head ? select(tr, range.from, range.to) : select(tr, range.to, range.from);
  }

  /** After an undo the caret stands where words changed, or goes along with those that went back. */
  private redrawAtChange(state: EditorState, delta: Delta, moves: readonly Move[]): Transaction | null {
    const tr = replaceDoc(state.tr, docOf(this.lines));
    if (!tr.docChanged) return null;
    let at = 0;
    let end = 0;
    for (const op of delta.ops) {
      if (typeof op.retain === "number") at += op.retain;
      if (typeof op.insert === "string") at += op.insert.length;
      if (!(typeof op.retain === "number") || op.attributes) end = at;
    }
    const along = movedOffset(flatSelection(state).head, moves);
    return select(tr, along ?? end).setMeta(FROM_TEXT, true).scrollIntoView();
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}

/** What makes one document of another, told where the caret stands after the change.
 *
 * Of equal letters side by side the words alone don't say which one is new: it is the one before the caret. Another's
 * letter taken for it would leave the caret behind that letter, and the two would write through each other's words.
 */
function changeAt(before: Delta, after: Delta, caret: number): Delta {
  const kept = before.length() - (after.length() - caret);
  if (kept < 0 || !equal(before.slice(kept), after.slice(caret))) return before.diff(after);
  return before.slice(0, kept).diff(after.slice(0, caret));
}

function equal(one: Delta, other: Delta): boolean {
  return JSON.stringify(one.ops) === JSON.stringify(other.ops);
}

/** Where two texts differ, by the identity of their lines from both ends, and from line `most` at the latest. */
function differing(before: readonly Line[], after: readonly Line[], most: number): { from: number; oldEnd: number; newEnd: number } {
  let from = 0;
  while (from < before.length && from < most && sameLine(before[from]!, after[from]!)) from += 1;
  let oldEnd = before.length;
  let newEnd = after.length;
  while (oldEnd > from && newEnd > from && sameLine(before[oldEnd - 1]!, after[newEnd - 1]!)) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  return { from, oldEnd, newEnd };
}

/** The lines after a delta: only those it touches are made anew, the others keep their nodes. */
export function touched(lines: readonly Line[], ended: boolean, delta: Delta): { lines: Line[]; ended: boolean } {
  const first = delta.ops[0];
  const untouched = first && typeof first.retain === "number" && !first.attributes ? first.retain : 0;
  const low = lineAt(lines, untouched).index;
  const start = startOf(lines, low);
  let end = 0;
  for (const op of delta.ops) end += (typeof op.retain === "number" ? op.retain : 0) + (op.delete ?? 0);
  let high = low;
  let flat = start;
  while (high < lines.length && flat <= end) {
    flat += lengthOf(lines[high]!);
    high += 1;
  }
  const old = lines.slice(low, high);
  const reachesEnd = high === lines.length;
  let base = deltaOf(old);
  if (reachesEnd && !ended) base = base.compose(new Delta().retain(base.length() - 1).delete(1));
  const made = linesOfDelta(base.compose(start ? dropRetain(delta, start) : delta).ops);
  const kept = made.lines.map((line) => old.find((other) => sameLine(other, line)) ?? line);
  const all = [...lines.slice(0, low), ...kept, ...lines.slice(high)];
  return { lines: all.length ? all : [makeLine("p")], ended: reachesEnd ? made.ended || (!made.lines.length && low > 0) : ended };
}

function dropRetain(delta: Delta, length: number): Delta {
  const [first, ...others] = delta.ops;
  const left = (first!.retain as number) - length;
  return new Delta(left > 0 ? [{ retain: left }, ...others] : others);
}
