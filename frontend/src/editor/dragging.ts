// Dragging an entry of the outline with a mouse or a pen: a mark shows where it would go. Fingers scroll the list; they
// have the buttons.

const FAR_ENOUGH = 6;

interface Options {
  /** Gaps that an entry may be put into; the gap `n` is above the entry `n`. None: it is not dragged. */
  gaps: (index: number) => number[];
  drop: (index: number, gap: number) => void;
}

export function dragEntries(list: HTMLElement, { gaps, drop }: Options): void {
  list.addEventListener("pointerdown", (event) => {
    const item = (event.target as Element).closest<HTMLElement>("li");
    const index = item ? [...list.children].indexOf(item) : -1;
    if (event.button !== 0 || event.pointerType === "touch" || index < 0 || (event.target as Element).closest(".moves")) return;
    const open = gaps(index);
    if (open.length) follow(list, item!, event, open, (gap) => drop(index, gap));
  });
}

function follow(list: HTMLElement, item: HTMLElement, start: PointerEvent, open: readonly number[], done: (gap: number) => void): void {
  let gap: number | null = null;
  let dragging = false;
  const listening = new AbortController();
  const { signal } = listening;
  const end = () => {
    listening.abort();
    mark(list, null);
    item.classList.remove("dragged");
    list.classList.remove("dragging");
  };
  const move = (event: PointerEvent) => {
    if (!dragging && Math.abs(event.clientY - start.clientY) < FAR_ENOUGH) return;
    if (!dragging) {
      dragging = true;
      item.classList.add("dragged");
      list.classList.add("dragging");
    }
    gap = nearest(list, event.clientY, open);
    mark(list, gap);
  };
  const up = () => {
    end();
    if (!dragging) return;
    // The click that ends a drag chooses nothing; it comes at once, or not at all.
    const swallowing = new AbortController();
    const swallow = (event: Event) => (event.stopPropagation(), event.preventDefault());
    list.addEventListener("click", swallow, { capture: true, signal: swallowing.signal });
    window.setTimeout(() => swallowing.abort(), 0);
    if (gap !== null) done(gap);
  };
  window.addEventListener("pointermove", move, { signal });
  window.addEventListener("pointerup", up, { signal });
  window.addEventListener("pointercancel", end, { signal });
  window.addEventListener("blur", end, { signal });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !dragging) return;
      event.preventDefault();
      event.stopPropagation();
      end();
    },
    { signal, capture: true },
  );
}

/** The open gap whose place is nearest to a height on the screen. */
function nearest(list: HTMLElement, y: number, open: readonly number[]): number {
  const boxes = [...list.children].map((item) => item.getBoundingClientRect());
  const top = (gap: number) => boxes[gap]?.top ?? boxes.at(-1)!.bottom;
  return open.reduce((best, gap) => (Math.abs(top(gap) - y) < Math.abs(top(best) - y) ? gap : best));
}

function mark(list: HTMLElement, gap: number | null): void {
  [...list.children].forEach((item, index) => {
    item.classList.toggle("drop-before", index === gap);
    item.classList.toggle("drop-after", gap === list.children.length && index === gap - 1);
  });
}
