// What this browser keeps of the texts somebody wrote in: whose, which text, and the words that are not sent yet.
// The text itself lies in IndexedDB (editor/kept.ts); this small record is read by every page, at once.

const TEXT = "consult.text.";
const UNSENT = "consult.unsent.";

export interface KeptText {
  /** Id of the person who wrote: nobody else's page ever opens it. */
  user: string;
  document: string;
  /** Path of the editor's page. */
  page: string;
  title: string;
  /** When it was last opened, ms. */
  at: number;
}

export interface Unsent {
  /** Since when something waits for the server, ms. */
  since: number;
  /** The words alone, those of a line on a line; empty where only deletions and formats wait. */
  text: string;
}

type Key = Pick<KeptText, "user" | "document">;

/** Name of the database that holds a text. */
export function databaseOf({ user, document }: Key): string {
  return `${TEXT}${user}.${document}`;
}

/** Whether the record could be written: a browser may have no room, or allow no storage at all. */
export function keepText(text: KeptText): boolean {
  return write(databaseOf(text), text);
}

export function isKept(text: Key): boolean {
  return read(databaseOf(text)).length > 0;
}

export function textsOf(user: string): KeptText[] {
  return read<KeptText>(`${TEXT}${user}.`).map(([, text]) => text);
}

/** Each writing has its own record (`session`), so that two windows on one text don't erase each other's. */
export function noteUnsent(text: Key, session: number, unsent: Unsent): boolean {
  return write(recordOf(text, session), unsent);
}

export function unsentOf(text: Key): Unsent | null {
  const found = read<Unsent>(unsentKey(text)).map(([, unsent]) => unsent);
  if (!found.length) return null;
  return {
    since: Math.min(...found.map(({ since }) => since)),
    text: found.map(({ text: words }) => words).join("\n"),
  };
}

export function recordOf({ user, document }: Key, session: number): string {
  return `${UNSENT}${user}.${document}.${session}`;
}

/** Names of the records of unsent words, one a writing. */
export function recordsOf(text: Key): string[] {
  return read(unsentKey(text)).map(([key]) => key);
}

export function forgetUnsent(text: Key, records = recordsOf(text)): void {
  for (const key of records) localStorage.removeItem(key);
}

/** Takes the text out of this browser; the record of unsent words stays until `forgetUnsent`. */
export function forgetText(text: Key): Promise<void> {
  try {
    localStorage.removeItem(databaseOf(text));
  } catch {
    // Without storage there is nothing to forget.
  }
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(databaseOf(text));
    // Where a window still holds it, it is deleted as soon as that one lets go.
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}

function unsentKey({ user, document }: Key): string {
  return `${UNSENT}${user}.${document}.`;
}

function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function read<T>(prefix: string): [string, T][] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => [key, JSON.parse(localStorage.getItem(key)!) as T]);
  } catch {
    return [];
  }
}
