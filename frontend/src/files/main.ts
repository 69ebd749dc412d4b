// The page that counts two files: a file dropped on a place stands there; two dropped anywhere find theirs by their format.
import { placesFor } from "./places";

const FORMAT = /"format"\s*:\s*"consult-(rule|poll)\//;
/** The format of a canonical file stands behind a long list of ballots: no shorter beginning would do. */
const READ_BYTES = 2_500_000;

function start(form: HTMLFormElement): void {
  const slots = [...form.querySelectorAll<HTMLElement>("[data-slot]")];
  for (const hint of form.querySelectorAll<HTMLElement>("[data-drop]")) hint.hidden = false;

  const light = (on: HTMLElement | null): void => {
    for (const slot of slots) slot.classList.toggle("over", slot === on);
  };
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    light(slotUnder(event));
  });
  form.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node) || !form.contains(event.relatedTarget)) light(null);
  });
  form.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    light(null);
    void place(form, files, slotUnder(event));
  });
}

function slotUnder(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-slot]") : null;
}

/** Each file to the place of its format, else to that under the pointer, else to one that is still free. */
async function place(form: HTMLFormElement, dropped: File[], under: HTMLElement | null): Promise<void> {
  const files = dropped.slice(0, 2);
  const formats = await Promise.all(
    files.map(async (file) => FORMAT.exec(await file.slice(0, READ_BYTES).text())?.[1]),
  );
  const inputs = new Map<string, HTMLInputElement>();
  for (const slot of form.querySelectorAll<HTMLElement>("[data-slot]")) {
    const input = slot.querySelector<HTMLInputElement>("input[type=file]");
    if (input) inputs.set(slot.dataset.slot ?? "", input);
  }
  const full = [...inputs].filter(([, input]) => input.files?.length).map(([name]) => name);
  placesFor(formats, [...inputs.keys()], under?.dataset.slot, full).forEach((name, n) => {
    const input = name === null ? undefined : inputs.get(name);
    const file = files[n];
    if (input && file) put(input, file);
  });
}

function put(input: HTMLInputElement, file: File): void {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  // Where another file was chosen before, the field is folded away.
  input.closest("details")?.setAttribute("open", "");
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-files]")) start(form);
