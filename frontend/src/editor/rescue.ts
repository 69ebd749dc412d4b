// Words that the server will not take (the text was frozen meanwhile, a right was lost): shown to be copied or downloaded.
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { download } from "../lib/download";
import { element, type Words } from "./config";
import type { Connection } from "./connection";
import type { Kept } from "./kept";
import { posOf } from "./lines";
import type { Unsaved, UnsavedLine } from "./unsaved";

interface Options {
  connection: Connection;
  unsaved: Unsaved;
  kept: Kept;
  words: Words;
  title: string;
  announce: (text: string) => void;
}

export class Rescue {
  private readonly panel = element("editor-rescue");
  private readonly list = element("editor-rescue-list");
  private readonly dialog = element<HTMLDialogElement>("editor-discard-dialog");
  private drawn = "";
  /** The words as they were when the text was closed to their writer. */
  private taken: UnsavedLine[] | null = null;

  constructor(private readonly options: Options) {
    options.connection.onChange(() => this.update());
    element("editor-rescue-copy").addEventListener("click", () => void this.copy());
    element("editor-rescue-download").addEventListener("click", () => download(`${options.title}.txt`, this.text()));
    element("editor-rescue-discard").addEventListener("click", () => this.dialog.showModal());
    this.dialog.addEventListener("close", () => this.dialog.returnValue === "discard" && void this.discard());
    this.update();
  }

  /** Whether the text shows words that nobody else will see. */
  get isShown(): boolean {
    return !this.panel.hidden;
  }

  private update(): void {
    const { standing } = this.options.connection;
    const { phase } = standing;
    element("editor-body").hidden = phase === "someone-else" || this.taken !== null;
    if (phase === "refused" && !this.taken) void this.checkAccess();
    const why = this.reason();
    this.panel.hidden = !why;
    if (!why) return;
    const { words } = this.options;
    const lines = this.taken ?? this.options.unsaved.lines();
    const drawn = JSON.stringify([why, lines]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const what = this.taken ? "" : words(lines.length ? "rescue_words" : "rescue_changes");
    element("editor-rescue-why").textContent = `${words(why)} ${what}`.trim();
    this.list.replaceChildren(...lines.map(paragraph));
    for (const id of ["editor-rescue-copy", "editor-rescue-download"]) element(id).hidden = !lines.length;
    element("editor-rescue-discard").hidden = why === "rescue_gone";
  }

  /** The key of why the words are not taken; null when they are, or may be yet. */
  private reason(): string | null {
    const { standing } = this.options.connection;
    if (this.taken) return this.taken.length ? "rescue_closed" : "rescue_gone";
    if (standing.waitingSince === null || !standing.synced || standing.phase === "someone-else") return null;
    if (standing.frozen) return "rescue_frozen";
    if (!standing.write) return "rescue_readonly";
    return standing.refusal ? "rescue_refused" : null;
  }

  /** A link that was closed may be so for other reasons; whether the page still opens says whether the text does. */
  private async checkAccess(): Promise<void> {
    const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (this.taken || (answer?.status !== 403 && answer?.status !== 404)) return;
    // One's own words are one's own; what stands around them may no longer be read.
    this.taken = this.options.unsaved.lines().map((line) => line.filter((piece) => piece.mine));
    await this.options.kept.clear();
    this.update();
    window.addEventListener("beforeunload", (event) => this.taken!.length && event.preventDefault());
  }

  private text(): string {
    const lines = this.taken ?? this.options.unsaved.lines();
    return lines.map((line) => line.map((piece) => piece.words).join("")).join("\n\n");
  }

  private async copy(): Promise<void> {
    const { announce, words } = this.options;
    try {
      await navigator.clipboard.writeText(this.text());
      announce(words("copied"));
    } catch {
      getSelection()?.selectAllChildren(this.list);
      announce(words("copy_selected"));
    }
  }

  private async discard(): Promise<void> {
    if (this.taken) {
      this.taken = [];
      location.assign("/");
      return;
    }
    await this.options.kept.clear();
    this.options.connection.forget();
    location.reload();
  }
}

function paragraph(line: UnsavedLine): HTMLElement {
  const drawn = document.createElement("p");
  drawn.append(
    ...line.map(({ words, mine }) => {
      const piece = document.createElement(mine ? "mark" : "span");
      piece.textContent = words.replaceAll("\u2028", " ");
      return piece;
    }),
  );
  return drawn;
}

/** Marks in the text the words that are not in the one that others read. */
export function rescuePlugin(rescue: Rescue, unsaved: Unsaved): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        if (!rescue.isShown) return null;
        const mark = { nodeName: "ins", class: "unsent" };
        return DecorationSet.create(doc, unsaved.ranges.map(({ from, to }) => Decoration.inline(posOf(doc, from), posOf(doc, to), mark)));
      },
    },
  });
}
