// Words kept here: which they are, whose, what the line says of them, and that nothing is sent under another's name.
import * as encoding from "lib0/encoding";
import { Awareness } from "y-protocols/awareness";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { forgetText, forgetUnsent, keepText, noteUnsent, textsOf, unsentOf } from "../../src/lib/kept";
import { words } from "../../src/editor/config";
import { Connection } from "../../src/editor/connection";
import { Kept } from "../../src/editor/kept";
import { describe as describeSaved } from "../../src/editor/saved";
import { unknownTo, Unsaved } from "../../src/editor/unsaved";
import { together, type Writer } from "./writers";

const TEXT = { user: "7", document: "d", page: "/edit/", title: "Un texte", at: 1 };
afterEach(() => {
  localStorage.clear();
  vi.unstubAllGlobals();
});

describe("unsaved words of an earlier window", () => {
  it("are those that the server does not know, whatever was deleted", () => {
    const [one] = together([{ insert: "Un fonds garantit\nles prêts\n" }]) as [Writer];
    const server = Y.encodeStateVector(one.doc);
    one.select(2);
    one.type(" bon et beau");
    one.select(5, 12);
    one.dispatch(one.state.tr.deleteSelection());
    one.select(one.words.length - 1);
    one.type(" verts");
    one.select(0, 3);
    one.dispatch(one.state.tr.deleteSelection());
    expect(one.words).toBe("boau fonds garantit\nles prêts verts\n");
    const mine = unknownTo(one.text, server);
    expect(mine.map(({ from, to }) => one.words.slice(from, to))).toEqual(["boau", " verts"]);
    const unsaved = new Unsaved(one.binding);
    unsaved.since(server);
    expect(unsaved.words()).toBe(2);
    const marked = unsaved.lines().map((line) => line.map((piece) => (piece.mine ? `[${piece.words}]` : piece.words)).join(""));
    expect(marked).toEqual(["[boau] fonds garantit", "les prêts[ verts]"]);
    expect(unsaved.text()).toBe("boau\n verts");
    expect(unknownTo(one.text, Y.encodeStateVector(one.doc))).toEqual([]);
  });
});

describe("the record of what is kept", () => {
  it("is one's own, by text and by window", () => {
    expect(keepText(TEXT)).toBe(true);
    noteUnsent(TEXT, 1, { since: 20, text: "deux mots" });
    noteUnsent(TEXT, 2, { since: 10, text: "un" });
    noteUnsent({ user: "8", document: "d" }, 3, { since: 1, text: "d’une autre" });
    expect(unsentOf(TEXT)).toEqual({ since: 10, text: "deux mots\nun" });
    expect([textsOf("7").length, textsOf("8").length]).toEqual([1, 0]);
    forgetUnsent(TEXT);
    expect([unsentOf(TEXT), unsentOf({ user: "8", document: "d" })?.text]).toEqual([null, "d’une autre"]);
  });
  it("goes with its text", async () => {
    const deleted: string[] = [];
    vi.stubGlobal("indexedDB", {
      deleteDatabase(name: string) {
        deleted.push(name);
        const request = { onsuccess: () => undefined };
        queueMicrotask(() => request.onsuccess());
        return request;
      },
    });
    keepText(TEXT);
    await forgetText(TEXT);
    expect([deleted, textsOf("7")]).toEqual([["consult.text.7.d"], []]);
  });
  it("says so where the browser writes nothing", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    expect(keepText(TEXT)).toBe(false);
    vi.restoreAllMocks();
  });
});

it("a browser without a store works, and does not claim to keep anything", async () => {
  vi.stubGlobal("indexedDB", {
    open() {
      throw new DOMException("no", "SecurityError");
    },
  });
  const unheard = vi.fn();
  process.on("unhandledRejection", unheard);
  const doc = new Y.Doc();
  const kept = await Kept.open(doc, TEXT, true);
  doc.getText("body").insert(0, "mot");
  kept.note({ since: 1, text: "mot" });
  await new Promise((resolve) => setTimeout(resolve));
  process.off("unhandledRejection", unheard);
  expect([kept.isSafe, unsentOf(TEXT)]).toEqual([false, null]);
});

