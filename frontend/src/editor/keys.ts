// The keys of the editor, and what is typed at a line's start to style it.
import { baseKeymap } from "prosemirror-commands";
import { keydownHandler } from "prosemirror-keymap";
import { Plugin, type Command } from "prosemirror-state";
import type * as Y from "yjs";
import type { Acts } from "./acts";
import { apply, backspace, breakLine, command, deleteForward, setKinds, splitLine } from "./edits";
import { flatSelection, lineAt, linesOf, select, withLines } from "./lines";
import { readScreen } from "./reading";
import { kindOf } from "./schema";

const STARTS: [RegExp, (found: RegExpExecArray) => string][] = [
  [/^(#{1,6})$/, (found) => `h${found[1]!.length}`],
  [/^[-*]$/, () => "ul"],
  [/^1[.)]$/, () => "ol"],
  [/^>$/, () => "q"],
];

export function keysPlugin(acts: Acts, history: Y.UndoManager): Plugin {
  // Escape lets the next Tab leave the text: no keyboard is caught in it (WCAG 2.1.2).
  let leaving = false;
  const tab = (act: Command): Command => (state, dispatch, view) => !leaving && act(state, dispatch, view);
  const keys = keydownHandler({
    ...baseKeymap,
    Enter: command(splitLine),
    "Shift-Enter": command(breakLine),
    "Mod-Enter": command(splitLine),
    Backspace: command(backspace),
    "Mod-Backspace": command(backspace),
    "Shift-Backspace": command(backspace),
    Delete: command(deleteForward),
    "Mod-Delete": command(deleteForward),
    Tab: tab(acts.indent.run),
    "Shift-Tab": tab(acts.outdent.run),
    "Mod-z": acts.undo.run,
    "Mod-y": acts.redo.run,
    "Mod-Shift-z": acts.redo.run,
    "Mod-b": acts.bold.run,
    "Mod-i": acts.italic.run,
    "Mod-k": acts.link.run,
    "Mod-Shift-x": acts.strike.run,
    "Mod-e": acts.code.run,
    "Mod-Alt-0": acts.p.run,
    "Mod-Alt-1": acts.h1.run,
    "Mod-Alt-2": acts.h2.run,
    "Mod-Alt-3": acts.h3.run,
    "Mod-Shift-7": acts.ol.run,
    "Mod-Shift-8": acts.ul.run,
    "Mod-Shift-9": acts.q.run,
    "Mod-Alt-m": acts.comment.run,
    "Mod-/": acts.help.run,
    "Alt-Shift-ArrowUp": acts.sectionUp.run,
    "Alt-Shift-ArrowDown": acts.sectionDown.run,
    Escape: () => (leaving = true),
  });
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        // AltGr writes letters (on Windows it also says Ctrl and Alt): never take it for a command.
        if (event.getModifierState("AltGraph")) return false;
        // A caret that was moved just before, which the view has not heard of yet: the key is meant for where it is now.
        const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
        if (!isLetter && !event.isComposing) readScreen(view);
        const handled = keys(view, event);
        if (!["Escape", "Tab", "Shift"].includes(event.key)) leaving = false;
        return handled;
      },
      handleDOMEvents: {
        blur: () => {
          leaving = false;
          return false;
        },
      },
      handleTextInput(view, from, to, text) {
        const { $from } = view.state.selection;
        const b = kindOf(String($from.parent.attrs.b));
        if (b === "hr") {
          // Words written on a rule make it a paragraph; that is the writer's act, not the text's own.
          view.dispatch(apply(view.state, setKinds(() => "p"))!);
          return false;
        }
        if (text !== " " || from !== to || b !== "p") return false;
        const before = $from.parent.textBetween(0, $from.parentOffset);
        for (const [pattern, choose] of STARTS) {
          const found = pattern.exec(before);
          if (!found) continue;
          // The space is written first, so that one undo gives back exactly what was typed.
          view.dispatch(view.state.tr.insertText(text, from, to));
          history.stopCapturing();
          turn(view.state, choose(found), found[0].length + 1, view.dispatch);
          history.stopCapturing();
          return true;
        }
        return false;
      },
    },
  });
}

/** Takes the signs off the start of the line and gives it the kind they stand for. */
function turn(state: Parameters<Command>[0], b: string, length: number, dispatch: NonNullable<Parameters<Command>[1]>): void {
  const { from } = flatSelection(state);
  const lines = linesOf(state.doc);
  const { index } = lineAt(lines, from);
  const line = lines[index]!;
  lines[index] = line.type.create({ b }, line.content.cut(length));
  dispatch(select(withLines(state, lines, from - length), from - length));
}
