// The page that counts two files: a file dropped on a place stands there; two dropped anywhere find theirs by their format.

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

/** Each file to the place of its format, else to that under the pointer, else to the first that is still free. */
async function place(form: HTMLFormElement, files: File[], under: HTMLElement | null): Promise<void> {
  for (const file of files.slice(0, 2)) {
    const format = FORMAT.exec(await file.slice(0, READ_BYTES).text())?.[1];
    const input =
      inputOf(form, format) ?? under?.querySelector<HTMLInputElement>("input[type=file]") ?? free(form);
    if (input) put(input, file);
  }
}

function inputOf(form: HTMLFormElement, name: string | undefined): HTMLInputElement | null {
  return name ? form.querySelector<HTMLInputElement>(`[data-slot="${name}"] input[type=file]`) : null;
}

function free(form: HTMLFormElement): HTMLInputElement | null {
  const inputs = [...form.querySelectorAll<HTMLInputElement>("[data-slot] input[type=file]")];
  return inputs.find((input) => !input.files?.length) ?? null;
}

function put(input: HTMLInputElement, file: File): void {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  // Where another file was chosen before, the field is folded away.
  input.closest("details")?.setAttribute("open", "");
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-files]")) start(form);
