// What a ballot among options says, read from its form for the dialog that asks before it is sent.

export interface Line {
  name: string;
  said: string;
}

/** The lines of one voter's ballot; empty where nothing was chosen. */
export function linesOf(form: HTMLFormElement, voter: string, yes: string): Line[] {
  const lines = [...graded(form, voter), ...approved(form, voter, yes), ...ranked(form, voter)];
  return lines.some((line) => line.said) ? lines : [];
}

/** Whether any control of the form says something. */
export function isFilled(form: HTMLFormElement): boolean {
  const chosen = form.querySelector("input:is([type=radio], [type=checkbox]):checked");
  return Boolean(chosen) || [...form.querySelectorAll("select")].some((select) => select.value);
}

/** Whether it says something else than when the page was drawn. */
export function isTouched(form: HTMLFormElement): boolean {
  return [...form.elements].some((control) => {
    if (control instanceof HTMLSelectElement)
      return [...control.options].some((option) => option.selected !== option.defaultSelected && option.value);
    return control instanceof HTMLInputElement && control.type !== "hidden" && control.checked !== control.defaultChecked;
  });
}

function graded(form: HTMLFormElement, voter: string): Line[] {
  const sets = [...form.querySelectorAll<HTMLElement>("fieldset.graded")];
  return sets
    .filter((set) => set.querySelector(`input[name^="grade-${voter}-"]`))
    .map((set) => ({
      name: set.dataset.option ?? "",
      said: set.querySelector("input:checked")?.nextElementSibling?.textContent ?? "",
    }));
}

function approved(form: HTMLFormElement, voter: string, yes: string): Line[] {
  const boxes = [...form.querySelectorAll<HTMLInputElement>(`input[name="approve-${voter}"]`)];
  return boxes.map((box) => ({ name: box.dataset.option ?? "", said: box.checked ? yes : "" }));
}

function ranked(form: HTMLFormElement, voter: string): Line[] {
  const places = [...form.querySelectorAll<HTMLSelectElement>(`select[name^="rank-${voter}-"]`)];
  const lines = places.map((place) => ({
    name: place.closest<HTMLElement>("[data-option]")?.dataset.option ?? "",
    said: place.value,
  }));
  return lines.sort((a, b) => (Number(a.said) || Infinity) - (Number(b.said) || Infinity));
}
