// What the browser has done and the view has not read: its events come later than the words of others may.
import type { EditorView } from "prosemirror-view";

/** Not in ProseMirror's types, though editors of many kinds use it; its version is fixed in package.json. */
interface Observed {
  domObserver: { forceFlush(): void; flush(): void };
}

/** Reads the caret and the letters as they are on the screen. Drawing before that would put the caret back to where it was. */
export function readScreen(view: EditorView): void {
  const { domObserver } = view as unknown as Observed;
  domObserver.forceFlush();
  domObserver.flush();
}
