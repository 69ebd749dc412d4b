// The page's room: who reads, who is writing a comment, what was said. Comes back by itself after a cut.

export interface Present {
  id: number;
  name: string;
  partner: string;
  typing?: string;
}

export interface ThreadFrame {
  type: "thread";
  thread: number;
  /** The comment that is new, null where something else of the thread changed. */
  comment: string | null;
  html: Record<string, string>;
  revision: number | null;
  resolved: boolean;
  opener: number;
  first: number | null;
  last: number | null;
}

export interface DetailsFrame {
  type: "stage" | "details" | "people" | "support";
  stage: string;
  revision: number | null;
  html: Record<string, string>;
}

export interface RoomEvents {
  thread: (frame: ThreadFrame) => void;
  details: (frame: DetailsFrame) => void;
  present: (people: Present[]) => void;
  /** Something may have been missed: the page asks for itself again. */
  missed: () => void;
  connected: (yes: boolean) => void;
}

interface Numbered {
  epoch: string;
  version: number;
}

type Frame =
  | ({ type: "welcome"; present: Present[]; stamp: string } & Numbered)
  | ({ type: "resync" } & Numbered)
  | { type: "presence"; present: Present[] }
  | { type: "pong" }
  | ((ThreadFrame | DetailsFrame) & Numbered);

const AGAIN_MS = 1000;
const LATEST_MS = 30_000;
const PING_MS = 25_000;

export class Room {
  private socket: WebSocket | null = null;
  private failures = 0;
  private known: Numbered | null = null;

  constructor(
    private readonly path: string,
    /** The room's when the page was drawn: where it differs at joining, something was said meanwhile. */
    private readonly stamp: string,
    private readonly events: RoomEvents,
  ) {
    this.connect();
    window.setInterval(() => this.send({ type: "ping" }), PING_MS);
    document.addEventListener("visibilitychange", () => this.send({ type: "presence", away: document.hidden }));
  }

  /** Tells the others where one is writing a comment, or (null) that one has stopped. */
  typing(where: string | null): void {
    this.send({ type: "typing", where });
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private connect(): void {
    const url = new URL(this.path, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.read(JSON.parse(String(data)) as Frame);
    socket.onclose = ({ code }) => {
      this.events.connected(false);
      this.failures += 1;
      // The right to be here is lost: the page itself says so when it is loaded again.
      if (code >= 4400 && code < 4500 && code !== 4429) return;
      const wait = Math.min(AGAIN_MS * 2 ** (this.failures - 1), LATEST_MS);
      window.setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
    };
  }

  private read(frame: Frame): void {
    if (frame.type === "pong") return;
    if ("present" in frame) this.events.present(frame.present);
    if (frame.type === "presence") return;
    const { epoch, version } = frame;
    if (frame.type === "welcome" || frame.type === "resync") {
      const before = this.known;
      this.known = { epoch, version };
      this.failures = 0;
      this.events.connected(true);
      const isBehind =
        frame.type === "resync" || (before ? before.epoch !== epoch || before.version !== version : frame.stamp !== this.stamp);
      if (isBehind) this.events.missed();
      return;
    }
    const gap = this.known !== null && (this.known.epoch !== epoch || version > this.known.version + 1);
    this.known = { epoch, version };
    if (gap) this.events.missed();
    else if (frame.type === "thread") this.events.thread(frame);
    else this.events.details(frame);
  }
}
