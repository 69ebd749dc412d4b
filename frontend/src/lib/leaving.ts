// Whoever signs out, or may no longer open a text, leaves no text behind in this browser; words that were never sent are
// handed over first.
import { download } from "./download";
import { forgetText, forgetUnsent, textsOf, unsentOf, type KeptText } from "./kept";

/** A text that was not opened for so long is no longer kept, unless words of it wait. */
const KEPT_MS = 30 * 24 * 3600 * 1000;
/** Signing out waits no longer for the browser to delete. */
const PATIENCE_MS = 2000;

export function watchLeaving(): void {
  const { user } = document.body.dataset;
  if (!user) return;
  const texts = textsOf(user);
  for (const text of texts) if (Date.now() - text.at > KEPT_MS && !unsentOf(text)) void forgetText(text);
  const closed = document.querySelector("[data-closed]") && texts.find(({ page }) => page === location.pathname);
  if (closed) void forgetText(closed).then(() => unsentOf(closed) && handOver([closed], "closed"));
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-sign-out]")) return;
    const kept = textsOf(user);
    if (!kept.length) return;
    event.preventDefault();
    const leave = () => void forgetAll(kept).then(() => form.submit());
    if (kept.some(unsentOf)) handOver(kept, "leaving", leave);
    else leave();
  });
}

/** The dialog with what was never sent: by text, to be opened and sent, downloaded, or given up. */
function handOver(texts: readonly KeptText[], when: "leaving" | "closed", leave: () => void = () => undefined): void {
  const dialog = document.getElementById("kept-dialog") as HTMLDialogElement;
  const waiting = texts.filter(unsentOf);
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = part.dataset.when !== when;
  dialog.querySelector("ul")!.replaceChildren(...waiting.map((text) => listed(text, when === "leaving")));
  dialog.onclick = ({ target }) => {
    const act = (target as HTMLElement).closest<HTMLElement>("[data-kept]")?.dataset.kept;
    if (!act) return;
    if (act !== "cancel") {
      if (act === "download") for (const text of waiting) download(`${text.title}.txt`, unsentOf(text)!.text);
      for (const text of waiting) forgetUnsent(text);
      leave();
    }
    dialog.close();
  };
  dialog.showModal();
}

function listed(text: KeptText, open: boolean): HTMLElement {
  const item = document.createElement("li");
  const name = document.createElement(open ? "a" : "span");
  name.textContent = text.title;
  if (open) name.setAttribute("href", text.page);
  item.append(name);
  return item;
}

function forgetAll(texts: readonly KeptText[]): Promise<unknown> {
  const deadline = new Promise((done) => setTimeout(done, PATIENCE_MS));
  return Promise.race([Promise.all(texts.map(forgetText)), deadline]);
}
