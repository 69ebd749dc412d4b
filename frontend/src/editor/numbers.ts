// Numbers of headings, shown by the style sheet and never written in the text: the same as proposals/text/lines.py gives.
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type { Node } from "prosemirror-model";
import { kindOf } from "./schema";

interface Heading {
  /** 1 for the outermost. */
  level: number;
  title: string;
}

/** `2. `, `2.1 `, `II – `, `a) `, `Article 3`: a heading that its author numbered by hand. */
const OWN_NUMBER =
  /^(?:[0-9]{1,3}(?:\.[0-9]{1,3})*[.)]|[0-9]{1,3}(?:\.[0-9]{1,3})+|[A-Za-z][.)]|[IVXLCDM]+[.)]|(?:[0-9]{1,3}|[IVXLCDM]+) ?[–—-]|(?:[Aa]rticle|[Ss]ection|[Cc]hapitre|[Cc]hapter|[Tt]itre|[Pp]artie|[Pp]art|[Aa]nnexe?) (?:[0-9]+|[IVXLCDM]+)[.:]?)(?= |$)/;

/** The heading that a line is, null for other lines and for one without words. */
export function headingOf(line: Node): Heading | null {
  const level = /^h([1-6])$/.exec(kindOf(String(line.attrs.b)))?.[1];
  if (!level) return null;
  const title = line.textContent.replaceAll("\u200b", "").trim().replace(/\s+/g, " ");
  return title ? { level: Number(level), title } : null;
}

/** `2.` for a section, `2.1` below one; empty for the title of the whole text and for what its author numbered. */
export function numbersOf(headings: readonly Heading[]): string[] {
  const places = nested(headings.map(({ level }) => level));
  // A first heading that all others stand under is the title: numbers begin below it.
  const title = places.length > 1 && places.slice(1).every((place) => place.length > 1) ? 1 : 0;
  return headings.map((heading, index) => {
    const place = places[index]!.slice(title);
    if (!place.length || OWN_NUMBER.test(heading.title)) return "";
    return place.length === 1 ? `${place[0]}.` : place.join(".");
  });
}

/** The place of each heading among its siblings, its parents' before; a deeper one than the one before is its child. */
function nested(levels: readonly number[]): number[][] {
  const open: number[] = [];
  let counts: number[] = [];
  return levels.map((level) => {
    while (open.length && open.at(-1)! > level) open.pop();
    if (!open.length || open.at(-1)! < level) open.push(level);
    counts = counts.slice(0, open.length);
    if (counts.length < open.length) counts.push(0);
    counts[counts.length - 1]! += 1;
    return [...counts];
  });
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
