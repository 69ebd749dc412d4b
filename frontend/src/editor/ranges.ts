// Ranges of the flat text, moved by what is written around them.
import type Delta from "quill-delta";

export interface Range {
  from: number;
  to: number;
}

/** A range after a change; words written at its edges stay outside. One whose words are all gone is empty. */
export function moveRange(range: Range, delta: Delta): Range {
  const to = delta.transformPosition(range.to, true);
  return { from: Math.min(delta.transformPosition(range.from, false), to), to };
}

/** The ranges that a change inserted, in the text after it. */
export function insertedRanges(delta: Delta): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const op of delta.ops) {
    if (typeof op.retain === "number") at += op.retain;
    if (typeof op.insert === "string") {
      found.push({ from: at, to: at + op.insert.length });
      at += op.insert.length;
    }
  }
  return found;
}

/** Sorted ranges with those that touch or overlap made one. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else if (range.to > range.from) merged.push({ ...range });
  }
  return merged;
}

const WORD = /[\p{L}\p{N}]+(?:[’'\-\u2011][\p{L}\p{N}]+)*/gu;

export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

/** Offsets of JavaScript (UTF-16 units) to those of the server (code points), and back. */
export function toPoints(text: string, units: number): number {
  let points = 0;
  for (let at = 0; at < units; at += text.codePointAt(at)! > 0xffff ? 2 : 1) points += 1;
  return points;
}

export function toUnits(text: string, points: number): number {
  let at = 0;
  for (let point = 0; point < points && at < text.length; point += 1) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}
