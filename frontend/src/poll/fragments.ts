// Fragments of the page that the server draws: each element with data-live takes the place of the one of that name.

/** Replaces the inside of every named element; what did not change is left untouched, so that nothing is read twice. */
export function replaceLive(html: string): void {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of parsed.querySelectorAll<HTMLElement>("[data-live]")) {
    for (const shown of document.querySelectorAll<HTMLElement>(`[data-live="${fresh.dataset.live}"]`)) {
      if (shown.innerHTML !== fresh.innerHTML) shown.innerHTML = fresh.innerHTML;
      if (fresh.dataset.closes) shown.dataset.closes = fresh.dataset.closes;
      else delete shown.dataset.closes;
    }
  }
}
