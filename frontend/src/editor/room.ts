// The page's room: when something is said about this text, the margin asks for its threads again.

const AGAIN_MS = 3000;
const LATEST_MS = 30_000;
/** Frames that come together ask once. */
const GATHER_MS = 250;

export function watchRoom(path: string, changed: () => void): void {
  let failures = 0;
  let due: number | undefined;
  const gather = () => {
    window.clearTimeout(due);
    due = window.setTimeout(changed, GATHER_MS);
  };
  const connect = () => {
    const url = new URL(path, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as { type: string };
      if (frame.type === "welcome") failures = 0;
      // At joining too: the threads were asked for before it, and what was said between comes in no frame.
      if (!["presence", "pong"].includes(frame.type)) gather();
    };
    socket.onclose = ({ code }) => {
      failures += 1;
      if (code >= 4400 && code < 4500 && code !== 4429) return;
      window.setTimeout(connect, Math.min(AGAIN_MS * failures, LATEST_MS) * (0.5 + Math.random() / 2));
    };
  };
  connect();
}
