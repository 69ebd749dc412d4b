// The threads beside the text: new ones wait behind a button, one's own show at once, nothing moves while one reads.
import { marksOf, markPassage, unmark } from "./ink";
import { csrfToken, say, type Settings } from "./page";

export interface Arrival {
  thread: string;
  html: string;
  /** Whether somebody said something, rather than settled or answered it. */
  isComment: boolean;
  resolved: boolean;
  first: number | null;
  last: number | null;
}

export class Cards {
  private readonly pending = new Map<string, Arrival>();
  private said = 0;
  private readonly news = document.querySelector<HTMLButtonElement>("[data-news]");
  private readonly margin = document.getElementById("notes");
  private readonly whole = document.getElementById("notes-whole");
  private readonly text = document.getElementById("reading");

  constructor(
    private readonly settings: Settings,
    private readonly changed: () => void,
  ) {
    this.news?.addEventListener("click", () => this.showAll());
  }

  /** Something was said or changed: shown at once where it is one's own doing, else announced. */
  take(arrival: Arrival, own: boolean): void {
    if (own) {
      this.show(arrival, true);
      this.changed();
      return;
    }
    this.pending.set(arrival.thread, arrival);
    if (arrival.isComment) this.said += 1;
    if (!this.news) return;
    this.news.hidden = this.said === 0;
    this.news.textContent = say("new", { n: this.said });
    // What changes no words (settled, answered) shows quietly with the next look at it.
    if (this.said === 0) this.showAll();
  }

  /** Shows what waits, in one go. */
  showAll(): void {
    const arrivals = [...this.pending.values()];
    this.pending.clear();
    this.said = 0;
    if (this.news) this.news.hidden = true;
    for (const arrival of arrivals) this.show(arrival);
    this.changed();
    const first = arrivals.find((one) => one.isComment);
    if (first && this.news) document.getElementById(`thread-${first.thread}`)?.scrollIntoView({ block: "nearest" });
  }

  private show(arrival: Arrival, own = false): void {
    const old = document.getElementById(`thread-${arrival.thread}`);
    if (old && isWritten(old) && !own) {
      // Somebody writes in it: its words come when they are sent.
      this.pending.set(arrival.thread, arrival);
      return;
    }
    const card = this.card(arrival);
    this.pending.delete(arrival.thread);
    if (old) {
      const opened = [...old.querySelectorAll("details")].map((details) => details.open);
      card.querySelectorAll("details").forEach((details, index) => (details.open = opened[index] ?? false));
      card.classList.toggle("lit", old.classList.contains("lit"));
      carryOver(old, card);
    } else {
      this.put(card, arrival);
    }
    if (!this.text || arrival.first === null || arrival.last === null) return;
    const marks = marksOf(this.text, arrival.thread);
    if (arrival.resolved) unmark(this.text, arrival.thread);
    else if (!marks.length) markPassage(this.text, arrival.thread, arrival.first, arrival.last);
  }

  private put(card: HTMLElement, { first }: Arrival): void {
    if (first === null || !this.margin) {
      this.whole?.querySelector("[data-none]")?.remove();
      this.whole?.append(card);
      return;
    }
    card.dataset.first = String(first);
    const next = [...this.margin.querySelectorAll<HTMLElement>("[data-thread]")].find(
      (other) => Number(other.dataset.first) > first,
    );
    this.margin.insertBefore(card, next ?? null);
  }

  /** The card as everybody gets it, less what this reader may not do, with what its forms need. */
  private card({ html, first, last }: Arrival): HTMLElement {
    const template = document.createElement("template");
    template.innerHTML = html;
    const card = template.content.querySelector<HTMLElement>("[data-thread]")!;
    if (first !== null && last !== null) Object.assign(card.dataset, { first: String(first), last: String(last) });
    const own = card.dataset.opener === String(this.settings.me);
    for (const part of card.querySelectorAll<HTMLElement>("[data-needs]")) {
      const needs = part.dataset.needs!;
      const may = this.settings.may.includes(needs) || (needs === "resolve" && own && this.settings.may.includes("resolve-own"));
      if (!may) part.remove();
    }
    for (const form of card.querySelectorAll("form")) addToken(form);
    return card;
  }
}

/** Puts a card in the place of an older one, with what is being written there. */
function carryOver(old: HTMLElement, card: HTMLElement): void {
  const areas = [...card.querySelectorAll("textarea")];
  const focused = [...old.querySelectorAll("textarea")].findIndex((area, index) => {
    const fresh = areas[index];
    if (fresh) fresh.value = area.value;
    return area === document.activeElement;
  });
  old.replaceWith(card);
  areas[focused]?.focus({ preventScroll: true });
}

function isWritten(card: HTMLElement): boolean {
  return [...card.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
}

function addToken(form: HTMLFormElement): void {
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: "csrfmiddlewaretoken", value: csrfToken() });
  form.append(token);
}
