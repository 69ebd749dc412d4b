// Writing in one section alone: the rest of the text is hidden from this screen, and is what it is for everybody else.
import type Delta from "quill-delta";
import { keydownHandler } from "prosemirror-keymap";
import type { Node } from "prosemirror-model";
import { Plugin, type Command } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Binding } from "./binding";
import { flatOf, flatSelection, lineAt, select, startOf, type Line } from "./lines";
import { headingOf } from "./numbers";
import type { Range } from "./ranges";

/** The lines of the section that begins with the heading at `start`, up to the next one of its level or above. */
export function sectionLines(lines: readonly Line[], start: number): readonly Line[] | null {
  const { index } = lineAt(lines, start);
  const heading = headingOf(lines[index]!);
  if (!heading) return null;
  const next = lines.findIndex((line, at) => at > index && (headingOf(line)?.level ?? Infinity) <= heading.level);
  return lines.slice(index, next < 0 ? lines.length : next);
}

/** A part after a change: whole lines still, with what was written at its end; null once they are gone.
 *
 * What becomes of headings in it changes nothing: what one writes would vanish under one's hands.
 */
export function movedPart(part: Range, delta: Delta, local: boolean, lines: readonly Line[]): Range | null {
  const snap = (flat: number) => startOf(lines, lineAt(lines, flat).index);
  const total = startOf(lines, lines.length);
  // What I write at its start is in it; what others write there ends what stands before it.
  const from = snap(delta.transformPosition(part.from, local));
  const end = delta.transformPosition(part.to, false);
  const to = end >= total ? total : snap(end);
  return from < to ? { from, to } : null;
}

export class Part {
  /** The lines that are shown, as a range of the flat text; null when all are. */
  range: Range | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly binding: Binding) {
    binding.onChange(({ delta, local }) => {
      if (this.range) this.take(movedPart(this.range, delta, local, binding.lines));
    });
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Shows only the section whose heading begins at an offset. */
  show(start: number): void {
    const lines = sectionLines(this.binding.lines, start);
    this.take(lines && { from: start, to: start + startOf(lines, lines.length) });
  }

  leave(): void {
    if (this.range) this.take(null);
  }

  /** The words of its first line. */
  get title(): string {
    return this.range ? this.binding.lines[lineAt(this.binding.lines, this.range.from).index]!.textContent.trim() : "";
  }

  holds(flat: number): boolean {
    return !this.range || (flat >= this.range.from && flat < this.range.to);
  }

  private take(range: Range | null): void {
    this.range = range;
    for (const listener of this.listeners) listener();
  }
}

/** Hides the blocks outside, keeps the selection inside, and lets no key join what is hidden to what is shown. */
export function partPlugin(part: Part, toggle: (flat: number) => boolean): Plugin {
  const atEnd: Command = (state) => {
    const { from, to } = flatSelection(state);
    return from === to && to + 1 === part.range?.to;
  };
  const atStart: Command = (state) => {
    const { from, to } = flatSelection(state);
    return from === to && from === part.range?.from && state.selection.$from.parent.attrs.b === "p";
  };
  const keys = keydownHandler({
    Backspace: atStart,
    "Mod-Backspace": atStart,
    "Shift-Backspace": atStart,
    Delete: atEnd,
    "Mod-Delete": atEnd,
    "Shift-Delete": atEnd,
    "Mod-Alt-s": (state) => toggle(flatSelection(state).head),
  });
  return new Plugin({
    appendTransaction(transactions, _old, state) {
      // The part follows a change only once that is in the shared text.
      if (!part.range || transactions.some(({ docChanged }) => docChanged)) return null;
      const { anchor, head } = flatSelection(state);
      const inside = (flat: number) => Math.min(Math.max(flat, part.range!.from), part.range!.to - 1);
      if (inside(anchor) === anchor && inside(head) === head) return null;
      return select(state.tr, inside(anchor), inside(head));
    },
    props: {
      // AltGr writes letters: it is not Ctrl+Alt.
      handleKeyDown: (view, event) => !event.getModifierState("AltGraph") && keys(view, event),
      decorations: (state) => hidden(state.doc, part),
    },
  });
}

function hidden(doc: Node, part: Part): DecorationSet {
  if (!part.range) return DecorationSet.empty;
  const drawn: Decoration[] = [];
  doc.forEach((block, pos) => {
    if (!part.holds(flatOf(doc, pos))) drawn.push(Decoration.node(pos, pos + block.nodeSize, { class: "away" }));
  });
  return DecorationSet.create(doc, drawn);
}
