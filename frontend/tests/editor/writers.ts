// Writers without browsers, for the tests of the binding: each a state and its binding, linked to others by hand.
import type { Op } from "quill-delta";
import { EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { expect } from "vitest";
import * as Y from "yjs";
import { Binding, FROM_TEXT } from "../../src/editor/binding";
import { linesOfDelta } from "../../src/editor/delta";
import * as edits from "../../src/editor/edits";
import { docOf, flatOf, makeLine, posOf, textOf } from "../../src/editor/lines";
import { Moved } from "../../src/editor/moved";
import { normalise } from "../../src/editor/normal";
import { marks, schema } from "../../src/editor/schema";
import { toggleMark } from "prosemirror-commands";

/** A writer without a browser: a state, its binding, and a link to others that may be cut. */
export class Writer {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("body");
  readonly binding: Binding;
  readonly undo: Y.UndoManager;
  readonly moved: Moved;
  state: EditorState;

  constructor(start: Uint8Array, number: number) {
    this.doc.clientID = number;
    Y.applyUpdate(this.doc, start);
    this.undo = new Y.UndoManager(this.text, { trackedOrigins: new Set(), captureTimeout: 0 });
    this.moved = new Moved(this.text, this.undo);
    this.binding = new Binding(this.text, this.moved);
    this.undo.addTrackedOrigin(this.binding);
    this.state = EditorState.create({ doc: docOf(this.binding.lines), schema, plugins: [normalise()] });
    this.binding.attach((build) => {
      const tr = build(this.state);
      if (tr) this.dispatch(tr);
    });
  }

  readonly dispatch = (tr: Transaction): void => {
    const { state, transactions } = this.state.applyTransaction(tr);
    const own = transactions.some((one) => one.docChanged && !one.getMeta(FROM_TEXT));
    if (own) this.binding.write(state);
    this.state = state;
  };

  select(from: number, to: number = from): void {
    const { doc } = this.state;
    this.dispatch(this.state.tr.setSelection(TextSelection.create(doc, posOf(doc, from), posOf(doc, to))));
  }

  type(words: string): void {
    this.dispatch(this.state.tr.insertText(words));
  }

  /** Backspace behind a letter, as the browser does it. */
  erase(): void {
    const { from } = this.state.selection;
    this.dispatch(this.state.tr.delete(from - 1, from));
  }

  run(edit: edits.Edit): void {
    edits.command(edit)(this.state, this.dispatch);
  }

  mark(name: "bold" | "italic" | "strike"): void {
    toggleMark(marks[name]!)(this.state, this.dispatch);
  }

  /** The view is the shared text: words, formats and kinds. */
  agrees(): void {
    const { lines } = linesOfDelta(this.text.toDelta() as Op[]);
    const expected = docOf(lines.length ? lines : [makeLine("p")]);
    expect(this.state.doc.toJSON()).toEqual(expected.toJSON());
    this.state.doc.check();
  }

  get caret(): number {
    return flatOf(this.state.doc, this.state.selection.head);
  }

  get words(): string {
    return textOf(this.binding.lines);
  }

  get kinds(): string[] {
    return this.binding.lines.map((line) => String(line.attrs.b));
  }
}

export function startOf(ops: Op[]): Uint8Array {
  const doc = new Y.Doc();
  doc.getText("body").applyDelta(ops);
  return Y.encodeStateAsUpdate(doc);
}

export function together(ops: Op[], count = 2, seed = 1): Writer[] {
  const start = startOf(ops);
  const next = random(seed);
  return Array.from({ length: count }, () => new Writer(start, 1 + next(1_000_000)));
}

/** Exchanges all until nobody has news: receiving may make Yjs tidy formats, which is a change of its own. */
export function meet(writers: Writer[]): void {
  const states = () => writers.map(({ doc }) => Y.encodeStateAsUpdate(doc).toString());
  for (let before: string[] = [], now = states(); before.toString() !== now.toString(); before = now, now = states()) {
    for (const one of writers) {
      for (const other of writers) {
        if (one !== other) Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc, Y.encodeStateVector(other.doc)));
      }
    }
  }
  const lines = (writer: Writer) => writer.binding.lines.map((line) => line.toJSON() as unknown);
  for (const writer of writers) {
    writer.agrees();
    expect(lines(writer)).toEqual(lines(writers[0]!));
  }
}

/** A small deterministic generator, so that a failing seed can be run again. */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

const TIMES = Number(process.env.CONSULT_THOROUGH ?? 0);

/** `few` seeds, or `many` as often as CONSULT_THOROUGH says. */
export function seeds(few: number, many: number): number[] {
  return Array.from({ length: TIMES ? many * TIMES : few }, (_, index) => index + 1);
}
