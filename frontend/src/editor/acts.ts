// The acts a writer may choose, by name: what the toolbar's buttons and the keys both call.
import { toggleMark } from "prosemirror-commands";
import type { Command, EditorState } from "prosemirror-state";
import type * as Y from "yjs";
import { command, indent, kindOfSelection, setKinds, toggleKind } from "./edits";
import { kindOf, marks, type InlineName } from "./schema";

export interface Act {
  run: Command;
  /** Whether it is in force at the selection, for acts that are on or off. */
  pressed?: (state: EditorState) => boolean;
  /** Whether it can be done now. */
  enabled?: (state: EditorState) => boolean;
}

function inline(name: InlineName): Act {
  const type = marks[name]!;
  const inCode = (state: EditorState) => kindOf(String(state.selection.$from.parent.attrs.b)) === "code";
  const toggle = toggleMark(type);
  return {
    run: (state, dispatch, view) => !inCode(state) && toggle(state, dispatch, view),
    pressed: (state) => {
      const { from, to, empty, $from } = state.selection;
      return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
    },
    enabled: (state) => !inCode(state),
  };
}

function kind(b: string): Act {
  return { run: command(toggleKind(b)), pressed: (state) => kindOfSelection(state) === kindOf(b) };
}

function listed(state: EditorState): boolean {
  const found = kindOfSelection(state);
  return found === "ul" || found === "ol";
}

interface Extra {
  link: () => boolean;
  comment: () => boolean;
  help: () => boolean;
  /** Moves the section of the caret one step up (-1) or down (1). */
  moveSection: (by: -1 | 1) => boolean;
}

/** Undo and redo are of one's own edits only: the shared text's, not ProseMirror's. */
export function makeActs(history: Y.UndoManager, extra: Extra) {
  const own = (act: () => unknown): Command => (_state, dispatch) => {
    if (dispatch) act();
    return true;
  };
  return {
    undo: { run: own(() => history.undo()), enabled: () => history.canUndo() },
    redo: { run: own(() => history.redo()), enabled: () => history.canRedo() },
    bold: inline("bold"),
    italic: inline("italic"),
    strike: inline("strike"),
    code: inline("code"),
    p: { run: command(setKinds(() => "p")), pressed: (state) => kindOfSelection(state) === "p" },
    h1: kind("h1"),
    h2: kind("h2"),
    h3: kind("h3"),
    ul: kind("ul"),
    ol: kind("ol"),
    q: kind("q"),
    codeblock: kind("code:"),
    hr: kind("hr"),
    indent: { run: command(indent(1)), enabled: listed },
    outdent: { run: command(indent(-1)), enabled: listed },
    link: { run: own(extra.link), pressed: (state) => state.selection.empty && inline("link").pressed!(state) },
    comment: { run: own(extra.comment), enabled: (state) => !state.selection.empty },
    help: { run: own(extra.help) },
    sectionUp: { run: own(() => extra.moveSection(-1)) },
    sectionDown: { run: own(() => extra.moveSection(1)) },
  } satisfies Record<string, Act>;
}

export type Acts = ReturnType<typeof makeActs>;
export type ActName = keyof Acts;
