// A ballot that says nothing is not sent: words about it stand in the first group that can be filled, which takes the
// focus. Without a script the server says the same.
import { isFilled } from "./summary";

/** Tells that nothing was chosen; the words go as soon as something is. */
export function tellNothingChosen(form: HTMLFormElement): void {
  const groups = [...form.querySelectorAll<HTMLFieldSetElement>("fieldset.seat:has([data-nothing])")];
  // A ballot that stands already is folded: what is open comes first.
  const group = groups.find((each) => each.querySelector<HTMLDetailsElement>("details.more")?.open ?? true) ?? groups[0];
  const words = group?.querySelector<HTMLElement>("[data-nothing]");
  if (!group || !words) return;
  group.querySelector("details.more")?.setAttribute("open", "");
  words.hidden = false;
  // Written once it shows: that is what a screen reader hears.
  words.querySelector("span")!.textContent = words.dataset.nothing ?? "";
  group.setAttribute("aria-describedby", words.id);
  group.tabIndex = -1;
  group.focus();
  for (const act of ["change", "click"]) form.addEventListener(act, () => isFilled(form) && forget(group, words));
}

function forget(group: HTMLElement, words: HTMLElement): void {
  words.hidden = true;
  const refusal = group.querySelector("[id^=refusal-]");
  if (refusal) group.setAttribute("aria-describedby", refusal.id);
  else group.removeAttribute("aria-describedby");
}
