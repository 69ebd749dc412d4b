// The passages of a text as a list: its paragraphs, items and cells, under the heading of their section.
import { passageOf, type Passage } from "./ink";

export interface Block {
  /** The heading above it, "" before the first one. */
  section: string;
  /** Its first words, to be told by. */
  words: string;
  passage: Passage;
}

const HEADING = "h1, h2, h3, h4, h5, h6";
const LONGEST = 60;

/** In the order of the text; what holds no word is left out. */
export function passagesOf(text: HTMLElement): Block[] {
  const found: Block[] = [];
  let section = "";
  for (const block of text.querySelectorAll<HTMLElement>(`${HEADING}, p, li, pre, td, th`)) {
    const passage = passageOf(text, ownWords(block));
    if (!passage) continue;
    const words = passage.quote.replace(/\s+/g, " ");
    if (block.matches(HEADING)) section = words;
    // A paragraph of an item is told as the item.
    else if (!block.matches("li p")) found.push({ section, words: shortened(words), passage });
  }
  return found;
}

/** What a block says without the lists that are nested in it. */
function ownWords(block: HTMLElement): Range {
  const range = document.createRange();
  range.selectNodeContents(block);
  const nested = block.querySelector("ul, ol");
  if (nested) range.setEndBefore(nested);
  return range;
}

function shortened(words: string): string {
  const chars = [...words];
  return chars.length > LONGEST ? `${chars.slice(0, LONGEST).join("").trimEnd()}…` : words;
}
