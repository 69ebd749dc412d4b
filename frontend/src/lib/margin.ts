// Where the comments of a margin stand: each beside its passage, none over another, and the text never moves.

export interface Beside {
  /** Where the passage begins, in pixels from the top of the margin. */
  passage: number;
  /** Height of the comment, in pixels. */
  height: number;
}

export const GAP = 12;

/**
 * The tops of the comments, in the order of their passages.
 * Each stands at max(its passage, the end of the one above + 12); the lit one (its index) wins its place, and those
 * above it move up, those below it down.
 */
export function stack(notes: readonly Beside[], lit = -1): number[] {
  const tops: number[] = [];
  let end = -Infinity;
  notes.forEach((note, index) => {
    const top = index === lit ? note.passage : Math.max(note.passage, end + GAP);
    tops.push(top);
    end = top + note.height;
  });
  let ceiling = lit >= 0 ? (tops[lit] ?? Infinity) : Infinity;
  for (let index = lit - 1; index >= 0; index -= 1) {
    const top = Math.min(tops[index] ?? 0, ceiling - GAP - (notes[index]?.height ?? 0));
    tops[index] = top;
    ceiling = top;
  }
  return tops;
}
