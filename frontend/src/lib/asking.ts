// A button with data-asks has its form asked about first, in the dialog of that id, whose [data-says] parts take what
// was chosen. The dialog's own button sends the form; without a script the form is sent as it is.

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const dialog = button?.dataset.asks && document.getElementById(button.dataset.asks);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-says]")) part.textContent = said(form, part.dataset);
  dialog.showModal();
});

/** What a field says: `data-<key>` of the radio that is chosen, else its value, a day and hour in words. */
function said(form: HTMLFormElement, { says = "", key }: DOMStringMap): string {
  const field = form.elements.namedItem(says);
  if (key) return form.querySelector<HTMLElement>(`input[name="${says}"]:checked`)?.dataset[key] ?? "";
  if (!(field instanceof HTMLInputElement)) return "";
  const lang = document.documentElement.lang;
  // The day and the hour as they were written, whatever the clock of this browser.
  if (field.type === "date") return new Date(field.value).toLocaleDateString(lang, { dateStyle: "long", timeZone: "UTC" });
  if (field.type !== "datetime-local") return field.value;
  const how = { dateStyle: "full", timeStyle: "short", timeZone: "UTC" } as const;
  return new Date(`${field.value}Z`).toLocaleString(lang, how);
}
