// The others' cursors and selections: decorations at flat offsets, moved by every change and corrected by awareness.
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Binding } from "./binding";
import type { Person } from "./config";
import { posOf } from "./lines";
import { movedOffset } from "./moved";

/** A name flag retires so long after its caret last moved. */
const FLAG_MS = 3000;

export interface Remote {
  client: number;
  person: Person;
  anchor: number;
  head: number;
}

interface Shown extends Remote {
  widget: HTMLElement;
  retire: number;
}

interface Place {
  anchor: unknown;
  head: unknown;
}

/** The number of a writer's colour, 1 to 4. */
export function colourOf(person: Person, client: number): number {
  return Number(/([1-4])$/.exec(String(person.colour ?? ""))?.[1] ?? (client % 4) + 1);
}

export class Carets {
  private readonly shown = new Map<number, Shown>();
  /** Places that speak of words not received yet. */
  private readonly waiting = new Map<number, Place>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly binding: Binding,
    private readonly awareness: Awareness,
  ) {
    binding.onChange(({ delta, local, moves }) => {
      // What I write where another stands doesn't move them; what comes from others is mostly their own, and does.
      for (const caret of this.shown.values()) {
        caret.anchor = movedOffset(caret.anchor, moves) ?? delta.transformPosition(caret.anchor, local);
        caret.head = movedOffset(caret.head, moves) ?? delta.transformPosition(caret.head, local);
      }
      for (const [client, place] of [...this.waiting]) this.place(client, place);
    });
    awareness.on("change", ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
      for (const client of [...added, ...updated]) this.update(client);
      for (const client of removed) this.remove(client);
      for (const listener of this.listeners) listener();
    });
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  all(): Remote[] {
    return [...this.shown.values()];
  }

  /** Tells the others where I am. */
  tell(anchor: number, head: number): void {
    const at = (flat: number) =>
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.binding.text, flat, -1)) as unknown;
    this.awareness.setLocalStateField("cursor", { anchor: at(anchor), head: at(head) });
  }

  private update(client: number): void {
    if (client === this.awareness.clientID) return;
    const cursor = this.awareness.getStates().get(client)?.cursor as Place | undefined;
    if (cursor) this.place(client, cursor);
    else this.remove(client);
  }

  private remove(client: number): void {
    window.clearTimeout(this.shown.get(client)?.retire);
    this.shown.delete(client);
    this.waiting.delete(client);
  }

  private place(client: number, place: Place): void {
    const person = this.awareness.getStates().get(client)?.user as Person | undefined;
    if (!person) return;
    const anchor = this.resolve(place.anchor);
    const head = this.resolve(place.head);
    if (anchor === null || head === null) {
      this.waiting.set(client, place);
      return;
    }
    this.waiting.delete(client);
    const known = this.shown.get(client);
    const widget = known?.widget ?? makeWidget(person, colourOf(person, client));
    const moved = !known || known.head !== head || known.anchor !== anchor;
    if (known) window.clearTimeout(known.retire);
    if (moved) widget.classList.remove("still");
    const retire = window.setTimeout(() => widget.classList.add("still"), FLAG_MS);
    this.shown.set(client, { client, person, anchor, head, widget, retire });
  }

  private resolve(json: unknown): number | null {
    const relative = Y.createRelativePositionFromJSON(json);
    const found = Y.createAbsolutePositionFromRelativePosition(relative, this.binding.text.doc!, false);
    return found && found.type === this.binding.text ? found.index : null;
  }

  decorations(doc: Node): DecorationSet {
    const drawn: Decoration[] = [];
    for (const { client, person, anchor, head, widget } of this.shown.values()) {
      const number = colourOf(person, client);
      const [from, to] = [posOf(doc, Math.min(anchor, head)), posOf(doc, Math.max(anchor, head))];
      if (from < to) drawn.push(Decoration.inline(from, to, { class: `sel w${number}` }));
      drawn.push(Decoration.widget(posOf(doc, head), widget, { key: `caret-${client}`, side: 10, ignoreSelection: true }));
    }
    return DecorationSet.create(doc, drawn);
  }

  /** Flags that would leave the page at the right are turned to the left. */
  flip(edge: number): void {
    for (const { widget } of this.shown.values()) {
      const flag = widget.firstElementChild as HTMLElement;
      widget.classList.toggle("flip", widget.getBoundingClientRect().left + flag.offsetWidth > edge);
    }
  }
}

function makeWidget(person: Person, number: number): HTMLElement {
  const caret = document.createElement("span");
  caret.className = `caret w${number}`;
  caret.contentEditable = "false";
  // Names in the flow of the text would be read out amid its words; who is here is said in the bar above.
  caret.setAttribute("aria-hidden", "true");
  const flag = document.createElement("span");
  flag.textContent = person.name;
  caret.append(flag);
  return caret;
}

export function caretsPlugin(carets: Carets): Plugin {
  return new Plugin({ props: { decorations: (state) => carets.decorations(state.doc) } });
}
