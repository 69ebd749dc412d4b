// Numbers of a text's headings: the same as proposals/text/lines.py gives.

export interface Heading {
  /** 1 for the outermost. */
  level: number;
  title: string;
}

/** `2. `, `2.1 `, `II – `, `a) `, `Article 3`: a heading that its author numbered by hand. */
const OWN_NUMBER =
  /^(?:[0-9]{1,3}(?:\.[0-9]{1,3})*[.)]|[0-9]{1,3}(?:\.[0-9]{1,3})+|[A-Za-z][.)]|[IVXLCDM]+[.)]|(?:[0-9]{1,3}|[IVXLCDM]+) ?[–—-]|(?:[Aa]rticle|[Ss]ection|[Cc]hapitre|[Cc]hapter|[Tt]itre|[Pp]artie|[Pp]art|[Aa]nnexe?) (?:[0-9]+|[IVXLCDM]+)[.:]?)(?= |$)/;

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
