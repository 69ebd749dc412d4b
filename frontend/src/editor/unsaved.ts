// Which of my words the server has not confirmed yet: told by number when the network is gone.
import type { Binding } from "./binding";
import { countWords, insertedRanges, mergeRanges, moveRange, type Range } from "./ranges";
import { textOf } from "./lines";

export class Unsaved {
  private ranges: Range[] = [];

  constructor(private readonly binding: Binding) {
    binding.onChange(({ delta, local }) => {
      // A word that goes on at its own end is one word: the edge that is typed at moves with what is typed.
      const moved = this.ranges.map((range) => moveRange(range, delta));
      this.ranges = mergeRanges(local ? [...moved, ...insertedRanges(delta)] : moved);
    });
  }

  clear(): void {
    this.ranges = [];
  }

  words(): number {
    if (!this.ranges.length) return 0;
    const text = textOf(this.binding.lines);
    return this.ranges.reduce((sum, { from, to }) => sum + countWords(text.slice(from, to)), 0);
  }
}
