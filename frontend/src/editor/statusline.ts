// The lines that say how things stand: saved or not, the link, where one is.
import type { Binding } from "./binding";
import { element, type Words } from "./config";
import type { Connection } from "./connection";
import { lineAt } from "./lines";
import { describe, SAVING_AFTER_MS, SETTLED_AFTER_MS, type SavedKind } from "./saved";
import type { Kept } from "./kept";
import type { Outline } from "./outline";
import type { Unsaved } from "./unsaved";

/** What is said aloud; the rest would only interrupt. */
const TOLD: ReadonlySet<SavedKind> = new Set(["offline", "refused", "readonly", "frozen", "saving"]);

export class StatusLine {
  private readonly saved = element("editor-saved");
  private readonly net = element("editor-net");
  private readonly live = element("editor-live");
  private timer: number | undefined;
  private durableAt = -Infinity;
  private waited = false;
  private told: SavedKind = "connecting";

  constructor(
    private readonly connection: Connection,
    private readonly unsaved: Unsaved,
    private readonly kept: Kept,
    private readonly words: Words,
    private readonly readonlyReason: string,
  ) {
    connection.onChange(() => this.update());
    window.addEventListener("beforeunload", (event) => {
      if (connection.standing.waitingSince !== null && !kept.isSafe) event.preventDefault();
    });
    window.addEventListener("pagehide", () => this.note());
    this.update();
  }

  private update(): void {
    const { standing } = this.connection;
    const now = Date.now();
    if (standing.waitingSince === null) {
      if (this.waited) this.durableAt = now;
      this.unsaved.clear();
      this.kept.settle();
    }
    this.waited = standing.waitingSince !== null;
    if (standing.waitingSince !== null && now - standing.waitingSince >= SAVING_AFTER_MS) this.note();
    const facts = { standing, now, durableAt: this.durableAt, unsavedWords: this.unsaved.words(), safe: this.kept.isSafe, readonlyReason: this.readonlyReason };
    const { kind, text } = describe(facts, this.words);
    this.saved.dataset.state = kind;
    element("editor-saved-text").textContent = text;
    this.saved.title = text;
    this.net.dataset.state = standing.phase;
    element("editor-net-text").textContent = this.words(standing.phase === "open" ? "connected" : "not_connected");
    this.tell(kind, text);
    window.clearTimeout(this.timer);
    if (kind === "pending") {
      const due = standing.waitingSince !== null ? standing.waitingSince + SAVING_AFTER_MS : this.durableAt + SETTLED_AFTER_MS;
      this.timer = window.setTimeout(() => this.update(), Math.max(due - now, 0) + 5);
    } else if (standing.waitingSince !== null) {
      this.timer = window.setTimeout(() => this.update(), 500);
    }
  }

  /** Leaves word of what waits to the pages that don't read the text. */
  private note(): void {
    const since = this.connection.standing.waitingSince;
    if (since !== null) this.kept.note({ since, text: this.unsaved.text() });
  }

  /** Says aloud that something is wrong, and that it is well again; never every save. */
  private tell(kind: SavedKind, text: string): void {
    const well = kind === "saved" && this.told !== "connecting";
    if (kind === this.told || !(TOLD.has(kind) || well)) {
      if (kind === "saved") this.told = kind;
      return;
    }
    this.told = kind;
    this.live.textContent = text;
  }

  announce(text: string): void {
    this.live.textContent = text;
  }
}

/** "Section 3, line 41". */
export function showPlace(binding: Binding, outline: Outline, caret: number, words: Words): void {
  const line = lineAt(binding.lines, caret).index + 1;
  const section = outline.numberAt(caret).replace(/\.$/, "");
  element("editor-place").textContent = section ? words("section_line", { section, line }) : words("line", { line });
}
