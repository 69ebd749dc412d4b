// Selecting words of the text offers to comment on them; by keyboard too, since the button follows the selection.
import { passageOf, type Passage } from "./ink";

export function commentOnSelection(text: HTMLElement, form: HTMLFormElement, button: HTMLButtonElement): void {
  let passage: Passage | null = null;
  const label = form.querySelector<HTMLLabelElement>("label[data-label-whole]")!;
  const shown = form.querySelector<HTMLElement>("[data-quote]")!;
  const cancel = form.querySelector<HTMLButtonElement>("[data-cancel]")!;

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
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("textarea")!.focus();
  });
  cancel.addEventListener("click", () => fill(null));
  form.addEventListener("reset", () => fill(null));

  function fill(chosen: Passage | null): void {
    for (const name of ["quote", "first", "last"] as const) {
      form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = chosen ? String(chosen[name]) : "";
    }
    shown.textContent = chosen ? `« ${chosen.quote} »` : "";
    shown.hidden = cancel.hidden = !chosen;
    label.textContent = (chosen ? label.dataset.labelPassage : label.dataset.labelWhole) ?? "";
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
