// The toolbar: one stop for Tab, arrows inside it, buttons that say whether their format is in force.
import type { EditorView } from "prosemirror-view";
import type { Act, ActName, Acts } from "./acts";
import { element } from "./config";
import { kindOfSelection } from "./edits";

export class Toolbar {
  private readonly bar = element("editor-toolbar");
  private readonly menu = element("editor-kind-menu");
  private readonly kindButton = element<HTMLButtonElement>("editor-kind");
  private readonly kindName = element("editor-kind-name");

  constructor(
    private readonly view: EditorView,
    private readonly acts: Acts,
  ) {
    for (const button of this.acting(document)) {
      // The text keeps its focus, and on a phone its keyboard, when a button is pressed.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.run(button));
    }
    this.bar.addEventListener("keydown", this.onKey);
    this.bar.addEventListener("focusin", ({ target }) => this.rove(target as HTMLElement));
    this.kindButton.addEventListener("click", () => this.open(Boolean(this.menu.hidden)));
    this.menu.addEventListener("keydown", this.onMenuKey);
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.menu.contains(target as Node) && !this.kindButton.contains(target as Node)) this.open(false);
    });
    this.rove(this.stops()[0]!);
  }

  /** Shows what is in force at the selection. */
  update(): void {
    const { state, editable } = this.view;
    for (const button of this.acting(document)) {
      const act = this.act(button);
      const pressed = act.pressed?.(state);
      const attribute = button.getAttribute("role") === "menuitemradio" ? "aria-checked" : "aria-pressed";
      if (pressed !== undefined && button.hasAttribute(attribute)) button.setAttribute(attribute, String(pressed));
      const able = button.dataset.act === "help" || (editable && (act.enabled?.(state) ?? true));
      // Not `disabled`: a button that vanishes from under the focus would lose it.
      button.setAttribute("aria-disabled", String(!able));
    }
    this.kindButton.setAttribute("aria-disabled", String(!editable));
    const kind = kindOfSelection(state);
    const item = this.menu.querySelector(`[data-act="${kind === "code" ? "codeblock" : (kind ?? "")}"]`);
    this.kindName.textContent = (item ?? this.menu.querySelector("[data-mixed]"))?.textContent?.trim() ?? "";
  }

  focus(): void {
    (this.stops().find((stop) => stop.tabIndex === 0) ?? this.stops()[0])?.focus();
  }

  private acting(root: ParentNode): HTMLButtonElement[] {
    return [...root.querySelectorAll<HTMLButtonElement>("button[data-act]")];
  }

  private act(button: HTMLButtonElement): Act {
    return this.acts[button.dataset.act as ActName];
  }

  private run(button: HTMLButtonElement): void {
    if (button.getAttribute("aria-disabled") === "true") return;
    const inMenu = this.menu.contains(button);
    this.act(button).run(this.view.state, this.view.dispatch, this.view);
    if (inMenu) this.open(false);
    if (inMenu || this.view.hasFocus()) this.view.focus();
  }

  private stops(): HTMLElement[] {
    return [...this.bar.querySelectorAll<HTMLElement>("button")].filter(
      (button) => !this.menu.contains(button) && button.offsetParent !== null,
    );
  }

  private rove(target: HTMLElement): void {
    const stop = target.closest<HTMLElement>("button");
    if (!stop || this.menu.contains(stop)) return;
    for (const other of this.bar.querySelectorAll<HTMLElement>("button")) {
      if (!this.menu.contains(other)) other.tabIndex = other === stop ? 0 : -1;
    }
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (this.menu.contains(event.target as Node)) return;
    if (event.key === "Escape") {
      this.view.focus();
      return;
    }
    if (event.target === this.kindButton && event.key === "ArrowDown") {
      event.preventDefault();
      this.open(true);
      return;
    }
    const next = step(this.stops(), event.target as HTMLElement, event.key, "ArrowLeft", "ArrowRight");
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  private open(open: boolean): void {
    if (open === !this.menu.hidden || (open && !this.view.editable)) return;
    this.menu.hidden = !open;
    this.kindButton.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const { left, top, bottom } = this.kindButton.getBoundingClientRect();
    const below = bottom + this.menu.offsetHeight < window.innerHeight;
    this.menu.style.left = `${Math.max(8, Math.min(left, window.innerWidth - this.menu.offsetWidth - 8))}px`;
    this.menu.style.top = `${below ? bottom + 4 : top - this.menu.offsetHeight - 4}px`;
    const items = this.acting(this.menu);
    (items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
  }

  private readonly onMenuKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" || event.key === "Tab") {
      this.open(false);
      this.kindButton.focus();
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation();
      return;
    }
    const next = step(this.acting(this.menu), event.target as HTMLElement, event.key, "ArrowUp", "ArrowDown");
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}

/** The stop that a key leads to, around the ends; undefined for other keys. */
function step(stops: HTMLElement[], from: HTMLElement, key: string, back: string, on: string): HTMLElement | undefined {
  const at = stops.indexOf(from.closest("button")!);
  if (key === "Home") return stops[0];
  if (key === "End") return stops.at(-1);
  if (key === on) return stops[(at + 1) % stops.length];
  return key === back ? stops[(at - 1 + stops.length) % stops.length] : undefined;
}
