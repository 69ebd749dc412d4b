// While a word is being composed (dead keys, telephones' keyboards, input methods) the words of others wait: drawn in
// the same line they would take the ground from under it, and the browser would write the word's start twice.

/** Others' words wait no longer than this after the last key of a composition. */
const QUIET_MS = 1000;
/** Nor longer than this in all. */
const LONGEST_MS = 4000;
/** After a composition the view reads what it ended in; 20 ms in ProseMirror. */
const READ_MS = 30;

interface Holding {
  hold(): void;
  release(): void;
}

export function holdWhileComposing(surface: HTMLElement, link: Holding): void {
  let since: number | null = null;
  let timer: number | undefined;
  const release = () => {
    since = null;
    link.release();
  };
  const releaseIn = (ms: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(release, ms);
  };
  const hold = () => {
    since ??= Date.now();
    link.hold();
    releaseIn(Math.max(0, Math.min(QUIET_MS, since + LONGEST_MS - Date.now())));
  };
  surface.addEventListener("compositionstart", hold);
  surface.addEventListener("compositionupdate", hold);
  surface.addEventListener("compositionend", () => releaseIn(READ_MS));
}
