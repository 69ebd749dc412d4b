// How long things are: words of the text, of the section one is in, of the selection, and the time they take to read.
import type { Binding } from "./binding";
import { element, type Words } from "./config";
import { textOf, type Line } from "./lines";
import { sectionLines } from "./part";
import { countWords, type Range } from "./ranges";

/** Words read in a minute: a text of this kind, by an adult, silently. */
const PER_MINUTE = 220;

/** Whole minutes, none for less than half of one. */
export function readingMinutes(words: number): number {
  return Math.round(words / PER_MINUTE);
}

/** Of each line, counted once as long as it stays as it is. */
const counted = new WeakMap<Line, number>();

export function wordsOf(lines: readonly Line[]): number {
  let sum = 0;
  for (const line of lines) {
    let words = counted.get(line);
    if (words === undefined) counted.set(line, (words = countWords(line.textContent)));
    sum += words;
  }
  return sum;
}

export function wordsIn(lines: readonly Line[], { from, to }: Range): number {
  return countWords(textOf(lines).slice(from, to));
}

/** Shows the lengths; `section` is the offset of the heading that one is under, null before the first. */
export function showLengths(binding: Binding, selection: Range, section: number | null, words: Words): void {
  const all = wordsOf(binding.lines);
  const within = section === null ? null : sectionLines(binding.lines, section);
  const selected = selection.from < selection.to ? wordsIn(binding.lines, selection) : 0;
  const time = (n: number) => (readingMinutes(n) ? words("minutes", { n: readingMinutes(n) }) : words("less_than_a_minute"));
  const said = (n: number) => `${words("words", { n })}, ${time(n)}`;
  element("editor-words").textContent = selected ? words("words_selected", { n: selected, all }) : words("words", { n: all });
  element("editor-length-text").textContent = said(all);
  fill("section", within && said(wordsOf(within)));
  fill("selection", selected ? said(selected) : null);
}

function fill(name: string, text: string | null): void {
  element(`editor-length-${name}-row`).hidden = text === null;
  element(`editor-length-${name}`).textContent = text ?? "";
}
