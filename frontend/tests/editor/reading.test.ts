// What the browser has done before words of others come is read first: its caret, its letters.
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as Y from "yjs";
import { Binding, FROM_TEXT } from "../../src/editor/binding";
import { docOf, flatSelection, posOf, select } from "../../src/editor/lines";
import { readScreen } from "../../src/editor/reading";

let text: Y.Text;
let view: EditorView;

beforeEach(() => {
  text = new Y.Doc().getText("body");
  text.applyDelta([{ insert: "Une maison vide" }, { insert: "\n", attributes: { b: "p" } }]);
  const binding = new Binding(text);
  view = new EditorView(document.body, {
    state: EditorState.create({ doc: docOf(binding.lines) }),
    attributes: { tabindex: "0" },
    handleScrollToSelection: () => true,
    dispatchTransaction(tr) {
      const state = view.state.apply(tr);
      if (tr.docChanged && !tr.getMeta(FROM_TEXT)) binding.write(state);
      view.updateState(state);
    },
  });
  binding.attach((build) => {
    const tr = build(view.state);
    if (tr) view.dispatch(tr);
  });
  view.focus();
  view.dispatch(select(view.state.tr, 10));
});
afterEach(() => view.destroy());

/** Another writes at the start, before the browser has told what it did. */
function othersWrite(words: string): void {
  readScreen(view);
  text.doc!.transact(() => text.insert(0, words), "another");
}

it("a caret that the browser has moved stays moved", () => {
  const { node, offset } = view.domAtPos(posOf(view.state.doc, 4));
  document.getSelection()!.collapse(node, offset);
  othersWrite("Oh ! ");
  expect(flatSelection(view.state).head).toBe(9);
  expect(document.getSelection()!.anchorOffset).toBe(9);
});

it("a letter that the browser has written is in the text", () => {
  const { node } = view.domAtPos(posOf(view.state.doc, 10));
  node.nodeValue = "Une maisons vide";
  document.getSelection()!.collapse(node, 11);
  othersWrite("Oh ! ");
  expect(text.toString()).toBe("Oh ! Une maisons vide\n");
  expect(view.state.doc.textContent).toBe("Oh ! Une maisons vide");
});
