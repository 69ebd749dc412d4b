// The list of options that a voter ranks: buttons on each, dragging on top; the places of the form follow.
import { down, drop, fromPlaces, inOrder, leave, placeOf, toggleEqual, up, type Ranking } from "./ranks";

type Move = (ranking: Ranking) => Ranking;

/** Makes lists of all rankings of the page; harmless when asked twice. */
export function rankByList(): void {
  for (const list of document.querySelectorAll<HTMLOListElement>("[data-ranking]:not(.live)")) new List(list);
}

class List {
  private readonly items = new Map<string, HTMLLIElement>();
  private readonly all: string[];
  private readonly rest: HTMLLIElement;
  private readonly moved: HTMLElement | null;
  private ranking: Ranking;

  constructor(private readonly list: HTMLOListElement) {
    for (const item of list.querySelectorAll<HTMLLIElement>("[data-key]")) this.items.set(item.dataset.key ?? "", item);
    this.all = [...this.items.keys()];
    this.ranking = fromPlaces(this.all.map((key) => [key, this.select(key).value]));
    this.moved = list.parentElement?.querySelector("[data-moved]") ?? null;
    this.rest = document.createElement("li");
    this.rest.className = "rest";
    this.rest.textContent = list.dataset.rest ?? "";
    list.classList.add("live");
    for (const [key, item] of this.items) this.furnish(key, item);
    this.show();
  }

  private select(key: string): HTMLSelectElement {
    return this.items.get(key)?.querySelector("select") as HTMLSelectElement;
  }

  /** Grip, buttons; the select stays in the form and out of sight. */
  private furnish(key: string, item: HTMLLIElement): void {
    const name = item.dataset.option ?? "";
    const { up: above, down: below, next, drag } = this.list.dataset;
    const buttons = document.createElement("span");
    buttons.className = "moves";
    buttons.append(
      this.button("next", next, name, key, (ranking) => up(ranking, key)),
      this.button("equal", "", name, key, (ranking) => toggleEqual(ranking, key)),
      this.button("up", above, name, key, (ranking) => up(ranking, key)),
      this.button("down", below, name, key, (ranking) => down(ranking, key, this.all)),
    );
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.title = drag ?? "";
    grip.append(this.icon("grip"));
    grip.addEventListener("pointerdown", (event) => this.drag(event, key, item));
    item.prepend(grip);
    item.querySelector(".places")?.setAttribute("hidden", "");
    item.append(buttons);
  }

  private button(kind: string, words: string | undefined, name: string, key: string, move: Move): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `move ${kind}`;
    if (kind === "next") button.textContent = words ?? "";
    else button.append(this.icon(kind));
    if (words) label(button, words, name);
    button.addEventListener("click", () => this.change(move, key, button));
    return button;
  }

  private icon(kind: string): Node {
    const icons = this.list.parentElement?.querySelector<HTMLTemplateElement>("[data-icons=ranking]");
    const drawn = icons?.content.querySelector(`[data-icon=${kind}]`)?.firstElementChild;
    return drawn ? drawn.cloneNode(true) : document.createTextNode("");
  }

  private change(move: Move, key: string, pressed?: HTMLButtonElement): void {
    this.ranking = move(this.ranking);
    this.show();
    const place = placeOf(this.ranking, key);
    const words = (place ? this.list.dataset.place : this.list.dataset.noPlace) ?? "";
    const name = this.items.get(key)?.dataset.option ?? "";
    if (this.moved) this.moved.textContent = words.replace("{name}", name).replace("{place}", place);
    if (!pressed) return;
    // The list was put in another order: the focus stays with what was pressed, or with what took its place.
    const buttons = [...(this.items.get(key)?.querySelectorAll<HTMLButtonElement>(".move") ?? [])];
    const next = pressed.hidden || pressed.disabled ? buttons.find((each) => !each.hidden && !each.disabled) : pressed;
    next?.focus();
  }

  private show(): void {
    const order = inOrder(this.ranking);
    const ranked = this.ranking.groups.flat();
    for (const key of order) {
      const item = this.items.get(key);
      if (!item) continue;
      const place = placeOf(this.ranking, key);
      const group = this.ranking.groups[Number(place) - 1] ?? [];
      const isEqual = group.indexOf(key) > 0;
      this.select(key).value = place;
      item.classList.toggle("equal", isEqual);
      item.classList.toggle("unranked", !place);
      const shown = item.querySelector(".place");
      if (shown) shown.textContent = isEqual ? "=" : place || "–";
      for (const button of item.querySelectorAll<HTMLButtonElement>(".move")) {
        const isNext = button.classList.contains("next");
        button.hidden = isNext === Boolean(place);
        if (button.classList.contains("up")) button.disabled = place === "1" && group.length === 1;
        if (button.classList.contains("equal")) {
          button.disabled = key === ranked[0];
          button.setAttribute("aria-pressed", String(isEqual));
          const words = isEqual ? this.list.dataset.apart : this.list.dataset.equal;
          label(button, words ?? "", item.dataset.option ?? "");
        }
      }
    }
    const shown = [...ranked.map((key) => this.items.get(key)), ...(this.ranking.rest.length ? [this.rest] : [])];
    this.list.replaceChildren(
      ...[...shown, ...this.ranking.rest.map((key) => this.items.get(key))].filter((item) => item !== undefined),
    );
  }

  /** Follows the pointer: the item takes the place that it is over; under the line it is not ranked. */
  private drag(event: PointerEvent, key: string, item: HTMLLIElement): void {
    if (event.button !== 0) return;
    event.preventDefault();
    item.classList.add("dragged");
    this.list.append(this.rest);
    this.list.insertBefore(this.rest, this.items.get(this.ranking.rest[0] ?? "") ?? null);
    const over = (moved: PointerEvent) => {
      const rows = [...this.list.children].filter((each) => each !== item);
      const below = rows.find((row) => {
        const box = row.getBoundingClientRect();
        return moved.clientY < box.top + box.height / 2;
      });
      if (item.nextElementSibling !== (below ?? null)) this.list.insertBefore(item, below ?? null);
    };
    const end = (ended: Event) => {
      document.removeEventListener("pointermove", over);
      for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, end);
      item.classList.remove("dragged");
      if (ended.type === "pointercancel") return this.show();
      const before = item.previousElementSibling as HTMLLIElement | null;
      const isUnder = Boolean(item.compareDocumentPosition(this.rest) & Node.DOCUMENT_POSITION_PRECEDING);
      if (isUnder) this.change((ranking) => leave(ranking, key, this.all), key);
      else this.change((ranking) => drop(ranking, key, before?.dataset.key ?? null), key);
    };
    // Not on the grip: an element that is moved in the page loses its capture of the pointer.
    document.addEventListener("pointermove", over);
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
  }
}

function label(button: HTMLButtonElement, words: string, name: string): void {
  button.setAttribute("aria-label", `${words}, ${name}`);
  button.title = words;
}
