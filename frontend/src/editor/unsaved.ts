// Which of my words the server has not confirmed yet: told by number when the network is gone, shown when it takes them no more.
import * as Y from "yjs";
import type { Binding } from "./binding";
import { lengthOf, textOf } from "./lines";
import { movedRange } from "./moved";
import { countWords, insertedRanges, mergeRanges, type Range } from "./ranges";

/** A line in which words of mine wait: the whole of it in pieces, those of mine marked. */
export type UnsavedLine = { words: string; mine: boolean }[];

export class Unsaved {
  ranges: readonly Range[] = [];

  constructor(private readonly binding: Binding) {
    binding.onChange(({ delta, local, moves }) => {
      // A word that goes on at its own end is one word: the edge that is typed at moves with what is typed.
      const moved = this.ranges.map((range) => movedRange(range, delta, moves));
      this.ranges = mergeRanges(local ? [...moved, ...insertedRanges(delta)] : moved);
    });
  }

  clear(): void {
    this.ranges = [];
  }

  /** Takes for unsaved what a state vector of the server does not know, written here before this page was opened. */
  since(stateVector: Uint8Array): void {
    this.ranges = mergeRanges([...this.ranges, ...unknownTo(this.binding.text, stateVector)]);
  }

  words(): number {
    if (!this.ranges.length) return 0;
    const text = textOf(this.binding.lines);
    return this.ranges.reduce((sum, { from, to }) => sum + countWords(text.slice(from, to)), 0);
  }

  /** My words alone, those of a line on a line. */
  text(): string {
    const mine = this.lines().map((line) => line.filter((piece) => piece.mine).map((piece) => piece.words));
    return mine.map((words) => words.join(" … ")).join("\n");
  }

  lines(): UnsavedLine[] {
    const found: UnsavedLine[] = [];
    let start = 0;
    for (const line of this.binding.lines) {
      const words = line.textContent;
      const mine = this.ranges
        .map(({ from, to }) => ({ from: Math.max(from - start, 0), to: Math.min(to - start, words.length) }))
        .filter(({ from, to }) => from < to);
      if (mine.length) found.push(pieces(words, mine));
      start += lengthOf(line);
    }
    return found;
  }
}

function pieces(words: string, mine: readonly Range[]): UnsavedLine {
  const found: UnsavedLine = [];
  let at = 0;
  for (const { from, to } of mine) {
    if (from > at) found.push({ words: words.slice(at, from), mine: false });
    found.push({ words: words.slice(from, to), mine: true });
    at = to;
  }
  if (at < words.length) found.push({ words: words.slice(at), mine: false });
  return found;
}

/** Ranges of the text that somebody with a state vector does not have. */
export function unknownTo(text: Y.Text, stateVector: Uint8Array): Range[] {
  const known = Y.createSnapshot(Y.createDeleteSet(), Y.decodeStateVector(stateVector));
  const delta = text.toDelta(Y.snapshot(text.doc!), known) as { insert: string; attributes?: { ychange?: { type: string } } }[];
  const found: Range[] = [];
  let at = 0;
  for (const { insert, attributes } of delta) {
    // What was deleted since is listed too, and is no longer in the text.
    if (attributes?.ychange?.type === "removed") continue;
    if (attributes?.ychange?.type === "added") found.push({ from: at, to: at + insert.length });
    at += insert.length;
  }
  return mergeRanges(found);
}
