// Where notes stand in the margin: beside their passages, never over one another, and the lit one at its own place.

export interface Placeable {
  /** Top of the passage, px. */
  top: number;
  height: number;
}

export const GAP = 12;

/** Tops of notes given in the order of their passages: max(top of the passage, end of the note above + 12 px).
 *
 * The lit note stands at its passage; those above it are moved up as far as the page's top allows, then it yields.
 */
export function placeNotes(notes: readonly Placeable[], lit: number | null): number[] {
  const tops: number[] = [];
  let end = -GAP;
  notes.forEach((note, index) => {
    tops[index] = Math.max(note.top, end + GAP);
    end = tops[index]! + note.height;
  });
  if (lit === null || !notes[lit]) return tops;
  tops[lit] = notes[lit].top;
  for (let index = lit - 1; index >= 0; index -= 1) {
    tops[index] = Math.min(tops[index]!, tops[index + 1]! - GAP - notes[index]!.height);
  }
  const above = Math.min(0, tops[0]!);
  for (let index = 0; index <= lit; index += 1) tops[index] = tops[index]! - above;
  for (let index = lit + 1; index < notes.length; index += 1) {
    tops[index] = Math.max(notes[index]!.top, tops[index - 1]! + notes[index - 1]!.height + GAP);
  }
  return tops;
}
