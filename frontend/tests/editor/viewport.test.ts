// The on-screen keyboard: the room is what it leaves, and the whole again when it goes.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fitKeyboard } from "../../src/editor/viewport";

const room = () => document.documentElement.style.getPropertyValue("--room");
let visible: EventTarget & { height: number; scale: number };

/** The visible part of a window of 800 pixels becomes so high. */
function becomes(height: number, scale = 1): void {
  Object.assign(visible, { height, scale });
  visible.dispatchEvent(new Event("resize"));
}

beforeEach(() => {
  visible = Object.assign(new EventTarget(), { height: 800, scale: 1 });
  vi.stubGlobal("innerHeight", 800);
  vi.stubGlobal("visualViewport", visible);
  vi.stubGlobal("scrollTo", vi.fn());
  fitKeyboard();
});
afterEach(() => {
  becomes(800);
  vi.unstubAllGlobals();
});

it("takes what the keyboard leaves, and scrolls back what the browser moved", () => {
  becomes(480);
  expect(room()).toBe("480px");
  expect(window.scrollTo).toHaveBeenCalledWith(0, 0);
  becomes(800);
  expect(room()).toBe("");
});

it("takes a bar of the browser that comes and goes for no keyboard", () => {
  becomes(740);
  expect(room()).toBe("");
  expect(window.scrollTo).not.toHaveBeenCalled();
});

it("leaves the page alone while it is magnified", () => {
  becomes(400, 2);
  expect(room()).toBe("");
});
