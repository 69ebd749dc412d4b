// Paste: plain text, and other programs' HTML cut down to the lines and formats of the text; no word is dropped.
import { Fragment, type Mark, type Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { command, insertLines } from "./edits";
import { makeLine, type Line } from "./lines";
import { groupOf, isSafeUrl, kindOf, LINE_BREAK, listValue, marks, nodes, schema } from "./schema";

export interface Pasted {
  lines: Line[];
  /** Pictures that were left out: the text holds none. */
  images: number;
}

const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LEGEND LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "),
);
const LEFT_OUT = new Set("BASE COLGROUP HEAD LINK META NOSCRIPT OBJECT SCRIPT STYLE SVG TEMPLATE TITLE".split(" "));
const MARK_OF: Record<string, "bold" | "italic" | "strike" | "code"> = {
  B: "bold", STRONG: "bold", I: "italic", EM: "italic", CITE: "italic", S: "strike", STRIKE: "strike", DEL: "strike",
  CODE: "code", KBD: "code", SAMP: "code", TT: "code",
};

interface Context {
  b: string;
  marks: readonly Mark[];
  pre: boolean;
}

/** The lines of pasted plain text: one a line; blank ones between paragraphs are not kept. */
export function linesOfText(text: string, b = "p"): Line[] {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  const kept = b === "p" ? rows.filter((row) => row.trim()) : rows;
  return (kept.length ? kept : rows.slice(0, 1)).map((row) => makeLine(b, row ? [schema.text(row)] : []));
}

export function linesOfHtml(html: string): Pasted {
  const reader = new Reader();
  reader.children(new DOMParser().parseFromString(html, "text/html").body, { b: "p", marks: [], pre: false });
  return reader.finish();
}

/** Reads a tree of elements into lines, ending one at the edge of each block. */
class Reader {
  private readonly lines: Line[] = [];
  private runs: Node[] = [];
  private b = "p";
  private images = 0;

  children(parent: globalThis.Node, context: Context): void {
    for (const child of parent.childNodes) {
      if (child.nodeType === 3) this.text(child.textContent ?? "", context);
      else if (child.nodeType === 1) this.element(child as HTMLElement, context);
    }
  }

  finish(): Pasted {
    this.end();
    return { lines: this.lines, images: this.images };
  }

  private element(element: HTMLElement, context: Context): void {
    const tag = element.tagName.toUpperCase();
    if (LEFT_OUT.has(tag)) return;
    if (tag === "IMG") {
      this.images += 1;
      this.text(element.getAttribute("alt") ?? "", context);
    } else if (tag === "BR") {
      if (context.pre) this.end();
      else this.runs.push(nodes.linebreak!.create(null, null, context.marks));
    } else if (tag === "HR") {
      this.end();
      this.lines.push(makeLine("hr"));
    } else if (BLOCKS.has(tag)) {
      this.end();
      this.children(element, blockContext(element, tag, context));
      this.end();
    } else {
      const found = inlineMarks(element, tag, context.marks);
      this.children(element, { ...context, marks: /^h[1-6]$/.test(context.b) ? withoutBold(found) : found });
    }
  }

  private text(text: string, context: Context): void {
    this.b = context.b;
    if (context.pre) {
      text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").forEach((row, index) => {
        if (index > 0) this.end(true);
        this.b = context.b;
        if (row) this.runs.push(schema.text(row, context.marks));
      });
      return;
    }
    const flowing = text.replace(/[ \t\n\r\f]+/g, " ");
    const open = this.runs.at(-1);
    const kept = !open || /\s$/.test(open.text ?? LINE_BREAK) ? flowing.replace(/^ /, "") : flowing;
    if (kept) this.runs.push(schema.text(kept, context.marks));
  }

  /** Ends the line; an empty one is not kept, except inside code. */
  private end(keepEmpty = false): void {
    while (this.runs.length && (this.runs.at(-1)!.type === nodes.linebreak || !this.runs.at(-1)!.text!.trim())) this.runs.pop();
    const last = this.runs.at(-1);
    if (last?.isText && groupOf(this.b) !== "codeblock") this.runs.splice(-1, 1, schema.text(last.text!.trimEnd(), last.marks));
    if (this.runs.length || keepEmpty) this.lines.push(makeLine(this.b, Fragment.from(this.runs)));
    this.runs = [];
  }
}

function blockContext(element: HTMLElement, tag: string, context: Context): Context {
  const own = element.getAttribute("data-b");
  if (own && (kindOf(own) !== "p" || own === "p")) return { ...context, b: own, pre: kindOf(own) === "code" };
  const heading = /^H([1-6])$/.exec(tag);
  if (heading) return { ...context, b: `h${heading[1]}`, marks: withoutBold(context.marks) };
  if (tag === "LI") return { ...context, b: itemKind(element) };
  if (tag === "BLOCKQUOTE") return { ...context, b: "q" };
  if (tag === "PRE") return { ...context, b: "code:", pre: true };
  return context;
}

/** A heading is bold by itself. */
function withoutBold(found: readonly Mark[]): readonly Mark[] {
  return found.filter((mark) => mark.type !== marks.bold);
}

function itemKind(item: HTMLElement): string {
  let depth = -1;
  for (let list = item.parentElement; list; list = list.parentElement) {
    if (list.tagName === "UL" || list.tagName === "OL") depth += 1;
  }
  return listValue(item.parentElement?.tagName === "OL" ? "ol" : "ul", depth);
}

function inlineMarks(element: HTMLElement, tag: string, found: readonly Mark[]): readonly Mark[] {
  let result = found;
  const name = MARK_OF[tag];
  const weight = element.style?.fontWeight;
  const plain = /^(normal|[1-4]00)$/.test(weight);
  if (name && !(name === "bold" && plain)) result = marks[name]!.create().addToSet(result);
  if (/^(bold(er)?|[6-9]00)$/.test(weight)) result = marks.bold!.create().addToSet(result);
  if (element.style?.fontStyle === "italic") result = marks.italic!.create().addToSet(result);
  if (/line-through/.test(element.style?.textDecoration ?? "")) result = marks.strike!.create().addToSet(result);
  const href = tag === "A" ? element.getAttribute("href") : null;
  if (href && isSafeUrl(href)) result = marks.link!.create({ href }).addToSet(result);
  return result;
}

export function pastePlugin(refused: (images: number) => void): Plugin {
  return new Plugin({
    props: {
      clipboardTextSerializer: ({ content }) => content.textBetween(0, content.size, "\n").replaceAll(LINE_BREAK, "\n"),
      handlePaste(view, event) {
        const data = event.clipboardData;
        if (!data) return false;
        const b = String(view.state.selection.$from.parent.attrs.b);
        const inCode = kindOf(b) === "code";
        const html = inCode ? "" : data.getData("text/html");
        const { lines, images } = html ? linesOfHtml(html) : { lines: linesOfText(data.getData("text/plain"), inCode ? b : "p"), images: 0 };
        const files = [...data.files].filter((file) => file.type.startsWith("image/")).length;
        if (images || files) refused(images || files);
        if (lines.some((line) => line.content.size || lines.length > 1)) {
          command(insertLines(lines))(view.state, view.dispatch);
        }
        return true;
      },
      handleDrop(_view, event) {
        const files = [...(event.dataTransfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
        if (!files.length) return false;
        refused(files.length);
        event.preventDefault();
        return true;
      },
    },
  });
}
