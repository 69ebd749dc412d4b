// What is said between a page's drawing and its joining the room is asked for at joining, once; never without need.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchRoom } from "../src/editor/room";
import { Room, type RoomEvents } from "../src/live/room";
import { enter } from "../src/poll/room";

class Socket {
  static open: Socket[] = [];
  static readonly OPEN = 1;
  readyState = 1;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    Socket.open.push(this);
  }

  send(): void {}

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const last = () => Socket.open.at(-1)!;
const welcome = (stamp: string, version = 0, epoch = "e") => ({ type: "welcome", stamp, version, epoch, present: [] });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  Socket.open = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Both kinds of pages, each drawn when its room had the stamp "a". */
const pages: [string, (missed: () => void, announced: () => void) => void][] = [
  ["a poll", (missed, announced) => enter("poll-5", "a", { missed, announced })],
  [
    "a proposal",
    (missed, announced) => {
      const events = { missed, details: announced, thread: announced, present: () => {}, connected: () => {} };
      new Room("/ws/rooms/proposal-5/", "a", events satisfies RoomEvents);
    },
  ],
];

describe.each(pages)("the page of %s", (_name, open) => {
  const missed = vi.fn();
  const announced = vi.fn();
  beforeEach(() => {
    missed.mockReset();
    announced.mockReset();
    open(missed, announced);
  });

  it("reads itself again when something was said before it joined", () => {
    last().say(welcome("b", 3));
    expect(missed).toHaveBeenCalledTimes(1);
    last().say({ type: "details", epoch: "e", version: 4, html: {} });
    expect(missed).toHaveBeenCalledTimes(1);
    expect(announced).toHaveBeenCalledTimes(1);
  });

  it("does not when nothing was said", () => {
    last().say(welcome("a", 3));
    expect(missed).not.toHaveBeenCalled();
  });

  it("looks at the versions, not at its old stamp, when it comes back", () => {
    last().say(welcome("a", 3));
    last().say({ type: "details", epoch: "e", version: 4, html: {} });
    last().onclose?.({ code: 1012 });
    vi.advanceTimersByTime(60_000);
    last().say(welcome("b", 4));
    expect(missed).not.toHaveBeenCalled();
    last().onclose?.({ code: 1012 });
    vi.advanceTimersByTime(60_000);
    last().say(welcome("c", 5));
    expect(missed).toHaveBeenCalledTimes(1);
  });
});

it("the editor asks for its threads at each joining and each frame, together when they come together", () => {
  const changed = vi.fn();
  watchRoom("/ws/rooms/margin-5/", changed);
  last().say(welcome("a"));
  last().say({ type: "presence", present: [] });
  vi.advanceTimersByTime(1000);
  expect(changed).toHaveBeenCalledTimes(1);
  last().say({ type: "thread" });
  last().say({ type: "thread" });
  vi.advanceTimersByTime(1000);
  expect(changed).toHaveBeenCalledTimes(2);
});
