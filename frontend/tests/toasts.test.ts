// Announcements: one at a time, taken back by their button, never gone while somebody is on them.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { toast } from "../src/lib/toasts";

const region = () => document.getElementById("toasts")!;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div id="toasts" role="status"></div>';
});
afterEach(() => vi.useRealTimers());

it("shows one announcement at a time, as text and never as markup", () => {
  toast("Premier");
  toast("<b>Second</b>");
  expect(region().children).toHaveLength(1);
  expect(region().textContent).toBe("<b>Second</b>");
});

it("leaves after eight seconds", () => {
  toast("Masqué");
  vi.advanceTimersByTime(7900);
  expect(region().children).toHaveLength(1);
  vi.advanceTimersByTime(200);
  expect(region().children).toHaveLength(0);
});

it("stays while the focus is on its button, and taking it back happens once", () => {
  const undo = vi.fn();
  toast("Masqué", { undo, undoLabel: "Annuler" });
  const button = region().querySelector("button")!;
  button.focus();
  vi.advanceTimersByTime(30_000);
  expect(region().children).toHaveLength(1);
  button.click();
  expect(undo).toHaveBeenCalledOnce();
  expect(region().children).toHaveLength(0);
});
