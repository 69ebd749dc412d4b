// An objection has a reason: its field shows with the choice (a rule of the style sheet), and is not sent empty. Without
// a script the server says the same.

/** The fields that show, since their objection is chosen. */
export function openReasons(form: HTMLFormElement): HTMLTextAreaElement[] {
  const chosen = [...form.querySelectorAll<HTMLInputElement>("input[value=no]:checked")];
  return chosen
    .map((input) => input.closest(".choice")?.nextElementSibling?.querySelector("textarea"))
    .filter((field): field is HTMLTextAreaElement => field instanceof HTMLTextAreaElement);
}

/** Says that the reason is missing, in the field that takes the focus; the words go as soon as something is typed. */
export function tellNoReason(field: HTMLTextAreaElement): void {
  const group = field.closest(".field");
  const words = group?.querySelector<HTMLElement>("[data-says]");
  if (!group || !words) return;
  group.classList.add("err");
  field.setAttribute("aria-invalid", "true");
  words.textContent = words.dataset.says ?? "";
  field.focus();
  field.addEventListener(
    "input",
    () => {
      group.classList.remove("err");
      field.removeAttribute("aria-invalid");
      words.textContent = "";
    },
    { once: true },
  );
}
