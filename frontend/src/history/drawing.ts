// Draws the lines of a played text as the server draws a moment of it; blocks that did not change keep their element.
import { numbersOf, type Heading } from "../lib/headings";
import type { Line, Run } from "./text";

export interface Writer {
  number: number;
  style: number;
  name: string;
}

export type Writers = (by: number | null) => Writer | undefined;

/** A line, or the neighbouring lines of one list, with what decides how they look. */
interface Group {
  lines: readonly Line[];
  list: "ul" | "ol" | null;
  number: string;
  /** Who wrote the words before it. */
  before: number | null;
  element?: Element;
}

const INLINE: [string, string][] = [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"]];

export class Drawing {
  private groups: Group[] = [];

  /** `root` is filled by this drawing alone. */
  constructor(
    private readonly root: HTMLElement,
    private readonly writers: Writers,
  ) {
    root.replaceChildren();
  }

  /** Draws these lines; gives the first element that is new, null where nothing changed. */
  draw(lines: readonly Line[]): Element | null {
    const next = grouped(lines);
    const old = this.groups;
    let first = 0;
    while (first < old.length && first < next.length && same(old[first]!, next[first]!)) first += 1;
    let last = 0;
    while (last < Math.min(old.length, next.length) - first && same(old.at(-1 - last)!, next.at(-1 - last)!)) last += 1;
    for (let index = 0; index < first; index += 1) next[index]!.element = old[index]!.element;
    for (let index = 1; index <= last; index += 1) next.at(-index)!.element = old.at(-index)!.element;
    for (const gone of old.slice(first, old.length - last)) gone.element!.remove();
    const behind = last ? next.at(-last)!.element! : null;
    for (const group of next.slice(first, next.length - last)) {
      group.element = this.element(group);
      this.root.insertBefore(group.element, behind);
    }
    this.groups = next;
    return next.slice(first, next.length - last).at(-1)?.element ?? behind;
  }

  private element(group: Group): Element {
    let before = group.before;
    const fill = (element: Element, line: Line): Element => {
      for (const run of line.runs) {
        element.append(this.inline(run, run.by !== before && run.text.trim() !== ""));
        if (run.text.trim()) before = run.by;
      }
      return element;
    };
    if (group.list) {
      const list = document.createElement(group.list);
      for (const line of group.lines) {
        const item = fill(document.createElement("li"), line);
        item.className = `depth-${/\d*$/.exec(line.kind)![0] || 0}`;
        list.append(item);
      }
      return list;
    }
    const [line] = group.lines;
    const element = fill(document.createElement(tagOf(line!.kind)), line!);
    if (group.number) element.setAttribute("data-number", group.number);
    return element;
  }

  private inline(run: Run, isTurn: boolean): Node {
    let node: Node = document.createTextNode(run.text);
    const wrap = (tag: string): HTMLElement => {
      const element = document.createElement(tag);
      element.append(node);
      node = element;
      return element;
    };
    for (const [key, tag] of INLINE) if (run.marks[key]) wrap(tag);
    const writer = this.writers(run.by);
    if (writer) {
      const span = wrap("span");
      span.className = `by by-${writer.style}`;
      span.title = writer.name;
      if (isTurn) span.dataset.by = String(writer.number);
    }
    return node;
  }
}

function tagOf(kind: string): string {
  const level = /^h([1-6])$/.exec(kind)?.[1];
  if (level) return `h${Math.max(Number(level), 2)}`;
  if (kind === "q") return "blockquote";
  if (kind === "hr") return "hr";
  return kind.startsWith("code") ? "pre" : "p";
}

function grouped(lines: readonly Line[]): Group[] {
  const headings: Heading[] = [];
  for (const line of lines) {
    const heading = headingOf(line);
    if (heading) headings.push(heading);
  }
  const numbers = numbersOf(headings)[Symbol.iterator]();
  const groups: Group[] = [];
  let before: number | null = null;
  for (const line of lines) {
    const list = (/^(ul|ol)\d{0,3}$/.exec(line.kind)?.[1] ?? null) as Group["list"];
    const last = groups.at(-1);
    if (list && last?.list === list) last.lines = [...last.lines, line];
    else groups.push({ lines: [line], list, number: headingOf(line) ? (numbers.next().value ?? "") : "", before });
    for (const run of line.runs) if (run.text.trim()) before = run.by;
  }
  return groups;
}

function headingOf(line: Line): Heading | null {
  const level = /^h([1-6])$/.exec(line.kind)?.[1];
  const title = line.runs.map((run) => run.text).join("").replaceAll("\u200b", "").trim().replace(/\s+/g, " ");
  return level && title ? { level: Number(level), title } : null;
}

function same(one: Group, other: Group): boolean {
  return (
    one.number === other.number &&
    one.before === other.before &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => line === other.lines[index])
  );
}
