// A text that is played: lines made of runs that say whose they are, changed by deltas that count code points. No view here.

export type Attributes = Record<string, unknown>;

export interface Op {
  insert?: string;
  retain?: number;
  delete?: number;
  attributes?: Attributes;
  /** Whose inserted words are, where a whole text is told. */
  by?: number | null;
}

export interface Run {
  readonly text: string;
  readonly marks: Attributes;
  readonly by: number | null;
}

export interface Line {
  readonly kind: string;
  readonly runs: readonly Run[];
}

/** A run, or with `kind` the end of a line. */
type Piece = Run & { readonly kind?: string };

const PAIR = /[\ud800-\udbff]/;

/** Length in code points. */
export function count(text: string): number {
  return PAIR.test(text) ? Array.from(text).length : text.length;
}

/** The text before and after `n` code points. */
export function cut(text: string, n: number): [string, string] {
  if (!PAIR.test(text)) return [text.slice(0, n), text.slice(n)];
  const signs = Array.from(text);
  return [signs.slice(0, n).join(""), signs.slice(n).join("")];
}

/** The lines of a whole text, told as insert operations. */
export function linesOf(ops: readonly Op[]): Line[] {
  return joined(ops.flatMap((op) => inserted(op, op.by ?? null)));
}

/** The lines after a change that `by` made; lines that it does not touch stay the same objects. */
export function changed(lines: readonly Line[], delta: readonly Op[], by: number | null): Line[] {
  const reader = new Reader(lines);
  const ops = [...delta];
  let skip = 0;
  if (ops[0]?.retain !== undefined && !hasMarks(ops[0])) skip = ops.shift()!.retain!;
  const first = reader.skipLines(skip);
  const pieces = reader.take(first.left);
  for (const op of ops) {
    if (op.insert !== undefined) pieces.push(...inserted(op, by));
    else if (op.delete !== undefined) reader.take(op.delete);
    else pieces.push(...reader.take(op.retain ?? 0).map((piece) => formatted(piece, op.attributes ?? {})));
  }
  // An unfinished line goes on with what stands behind the change.
  const last = pieces.at(-1);
  if (!reader.isAtLineStart || (last && last.kind === undefined)) pieces.push(...reader.restOfLine());
  return [...lines.slice(0, first.index), ...joined(pieces), ...lines.slice(reader.line)];
}

export function wordsOf(lines: readonly Line[]): string {
  return lines.map((line) => `${line.runs.map((run) => run.text).join("")}\n`).join("");
}

function hasMarks(op: Op): boolean {
  return Object.keys(op.attributes ?? {}).length > 0;
}

function inserted(op: Op, by: number | null): Piece[] {
  const { b, ...marks } = op.attributes ?? {};
  const pieces: Piece[] = [];
  (op.insert ?? "").split("\n").forEach((text, index) => {
    if (index > 0) pieces.push({ text: "\n", marks: {}, by, kind: typeof b === "string" ? b : "p" });
    if (text) pieces.push({ text, marks: set(marks), by });
  });
  return pieces;
}

function formatted(piece: Piece, attributes: Attributes): Piece {
  const { b, ...marks } = attributes;
  if (piece.kind !== undefined) return typeof b === "string" ? { ...piece, kind: b } : piece;
  return Object.keys(marks).length ? { ...piece, marks: set({ ...piece.marks, ...marks }) } : piece;
}

/** Without what is off. */
function set(marks: Attributes): Attributes {
  return Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== null && value !== false));
}

function joined(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = [];
  let runs: Run[] = [];
  for (const { text, marks, by, kind } of pieces) {
    if (kind !== undefined) {
      lines.push({ kind, runs });
      runs = [];
      continue;
    }
    const last = runs.at(-1);
    if (last && last.by === by && JSON.stringify(last.marks) === JSON.stringify(marks)) {
      runs[runs.length - 1] = { ...last, text: last.text + text };
    } else runs.push({ text, marks, by });
  }
  if (runs.length) lines.push({ kind: "p", runs });
  return lines;
}

/** Reads lines piece by piece. `line` is the first line that nothing was taken of. */
class Reader {
  line = 0;
  private pending: Piece[] = [];

  constructor(private readonly lines: readonly Line[]) {}

  get isAtLineStart(): boolean {
    return this.pending.length === 0;
  }

  /** Passes whole lines within `length` code points; says at which line the rest begins, and how long it is. */
  skipLines(length: number): { index: number; left: number } {
    let left = length;
    while (this.line < this.lines.length) {
      const size = this.lines[this.line]!.runs.reduce((sum, run) => sum + count(run.text), 1);
      if (size > left) break;
      left -= size;
      this.line += 1;
    }
    return { index: this.line, left };
  }

  take(length: number): Piece[] {
    const taken: Piece[] = [];
    for (let left = length; left > 0 && this.fill(); ) {
      const piece = this.pending.shift()!;
      const size = count(piece.text);
      if (size <= left) {
        taken.push(piece);
        left -= size;
        continue;
      }
      const [head, tail] = cut(piece.text, left);
      taken.push({ ...piece, text: head });
      this.pending.unshift({ ...piece, text: tail });
      left = 0;
    }
    return taken;
  }

  restOfLine(): Piece[] {
    if (!this.fill()) return [];
    const rest = this.pending;
    this.pending = [];
    return rest;
  }

  private fill(): boolean {
    const next = this.lines[this.line];
    if (this.pending.length || !next) return this.pending.length > 0;
    this.line += 1;
    const by = next.runs.at(-1)?.by ?? null;
    this.pending = [...next.runs, { text: "\n", marks: {}, by, kind: next.kind }];
    return true;
  }
}
