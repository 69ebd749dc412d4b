// Sections of the text and where each may go: a section is its heading with everything until the next one of its level or
// a higher one. Pure: entries of the outline in, ranges of the flat text out.
import type { Section } from "./outline";
import type { Range } from "./ranges";

/** A section to be moved, or what stands beside it, which comes to the same. `goal` is an offset outside the range. */
export interface Shift {
  range: Range;
  goal: number;
  /** The entry's place in the outline after it. */
  index: number;
}

/** The section of an entry, in a text of `length` units. */
export function rangeOf(sections: readonly Section[], index: number, length: number): Range {
  return { from: sections[index]!.start, to: startOf(sections, after(sections, index), length) };
}

/** Index of the first entry behind a section with all that is under it. */
function after(sections: readonly Section[], index: number): number {
  let next = index + 1;
  while (next < sections.length && sections[next]!.level > sections[index]!.level) next += 1;
  return next;
}

function startOf(sections: readonly Section[], index: number, length: number): number {
  return sections[index]?.start ?? length;
}

/** Before which entries a section may be put, its present place left out. What is under another stays there. */
export function goals(sections: readonly Section[], index: number): number[] {
  const { level } = sections[index]!;
  const found: number[] = [];
  for (let gap = 0; gap <= sections.length; gap += 1) {
    const own = gap >= index && gap <= after(sections, index);
    const next = sections[gap];
    // Whatever came to stand under it would change its own section; before the first there is no section to be in.
    const stays = !next || next.level <= level;
    const inside = gap > 0 || (next !== undefined && next.level === level);
    if (!own && stays && inside) found.push(gap);
  }
  return found;
}

/** One step up (-1) or down (1): past its neighbour of the same level, or into the section beside the one it is in. */
export function step(sections: readonly Section[], index: number, by: -1 | 1): number | null {
  const open = goals(sections, index);
  return (by < 0 ? open.filter((gap) => gap < index).at(-1) : open.find((gap) => gap > index)) ?? null;
}

/** What moves so that a section comes to stand before the entry `gap`.
 *
 * Where somebody is writing in the section and nobody in what it changes places with, that goes instead: words that are
 * written at the same moment stay with those around them.
 */
export function shift(
  sections: readonly Section[],
  index: number,
  gap: number,
  length: number,
  writers: readonly number[],
): Shift {
  const own = rangeOf(sections, index, length);
  const goal = startOf(sections, gap, length);
  const between = gap < index ? { from: goal, to: own.from } : { from: own.to, to: goal };
  const size = after(sections, index) - index;
  const moved = { index: gap < index ? gap : gap - size };
  const busy = ({ from, to }: Range) => writers.some((at) => from <= at && at < to);
  if (busy(own) && !busy(between)) return { ...moved, range: between, goal: gap < index ? own.to : own.from };
  return { ...moved, range: own, goal };
}
