// Thirty seconds before the closing a screen reader hears it; an extended poll is told again.

const BEFORE_MS = 30_000;

export function announceTheEnd(): void {
  let told = "";
  window.setInterval(() => {
    const closes = document.querySelector<HTMLElement>("[data-closes]")?.dataset.closes ?? "";
    const alert = document.querySelector<HTMLElement>("[data-alert]");
    const left = Date.parse(closes) - Date.now();
    if (!alert || Number.isNaN(left) || left > BEFORE_MS || left < 0 || told === closes) return;
    told = closes;
    alert.textContent = alert.dataset.words ?? "";
  }, 1000);
}
