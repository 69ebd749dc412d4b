// The socket of a shared text: sync, awareness, and knowing exactly which of my changes the server has committed.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { Claim } from "./moved";

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const DURABLE = 64;
const NOTICE = 65;
const CLAIMS = 66;
const [STEP1, STEP2, UPDATE] = [0, 1, 2];

const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 10_000;
const SLOW_RETRY_MS = 30_000;
/** A link that confirms nothing for so long is taken for dead, and made anew. */
const SILENCE_MS = 12_000;

/** `someone-else`: another person signed in to this browser; what was written here is not sent under that name. */
export type Phase = "connecting" | "open" | "offline" | "signed-out" | "someone-else" | "refused";

export interface Standing {
  phase: Phase;
  /** Whether the text was received whole at least once. */
  synced: boolean;
  /** Since when (ms) there is no link; null while there is one. */
  offlineSince: number | null;
  /** Since when (ms) something of mine waits for its commit; null when all is durable. */
  waitingSince: number | null;
  write: boolean;
  frozen: boolean;
  /** Why the server refused what I wrote, by its own word, until it takes it. */
  refusal: string | null;
}

interface Options {
  url: string;
  doc: Y.Doc;
  awareness: Awareness;
  writable: boolean;
  /** Id of the person this page was made for. */
  user: string;
  /** Since when (ms) `doc` holds something that was written here before and never confirmed; null if it doesn't. */
  waitingSince: number | null;
  /** Where words of my last change come from. */
  claims: () => Claim[];
}