describe("the saved line", () => {
  const say = words(
    {
      offline: "Hors ligne", offline_since: "Hors ligne depuis {hour} h {minute}", kept_words_other: "{n} mots gardés ici", held_words_other: "{n} mots dans cette fenêtre seulement",
      frozen: "Texte figé", readonly: "Lecture seule : {reason}", signed_out: "Déconnecté", someone_else: "Quelqu’un d’autre", connecting: "Connexion…", held_changes: "modifications dans cette fenêtre seulement",
    },
    "fr",
  );
  const standing = { phase: "open", synced: true, offlineSince: null, waitingSince: 1, write: true, frozen: false, refusal: null } as const;
  const at = (told: object, facts = {}) =>
    describeSaved({ standing: { ...standing, ...told }, now: 10_000, durableAt: 0, unsavedWords: 14, safe: true, readonlyReason: "rien", ...facts }, say).text;
  it("says since when there is no network, and whether what waits outlives the window", () => {
    const since = new Date(2026, 10, 29, 9, 5).getTime();
    expect(at({ phase: "offline", offlineSince: since })).toBe("Hors ligne depuis 9 h 05, 14 mots gardés ici");
    expect(at({ phase: "offline", offlineSince: since }, { safe: false })).toBe("Hors ligne depuis 9 h 05, 14 mots dans cette fenêtre seulement");
    expect(at({ phase: "offline", offlineSince: since, waitingSince: null })).toBe("Hors ligne depuis 9 h 05");
    expect(at({ phase: "connecting" }, { unsavedWords: 0, safe: false })).toBe("Connexion…, modifications dans cette fenêtre seulement");
  });
  it("tells of words that wait where the text can't be written in any more", () => {
    expect(at({ frozen: true, write: false })).toBe("Texte figé, 14 mots gardés ici");
    expect(at({ write: false })).toBe("Lecture seule : rien, 14 mots gardés ici");
    expect(at({ phase: "signed-out" })).toBe("Déconnecté, 14 mots gardés ici");
    expect(at({ phase: "someone-else" })).toBe("Quelqu’un d’autre");
  });
});

describe("a connection", () => {
  class Socket {
    static last: Socket;
    static readonly OPEN = 1;
    readyState = 1;
    sent: Uint8Array[] = [];
    onmessage!: (event: { data: ArrayBuffer }) => void;
    onclose!: (event: { code: number }) => void;
    onopen!: () => void;
    constructor() {
      Socket.last = this;
    }
    send(message: Uint8Array): void {
      this.sent.push(message);
    }
    close(): void {}
    says(kind: number, ...rest: (number | Uint8Array)[]): void {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, kind);
      for (const one of rest) typeof one === "number" ? encoding.writeVarUint(encoder, one) : encoding.writeVarUint8Array(encoder, one);
      this.onmessage({ data: encoding.toUint8Array(encoder).slice().buffer });
    }
    tells(notice: object): void {
      this.says(65, new TextEncoder().encode(JSON.stringify(notice)));
    }
    /** Whether anything of the text was sent: a step 2 or an update. */
    get gaveWords(): boolean {
      return this.sent.some(([kind, step]) => kind === 0 && step! > 0);
    }
  }
  let doc: Y.Doc;
  const access = (id: number | null, write = true) => ({ type: "access", write, frozen: !write, you: id === null ? null : { id } });

  beforeEach(() => {
    vi.stubGlobal("WebSocket", Socket);
    doc = new Y.Doc();
    doc.getText("body").insert(0, "gardé");
  });
  const connect = (waitingSince: number | null) => {
    const connection = new Connection({ url: "/", doc, awareness: new Awareness(doc), writable: true, user: "7", waitingSince, claims: () => [] });
    Socket.last.says(0, 0, Y.encodeStateVector(new Y.Doc()));
    return connection;
  };

  it("sends what was kept once it is known for whom it is, and counts it until it is durable", () => {
    const connection = connect(5);
    expect(Socket.last.gaveWords).toBe(false);
    Socket.last.tells(access(7));
    expect(Socket.last.gaveWords).toBe(true);
    expect(connection.standing.waitingSince).toBe(5);
    Socket.last.tells({ type: "synced", sequence: 1 });
    expect(connection.standing.waitingSince).toBeNull();
  });
  it("sends nothing under the name of somebody else", () => {
    const connection = connect(5);
    Socket.last.tells(access(8));
    doc.getText("body").insert(0, "encore ");
    expect(Socket.last.gaveWords).toBe(false);
    expect([connection.standing.phase, connection.standing.waitingSince]).toEqual(["someone-else", 5]);
  });
  it("finds out by itself that something waits, and keeps it where it may not write", () => {
    const connection = connect(null);
    expect(connection.standing.waitingSince).not.toBeNull();
    Socket.last.tells(access(7, false));
    expect(Socket.last.gaveWords).toBe(false);
    Socket.last.tells(access(7));
    expect(Socket.last.gaveWords).toBe(true);
  });
  it("knows since when it is cut off", () => {
    const connection = connect(null);
    const clock = vi.spyOn(Date, "now").mockReturnValue(1000);
    Socket.last.onclose({ code: 1006 });
    clock.mockReturnValue(2000);
    window.dispatchEvent(new Event("online"));
    Socket.last.onclose({ code: 1006 });
    expect(connection.standing.offlineSince).toBe(1000);
    window.dispatchEvent(new Event("online"));
    Socket.last.says(0, 1, Y.encodeStateAsUpdate(new Y.Doc()));
    expect(connection.standing.offlineSince).toBeNull();
    clock.mockRestore();
  });
});
