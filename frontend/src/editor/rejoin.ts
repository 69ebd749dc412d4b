// Where the server will never take what this browser writes under its client id, the words that wait are kept in the
// tab, the page is loaded again (which gives a new id), and they are put into the text as it is then.
import Delta, { type Op } from "quill-delta";
import type { EditorView } from "prosemirror-view";
import type { Binding } from "./binding";
import type { Connection } from "./connection";
import { deltaOf, linesOfDelta } from "./delta";
import { textOf, withLines } from "./lines";
import type { Range } from "./ranges";
import type { Unsaved } from "./unsaved";

/** Refusals that a new client id heals. */
const HEALED: ReadonlySet<string> = new Set(["client-id", "conflict"]);
/** A refusal so soon after the last one is of another kind: the page would be loaded again for ever. */
const ONCE_MS = 60_000;

interface Kept {
  /** The text as it stood here, and where in it the words are that the server has not confirmed. */
  ops: Op[];
  unsaved: Range[];
}

/**
 * What of the unsaved words `theirs` lacks, as a change of it; null where nothing is missing.
 * Their place is found by the words around them that were saved. Only words are put in: what others have taken out
 * meanwhile stays out, and nothing is taken out.
 */
export function missing(theirs: Delta, mine: Delta, unsaved: readonly Range[]): Delta | null {
  const whole = plain(theirs);
  const moved = new Delta().insert(plain(without(mine, unsaved))).diff(new Delta().insert(whole));
  const change = new Delta();
  let [taken, at] = [0, 0];
  for (const { from, to } of unsaved) {
    const place = from - taken;
    taken += to - from;
    const end = moved.transformPosition(place, false);
    const came = whole.slice(moved.transformPosition(place, true), end);
    const words = plain(mine.slice(from, to));
    // What I typed first may have been saved: it stands there already.
    const saved = words.startsWith(came) ? came.length : came.includes(words) ? words.length : 0;
    if (saved === words.length) continue;
    change.retain(Math.max(end - at, 0));
    for (const op of mine.slice(from + saved, to).ops) change.push(op);
    at = Math.max(end, at);
  }
  return change.ops.length ? change : null;
}

function plain(delta: Delta): string {
  return delta.ops.map((op) => (typeof op.insert === "string" ? op.insert : "")).join("");
}

function without(delta: Delta, ranges: readonly Range[]): Delta {
  let [rest, at] = [new Delta(), 0];
  for (const { from, to } of ranges) {
    rest = rest.concat(delta.slice(at, from));
    at = to;
  }
  return rest.concat(delta.slice(at));
}

export class Rejoining {
  private leaving = false;
  private readonly key: string;

  constructor(
    documentUrl: string,
    private readonly connection: Connection,
    private readonly binding: Binding,
    private readonly unsaved: Unsaved,
  ) {
    this.key = `consult-kept:${documentUrl}`;
    connection.onChange(() => this.consider());
    // What waits is kept: the page need not ask before it goes.
    window.addEventListener("beforeunload", (event) => this.leaving && event.stopImmediatePropagation(), { capture: true });
  }

  private consider(): void {
    const { refusal } = this.connection.standing;
    if (this.leaving || !refusal || !HEALED.has(refusal)) return;
    const now = Date.now();
    const last = Number(read(`${this.key}:last`) ?? 0);
    const kept: Kept = { ops: deltaOf(this.binding.lines).ops, unsaved: this.unsaved.all() };
    // Without a place to keep them the words stay on the screen, and the line says to copy them.
    if (now - last < ONCE_MS || !write(this.key, JSON.stringify(kept)) || !write(`${this.key}:last`, String(now))) return;
    this.leaving = true;
    location.reload();
  }

  /** Puts the words in again that were kept before the page was loaded; gives how many characters these are. */
  putBack(view: EditorView): number {
    const stored = read(this.key);
    if (!stored || !view.editable) return 0;
    write(this.key, null);
    const { ops, unsaved } = JSON.parse(stored) as Kept;
    const theirs = deltaOf(this.binding.lines);
    const change = missing(theirs, new Delta(ops), unsaved);
    if (!change) return 0;
    const { lines } = linesOfDelta(theirs.compose(change).ops);
    const put = change.ops.filter((op) => typeof op.insert === "string").map((op) => op.insert as string);
    const end = Math.min(endOf(change), textOf(lines).length - 1);
    view.dispatch(withLines(view.state, lines, end).scrollIntoView());
    // They were being written: one writes on behind them.
    view.focus();
    return put.join("").length;
  }

  /** The kept words alone, where the text takes none any more: to be copied. They are not told twice. */
  wordsToCopy(): string {
    const stored = read(this.key);
    if (!stored) return "";
    write(this.key, null);
    const { ops, unsaved } = JSON.parse(stored) as Kept;
    const text = plain(new Delta(ops));
    return unsaved.map(({ from, to }) => text.slice(from, to).trim()).filter(Boolean).join("\n");
  }
}

/** The offset behind the last words that a change puts in. */
function endOf(change: Delta): number {
  let at = 0;
  let end = 0;
  for (const op of change.ops) {
    at += typeof op.insert === "string" ? op.insert.length : typeof op.retain === "number" ? op.retain : 0;
    if (typeof op.insert === "string") end = at;
  }
  return end;
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value, or forgets it (null); false where the browser keeps nothing. */
function write(key: string, value: string | null): boolean {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
