// The schema of the shared text in the browser: lines in a row, and the groups (list, quote, code) computed around them.
import { Schema, type DOMOutputSpec, type Mark, type Node } from "prosemirror-model";

/** Inline formats as they stand in the shared text; `link` has a URL as its value, the others `true`. */
export const INLINE = ["link", "bold", "italic", "strike", "code"] as const;
export type InlineName = (typeof INLINE)[number];

/** A forced break inside a line: one character of the flat text, one leaf of the document. */
export const LINE_BREAK = "\u2028";

/** What a line is, read from the value of its `b`: unknown values are drawn as paragraphs and kept. */
export type Kind = "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "q" | "code" | "hr";
export type Group = "list" | "quote" | "codeblock";

const KINDS: [RegExp, (found: RegExpExecArray) => Kind][] = [
  [/^h[1-6]$/, (found) => found[0] as Kind],
  [/^(ul|ol)\d?$/, (found) => found[1] as Kind],
  [/^q$/, () => "q"],
  [/^code(:.*)?$/, () => "code"],
  [/^hr$/, () => "hr"],
];
export const MAX_DEPTH = 5;

export function kindOf(b: string): Kind {
  for (const [pattern, kind] of KINDS) {
    const found = pattern.exec(b);
    if (found) return kind(found);
  }
  return "p";
}

/** Depth of a list item, 0 for the outermost. */
export function depthOf(b: string): number {
  return /^(ul|ol)\d$/.test(b) ? Number(b[2]) : 0;
}

export function listValue(kind: "ul" | "ol", depth: number): string {
  const kept = Math.min(Math.max(depth, 0), MAX_DEPTH);
  return kept ? `${kind}${kept}` : kind;
}

export function groupOf(b: string): Group | null {
  const kind = kindOf(b);
  if (kind === "ul" || kind === "ol") return "list";
  if (kind === "q") return "quote";
  return kind === "code" ? "codeblock" : null;
}

/** An address that may be followed; anything else stays in the text and is drawn without an address. */
export function isSafeUrl(url: string): boolean {
  return /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(url.trim());
}

function lineDom(node: Node): DOMOutputSpec {
  const b = String(node.attrs.b);
  const kind = kindOf(b);
  if (kind === "ul" || kind === "ol") {
    const depth = depthOf(b);
    return ["li", { "data-b": b, class: `${kind} d${depth}`, "aria-level": String(depth + 1) }, 0];
  }
  if (kind === "code") return ["code", { "data-b": b, class: "codeline" }, 0];
  if (kind === "hr") return ["p", { "data-b": b, class: "hr" }, 0];
  return [kind === "q" ? "p" : kind, { "data-b": b }, 0];
}

export const schema = new Schema({
  nodes: {
    doc: { content: "(line | list | quote | codeblock)+" },
    line: { content: "inline*", attrs: { b: { default: "p" } }, toDOM: lineDom },
    list: { content: "line+", toDOM: () => ["ul", { class: "group" }, 0] },
    quote: { content: "line+", toDOM: () => ["blockquote", { class: "group" }, 0] },
    codeblock: { content: "line+", toDOM: () => ["pre", { class: "group" }, 0] },
    text: { group: "inline" },
    linebreak: { group: "inline", inline: true, selectable: false, toDOM: () => ["br"], leafText: () => LINE_BREAK },
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      toDOM: (mark: Mark) => ["a", isSafeUrl(mark.attrs.href) ? { href: mark.attrs.href, rel: "noopener" } : {}, 0],
    },
    bold: { toDOM: () => ["strong", 0] },
    italic: { toDOM: () => ["em", 0] },
    strike: { toDOM: () => ["s", 0] },
    code: { inclusive: false, toDOM: () => ["code", 0] },
  },
});

export const nodes = schema.nodes;
export const marks = schema.marks;
