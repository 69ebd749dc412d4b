// Keeps the shared text in this browser, for this person alone, so that closing the tab loses no word that was not sent.
import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import * as kept from "../lib/kept";
import type { KeptText, Unsent } from "../lib/kept";

/** A browser that has not opened its store by then works without. */
const OPENED_WITHIN_MS = 3000;

export class Kept {
  /** What was written here before and never confirmed, as of opening. */
  readonly unsent: Unsent | null;
  private store: IndexeddbPersistence | null = null;
  /** Changes of the text, counted; and how many of them are on the disk. */
  private changes = 0;
  private stored = 0;
  private looking = false;
  /** What was noted last; null when nothing is. */
  private noted: string | null;
  /** The records of earlier windows, whose words this one sends. */
  private readonly earlier: string[];

  private constructor(
    private readonly doc: Y.Doc,
    private readonly text: KeptText,
  ) {
    this.unsent = kept.unsentOf(text);
    this.earlier = kept.recordsOf(text);
    this.noted = this.unsent && "";
  }

  /** Reads what was kept into `doc`, which must be empty still. A text that is only read is not kept. */
  static async open(doc: Y.Doc, text: KeptText, writable: boolean): Promise<Kept> {
    const opened = new Kept(doc, text);
    if (writable || opened.unsent || kept.isKept(text)) await opened.load().catch(() => opened.lost());
    return opened;
  }

  /** Whether every change is on the disk: then the tab may be closed. */
  get isSafe(): boolean {
    return this.store !== null && this.stored === this.changes;
  }

  /** Remembers which words are not sent, for pages that don't read the text itself. */
  note(unsent: Unsent): void {
    const said = JSON.stringify(unsent);
    if (!this.store || said === this.noted) return;
    this.noted = said;
    kept.noteUnsent(this.text, this.doc.clientID, unsent);
  }

  /** Everything is on the server. */
  settle(): void {
    if (this.noted === null) return;
    kept.forgetUnsent(this.text, [...this.earlier, kept.recordOf(this.text, this.doc.clientID)]);
    this.noted = null;
  }

  /** Takes the text out of this browser, unsent words too. */
  async clear(): Promise<void> {
    this.lost();
    kept.forgetUnsent(this.text);
    await kept.forgetText(this.text);
  }

  private async load(): Promise<void> {
    if (!kept.keepText(this.text)) return;
    const store = new IndexeddbPersistence(kept.databaseOf(this.text), this.doc);
    const late = new Promise<never>((_done, fail) => window.setTimeout(() => fail(new Error("late")), OPENED_WITHIN_MS));
    this.store = store;
    // A store that can't be opened never says so by `whenSynced`; reading from it does.
    const read = store.get("opened").then(() => store.whenSynced);
    await Promise.race([read, late]);
    for (const event of ["versionchange", "close", "abort", "error"]) store.db!.addEventListener(event, () => this.lost());
    this.doc.on("update", () => {
      this.changes += 1;
      this.look();
    });
  }

  /** Another window has deleted the store, or the browser refuses to write: nothing is kept from here on. */
  private lost(): void {
    const { store } = this;
    this.store = null;
    // One that never opened can't be closed.
    store?.destroy().catch(() => undefined);
  }

  /** A reading is answered only after what was to be written before it. */
  private look(): void {
    if (this.looking || !this.store) return;
    this.looking = true;
    const upTo = this.changes;
    const transaction = this.store.db!.transaction("updates", "readonly");
    transaction.objectStore("updates").count();
    transaction.oncomplete = () => {
      this.looking = false;
      this.stored = upTo;
      if (upTo !== this.changes) this.look();
    };
    transaction.onabort = () => (this.looking = false);
  }
}
