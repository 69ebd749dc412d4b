// Each thread stands beside its passage; on a phone a line under the paragraph says how many there are, and opens them.
import { stack } from "../lib/margin";
import { marksOf, markPassage, threadsOf, unmark, type Passage } from "./ink";
import { say } from "./page";

const NARROW = matchMedia("(width < 44rem)");
/** What stands for the thread that one is about to open, in marks and cards. */
const DRAFT = "draft";

export class Beside {
  private lit: string | null = null;
  private readonly sheet = makeSheet();
  private readonly resized = new ResizeObserver(() => this.place());
  /** Marks where the form stood that is written in beside its passage now. */
  private readonly home = document.createComment("");

  constructor(
    private readonly text: HTMLElement,
    private readonly margin: HTMLElement,
  ) {
    this.margin.classList.add("stacked");
    text.addEventListener("click", ({ target }) => {
      const mark = (target as HTMLElement).closest<HTMLElement>("mark[data-threads]");
      if (mark) this.light(threadsOf(mark)[0] ?? null);
    });
    for (const how of ["click", "focusin"]) {
      margin.addEventListener(how, ({ target }) =>
        this.light((target as HTMLElement).closest<HTMLElement>("[data-thread]")?.dataset.thread ?? null),
      );
    }
    margin.addEventListener("toggle", () => this.place(), true);
    this.sheet.addEventListener("close", () => {
      this.putBack();
      this.margin.append(...this.sheet.querySelectorAll("[data-thread]"));
    });
    this.sheet.addEventListener("close", () => this.place());
    this.resized.observe(text);
    NARROW.addEventListener("change", () => {
      this.putBack();
      this.place();
    });
    this.place();
  }

  light(thread: string | null): void {
    if (thread === this.lit) return;
    this.lit = thread;
    for (const card of this.cards()) card.classList.toggle("lit", card.dataset.thread === thread);
    for (const mark of this.text.querySelectorAll<HTMLElement>("mark[data-threads]")) {
      mark.classList.toggle("lit", thread !== null && threadsOf(mark).includes(thread));
    }
    this.place();
  }

  /** Takes the form to these words, marked meanwhile: to the margin, on a phone to a sheet. */
  write(form: HTMLFormElement, { first, last }: Passage): void {
    this.putBack();
    markPassage(this.text, DRAFT, first, last);
    form.before(this.home);
    const card = document.createElement("div");
    card.className = "note";
    Object.assign(card.dataset, { thread: DRAFT, first: String(first) });
    card.append(form);
    if (NARROW.matches) {
      this.sheet.querySelector(".talks")!.replaceChildren(card);
      this.sheet.querySelector("h2")!.textContent = say("comment");
      this.sheet.showModal();
      return;
    }
    const next = this.cards().find((other) => Number(other.dataset.first) > first);
    this.margin.insertBefore(card, next ?? null);
    // It grows with what is written in it.
    this.resized.observe(card);
    this.light(DRAFT);
  }

  /** Where the form is beside a passage: back to its own place, with whatever is written in it. Says whether it was. */
  putBack(): boolean {
    const card = document.querySelector(`[data-thread=${DRAFT}]`);
    if (!card) return false;
    this.resized.unobserve(card);
    this.home.replaceWith(...card.childNodes);
    card.remove();
    unmark(this.text, DRAFT);
    this.sheet.close();
    this.light(null);
    this.place();
    return true;
  }

  /** Puts the cards where they belong; called whenever something came, went, grew or was lit. */
  place(): void {
    this.drawLines();
    if (this.sheet.open) this.entitle();
    const cards = this.cards();
    if (NARROW.matches) {
      for (const card of cards) card.style.top = "";
      this.margin.style.minHeight = "";
      return;
    }
    const top = this.margin.getBoundingClientRect().top;
    const notes = cards.map((card) => ({
      passage: (this.markOf(card)?.getBoundingClientRect().top ?? top) - top,
      height: card.offsetHeight,
    }));
    const tops = stack(
      notes,
      cards.findIndex((card) => card.dataset.thread === this.lit),
    );
    cards.forEach((card, index) => (card.style.top = `${tops[index]}px`));
  }

  private cards(): HTMLElement[] {
    const found = [...this.margin.querySelectorAll<HTMLElement>("[data-thread]")];
    return found.sort((a, b) => Number(a.dataset.first) - Number(b.dataset.first));
  }

  private markOf(card: HTMLElement): HTMLElement | undefined {
    return marksOf(this.text, card.dataset.thread ?? "")[0];
  }

  /** Under each paragraph with comments: « 2 commentaires sur ce passage »; seen on phones only. */
  private drawLines(): void {
    for (const line of this.text.querySelectorAll(".anchor")) line.remove();
    if (!NARROW.matches) return;
    const byBlock = new Map<HTMLElement, Set<string>>();
    for (const mark of this.text.querySelectorAll<HTMLElement>("mark[data-threads]")) {
      const block = mark.closest<HTMLElement>("p, li, blockquote, pre, h1, h2, h3, h4, h5, h6");
      if (!block) continue;
      const threads = byBlock.get(block) ?? new Set();
      for (const id of threadsOf(mark)) if (id !== DRAFT) threads.add(id);
      if (threads.size) byBlock.set(block, threads);
    }
    for (const [block, threads] of byBlock) {
      const line = document.createElement("button");
      line.type = "button";
      line.className = "anchor";
      line.textContent = say("on_passage", { n: commentsIn([...threads]) });
      line.addEventListener("click", () => this.open([...threads]));
      if (block.matches("li")) block.append(line);
      else block.after(line);
    }
  }

  private open(threads: string[]): void {
    const cards = this.cards().filter((card) => threads.includes(card.dataset.thread ?? ""));
    this.sheet.querySelector(".talks")!.replaceChildren(...cards);
    this.entitle();
    this.sheet.showModal();
  }

  private entitle(): void {
    if (this.sheet.querySelector(`[data-thread=${DRAFT}]`)) return;
    const n = this.sheet.querySelectorAll(".opening, .reply").length;
    this.sheet.querySelector("h2")!.textContent = say("on_passage", { n });
  }
}

/** How many comments these threads hold, wherever their cards stand now. */
function commentsIn(threads: readonly string[]): number {
  const cards = threads.map((id) => document.getElementById(`thread-${id}`));
  return cards.reduce((sum, card) => sum + (card?.querySelectorAll(".opening, .reply").length ?? 0), 0);
}

function makeSheet(): HTMLDialogElement {
  const sheet = document.createElement("dialog");
  sheet.className = "dlg rises talk-sheet";
  sheet.setAttribute("aria-labelledby", "talk-sheet-title");
  const title = document.createElement("h2");
  title.id = "talk-sheet-title";
  title.tabIndex = -1;
  title.autofocus = true;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn quiet slim";
  close.textContent = say("close");
  close.addEventListener("click", () => sheet.close());
  const talks = document.createElement("div");
  talks.className = "talks";
  sheet.append(title, close, talks);
  document.getElementById("discussion")?.append(sheet);
  return sheet;
}
