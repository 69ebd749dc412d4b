// Composing a rule: what it says and what the check finds follow what is typed; conditions come and go on the page.
import { replaceLive } from "../poll/fragments";

/** Long enough for a word, short enough to feel at once. */
const PAUSE_MS = 300;

function start(form: HTMLFormElement): void {
  const lost = form.querySelector<HTMLElement>("[data-lost]");
  let waiting = 0;
  let asked = new AbortController();

  for (const button of form.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;

  /** Sends all that is typed, to the preview or, with a button, to the form's own address; the last question wins. */
  async function ask(address: string, button?: HTMLButtonElement): Promise<boolean> {
    window.clearTimeout(waiting);
    asked.abort();
    asked = new AbortController();
    const body = new FormData(form, button);
    body.delete("upload");
    try {
      const response = await fetch(address, { method: "POST", body, signal: asked.signal });
      if (!response.ok) throw new Error(String(response.status));
      replaceLive(await response.text());
      if (lost) lost.hidden = true;
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
      if (lost) lost.hidden = false;
      return false;
    }
  }

  function follow(): void {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(form.dataset.preview!), PAUSE_MS);
  }

  form.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    // That something was read changes nothing of what the rule says.
    if (field.name === "warnings_read" || field.name === "name") return;
    if (field.type === "file") void take(field.files?.[0]).then(() => (field.value = ""));
    else follow();
  });

  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button:is([name=more], [name=remove], [name=show])");
    if (!button) return;
    event.preventDefault();
    if (button.name === "show") void ask(form.dataset.preview!);
    else void ask(location.pathname, button).then((done) => done && focusAfter(button.name));
  });

  /** A new condition is gone to; after one went, the button that brings another. */
  function focusAfter(name: string): void {
    const conditions = form.querySelectorAll<HTMLElement>(".cond");
    const last = conditions[conditions.length - 1];
    (name === "more" ? last?.querySelector("select") : form.querySelector<HTMLElement>("button[name=more]"))?.focus();
  }

  async function take(file: File | undefined): Promise<void> {
    const text = form.querySelector<HTMLTextAreaElement>("textarea[name=document]");
    if (!file || !text) return;
    text.value = await file.text();
    form.querySelector<HTMLInputElement>("input[name=source][value=file]")!.checked = true;
    follow();
  }

  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    void take(file);
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preview]")) start(form);
