// Plays the log of a text: fetches it in pieces ahead of where it is, and steps through at the pace that was chosen.
import { changed, linesOf, type Line, type Op } from "./text";
import type { Writer } from "./drawing";

export interface Step {
  n: number;
  at: string;
  by: number | null;
  delta: Op[];
}

export interface Piece {
  after: number;
  upto: number;
  latest: number;
  steps: Step[];
  state?: Op[];
  writers: Record<string, Writer>;
}

/** Steps a second at pace 1: as a person types. */
const A_SECOND = 5;
/** With fewer steps in hand the next piece is asked for. */
const IN_HAND = 250;

export class Player {
  lines: Line[] = [];
  /** The line of the log that `lines` are after, and the step that made them, once one did. */
  at = 0;
  last: Step | null = null;
  private readonly steps: Step[] = [];
  private readonly known = new Map<string, Writer>();
  private upto = 0;
  private latest = 0;
  private asking: Promise<void> | null = null;
  private owed = 0;

  constructor(private readonly ask: (after: number, withState: boolean) => Promise<Piece>) {}

  readonly writers = (by: number | null): Writer | undefined => this.known.get(String(by));

  /** Begins at this moment; rejects where it can't be read. */
  async start(at: number): Promise<void> {
    const piece = await this.ask(at, true);
    this.steps.length = 0;
    this.owed = 0;
    this.last = null;
    this.at = at;
    this.take(piece);
    this.lines = linesOf(piece.state ?? []);
  }

  get isAtEnd(): boolean {
    return this.steps.length === 0 && this.upto >= this.latest;
  }

  /** Goes on by what so much time is worth; true where the text changed. */
  advance(seconds: number, pace: number): boolean {
    this.owed = Math.min(this.owed + seconds * pace * A_SECOND, pace * A_SECOND);
    let done = 0;
    while (this.owed >= 1 && this.steps.length) {
      const step = this.steps.shift()!;
      this.lines = changed(this.lines, step.delta, step.by);
      this.at = step.n;
      this.last = step;
      this.owed -= 1;
      done += 1;
    }
    if (!this.steps.length && this.upto > this.at) this.at = this.upto;
    return done > 0;
  }

  /** Asks for more where little is in hand; resolves when it is there. Rejects where it can't be read. */
  provide(): Promise<void> {
    if (this.steps.length > IN_HAND || this.upto >= this.latest) return Promise.resolve();
    this.asking ??= this.ask(this.upto, false)
      .then((piece) => this.take(piece))
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }

  private take(piece: Piece): void {
    for (const [by, writer] of Object.entries(piece.writers)) this.known.set(by, writer);
    this.steps.push(...piece.steps);
    this.upto = piece.upto;
    this.latest = piece.latest;
  }
}
