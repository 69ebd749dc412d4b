// The margin: threads beside their passages, a new one on the selected words, and those whose words are gone.
import type { EditorView } from "prosemirror-view";
import type { Binding } from "./binding";
import { element, type Words } from "./config";
import { flatSelection, posOf, textOf } from "./lines";
import { DRAFT, passageOf, type Passages, type Thread } from "./passages";
import { placeNotes } from "./places";

interface Options {
  view: EditorView;
  binding: Binding;
  passages: Passages;
  threadsUrl: string;
  words: Words;
  /** The sequence that what is shown has reached. */
  sequence: () => number;
  redraw: () => void;
  /** Whether an offset of the text is shown. */
  holds: (flat: number) => boolean;
  announce: (text: string) => void;
}

export class Margin {
  private readonly notes = element("editor-notes");
  private readonly gone = element("editor-gone");
  private readonly form = element<HTMLFormElement>("editor-comment-form");
  private readonly panel = element("editor-margin");
  private threads: Thread[] = [];
  /** Of the comment being written: sent again after a lost answer, it is still one comment. */
  private commentId = "";

  constructor(private readonly options: Options) {
    this.panel.addEventListener("submit", this.onSubmit);
    this.notes.addEventListener("focusin", ({ target }) => this.light(noteOf(target)));
    this.notes.addEventListener("click", ({ target }) => this.light(noteOf(target)));
    element("editor-comment-cancel").addEventListener("click", () => this.cancel());
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.cancel();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    for (const button of document.querySelectorAll("[data-margin]")) {
      button.addEventListener("click", () => this.open(this.panel.dataset.open !== "yes"));
    }
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.open(false);
    });
    new ResizeObserver(() => this.place()).observe(element("editor-page"));
    void this.refresh();
  }

  /** Asks the page for its threads; what one is writing in a reply is kept. */
  async refresh(): Promise<void> {
    const answer = await fetch(this.options.threadsUrl, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { threads } = (await answer.json()) as { threads: Thread[] };
    this.threads = threads;
    this.options.passages.show(threads);
    this.draw();
    this.options.redraw();
  }

  /** Opens the form for a comment on the selected words; false if no words are selected. */
  begin(): boolean {
    const { from, to } = flatSelection(this.options.view.state);
    if (from === to) {
      this.options.announce(this.options.words("select_first"));
      return false;
    }
    this.options.passages.begin({ from, to });
    this.commentId = crypto.randomUUID();
    this.form.hidden = false;
    this.open(true);
    this.light(DRAFT);
    this.place();
    this.form.querySelector("textarea")!.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest" });
    this.showPassage();
    return true;
  }

  private cancel(): void {
    this.options.passages.end();
    this.form.hidden = true;
    this.form.reset();
    this.complain("");
    this.light(null);
    this.options.view.focus();
  }

  /** The note of a passage is lit, and wins its place; on a narrow screen `show` opens the sheet. */
  light(id: string | null, show = false): void {
    if (show && id) this.open(true);
    if (this.options.passages.lit === id) return;
    this.options.passages.lit = id;
    for (const note of this.notes.querySelectorAll<HTMLElement>("[data-note]")) {
      note.classList.toggle("lit", note.dataset.note === id);
    }
    this.options.redraw();
    this.place();
    if (!show || !id) return;
    this.notes.querySelector(`[data-note="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
    this.showPassage();
  }

  /** The lit passage stays in sight, above the sheet where there is one (its height is in the scroll padding). */
  private showPassage(): void {
    this.options.view.dom.querySelector("mark.lit")?.scrollIntoView({ block: "nearest" });
  }

  private open(open: boolean): void {
    this.panel.dataset.open = open ? "yes" : "no";
    for (const button of document.querySelectorAll("[data-margin]")) button.setAttribute("aria-expanded", String(open));
  }

  private draw(): void {
    const kept = new Map([...this.notes.querySelectorAll<HTMLElement>("[data-note]")].map((n) => [n.dataset.note!, n]));
    const shown = this.threads.filter((thread) => !thread.resolved && this.options.passages.get(thread.id));
    const lost = this.threads.filter((thread) => !thread.resolved && !this.options.passages.get(thread.id));
    const drawn = shown.map((thread) => renewed(kept.get(thread.id), thread));
    // A form in which somebody writes stays in the document, or its focus would go.
    for (const [id, note] of kept) if (id !== DRAFT && !shown.some((thread) => thread.id === id)) note.remove();
    for (const note of drawn) if (!note.isConnected) this.notes.append(note);
    this.gone.hidden = !lost.length;
    element("editor-gone-list").replaceChildren(...lost.map((thread) => renewed(undefined, thread)));
    const resolved = this.threads.filter((thread) => thread.resolved);
    const closed = element<HTMLDetailsElement>("editor-resolved");
    closed.hidden = !resolved.length;
    closed.querySelector("summary span")!.textContent = this.options.words("resolved", { n: resolved.length });
    element("editor-resolved-list").replaceChildren(...resolved.map((thread) => renewed(undefined, thread)));
    for (const count of document.querySelectorAll("[data-margin-count]")) {
      count.textContent = this.options.words("comments", { n: shown.length + lost.length });
    }
    element("editor-no-comments").hidden = this.threads.length > 0;
    this.place();
  }

  /** Puts each note beside its passage, in the order of the text; a sheet on a narrow screen keeps that order alone. */
  place(): void {
    const { view, passages } = this.options;
    const stays = (note: HTMLElement) => note.dataset.note === DRAFT || passages.get(note.dataset.note!);
    if ([...this.notes.querySelectorAll<HTMLElement>("[data-note]")].some((note) => !stays(note))) return this.draw();
    const notes = [...this.notes.querySelectorAll<HTMLElement>("[data-note]")].filter((note) => !note.hidden);
    const placed = notes
      .map((note) => ({ note, range: passages.get(note.dataset.note!) }))
      .filter(({ note, range }) => !note.classList.toggle("away", range !== undefined && !this.options.holds(range.from)) && range)
      .sort((a, b) => a.range!.from - b.range!.from);
    const floating = getComputedStyle(this.notes).position === "relative";
    const origin = this.notes.getBoundingClientRect().top;
    const measured = placed.map(({ note, range }) => ({
      top: view.coordsAtPos(posOf(view.state.doc, range!.from)).top - origin,
      height: note.offsetHeight,
    }));
    const lit = placed.findIndex(({ note }) => note.dataset.note === passages.lit);
    const tops = placeNotes(measured, lit < 0 ? null : lit);
    placed.forEach(({ note }, index) => {
      note.style.top = floating ? `${tops[index]}px` : "";
      note.style.order = String(index);
    });
    const last = tops.length - 1;
    this.notes.style.minHeight = floating && last >= 0 ? `${tops[last]! + measured[last]!.height}px` : "";
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    if (form === this.form) void this.send();
    else void this.act(form, event.submitter as HTMLButtonElement | null);
  };

  /** Sends the new comment: the passage in code points, its words, and the sequence they were read at. */
  private async send(): Promise<void> {
    const range = this.options.passages.get(DRAFT);
    const body = new FormData(this.form).get("body")?.toString().trim() ?? "";
    if (!range) return this.complain(this.options.words("passage_gone"));
    if (!body) return this.complain(this.options.words("comment_empty"));
    const passage = passageOf(textOf(this.options.binding.lines), range);
    const answer = await this.post(this.options.threadsUrl, {
      body: JSON.stringify({ id: this.commentId, ...passage, sequence: this.options.sequence(), body }),
      headers: { "Content-Type": "application/json" },
    });
    if (!answer?.ok) return this.complain(await reasonOf(answer, this.options.words("comment_failed")));
    this.cancel();
    await this.refresh();
  }

  /** Sends a form of a card (reply, resolve) as the page would, and shows the threads anew. */
  private async act(form: HTMLFormElement, submitter: HTMLButtonElement | null): Promise<void> {
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    const answer = await this.post(url, { body: new FormData(form, submitter) });
    if (!answer?.ok) return this.options.announce(await reasonOf(answer, this.options.words("comment_failed")));
    form.reset();
    await this.refresh();
  }

  private async post(url: string, request: RequestInit): Promise<Response | null> {
    const token = this.form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { ...request.headers, "X-CSRFToken": token, Accept: "application/json" };
    return fetch(url, { method: "POST", ...request, headers }).catch(() => null);
  }

  private complain(text: string): void {
    const error = element("editor-comment-error");
    error.textContent = text;
    error.hidden = !text;
  }
}

/** Why something was refused, in the server's words; `otherwise` where it gave none or did not answer. */
async function reasonOf(answer: Response | null, otherwise: string): Promise<string> {
  const said = (await answer?.json().catch(() => null)) as { detail?: string; fields?: Record<string, string[]> } | null;
  return said?.detail ?? (Object.values(said?.fields ?? {}).flat().join(" ") || otherwise);
}

function noteOf(target: EventTarget | null): string | null {
  return (target as HTMLElement | null)?.closest<HTMLElement>("[data-note]")?.dataset.note ?? null;
}

/** The element of a thread; one in which nothing changed, or in which somebody writes, is kept as it is. */
function renewed(old: HTMLElement | undefined, thread: Thread): HTMLElement {
  const writing = [...(old?.querySelectorAll("textarea") ?? [])].some((area) => area.value);
  if (old && (old.dataset.html === thread.html || writing)) return old;
  const note = old ?? document.createElement("div");
  note.dataset.note = thread.id;
  note.dataset.html = thread.html;
  note.classList.add("placed");
  note.tabIndex = -1;
  note.innerHTML = thread.html;
  return note;
}
