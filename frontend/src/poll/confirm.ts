// Before a vote is sent, a dialog says exactly what will happen. Without a script the form is sent as it is.
import { tellNothingChosen } from "./nothing";
import { openReasons, tellNoReason } from "./reasons";
import { isFilled, linesOf, type Line } from "./summary";

/** Puts the question before the ballot form; harmless when asked twice. */
export function confirmVotes(): void {
  const form = document.querySelector<HTMLFormElement>("#ballot");
  const dialog = document.getElementById("confirm-vote");
  if (!form || !(dialog instanceof HTMLDialogElement) || form.dataset.asks) return;
  form.dataset.asks = "yes";
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-confirmed")) return;
    event.preventDefault();
    const chosen = [...form.querySelectorAll<HTMLInputElement>("input[type=radio]:checked")];
    if (!isFilled(form)) {
      tellNothingChosen(form);
      return;
    }
    const silent = openReasons(form).find((reason) => !reason.value.trim());
    if (silent) {
      tellNoReason(silent);
      return;
    }
    if (dialog.querySelector("[data-summary]")) summarize(dialog, form);
    else describe(dialog, chosen);
    dialog.showModal();
  });
}

/** Of a choice among options: every option with what it was given. */
function summarize(dialog: HTMLDialogElement, form: HTMLFormElement): void {
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-summary]")) {
    const lines = linesOf(form, part.dataset.summary ?? "", part.dataset.yes ?? "");
    part.hidden = lines.length === 0;
    part.querySelector("ul")?.replaceChildren(...lines.map((line) => entry(line, part.dataset.none ?? "")));
  }
}

function entry(line: Line, none: string): HTMLLIElement {
  const item = document.createElement("li");
  const [name, said] = [document.createElement("span"), document.createElement("b")];
  name.textContent = line.name;
  said.textContent = line.said || none;
  item.append(name, " ", said);
  return item;
}

/** The reason that was typed, in the dialog as it will be sent. */
function readReason(line: HTMLElement): void {
  const place = line.querySelector<HTMLElement>("[data-reads]");
  const typed = document.getElementById(place?.dataset.reads ?? "");
  if (place && typed instanceof HTMLTextAreaElement) place.textContent = typed.value.trim();
}

function describe(dialog: HTMLDialogElement, chosen: HTMLInputElement[]): void {
  const keys = new Set(chosen.map((input) => `${input.name}=${input.value}`));
  const titles: string[] = [];
  for (const line of dialog.querySelectorAll<HTMLElement>("[data-confirm]")) {
    line.hidden = !keys.has(line.dataset.confirm ?? "");
    if (!line.hidden && line.dataset.title) titles.push(line.dataset.title);
    readReason(line);
  }
  const title = dialog.querySelector("h2");
  if (!title) return;
  title.dataset.several ??= title.textContent ?? "";
  title.textContent = titles.length === 1 ? (titles[0] ?? "") : title.dataset.several;
}
