// Numbers of headings: the cases that the server is tried with too (tests/proposals/text/test_headings.py).
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { docOf, makeLine, type Line } from "../../src/editor/lines";
import { numbersPlugin } from "../../src/editor/numbers";
import { sectionsOf } from "../../src/editor/outline";
import { withoutBlanks } from "../../src/editor/passages";
import { schema } from "../../src/editor/schema";
import { EditorState } from "prosemirror-state";
import type { DecorationSet } from "prosemirror-view";

interface Case {
  case: string;
  lines: [string, string][];
  numbers: string[];
}

const file = `${import.meta.dirname}/../../../tests/proposals/text/headings.json`;
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];
const linesOf = (found: Case): Line[] => found.lines.map(([b, text]) => makeLine(b, text ? [schema.text(text)] : []));

/** What the style sheet is given: heading → number. */
function shown(lines: Line[]): [string, string][] {
  const plugin = numbersPlugin();
  const state = EditorState.create({ doc: docOf(lines), plugins: [plugin] });
  return (plugin.getState(state) as DecorationSet).find().map((one) => {
    const attributes = (one as unknown as { type: { attrs: Record<string, string> } }).type.attrs;
    return [state.doc.nodeAt(one.from)!.textContent, attributes["data-number"]!];
  });
}

it.each(cases)("$case", (found) => {
  const lines = linesOf(found);
  const headings = found.lines.filter(([b, text]) => b.startsWith("h") && text.replaceAll("\u200b", "").trim());
  const numbered = headings.map(([, text], index) => [text, found.numbers[index]]).filter(([, number]) => number);
  expect(shown(lines)).toEqual(numbered);
  // The outline leaves out what is deeper than three levels, and numbers the rest alike.
  const inOutline = sectionsOf(lines).filter(({ number }) => number);
  expect(inOutline.length).toBeGreaterThan(0);
  for (const { title, number } of inOutline) expect(numbered).toContainEqual([title, number]);
});

it("a passage is drawn from its first word to its last", () => {
  const text = "Un prêt  long\n";
  expect(withoutBlanks(text, { from: 2, to: 9 })).toEqual({ from: 3, to: 7 });
  expect(withoutBlanks(text, { from: 3, to: 7 })).toEqual({ from: 3, to: 7 });
  expect(withoutBlanks(text, { from: 7, to: 9 })).toEqual({ from: 7, to: 9 });
});
