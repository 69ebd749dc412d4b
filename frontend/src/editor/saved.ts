// The line that says what became of one's words. "Saved" is shown only for what the server has committed.
import type { Words } from "./config";
import type { Standing } from "./connection";

export type SavedKind = "saved" | "pending" | "saving" | "offline" | "refused" | "readonly" | "frozen" | "connecting";

export interface Saved {
  kind: SavedKind;
  text: string;
}

/** After so long without a commit one says that it is being saved. */
export const SAVING_AFTER_MS = 1000;
/** Words typed in one go show one change, not one a letter. */
export const SETTLED_AFTER_MS = 400;

interface Facts {
  standing: Standing;
  now: number;
  /** When the last of my changes was confirmed, ms. */
  durableAt: number;
  unsavedWords: number;
  /** Whether what waits is on the disk: then it outlives the tab. */
  safe: boolean;
  readonlyReason: string;
}

/** The line at a given moment. Source: the saved states of the design, "Parts and states". */
export function describe(facts: Facts, words: Words): Saved {
  const { standing, now, unsavedWords } = facts;
  const waiting = standing.waitingSince;
  const where = facts.safe ? "kept" : "held";
  const kept = () => (waiting === null ? "" : unsavedWords ? words(`${where}_words`, { n: unsavedWords }) : words(`${where}_changes`));
  const line = (kind: SavedKind, ...parts: string[]): Saved => ({ kind, text: parts.filter(Boolean).join(", ") });
  if (standing.phase === "signed-out") return line("refused", words("signed_out"), kept());
  if (standing.phase === "someone-else") return line("refused", words("someone_else"));
  if (standing.phase === "refused") return line("refused", words("no_access"), kept());
  if (standing.refusal) return line("refused", refusalWords(standing.refusal, words), kept());
  if (standing.phase === "offline") return line("offline", offline(standing.offlineSince, words), kept());
  if (!standing.synced || standing.phase === "connecting") return line("connecting", words("connecting"), kept());
  if (standing.frozen) return line("frozen", words("frozen"), kept());
  if (!standing.write) return line("readonly", words("readonly", { reason: facts.readonlyReason }), kept());
  if (waiting !== null) return now - waiting >= SAVING_AFTER_MS ? line("saving", words("saving")) : line("pending", words("pending"));
  if (now - facts.durableAt < SETTLED_AFTER_MS) return line("pending", words("pending"));
  return line("saved", words("saved"));
}

/** Since what hour of this browser's clock. */
function offline(since: number | null, words: Words): string {
  if (since === null) return words("offline");
  const time = new Date(since);
  return words("offline_since", { hour: time.getHours(), minute: String(time.getMinutes()).padStart(2, "0") });
}

/** A reason of the server that has no words of its own gets the general ones. */
function refusalWords(reason: string, words: Words): string {
  const key = `refused_${reason}`;
  const said = words(key);
  return said === key ? words("refused_other") : said;
}
