// The bar in which one looks for words and replaces them: open over the text, left by Escape with the words selected.
import type { EditorView } from "prosemirror-view";
import type * as Y from "yjs";
import type { Binding } from "./binding";
import { element, type Words } from "./config";
import type { Finding } from "./finding";
import { flatSelection, posOf, select, textOf } from "./lines";
import { replacing, type Query } from "./matches";

/** A selection no longer than this is what one looks for. */
const LONGEST = 200;
/** Told aloud once typing rests. */
const TOLD_AFTER_MS = 600;

interface Options {
  view: EditorView;
  binding: Binding;
  finding: Finding;
  history: Y.UndoManager;
  words: Words;
  /** Brings an offset of the text into sight, and out of what hides it. */
  show: (flat: number) => void;
  announce: (text: string) => void;
}

export class FindBar {
  private readonly bar = element("editor-find");
  private readonly field = element<HTMLInputElement>("editor-find-text");
  private readonly replacement = element<HTMLInputElement>("editor-find-replacement");
  private readonly count = element("editor-find-count");
  private toldDue = 0;

  constructor(private readonly options: Options) {
    const { finding } = options;
    finding.onChange(() => this.draw());
    for (const button of document.querySelectorAll<HTMLElement>("[data-find]")) {
      // On a phone the keyboard stays when a button is pressed.
      button.addEventListener("pointerdown", (event) => this.bar.contains(button) && event.preventDefault());
      button.addEventListener("click", () => this.act(button));
    }
    this.field.addEventListener("input", () => this.look());
    this.bar.addEventListener("keydown", this.onKey);
    this.withReplacement(false);
  }

  /** Opens the bar on the selected words, or on those it had. */
  open(replace: boolean): void {
    const { state } = this.options.view;
    const { from, to } = flatSelection(state);
    const selected = textOf(this.options.binding.lines).slice(from, to);
    if (selected && selected.length <= LONGEST && !selected.includes("\n")) this.field.value = selected;
    this.bar.hidden = false;
    this.withReplacement(replace || this.bar.dataset.replace === "yes");
    this.look();
    this.field.focus();
    this.field.select();
  }

  /** Hides the bar; what is at hand stays selected. */
  close(): void {
    this.bar.hidden = true;
    this.options.finding.end();
    this.options.view.focus();
  }

  private act(button: HTMLElement): void {
    if (button.getAttribute("aria-disabled") === "true") return;
    const act = button.dataset.find;
    if (act === "open") this.bar.hidden ? this.open(false) : this.close();
    else if (act === "close") this.close();
    else if (act === "next") this.step(1);
    else if (act === "previous") this.step(-1);
    else if (act === "with") this.withReplacement(this.bar.dataset.replace !== "yes");
    else if (act === "replace") this.replaceOne();
    else if (act === "replace-all") this.replaceAll();
    else {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      this.look();
    }
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.field) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target === this.replacement) control ? this.replaceAll() : this.replaceOne();
    else if (control && event.key.toLowerCase() === "h") this.withReplacement(true), this.replacement.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private query(): Query {
    const pressed = (name: string) => this.bar.querySelector(`[data-find="${name}"]`)!.getAttribute("aria-pressed") === "true";
    return { text: this.field.value, matchCase: pressed("case"), wholeWords: pressed("words"), accents: pressed("accents") };
  }

  /** Looks from the selection on, so that more letters of a word don't lead away from it. */
  private look(): void {
    this.options.finding.begin(this.query(), flatSelection(this.options.view.state).from);
    this.go();
  }

  private step(by: 1 | -1): void {
    this.options.finding.step(by);
    this.go();
  }

  /** Selects what is at hand and brings it into sight. */
  private go(): void {
    const { view, finding } = this.options;
    const hand = finding.ranges[finding.current];
    if (!hand) return;
    this.options.show(hand.from);
    view.dispatch(select(view.state.tr, hand.from, hand.to));
  }

  private replaceOne(): void {
    const { view, finding, binding, history } = this.options;
    const hand = finding.ranges[finding.current];
    if (!hand || !view.editable) return;
    const words = this.replacement.value;
    history.stopCapturing();
    binding.apply(replacing(binding.lines, [hand], words));
    history.stopCapturing();
    // What was written is not what one looks for next, even where it holds it.
    finding.goOn(hand.from + words.length);
    this.go();
  }

  private replaceAll(): void {
    const { view, finding, binding, history, words, announce } = this.options;
    const { ranges } = finding;
    if (!ranges.length || !view.editable) return;
    const n = ranges.length;
    history.stopCapturing();
    binding.apply(replacing(binding.lines, ranges, this.replacement.value));
    history.stopCapturing();
    window.clearTimeout(this.toldDue);
    announce(words("replaced", { n }));
    this.count.textContent = words("replaced", { n });
  }

  private withReplacement(shown: boolean): void {
    this.bar.dataset.replace = shown ? "yes" : "no";
    element("editor-find-replace").hidden = !shown;
    this.bar.querySelector('[data-find="with"]')!.setAttribute("aria-expanded", String(shown));
  }

  /** Shows the count and the marks; the view's own updates come through its binding. */
  private draw(): void {
    const { view, finding, words, announce } = this.options;
    const n = finding.ranges.length;
    const said = n ? words("found", { at: finding.current + 1, n }) : this.field.value ? words("found_none") : "";
    const changed = this.count.textContent !== said;
    this.count.textContent = said;
    this.count.dataset.none = String(!n && Boolean(this.field.value));
    for (const act of ["next", "previous"]) this.enable(act, n > 0);
    for (const act of ["replace", "replace-all"]) this.enable(act, n > 0 && view.editable);
    if (changed && said && !this.bar.hidden) {
      window.clearTimeout(this.toldDue);
      this.toldDue = window.setTimeout(() => announce(said), TOLD_AFTER_MS);
    }
    requestAnimationFrame(() => view.dispatch(view.state.tr.setMeta("redraw", true)));
  }

  private enable(act: string, able: boolean): void {
    this.bar.querySelector(`[data-find="${act}"]`)!.setAttribute("aria-disabled", String(!able));
  }
}

/** Scrolls an offset of the text to the middle of the page unless it is in sight. */
export function bringIntoSight(view: EditorView, flat: number): void {
  const { node } = view.domAtPos(posOf(view.state.doc, flat));
  const shown = node instanceof HTMLElement ? node : node.parentElement;
  const scroller = element("editor-body").getBoundingClientRect();
  const { top, bottom } = view.coordsAtPos(posOf(view.state.doc, flat));
  const above = scroller.top + parseFloat(getComputedStyle(element("editor-body")).scrollPaddingBlockStart);
  if (top < above || bottom > scroller.bottom - (bottom - top)) shown?.scrollIntoView({ block: "center" });
}
