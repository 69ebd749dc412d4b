// A panel beside the text that is a sheet over it on narrow screens: opened and closed by its buttons, closed by Escape.
import { element } from "./config";

export function openSheet(id: string, attribute: string): void {
  const sheet = element(id);
  const buttons = [...document.querySelectorAll<HTMLElement>(`[${attribute}]`)];
  const open = (yes: boolean) => {
    sheet.dataset.open = yes ? "yes" : "no";
    for (const button of buttons) if (button.hasAttribute("aria-expanded")) button.setAttribute("aria-expanded", String(yes));
  };
  for (const button of buttons) button.addEventListener("click", () => open(sheet.dataset.open !== "yes"));
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || sheet.dataset.open !== "yes") return;
    open(false);
    buttons[0]?.focus();
  });
  // A section that was chosen is what one wants to see.
  sheet.addEventListener("click", ({ target }) => (target as Element).closest(".sections button") && open(false));
}
