// The sections of the text: a list to go by, where one is, dots where the others are, and moving one to another place.
import type { EditorView } from "prosemirror-view";
import { colourOf, type Remote } from "./carets";
import { element, type Words } from "./config";
import { dragEntries } from "./dragging";
import { lengthOf, select, type Line } from "./lines";
import { numbersOf } from "../lib/headings";
import { headingOf } from "./numbers";
import type { Range } from "./ranges";
import { goals, shift, step } from "./sections";

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

interface Options {
  view: EditorView;
  words: Words;
  announce: (text: string) => void;
  /** Whether sections may be moved now. */
  editable: () => boolean;
  /** Moves words of the flat text as one change, which one undo takes back. */
  move: (range: Range, goal: number) => void;
}

/** What of an entry has the focus. */
type Part = "go" | "up" | "down";

export class Outline {
  sections: Section[] = [];
  /** Adds to an item what another part offers there. */
  extend: (item: HTMLElement, section: () => Section) => void = () => undefined;
  /** Called before the view goes to an offset. */
  beforeGo: (start: number) => void = () => undefined;
  private length = 0;
  private others: readonly Remote[] = [];
  private drawn = "";
  private readonly template = element<HTMLTemplateElement>("editor-section-template");
  private readonly lists = [...document.querySelectorAll<HTMLElement>("[data-editor-outline]")];
  /** The entry that a move of mine has just given another place. */
  private moved: { list: HTMLElement; part: Part; index: number } | null = null;

  constructor(private readonly options: Options) {
    for (const list of this.lists) {
      dragEntries(list, {
        gaps: (index) => (options.editable() ? goals(this.sections, index) : []),
        drop: (index, gap) => this.moveTo(index, gap, list, "go"),
      });
    }
  }

  update(lines: readonly Line[], caret: number, others: readonly Remote[]): void {
    const { words, editable } = this.options;
    this.read(lines, others);
    const drawn = JSON.stringify([editable(), ...this.sections.map(({ number, title, level }) => [number, title, level])]);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      for (const list of this.lists) this.draw(list);
      for (const empty of document.querySelectorAll<HTMLElement>("[data-no-sections]")) empty.hidden = this.sections.length > 0;
    }
    this.moved = null;
    const here = sectionAt(this.sections, caret);
    const people = new Map<number, Remote[]>();
    for (const other of others) {
      const section = sectionAt(this.sections, other.head);
      people.set(section, [...(people.get(section) ?? []), other]);
    }
    for (const list of this.lists) {
      [...list.children].forEach((item, index) => {
        const button = part(item, "go")!;
        if (index === here) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
        dots(button.querySelector<HTMLElement>(".dots")!, people.get(index) ?? [], words);
      });
    }
  }

  /** The number of the section that holds an offset, as of the last update: `2.1`; empty where it bears none. */
  numberAt(flat: number): string {
    return this.sections[sectionAt(this.sections, flat)]?.number ?? "";
  }

  /** Moves the section that holds an offset one step up (-1) or down (1); false where there is none. */
  step(lines: readonly Line[], flat: number, by: -1 | 1): boolean {
    this.read(lines, this.others);
    const index = sectionAt(this.sections, flat);
    if (index < 0 || !this.options.editable()) return false;
    this.stepEntry(index, by);
    return true;
  }

  private read(lines: readonly Line[], others: readonly Remote[]): void {
    this.sections = sectionsOf(lines);
    this.length = lines.reduce((sum, line) => sum + lengthOf(line), 0);
    this.others = others;
  }

  private stepEntry(index: number, by: -1 | 1, list?: HTMLElement): void {
    const { words, announce } = this.options;
    const gap = step(this.sections, index, by);
    if (gap !== null) return this.moveTo(index, gap, list, by < 0 ? "up" : "down");
    announce(words(by < 0 ? "section_is_first" : "section_is_last", { title: this.sections[index]!.title }));
  }

  /** Puts a section before the entry `gap`; the focus, in a list, stays on it. */
  private moveTo(index: number, gap: number, list?: HTMLElement, control: Part = "go"): void {
    const { words, announce, move } = this.options;
    const writers = this.others.map((other) => other.head);
    const { range, goal, index: place } = shift(this.sections, index, gap, this.length, writers);
    const { title } = this.sections[index]!;
    if (list) this.moved = { list, part: control, index: place };
    move(range, goal);
    announce(words("section_moved", { title, place: place + 1, count: this.sections.length }));
  }

  /** Draws the entries of a list anew; what had the focus has it again. */
  private draw(list: HTMLElement): void {
    const focused = this.moved?.list === list ? this.moved : focusIn(list);
    list.replaceChildren(...this.sections.map((_section, index) => this.item(index, list)));
    if (!focused) return;
    const item = list.children[Math.min(focused.index, list.children.length - 1)];
    if (item) part(item, focused.part)?.focus();
  }

  private item(index: number, list: HTMLElement): HTMLElement {
    const { words, editable } = this.options;
    const { number, title, level } = this.sections[index]!;
    const item = (this.template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    item.classList.add(`level${level}`);
    const go = part(item, "go")!;
    go.querySelector(".name")!.textContent = number ? `${number}\u00a0${title}` : title;
    go.addEventListener("click", () => this.go(index));
    for (const [name, by] of [["up", -1], ["down", 1]] as const) {
      const button = part(item, name)!;
      button.setAttribute("aria-label", words(`section_${name}`, { title }));
      // It keeps the focus, and says why where it does nothing.
      button.setAttribute("aria-disabled", String(step(this.sections, index, by) === null));
      button.addEventListener("click", () => this.stepEntry(index, by, list));
    }
    item.querySelector<HTMLElement>(".moves")!.hidden = !editable();
    this.extend(item, () => this.sections[index]!);
    return item;
  }

  private go(index: number): void {
    const { view } = this.options;
    const { start } = this.sections[index]!;
    this.beforeGo(start);
    view.dispatch(select(view.state.tr, start));
    const { node } = view.domAtPos(view.state.selection.from);
    (node instanceof HTMLElement ? node : node.parentElement)?.scrollIntoView({ block: "start" });
    view.focus();
  }
}

function part(item: Element, name: Part): HTMLElement | null {
  return item.querySelector<HTMLElement>(`[data-part="${name}"]`);
}

/** Which entry of a list has the focus, and what of it. */
function focusIn(list: HTMLElement): { index: number; part: Part } | null {
  const at = document.activeElement;
  const item = at?.closest("li");
  if (!(at instanceof HTMLElement) || !item || item.parentElement !== list) return null;
  return { index: [...list.children].indexOf(item), part: (at.dataset.part ?? "go") as Part };
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
