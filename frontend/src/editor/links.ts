// Links: a dialog for the address of the selected words, or of the link the caret stands in.
import type { EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { element, type Words } from "./config";
import { isSafeUrl, marks, schema } from "./schema";

interface Found {
  from: number;
  to: number;
  href: string;
}

/** The link at the caret with all its words, or null. */
export function linkAt(state: EditorState): Found | null {
  const { $from } = state.selection;
  const line = $from.parent;
  const start = $from.start();
  const found: Found[] = [];
  line.forEach((child, offset) => {
    const href = child.marks.find((mark) => mark.type === marks.link)?.attrs.href as string | undefined;
    if (!href) return;
    const [from, to] = [start + offset, start + offset + child.nodeSize];
    const last = found.at(-1);
    if (last && last.to === from && last.href === href) last.to = to;
    else found.push({ from, to, href });
  });
  return found.find(({ from, to }) => from <= $from.pos && $from.pos <= to) ?? null;
}

/** An address as people write it, made one that can be followed; null if it cannot. */
export function completed(address: string): string | null {
  const text = address.trim();
  if (!text || /\s/.test(text)) return null;
  if (isSafeUrl(text)) return text;
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(text)) return `mailto:${text}`;
  return /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?(\/.*)?$/u.test(text) ? `https://${text}` : null;
}

export class Links {
  private readonly dialog = element<HTMLDialogElement>("editor-link-dialog");
  private readonly form = this.dialog.querySelector("form")!;
  private readonly field = this.dialog.querySelector<HTMLInputElement>("input[name=url]")!;
  private readonly error = element("editor-link-error");
  private readonly remove = this.dialog.querySelector<HTMLButtonElement>("[value=remove]")!;

  constructor(
    private readonly view: EditorView,
    private readonly words: Words,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    // Not a submit button: Enter in the field presses the first of those.
    this.remove.addEventListener("click", () => this.apply(null));
    this.dialog.addEventListener("close", () => this.view.focus());
    this.dialog.querySelector("[value=cancel]")!.addEventListener("click", () => this.dialog.close());
  }

  readonly open = (): boolean => {
    const found = linkAt(this.view.state);
    this.field.value = found?.href ?? "";
    this.remove.hidden = !found;
    this.complain("");
    this.dialog.showModal();
    this.field.select();
    return true;
  };

  private submit(): void {
    const href = completed(this.field.value);
    if (!href) {
      this.complain(this.words("link_wrong"));
      this.field.focus();
      return;
    }
    this.apply(href);
  }

  private apply(href: string | null): void {
    const { state } = this.view;
    const found = linkAt(state);
    const { from, to, empty } = state.selection;
    const range = empty && found ? found : { from, to };
    const tr = state.tr.removeMark(range.from, range.to, marks.link);
    if (href && range.from === range.to) tr.insert(from, schema.text(href, [marks.link!.create({ href })]));
    else if (href) tr.addMark(range.from, range.to, marks.link!.create({ href }));
    this.dialog.close();
    this.view.dispatch(tr);
  }

  private complain(text: string): void {
    this.error.textContent = text;
    this.error.hidden = !text;
    if (text) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }
}
