// The passages that margin threads are about: flat ranges moved by every change, drawn as marks in the text.
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import type { Binding } from "./binding";
import { posOf, textOf } from "./lines";
import { movedRange } from "./moved";
import { toPoints, toUnits, type Range } from "./ranges";

/** A thread as the page tells it: offsets in code points of the text at the answer's sequence. */
export interface Thread {
  id: string;
  start: number;
  end: number;
  /** The words that stand at start..end in that text. */
  quote: string;
  html: string;
  lost: boolean;
  resolved: boolean;
}

/** The passage being commented on, before its thread exists. */
export const DRAFT = "draft";

export class Passages {
  private readonly ranges = new Map<string, Range>();
  lit: string | null = null;

  constructor(private readonly binding: Binding) {
    binding.onChange(({ delta, moves }) => {
      for (const [id, range] of this.ranges) this.ranges.set(id, movedRange(range, delta, moves));
    });
  }

  /** Takes the threads of the page. One that is known stays where its words went; a new one is found by its words. */
  show(threads: readonly Thread[]): void {
    const text = textOf(this.binding.lines);
    const draft = this.ranges.get(DRAFT);
    const known = new Map(this.ranges);
    this.ranges.clear();
    if (draft) this.ranges.set(DRAFT, draft);
    for (const thread of threads) {
      if (thread.lost || thread.resolved) continue;
      const before = known.get(thread.id);
      const range = before && before.to > before.from ? before : locate(text, thread);
      if (range) this.ranges.set(thread.id, range);
    }
  }

  get(id: string): Range | undefined {
    const range = this.ranges.get(id);
    return range && range.to > range.from ? range : undefined;
  }

  begin(range: Range): void {
    this.ranges.set(DRAFT, range);
  }

  end(): void {
    this.ranges.delete(DRAFT);
  }

  /** The shortest passage at an offset: the innermost, where several lie over one another. */
  at(flat: number): string | null {
    let best: [string, Range] | null = null;
    for (const [id, range] of this.ranges) {
      if (flat < range.from || flat > range.to || range.to <= range.from) continue;
      if (!best || range.to - range.from < best[1].to - best[1].from) best = [id, range];
    }
    return best?.[0] ?? null;
  }

  decorations(doc: Node): DecorationSet {
    if (!this.ranges.size) return DecorationSet.empty;
    const drawn: Decoration[] = [];
    const text = textOf(this.binding.lines);
    for (const [id, range] of this.ranges) {
      if (range.to <= range.from) continue;
      const { from, to } = withoutBlanks(text, range);
      const lit = id === this.lit || id === DRAFT;
      drawn.push(
        Decoration.inline(posOf(doc, from), posOf(doc, to), {
          nodeName: "mark",
          class: lit ? "passage lit" : "passage",
          "data-thread": id,
        }),
      );
    }
    return DecorationSet.create(doc, drawn);
  }
}

/** Where a thread's words stand in the text now: at its offsets, else at the nearest equal passage, else nowhere. */
export function locate(text: string, thread: Pick<Thread, "start" | "end" | "quote">): Range | null {
  const from = toUnits(text, thread.start);
  const to = from + toUnits(text.slice(from), thread.end - thread.start);
  if (text.slice(from, to) === thread.quote) return { from, to };
  if (!thread.quote) return null;
  let nearest: number | null = null;
  for (let at = text.indexOf(thread.quote); at >= 0; at = text.indexOf(thread.quote, at + 1)) {
    if (nearest === null || Math.abs(at - from) < Math.abs(nearest - from)) nearest = at;
  }
  return nearest === null ? null : { from: nearest, to: nearest + thread.quote.length };
}

/** The range without the blanks at its two ends, where words went; blanks alone are left as they are. */
export function withoutBlanks(text: string, { from, to }: Range): Range {
  const words = text.slice(from, to);
  const lead = words.length - words.trimStart().length;
  const trail = words.length - words.trimEnd().length;
  return lead + trail < words.length ? { from: from + lead, to: to - trail } : { from, to };
}

/** What the server is told of a selected passage: code points and the words themselves. */
export function passageOf(text: string, range: Range): { start: number; end: number; quote: string } {
  return { start: toPoints(text, range.from), end: toPoints(text, range.to), quote: text.slice(range.from, range.to) };
}

export function passagesPlugin(passages: Passages): Plugin {
  return new Plugin({ props: { decorations: (state) => passages.decorations(state.doc) } });
}