export class Connection {
  readonly standing: Standing;
  /** The log's sequence that what is shown has reached. */
  sequence = 0;
  /** Called before words or carets of others come: what is mine and not yet in the text has to be there first. */
  beforeOthers: () => void = () => undefined;
  /** Called with the state vector of what the server has, at each joining. */
  serverHas: (stateVector: Uint8Array) => void = () => undefined;
  /** Called when words go elsewhere in the text, with what the next update makes of which letters; also of mine, saved. */
  onMoved: (runs: Claim[]) => void = () => undefined;
  private socket: WebSocket | null = null;
  private retries = 0;
  private timer: number | undefined;
  private heard = 0;
  /** My changes, counted; how many are durable; and of each update sent on this connection, the count it carried. */
  private made = 0;
  private durable = 0;
  private sent: number[] = [];
  /** Claims of changes that are not durable yet, each with the count of its change. */
  private claimed: { made: number; claims: Claim[] }[] = [];
  private answers: number[] = [];
  private serverState: Uint8Array | null = null;
  private answered = false;
  /** Whether the server has said for whom this connection is: nothing of mine is sent before. */
  private welcomed = false;
  /** What came while others' words wait, in order; null when they don't. */
  private held: Uint8Array[] | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: Options) {
    this.standing = {
      phase: "connecting",
      synced: false,
      offlineSince: null,
      waitingSince: options.waitingSince,
      write: options.writable,
      frozen: false,
      refusal: null,
    };
    options.doc.on("update", this.onUpdate);
    options.awareness.on("update", this.onAwareness);
    window.addEventListener("online", this.retryNow);
    window.addEventListener("offline", this.drop);
    document.addEventListener("visibilitychange", this.onVisible);
    window.setInterval(() => this.checkSilence(), 3000);
    this.connect();
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Lets what the server says wait for `release`, except that my changes are durable. */
  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const message of held) this.receive(message);
  }

  /** What waits is given up by its writer. */
  forget(): void {
    this.change({ waitingSince: null });
  }

  private change(next: Partial<Standing>): void {
    Object.assign(this.standing, next);
    for (const listener of this.listeners) listener();
  }

  private connect(): void {
    window.clearTimeout(this.timer);
    if (this.socket) return;
    const url = new URL(this.options.url, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("ack", "1");
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.answered = this.welcomed = false;
    this.serverState = null;
    this.sent = [];
    this.answers = [];
    this.heard = Date.now();
    socket.onopen = () => {
      this.send(SYNC, STEP1, Y.encodeStateVector(this.options.doc));
      const { awareness } = this.options;
      awareness.setLocalState(awareness.getLocalState());
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.receive(new Uint8Array(data as ArrayBuffer));
    };
    socket.onclose = ({ code }) => this.closed(socket, code);
  }

  private closed(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return;
    this.socket = null;
    // The next connection says again what this one did.
    if (this.held) this.held = [];
    const { awareness } = this.options;
    const others = [...awareness.getStates().keys()].filter((client) => client !== awareness.clientID);
    removeAwarenessStates(awareness, others, this);
    const refused = code === 4403 || code === 4404;
    const phase = code === 4401 ? "signed-out" : refused ? "refused" : "offline";
    this.change({ phase, offlineSince: this.standing.offlineSince ?? Date.now() });
    const wait = code === 4401 || refused ? SLOW_RETRY_MS : Math.min(FIRST_RETRY_MS * 2 ** this.retries, LAST_RETRY_MS);
    this.retries = code === 4429 || code === 1013 ? 4 : this.retries + 1;
    this.timer = window.setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  private readonly retryNow = (): void => {
    this.retries = 0;
    this.connect();
  };

  /** The machine says that it has no network: waiting for a timeout would only claim that all is well. */
  private readonly drop = (): void => {
    const { socket } = this;
    if (!socket) return;
    socket.close();
    this.closed(socket, 1006);
  };

  private readonly onVisible = (): void => {
    if (document.visibilityState === "visible" && !this.socket) this.retryNow();
  };

  private checkSilence(): void {
    const since = this.standing.waitingSince;
    const now = Date.now();
    if (this.socket && since !== null && now - since > SILENCE_MS && now - this.heard > SILENCE_MS) this.drop(), this.retryNow();
  }

  private readonly onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || !this.standing.write) return;
    this.made += 1;
    const claims = this.options.claims();
    if (claims.length) this.claimed.push({ made: this.made, claims });
    if (this.answered && claims.length) this.sendClaims(claims);
    if (this.answered && this.send(SYNC, UPDATE, update)) this.sent.push(this.made);
    this.change({ waitingSince: this.standing.waitingSince ?? Date.now() });
  };

  private readonly onAwareness = (changes: { added: number[]; updated: number[] }): void => {
    const { awareness } = this.options;
    const own = [...changes.added, ...changes.updated].includes(awareness.clientID);
    if (own && this.socket?.readyState === WebSocket.OPEN && awareness.getLocalState()) {
      this.send(AWARENESS, null, encodeAwarenessUpdate(awareness, [awareness.clientID]));
    }
  };

  private send(kind: number, step: number | null, payload: Uint8Array): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, kind);
    if (step !== null) encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, payload);
    this.socket.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>);
    return true;
  }

  /** Says where words of the update that follows come from. */
  private sendClaims(claims: readonly Claim[]): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, CLAIMS);
    encoding.writeVarUint(encoder, claims.length);
    for (const number of claims.flat()) encoding.writeVarUint(encoder, number);
    this.socket.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>);
  }

  private receive(message: Uint8Array): void {
    this.heard = Date.now();
    const decoder = decoding.createDecoder(message);
    const kind = decoding.readVarUint(decoder);
    if (this.held && kind !== DURABLE) return void this.held.push(message);
    if (kind === SYNC || kind === AWARENESS) this.beforeOthers();
    if (kind === SYNC) this.receiveSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
    else if (kind === AWARENESS) applyAwarenessUpdate(this.options.awareness, decoding.readVarUint8Array(decoder), this);
    else if (kind === QUERY_AWARENESS) this.options.awareness.setLocalState(this.options.awareness.getLocalState());
    else if (kind === DURABLE) this.acknowledged(decoding.readVarUint(decoder));
    else if (kind === NOTICE) this.told(JSON.parse(decoding.readVarString(decoder)) as Notice);
  }

  private receiveSync(step: number, payload: Uint8Array): void {
    if (step === STEP1) {
      this.serverState = payload;
      if (hasMore(this.options.doc, payload)) this.change({ waitingSince: this.standing.waitingSince ?? Date.now() });
      this.serverHas(payload);
      if (this.welcomed) this.answer();
      return;
    }
    Y.applyUpdate(this.options.doc, payload, this);
    if (step === STEP2 && !this.standing.synced) this.change({ synced: true });
    if (step === STEP2) {
      this.retries = 0;
      this.change({ phase: "open", offlineSince: null });
    }
  }

  /** Sends all that the server said it lacks; only after that are single updates sure to find their predecessors. */
  private answer(): void {
    if (!this.standing.write || !this.serverState) return;
    const claims = this.claimed.flatMap((one) => one.claims);
    if (claims.length) this.sendClaims(claims);
    if (this.send(SYNC, STEP2, Y.encodeStateAsUpdate(this.options.doc, this.serverState))) {
      this.answers.push(this.made);
      this.answered = true;
    }
  }

  private leaveToAnother(): void {
    this.drop();
    window.clearTimeout(this.timer);
    this.change({ phase: "someone-else" });
  }

  private acknowledged(count: number): void {
    if (count > 0) this.isDurable(this.sent[Math.min(count, this.sent.length) - 1] ?? 0);
  }

  private isDurable(made: number): void {
    this.durable = Math.max(this.durable, made);
    this.claimed = this.claimed.filter((one) => one.made > this.durable);
    if (this.durable >= this.made) this.change({ waitingSince: null, refusal: null });
    else this.change({});
  }

  private told(notice: Notice): void {
    if (typeof notice.sequence === "number") this.sequence = notice.sequence;
    if (notice.type === "access") {
      if (notice.you && String(notice.you.id) !== this.options.user) return this.leaveToAnother();
      this.welcomed = true;
      this.change({ write: notice.write === true, frozen: notice.frozen === true });
      if (notice.write && !this.answered) this.answer();
    } else if (notice.type === "synced") {
      this.isDurable(this.answers.shift() ?? 0);
    } else if (notice.type === "refused") {
      // A gap closes by itself: the server asks for what it lacks in the same breath.
      if (notice.reason !== "gap") this.change({ refusal: notice.reason ?? "refused" });
    } else if (notice.type === "moved") {
      this.onMoved(notice.runs ?? []);
    } else if (notice.type === "at") {
      this.change({});
    }
  }
}

/** Whether a text holds letters that a state vector does not know. */
function hasMore(doc: Y.Doc, stateVector: Uint8Array): boolean {
  const known = Y.decodeStateVector(stateVector);
  return [...Y.decodeStateVector(Y.encodeStateVector(doc))].some(([client, clock]) => clock > (known.get(client) ?? 0));
}

interface Notice {
  you?: { id: number } | null;
  type: string;
  reason?: string;
  sequence?: number;
  write?: boolean;
  frozen?: boolean;
  runs?: Claim[];
}
