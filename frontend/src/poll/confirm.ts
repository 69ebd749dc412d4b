// Before a vote is sent, a dialog says exactly what will happen. Without a script the form is sent as it is.

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
    const first = form.querySelector<HTMLInputElement>("input[type=radio]");
    if (chosen.length === 0) {
      form.querySelector<HTMLDetailsElement>("details.more")?.setAttribute("open", "");
      first?.focus();
      return;
    }
    describe(dialog, chosen);
    dialog.showModal();
  });
}

function describe(dialog: HTMLDialogElement, chosen: HTMLInputElement[]): void {
  const keys = new Set(chosen.map((input) => `${input.name}=${input.value}`));
  const titles: string[] = [];
  for (const line of dialog.querySelectorAll<HTMLElement>("[data-confirm]")) {
    line.hidden = !keys.has(line.dataset.confirm ?? "");
    if (!line.hidden && line.dataset.title) titles.push(line.dataset.title);
  }
  const title = dialog.querySelector("h2");
  if (!title) return;
  title.dataset.several ??= title.textContent ?? "";
  title.textContent = titles.length === 1 ? (titles[0] ?? "") : title.dataset.several;
}
