// Keeps the groups of a document what its lines say, after any edit of ProseMirror's own; it never writes in the text.
import { Plugin } from "prosemirror-state";
import { docOf, flatSelection, linesOf, replaceDoc, select } from "./lines";

/** The result is a pure function of the flat text, so two people's editors never answer each other. */
export function normalise(): Plugin {
  return new Plugin({
    appendTransaction(transactions, _old, state) {
      if (!transactions.some((tr) => tr.docChanged)) return null;
      const canonical = docOf(linesOf(state.doc));
      if (canonical.eq(state.doc)) return null;
      const { anchor, head } = flatSelection(state);
      return select(replaceDoc(state.tr, canonical), anchor, head).setStoredMarks(state.storedMarks);
    },
  });
}
