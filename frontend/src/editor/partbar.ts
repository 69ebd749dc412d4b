// What leads into one section alone and back: a button beside each section, a key, and a bar over the text that says so.
import type { EditorView } from "prosemirror-view";
import { element, type Words } from "./config";
import { flatSelection, select } from "./lines";
import { sectionAt, type Outline, type Section } from "./outline";
import type { Part } from "./part";

interface Options {
  view: EditorView;
  part: Part;
  outline: Outline;
  words: Words;
  announce: (text: string) => void;
  /** Draws the text anew. */
  redraw: () => void;
}

export class PartBar {
  private readonly bar = element("editor-part");
  private shown = false;

  constructor(private readonly options: Options) {
    const { part, outline } = options;
    outline.extend = (item, section) => this.addButton(item, section);
    outline.beforeGo = (start) => {
      if (!part.holds(start)) this.begin(start);
    };
    element("editor-part-all").addEventListener("click", () => {
      part.leave();
      options.view.focus();
    });
    part.onChange(() => this.draw());
  }

  /** Shows only the section that holds an offset, or all again. */
  toggle(flat: number): boolean {
    const { part, outline, announce, words } = this.options;
    const section = outline.sections[sectionAt(outline.sections, flat)];
    if (part.range) part.leave();
    else if (section) this.begin(section.start);
    else announce(words("part_none"));
    return true;
  }

  /** All again, where what is to be shown is hidden. */
  uncover(flat: number): void {
    if (this.options.part.holds(flat)) return;
    this.options.part.leave();
    // What is hidden can't be scrolled to.
    this.options.redraw();
  }

  /** Says at each section whether it is the one that is shown. */
  mark(): void {
    const { part, outline } = this.options;
    for (const list of document.querySelectorAll("[data-editor-outline]")) {
      [...list.children].forEach((item, index) => {
        const only = item.querySelector("[data-only]");
        only?.setAttribute("aria-pressed", String(part.range?.from === outline.sections[index]?.start));
      });
    }
  }

  private begin(start: number): void {
    const { view, part, words, announce } = this.options;
    part.show(start);
    announce(words("part_shown", { title: part.title }));
    const { head } = flatSelection(view.state);
    if (!part.holds(head)) view.dispatch(select(view.state.tr, start));
    element("editor-body").scrollTop = 0;
  }

  private addButton(item: HTMLElement, section: () => Section): void {
    const { part, view, words } = this.options;
    const button = element<HTMLTemplateElement>("editor-only-template").content.firstElementChild!.cloneNode(true) as HTMLElement;
    button.setAttribute("aria-label", words("only_section", { title: section().title }));
    button.addEventListener("click", () => {
      if (part.range?.from === section().start) part.leave();
      else this.begin(section().start);
      view.focus();
    });
    item.append(button);
  }

  private draw(): void {
    const { part, words, announce, redraw } = this.options;
    if (this.shown && !part.range) announce(words("part_left"));
    this.shown = part.range !== null;
    this.bar.hidden = !this.shown;
    element("editor-part-text").textContent = this.shown ? words("part_shown", { title: part.title }) : "";
    this.mark();
    requestAnimationFrame(redraw);
  }
}
