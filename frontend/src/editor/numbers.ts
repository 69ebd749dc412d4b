// Numbers of headings, shown by the style sheet and never written in the text.
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import { numbersOf, type Heading } from "../lib/headings";
import { kindOf } from "./schema";

/** The heading that a line is, null for other lines and for one without words. */
export function headingOf(line: Node): Heading | null {
  const level = /^h([1-6])$/.exec(kindOf(String(line.attrs.b)))?.[1];
  if (!level) return null;
  const title = line.textContent.replaceAll("\u200b", "").trim().replace(/\s+/g, " ");
  return title ? { level: Number(level), title } : null;
}

function decorations(doc: Node): DecorationSet {
  const headings: Heading[] = [];
  const places: [number, number][] = [];
  doc.forEach((line, pos) => {
    const heading = headingOf(line);
    if (!heading) return;
    headings.push(heading);
    places.push([pos, pos + line.nodeSize]);
  });
  const drawn = numbersOf(headings).flatMap((number, index) =>
    number ? [Decoration.node(...places[index]!, { "data-number": number })] : [],
  );
  return DecorationSet.create(doc, drawn);
}

export function numbersPlugin(): Plugin<DecorationSet> {
  const plugin: Plugin<DecorationSet> = new Plugin<DecorationSet>({
    state: {
      init: (_config, state) => decorations(state.doc),
      apply: (tr, before, _old, state) => (tr.docChanged ? decorations(state.doc) : before),
    },
    props: { decorations: (state) => plugin.getState(state) },
  });
  return plugin;
}
