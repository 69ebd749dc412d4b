// While a word is composed the words of others wait, not for ever, and none is lost by it.
import { Awareness } from "y-protocols/awareness";
import * as encoding from "lib0/encoding";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { holdWhileComposing } from "../../src/editor/composing";
import { Connection } from "../../src/editor/connection";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a composition", () => {
  let surface: HTMLElement;
  let holding: boolean;

  beforeEach(() => {
    surface = document.createElement("div");
    holding = false;
    holdWhileComposing(surface, { hold: () => (holding = true), release: () => (holding = false) });
  });

  const tell = (what: string) => surface.dispatchEvent(new Event(`composition${what}`));

  it("holds until it has ended and was read", () => {
    tell("start");
    vi.advanceTimersByTime(500);
    tell("update");
    expect(holding).toBe(true);
    tell("end");
    expect(holding).toBe(true);
    vi.advanceTimersByTime(30);
    expect(holding).toBe(false);
  });

  it("holds no longer than a second after its last key", () => {
    tell("start");
    vi.advanceTimersByTime(999);
    expect(holding).toBe(true);
    vi.advanceTimersByTime(1);
    expect(holding).toBe(false);
  });

  it("holds no longer than four seconds, though one follows the other without a pause", () => {
    for (let ms = 0; ms < 3900; ms += 100) {
      tell("start");
      tell("update");
      tell("end");
      tell("start");
      vi.advanceTimersByTime(100);
      expect(holding).toBe(true);
    }
    vi.advanceTimersByTime(100);
    expect(holding).toBe(false);
  });
});

describe("a connection that holds", () => {
  /** The server's end of the socket. */
  class Socket {
    static last: Socket;
    static readonly OPEN = 1;
    readyState = 1;
    onmessage!: (event: { data: ArrayBuffer }) => void;
    onclose!: (event: { code: number }) => void;
    onopen!: () => void;
    constructor() {
      Socket.last = this;
    }
    send(): void {}
    close(): void {}
    says(...numbers: (number | Uint8Array)[]): void {
      const encoder = encoding.createEncoder();
      for (const one of numbers) {
        if (typeof one === "number") encoding.writeVarUint(encoder, one);
        else encoding.writeVarUint8Array(encoder, one);
      }
      this.onmessage({ data: encoding.toUint8Array(encoder).slice().buffer });
    }
  }

  const [SYNC, DURABLE, NOTICE, STEP1, UPDATE] = [0, 64, 65, 0, 2];
  let theirs: Y.Doc;
  let connection: Connection;
  let text: Y.Text;

  beforeEach(() => {
    vi.stubGlobal("WebSocket", Socket);
    const doc = new Y.Doc();
    text = doc.getText("body");
    connection = new Connection({
      url: "/",
      doc,
      awareness: new Awareness(doc),
      writable: true,
      user: "1",
      waitingSince: null,
      claims: () => [],
    });
    theirs = new Y.Doc();
    theirs.on("update", (update) => Socket.last.says(SYNC, UPDATE, update));
  });
  afterEach(() => vi.unstubAllGlobals());

  it("takes what came meanwhile when it is released, in order", () => {
    connection.hold();
    theirs.getText("body").insert(0, "un");
    theirs.getText("body").insert(2, " deux");
    expect(text.toString()).toBe("");
    connection.release();
    expect(text.toString()).toBe("un deux");
  });

  it("still hears that what I wrote is durable", () => {
    const welcome = JSON.stringify({ type: "access", write: true, frozen: false, you: { id: 1 } });
    Socket.last.says(NOTICE, new TextEncoder().encode(welcome));
    Socket.last.says(SYNC, STEP1, Y.encodeStateVector(new Y.Doc()));
    connection.hold();
    text.insert(0, "mot");
    expect(connection.standing.waitingSince).not.toBeNull();
    Socket.last.says(DURABLE, 1);
    expect(connection.standing.waitingSince).toBeNull();
  });

  it("forgets what a lost link said: the next one says it again", () => {
    connection.hold();
    theirs.getText("body").insert(0, "un");
    Socket.last.onclose({ code: 1006 });
    connection.release();
    expect(text.toString()).toBe("");
  });

  it("has what is mine read before words of others come", () => {
    const seen: string[] = [];
    connection.beforeOthers = () => seen.push(text.toString());
    theirs.getText("body").insert(0, "un");
    expect(seen).toEqual([""]);
  });
});
