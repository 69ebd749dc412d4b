// Words of the text are chosen to comment on: by selecting them, or, by keyboard, from the list of its passages.
import type { Beside } from "./beside";
import { passageOf, type Passage } from "./ink";
import { passagesOf } from "./passages";

export function commentOnPassages(text: HTMLElement, form: HTMLFormElement, button: HTMLButtonElement, beside: Beside): void {
  let passage: Passage | null = null;
  const label = form.querySelector<HTMLLabelElement>("label[data-label-whole]")!;
  const shown = form.querySelector<HTMLElement>("[data-quote]")!;
  const cancel = form.querySelector<HTMLButtonElement>("[data-cancel]")!;
  const list = form.querySelector<HTMLSelectElement>("[data-passages]")!;
  const choose = list.closest<HTMLElement>("[data-choose]")!;
  const blocks = passagesOf(text);

  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const found = selection?.rangeCount ? passageOf(text, selection.getRangeAt(0)) : null;
    if (found || document.activeElement !== button) passage = found;
    button.hidden = !passage;
    if (found) place(button, selection!.getRangeAt(0));
  });
  // A press on the button must not take the selection away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (!passage) return;
    fill(passage);
    button.hidden = true;
    beside.write(form, passage);
    form.querySelector("textarea")!.focus();
  });
  list.addEventListener("change", () => {
    beside.putBack();
    fill(list.value === "" ? null : (blocks[Number(list.value)]?.passage ?? null));
    list.focus();
  });
  cancel.addEventListener("click", () => {
    const wasBeside = beside.putBack();
    fill(null);
    // The form may have gone back to the end of a long text: one stays where one reads.
    if (wasBeside) text.focus({ preventScroll: true });
    else form.querySelector("textarea")!.focus();
  });
  form.addEventListener("reset", () => {
    beside.putBack();
    fill(null);
  });
  offer();
  fill(null);

  function fill(chosen: Passage | null): void {
    for (const name of ["quote", "first", "last"] as const) {
      form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = chosen ? String(chosen[name]) : "";
    }
    shown.textContent = chosen ? `« ${chosen.quote} »` : "";
    shown.hidden = cancel.hidden = !chosen;
    label.textContent = (chosen ? label.dataset.labelPassage : label.dataset.labelWhole) ?? "";
    const listed = blocks.findIndex(({ passage: { first, last } }) => first === chosen?.first && last === chosen.last);
    list.value = listed < 0 ? "" : String(listed);
    // Words that were selected stand in no list.
    choose.hidden = !blocks.length || (chosen !== null && listed < 0);
  }

  /** Fills the list, one group a section. */
  function offer(): void {
    let group: HTMLSelectElement | HTMLOptGroupElement = list;
    blocks.forEach(({ section, words }, index) => {
      if (section && (group === list || (group as HTMLOptGroupElement).label !== section)) {
        group = document.createElement("optgroup");
        group.label = section;
        list.append(group);
      }
      group.append(new Option(words, String(index)));
    });
  }
}

/** Just under the end of the selection, within the window. */
function place(button: HTMLElement, range: Range): void {
  const boxes = range.getClientRects();
  const end = boxes[boxes.length - 1];
  if (!end) return;
  button.style.top = `${Math.min(end.bottom + 8, innerHeight - 56) + scrollY}px`;
  button.style.left = `${Math.max(8, Math.min(end.left, innerWidth - 240)) + scrollX}px`;
}
