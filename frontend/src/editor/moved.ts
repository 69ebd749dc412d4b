// Words that come from elsewhere in the same text: which they were, for the server; and where they went, for what is
// drawn over them. In Yjs they are new letters of whoever moved them, or took a deletion back.
import type Delta from "quill-delta";
import * as Y from "yjs";
import { moveRange, type Range } from "./ranges";

/** Letters of one client, and those they were made from: [client, clock, length, from client, from clock]. */
export type Claim = readonly [number, number, number, number, number];

/** Letters of one client as they stand in the text: UTF-16 units from `at` on. */
interface Run {
  client: number;
  clock: number;
  length: number;
  at: number;
}

/** Words that stood at `from`..`to` before a change stand from `at` on after it. */
export interface Move extends Range {
  at: number;
}

/** The letters of the text between two offsets, in their order. */
export function runsOf(text: Y.Text, from = 0, to = Infinity): Run[] {
  const found: Run[] = [];
  let at = 0;
  for (let item = text._start; item && at < to; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const first = Math.max(from - at, 0);
    const last = Math.min(to - at, item.length);
    if (first < last) found.push({ client: item.id.client, clock: item.id.clock + first, length: last - first, at: at + first });
    at += item.length;
  }
  return found;
}

/** What the letters of one list were in the other; both are as long. */
export function claimsOf(made: readonly Run[], sources: readonly Run[]): Claim[] {
  const claims: Claim[] = [];
  let [one, other, done, taken] = [0, 0, 0, 0];
  while (one < made.length && other < sources.length) {
    const [run, source] = [made[one]!, sources[other]!];
    const length = Math.min(run.length - done, source.length - taken);
    claims.push([run.client, run.clock + done, length, source.client, source.clock + taken]);
    done += length;
    taken += length;
    if (done === run.length) [one, done] = [one + 1, 0];
    if (taken === source.length) [other, taken] = [other + 1, 0];
  }
  return claims;
}

/** A range after a change: it goes along where most of its words went. */
export function movedRange(range: Range, delta: Delta, moves: readonly Move[]): Range {
  const stayed = moveRange(range, delta);
  const places = moves
    .map((move) => ({ from: Math.max(range.from, move.from), to: Math.min(range.to, move.to), by: move.at - move.from }))
    .filter(({ from, to }) => from < to);
  const went = places.reduce((sum, { from, to }) => sum + to - from, 0);
  if (went <= Math.max(0, stayed.to - stayed.from)) return stayed;
  return { from: Math.min(...places.map((one) => one.from + one.by)), to: Math.max(...places.map((one) => one.to + one.by)) };
}

/** Where the letter at an offset went; null where it stayed or is gone. */
export function movedOffset(offset: number, moves: readonly Move[]): number | null {
  const move = moves.find(({ from, to }) => from <= offset && offset < to);
  return move ? move.at + offset - move.from : null;
}

/** Follows the transactions of a text: what of each comes from elsewhere. */
export class Moved {
  /** All that is known of letters made anew, by their client. */
  private readonly known = new Map<number, Claim[]>();
  /** Claims of my own that no update has taken along yet. */
  private mine: Claim[] = [];
  /** What the server said of words that are about to come. */
  private expected: Claim[] = [];
  private before: Run[] | null = null;

  constructor(
    private readonly text: Y.Text,
    private readonly history: Y.UndoManager | null,
  ) {
    text.doc!.on("beforeTransaction", (transaction: Y.Transaction) => {
      const wanted = this.expected.length || transaction.origin instanceof Y.UndoManager;
      // To read what a transaction did, Yjs opens another one within it.
      if (wanted) this.before ??= runsOf(text);
    });
    text.doc!.on("afterTransaction", () => (this.before = null));
  }

  /** The server says of letters that come with the next update what they were made from. */
  expect(runs: readonly Claim[]): void {
    this.expected = [...runs];
  }

  /** My claims since they were last asked for. */
  claims(): Claim[] {
    const { mine } = this;
    this.mine = [];
    return mine;
  }

  claim(claims: readonly Claim[]): void {
    this.mine.push(...claims);
    this.remember(claims);
  }

  /** Which words a transaction, not yet closed, has put elsewhere. */
  moves(transaction: Y.Transaction): Move[] {
    let claims = this.expected;
    this.expected = [];
    if (transaction.origin instanceof Y.UndoManager) {
      claims = this.redone(transaction);
      this.claim(claims);
    } else this.remember(claims);
    if (!claims.length || !this.before) return [];
    const gone = this.before.flatMap((run) => deletedParts(run, transaction));
    return movesOf(
      runsOf(this.text).flatMap((run) => this.written(run)),
      gone.flatMap((run) => this.written(run)),
    );
  }

  /** The letters that an undo or redo made anew. */
  private redone(transaction: Y.Transaction): Claim[] {
    const own = transaction.doc.clientID;
    const since = transaction.beforeState.get(own) ?? 0;
    const claims: Claim[] = [];
    const { currStackItem } = this.history!;
    if (!currStackItem) return claims;
    Y.iterateDeletedStructs(transaction, currStackItem.deletions, (item) => {
      if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString) || !item.redone) return;
      const { client, clock } = item.redone;
      if (client === own && clock >= since) claims.push([client, clock, item.length, item.id.client, item.id.clock]);
    });
    return claims;
  }

  private remember(claims: readonly Claim[]): void {
    for (const claim of claims) {
      const known = this.known.get(claim[0]);
      if (known) known.push(claim);
      else this.known.set(claim[0], [claim]);
    }
  }

  /** A run as it was first written, as far as is known here. */
  private written(run: Run): Run[] {
    for (const [, clock, length, fromClient, fromClock] of this.known.get(run.client) ?? []) {
      const first = Math.max(clock, run.clock);
      const last = Math.min(clock + length, run.clock + run.length);
      if (first >= last) continue;
      const part = (from: number, to: number): Run => ({ client: run.client, clock: from, length: to - from, at: run.at + from - run.clock });
      const made = part(first, last);
      return [
        ...(first > run.clock ? this.written(part(run.clock, first)) : []),
        ...this.written({ ...made, client: fromClient, clock: fromClock + first - clock }),
        ...(last < run.clock + run.length ? this.written(part(last, run.clock + run.length)) : []),
      ];
    }
    return [run];
  }
}

function deletedParts(run: Run, transaction: Y.Transaction): Run[] {
  const parts: Run[] = [];
  for (const { clock, len } of transaction.deleteSet.clients.get(run.client) ?? []) {
    const first = Math.max(clock, run.clock);
    const last = Math.min(clock + len, run.clock + run.length);
    if (first < last) parts.push({ client: run.client, clock: first, length: last - first, at: run.at + first - run.clock });
  }
  return parts;
}

/** Letters that stand in `after` and stood in `before`, by what they were first. */
function movesOf(after: readonly Run[], before: readonly Run[]): Move[] {
  const moves: Move[] = [];
  for (const old of before) {
    for (const now of after) {
      if (now.client !== old.client) continue;
      const first = Math.max(now.clock, old.clock);
      const last = Math.min(now.clock + now.length, old.clock + old.length);
      if (first >= last) continue;
      const from = old.at + first - old.clock;
      moves.push({ from, to: from + last - first, at: now.at + first - now.clock });
    }
  }
  return moves;
}
