// Following somebody: the page goes along with their caret until one writes, scrolls, or says that it is enough.
import type { EditorView } from "prosemirror-view";
import { colourOf, type Carets, type Remote } from "./carets";
import { element, type Person, type Words } from "./config";

interface Options {
  view: EditorView;
  carets: Carets;
  words: Words;
  show: (flat: number) => void;
  announce: (text: string) => void;
}

const SCROLLING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

export class Follow {
  private readonly note = element("editor-follow");
  private person: Person | null = null;

  constructor(private readonly options: Options) {
    options.carets.onChange(() => this.go());
    element("editor-people").addEventListener("click", ({ target }) => this.press(target as HTMLElement));
    element("editor-follow-stop").addEventListener("click", () => this.stop());
    const body = element("editor-body");
    for (const event of ["wheel", "touchmove", "pointerdown"]) body.addEventListener(event, () => this.stop(), { passive: true });
    document.addEventListener("keydown", this.onKey, true);
  }

  /** Whom one follows, by the key of its avatar; null for nobody. */
  get key(): string | null {
    return this.person && keyOf(this.person);
  }

  /** What others write moves the page too. */
  go(): void {
    const remote = this.remote();
    if (!this.person) return;
    if (!remote) return this.stop(this.options.words("follow_gone", { name: this.person.name }));
    this.options.show(remote.head);
  }

  private press(target: HTMLElement): void {
    const button = target.closest<HTMLElement>("button[data-person]");
    if (!button) return;
    if (button.dataset.person === this.key) return this.stop();
    const found = this.options.carets.all().find(({ person }) => keyOf(person) === button.dataset.person);
    const name = button.dataset.name!;
    if (!found) return this.options.announce(this.options.words("follow_nowhere", { name }));
    this.begin(found);
  }

  private begin({ person, client }: Remote): void {
    this.person = person;
    this.note.hidden = false;
    this.note.className = `edfollow w${colourOf(person, client)}`;
    element("editor-follow-text").textContent = this.options.words("following", { name: person.name });
    this.options.announce(this.options.words("following_told", { name: person.name }));
    this.mark();
    this.go();
  }

  private stop(said = this.options.words("follow_ended")): void {
    if (!this.person) return;
    // A button that vanishes with the focus in it would lose it.
    if (this.note.contains(document.activeElement)) this.options.view.focus();
    this.person = null;
    this.note.hidden = true;
    this.mark();
    this.options.announce(said);
  }

  /** Says on the avatars who is followed. */
  mark(): void {
    element("editor-page").dataset.following = String(this.person !== null);
    for (const button of element("editor-people").querySelectorAll<HTMLElement>("button[data-person]")) {
      button.setAttribute("aria-pressed", String(button.dataset.person === this.key));
    }
  }

  private remote(): Remote | undefined {
    return this.options.carets.all().find(({ person }) => keyOf(person) === this.key);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.person) return;
    const writing = this.options.view.hasFocus() && !["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key);
    const scrolling = SCROLLING.has(event.key) && document.activeElement?.tagName !== "BUTTON";
    if (event.key === "Escape" || writing || scrolling) this.stop();
  };
}

export function keyOf(person: Person): string {
  return `${person.name}\n${person.partner}`;
}
