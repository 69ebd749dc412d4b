// A page's live room: announced frames in their order; after a break, whether any was missed (docs/realtime.md).

export interface Frame {
  type: string;
  html?: Record<string, string>;
  poll?: number;
  epoch?: string;
  version?: number;
  /** In `welcome`: what was announced last, as the page knows it by its own stamp. */
  stamp?: string;
}

export interface Listener {
  announced(frame: Frame): void;
  /** Frames were missed: read the page again. */
  missed(): void;
}

const AGAIN_MS = 1000;
const LATEST_MS = 30_000;
const UNANNOUNCED = new Set(["welcome", "presence", "pong", "resync"]);

/**
 * Enters a room and stays, through losses of the network; a refusal (44xx) is final.
 * `stamp` is the room's when the page was drawn: where it differs at joining, something was said meanwhile.
 */
export function enter(name: string, stamp: string, listener: Listener): void {
  let seen = "";
  let failures = 0;

  const follow = (frame: Frame) => {
    const [epoch, version] = [frame.epoch ?? "", frame.version ?? 0];
    const expected = `${epoch} ${UNANNOUNCED.has(frame.type) ? version : version - 1}`;
    if (seen && seen !== expected && frame.type !== "resync") listener.missed();
    seen = `${epoch} ${version}`;
  };

  const connect = () => {
    const url = new URL(`/ws/rooms/${name}/`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === "welcome") failures = 0;
      const isBehind = frame.type === "welcome" && !seen && frame.stamp !== stamp;
      if (frame.type === "resync" || isBehind) listener.missed();
      if (frame.version !== undefined) follow(frame);
      if (!UNANNOUNCED.has(frame.type)) listener.announced(frame);
    };
    socket.onclose = ({ code }) => {
      if (code >= 4400 && code < 4500 && code !== 4429) return;
      failures += 1;
      window.setTimeout(connect, Math.min(AGAIN_MS * 2 ** failures, LATEST_MS) * (0.5 + Math.random() / 2));
    };
  };
  connect();
}
