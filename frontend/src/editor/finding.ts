// What is looked for in the text: its places, the one at hand, and their marks, kept right while anybody writes.
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import type { Binding } from "./binding";
import { posOf } from "./lines";
import { nextFrom, Search, type Query } from "./matches";
import { moveRange, type Range } from "./ranges";

/** So many marks are drawn around the one at hand: a letter is found in a long text ten thousand times. */
const MOST_DRAWN = 400;

export class Finding {
  ranges: Range[] = [];
  /** Index of the one at hand; -1 where there is none. */
  current = -1;
  private search: Search | null = null;
  private drawn: { doc: Node; set: DecorationSet } | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly binding: Binding) {
    binding.onChange(({ delta }) => {
      if (!this.search) return;
      const hand = this.ranges[this.current];
      this.look(hand ? moveRange(hand, delta).from : 0);
    });
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Looks for something from an offset of the flat text on. */
  begin(query: Query, from: number): void {
    this.search = new Search(query);
    this.look(from);
  }

  end(): void {
    this.search = null;
    this.take([], -1);
  }

  /** Goes to the next one (`by` 1) or the one before (-1), around the ends. */
  step(by: 1 | -1): void {
    const count = this.ranges.length;
    if (count) this.take(this.ranges, (this.current + by + count) % count);
  }

  /** Goes to the first one that is not before an offset. */
  goOn(from: number): void {
    this.take(this.ranges, nextFrom(this.ranges, from));
  }

  decorations(doc: Node): DecorationSet {
    if (this.drawn?.doc === doc) return this.drawn.set;
    const first = Math.max(0, this.current - MOST_DRAWN / 2);
    const drawn = this.ranges.slice(first, first + MOST_DRAWN).map(({ from, to }, index) => {
      const now = first + index === this.current;
      return Decoration.inline(posOf(doc, from), posOf(doc, to), { class: now ? "found now" : "found" });
    });
    this.drawn = { doc, set: DecorationSet.create(doc, drawn) };
    return this.drawn.set;
  }

  private look(from: number): void {
    const ranges = this.search!.in(this.binding.lines);
    this.take(ranges, nextFrom(ranges, from));
  }

  private take(ranges: Range[], current: number): void {
    this.ranges = ranges;
    this.current = current;
    this.drawn = null;
    for (const listener of this.listeners) listener();
  }
}

/** Draws what was found, and opens the bar on its keys. */
export function findingPlugin(finding: Finding, open: (replace: boolean) => void): Plugin {
  return new Plugin({
    props: {
      decorations: (state) => finding.decorations(state.doc),
      handleKeyDown(_view, event) {
        const key = event.key.toLowerCase();
        if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || (key !== "f" && key !== "h")) return false;
        event.preventDefault();
        open(key === "h");
        return true;
      },
    },
  });
}
