// The sections of the text: a list to go by, where one is, and dots where the others are.
import type { EditorView } from "prosemirror-view";
import { colourOf, type Remote } from "./carets";
import { element, type Words } from "./config";
import { lengthOf, select, type Line } from "./lines";
import { numbersOf } from "../lib/headings";
import { headingOf } from "./numbers";

export interface Section {
  title: string;
  /** As the text shows it before its words: `2.`, `2.1`, or nothing. */
  number: string;
  level: number;
  /** Offset of the heading in the flat text. */
  start: number;
}

/** The sections of a text: its headings of the three outer levels in use. */
export function sectionsOf(lines: readonly Line[]): Section[] {
  const found: Section[] = [];
  let start = 0;
  for (const line of lines) {
    const heading = headingOf(line);
    if (heading) found.push({ ...heading, number: "", start });
    start += lengthOf(line);
  }
  numbersOf(found).forEach((number, index) => (found[index]!.number = number));
  const levels = [...new Set(found.map((section) => section.level))].sort().slice(0, 3);
  return found.filter((section) => levels.includes(section.level)).map((s) => ({ ...s, level: levels.indexOf(s.level) }));
}

/** Index of the section that holds an offset; -1 before the first. */
export function sectionAt(sections: readonly Section[], flat: number): number {
  let index = -1;
  while (index + 1 < sections.length && sections[index + 1]!.start <= flat) index += 1;
  return index;
}

export class Outline {
  sections: Section[] = [];
  /** Adds to an item what another part offers there. */
  extend: (item: HTMLElement, section: () => Section) => void = () => undefined;
  /** Called before the view goes to an offset. */
  beforeGo: (start: number) => void = () => undefined;
  private drawn = "";

  constructor(
    private readonly view: EditorView,
    private readonly words: Words,
  ) {}

  update(lines: readonly Line[], caret: number, others: readonly Remote[]): void {
    this.sections = sectionsOf(lines);
    const lists = document.querySelectorAll<HTMLElement>("[data-editor-outline]");
    const drawn = JSON.stringify(this.sections.map(({ number, title, level }) => [number, title, level]));
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      for (const list of lists) list.replaceChildren(...this.sections.map((_section, index) => this.item(index)));
      element("editor-no-sections").hidden = this.sections.length > 0;
    }
    const here = sectionAt(this.sections, caret);
    const people = new Map<number, Remote[]>();
    for (const other of others) {
      const section = sectionAt(this.sections, other.head);
      people.set(section, [...(people.get(section) ?? []), other]);
    }
    for (const list of lists) {
      [...list.children].forEach((item, index) => {
        const button = item.firstElementChild as HTMLElement;
        if (index === here) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
        dots(button.lastElementChild as HTMLElement, people.get(index) ?? [], this.words);
      });
    }
  }

  /** The number of the section that holds an offset, as of the last update: `2.1`; empty where it bears none. */
  numberAt(flat: number): string {
    return this.sections[sectionAt(this.sections, flat)]?.number ?? "";
  }

  private item(index: number): HTMLElement {
    const { number, title, level } = this.sections[index]!;
    const item = document.createElement("li");
    item.className = `level${level}`;
    const button = document.createElement("button");
    button.type = "button";
    const label = document.createElement("span");
    label.textContent = number ? `${number}\u00a0${title}` : title;
    const others = document.createElement("span");
    others.className = "dots";
    button.append(label, others);
    button.addEventListener("click", () => this.go(index));
    item.append(button);
    this.extend(item, () => this.sections[index]!);
    return item;
  }

  private go(index: number): void {
    const { start } = this.sections[index]!;
    this.beforeGo(start);
    this.view.dispatch(select(this.view.state.tr, start));
    const { node } = this.view.domAtPos(this.view.state.selection.from);
    (node instanceof HTMLElement ? node : node.parentElement)?.scrollIntoView({ block: "start" });
    this.view.focus();
  }
}

function dots(place: HTMLElement, people: readonly Remote[], words: Words): void {
  const key = people.map((one) => `${one.client}:${one.person.name}`).join();
  if (place.dataset.people === key) return;
  place.dataset.people = key;
  const drawn = people.map((one) => {
    const dot = document.createElement("span");
    dot.className = `dot w${colourOf(one.person, one.client)}`;
    dot.title = words("writes_here", { name: one.person.name });
    return dot;
  });
  const said = document.createElement("span");
  said.className = "vh";
  said.textContent = people.length ? words("write_here", { names: people.map((one) => one.person.name).join(", ") }) : "";
  place.replaceChildren(...drawn, said);
}
