// Where words stand in lines: a search that may leave out case and accents, and what is written in place of what it found.
import Delta from "quill-delta";
import { attributesOf } from "./delta";
import { lengthOf, lineAt, type Line } from "./lines";
import type { Range } from "./ranges";

export interface Query {
  text: string;
  matchCase: boolean;
  wholeWords: boolean;
  /** Whether `é` and `e` differ. */
  accents: boolean;
}

/** Text made comparable, and for each of its units where it comes from in the original. */
interface Folded {
  text: string;
  from: number[];
  to: number[];
}

const MARK = /^\p{M}$/u;
/** Blanks, apostrophes and hyphens of typography are those of the keyboard. */
const SAME: [RegExp, string][] = [
  [/[\u00a0\u202f\u2009\u2028]/gu, " "],
  [/[‘’ʼ]/gu, "'"],
  [/[\u2010\u2011]/gu, "-"],
];

function foldLetter(letter: string, { matchCase, accents }: Query): string {
  let folded = letter.normalize("NFD");
  for (const [pattern, plain] of SAME) folded = folded.replace(pattern, plain);
  if (!matchCase) folded = folded.toLowerCase();
  if (accents) return folded;
  return folded.replace(/\p{M}/gu, "").replaceAll("œ", "oe").replaceAll("Œ", "OE").replaceAll("æ", "ae").replaceAll("Æ", "AE");
}

function fold(text: string, query: Query): Folded {
  const folded: Folded = { text: "", from: [], to: [] };
  let at = 0;
  for (const letter of text) {
    const end = at + letter.length;
    const units = foldLetter(letter, query);
    // An accent that stands apart belongs to the letter before it, whether it is compared or not.
    if (MARK.test(letter) && folded.to.length) folded.to[folded.to.length - 1] = end;
    for (let i = 0; i < units.length; i += 1) {
      folded.from.push(at);
      folded.to.push(end);
    }
    folded.text += units;
    at = end;
  }
  return folded;
}

/** The pattern of a query on folded text; null where nothing is asked. */
function patternOf(query: Query): RegExp | null {
  const { text } = fold(query.text, query);
  if (!text) return null;
  const escaped = text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const word = "[\\p{L}\\p{N}\\p{M}_]";
  // A letter without its accent is not found in the same letter with one that stands apart.
  return query.wholeWords ? new RegExp(`(?<!${word})${escaped}(?!${word})`, "gu") : new RegExp(`${escaped}(?!\\p{M})`, "gu");
}

/** Finds a query in lines; what it found in a line is kept as long as the line is. */
export class Search {
  private readonly pattern: RegExp | null;
  private readonly found = new WeakMap<Line, Range[]>();

  constructor(readonly query: Query) {
    this.pattern = patternOf(query);
  }

  /** Ranges of the flat text, in its order; none goes over a line's end. */
  in(lines: readonly Line[]): Range[] {
    if (!this.pattern) return [];
    const all: Range[] = [];
    let start = 0;
    for (const line of lines) {
      for (const { from, to } of this.inLine(line)) all.push({ from: start + from, to: start + to });
      start += lengthOf(line);
    }
    return all;
  }

  private inLine(line: Line): Range[] {
    const known = this.found.get(line);
    if (known) return known;
    const { text, from, to } = fold(line.textContent, this.query);
    const ranges = [...text.matchAll(this.pattern!)].map(({ index, 0: words }) => ({
      from: from[index]!,
      to: to[index + words.length - 1]!,
    }));
    this.found.set(line, ranges);
    return ranges;
  }
}

/** Index of the range that an offset is in or before; the first where all are behind it, -1 where there is none. */
export function nextFrom(ranges: readonly Range[], flat: number): number {
  const index = ranges.findIndex(({ to }) => to > flat);
  return index < 0 ? Math.min(0, ranges.length - 1) : index;
}

/** The change that writes `words` in place of each range: what stays the same of it is not touched, and the formats are
 * those of the first letter. */
export function replacing(lines: readonly Line[], ranges: readonly Range[], words: string): Delta {
  const delta = new Delta();
  let at = 0;
  for (const range of ranges) {
    const { index, offset } = lineAt(lines, range.from);
    const line = lines[index]!;
    const old = line.textContent.slice(offset, offset + range.to - range.from);
    const { head, tail } = common(old, words);
    const made = words.slice(head, words.length - tail);
    const [from, to] = [range.from + head, range.to - tail];
    if (from > at) delta.retain(from - at);
    if (made) delta.insert(made, attributesOf(line.nodeAt(offset)?.marks ?? []));
    if (to > from) delta.delete(to - from);
    at = to;
  }
  return delta;
}

/** How many units two words share at their start and, beyond that, at their end; no letter is cut in two. */
function common(old: string, words: string): { head: number; tail: number } {
  const [a, b] = [[...old], [...words]];
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const units = (letters: string[]) => letters.join("").length;
  return { head: units(a.slice(0, head)), tail: units(tail ? a.slice(-tail) : []) };
}
