// Passages by their inked characters: what stands between blanks is the same on the page and in the text it was made of.

/** What the server's proposals/domain/passages.py skips too: the two must agree character for character. */
const BLANK =
  /[\s\u0000-\u0020\u007f-\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufdd0-\ufdef\ufeff\ufffe\uffff]/u;

export interface Passage {
  /** The words as they are selected. */
  quote: string;
  /** Inked characters before the passage. */
  first: number;
  /** Inked characters up to its end. */
  last: number;
}

/** How many inked characters a text holds; one outside the basic plane counts once. */
export function inkOf(text: string): number {
  let count = 0;
  for (const char of text) if (!BLANK.test(char)) count += 1;
  return count;
}

/** The passage that a selection is in `root`, null where it is empty or stands elsewhere. */
export function passageOf(root: HTMLElement, range: Range): Passage | null {
  if (range.collapsed || !root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(root);
  before.setEnd(range.startContainer, range.startOffset);
  const quote = range.toString();
  const first = inkOf(before.toString());
  const length = inkOf(quote);
  return length ? { quote: quote.trim(), first, last: first + length } : null;
}

/** Wraps the passage of a thread in marks, one in each stretch of words; says where the first one is. */
export function markPassage(root: HTMLElement, thread: string, first: number, last: number): HTMLElement | null {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const stretches: [Text, number, number][] = [];
  let seen = 0;
  for (let node = walker.nextNode() as Text | null; node && seen < last; node = walker.nextNode() as Text | null) {
    let start = -1;
    let end = -1;
    let at = 0;
    for (const char of node.data) {
      if (!BLANK.test(char)) {
        if (seen >= first && seen < last) {
          if (start < 0) start = at;
          end = at + char.length;
        }
        seen += 1;
      }
      at += char.length;
    }
    if (start >= 0) stretches.push([node, start, end]);
  }
  let opening: HTMLElement | null = null;
  for (const [node, start, end] of stretches) {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    const mark = document.createElement("mark");
    mark.dataset.threads = thread;
    range.surroundContents(mark);
    opening ??= mark;
  }
  return opening;
}

/** Takes the marks of a thread away, the words stay. */
export function unmark(root: HTMLElement, thread: string): void {
  for (const mark of marksOf(root, thread)) {
    const rest = threadsOf(mark).filter((id) => id !== thread);
    if (rest.length) mark.dataset.threads = rest.join(" ");
    else mark.replaceWith(...mark.childNodes);
  }
  root.normalize();
}

export function marksOf(root: HTMLElement, thread: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("mark[data-threads]")].filter((mark) => threadsOf(mark).includes(thread));
}

export function threadsOf(mark: HTMLElement): string[] {
  return (mark.dataset.threads ?? "").split(" ").filter(Boolean);
}
