// What a page does with texts that this browser keeps: signing out, a page that is closed, and what has grown old.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepText, noteUnsent, recordsOf, textsOf } from "../src/lib/kept";
import { watchLeaving } from "../src/lib/leaving";

const text = (document: string, at = Date.now(), user = "7") => ({ user, document, page: "/proposals/3/edit/", title: `Texte ${document}`, at });
const unsent = { since: 1, text: "deux mots" };
let sent: ReturnType<typeof vi.fn>;

function page(inside = ""): void {
  document.body.innerHTML = `${inside}<form data-sign-out></form>
    <dialog id="kept-dialog"><ul></ul><p data-when="leaving"></p><p data-when="closed"></p>
    <button data-kept="cancel"></button><button data-kept="discard"></button><button data-kept="download"></button></dialog>`;
  document.body.dataset.user = "7";
  sent = vi.fn();
  document.querySelector("form")!.submit = sent as () => void;
  const dialog = document.querySelector("dialog")!;
  dialog.showModal = () => dialog.setAttribute("open", "");
  dialog.close = () => dialog.removeAttribute("open");
}

const asked = () => document.querySelector("dialog")!.hasAttribute("open");
const choose = (act: string) => document.querySelector<HTMLElement>(`[data-kept="${act}"]`)!.click();
function signOut(): boolean {
  return document.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
}
let listeners: AbortController;

beforeEach(() => {
  vi.stubGlobal("indexedDB", {
    deleteDatabase() {
      const request = { onsuccess: () => undefined };
      queueMicrotask(() => request.onsuccess());
      return request;
    },
  });
  listeners = new AbortController();
  const { addEventListener } = document;
  vi.spyOn(document, "addEventListener").mockImplementation((type: string, listener: unknown) =>
    addEventListener.call(document, type, listener as EventListener, { signal: listeners.signal }),
  );
});
afterEach(() => {
  listeners.abort();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("signing out forgets one's own texts, and nobody else's", async () => {
  page();
  keepText(text("a"));
  keepText(text("b", Date.now(), "8"));
  watchLeaving();
  expect(signOut()).toBe(false);
  await vi.waitFor(() => expect(sent).toHaveBeenCalled());
  expect([textsOf("7").length, textsOf("8").length, asked()]).toEqual([0, 1, false]);
});

test("signing out with nothing kept is left to the browser", () => {
  page();
  watchLeaving();
  expect(signOut()).toBe(true);
});

test("words that were never sent are handed over before one is signed out", async () => {
  page();
  keepText(text("a"));
  keepText(text("b"));
  noteUnsent(text("a"), 1, unsent);
  watchLeaving();
  signOut();
  expect([asked(), document.querySelector("ul")!.textContent, document.querySelector("ul a")!.getAttribute("href")]).toEqual([true, "Texte a", "/proposals/3/edit/"]);
  choose("cancel");
  expect([asked(), textsOf("7").length, recordsOf(text("a")).length, sent.mock.calls.length]).toEqual([false, 2, 1, 0]);
  signOut();
  choose("discard");
  await vi.waitFor(() => expect(sent).toHaveBeenCalled());
  expect([textsOf("7"), recordsOf(text("a"))]).toEqual([[], []]);
});

test("a page that is closed to its reader takes its text out of the browser, and hands over what was not sent", async () => {
  vi.stubGlobal("location", { pathname: "/proposals/3/edit/" });
  page("<div data-closed></div>");
  keepText(text("a"));
  keepText({ ...text("b"), page: "/proposals/4/edit/" });
  noteUnsent(text("a"), 1, unsent);
  watchLeaving();
  await vi.waitFor(() => expect(asked()).toBe(true));
  expect([textsOf("7").map(({ document: id }) => id), recordsOf(text("a")).length]).toEqual([["b"], 1]);
});

test("a text that was long not opened goes, unless words of it wait", () => {
  page();
  const long = Date.now() - 31 * 24 * 3600 * 1000;
  keepText(text("old", long));
  keepText(text("waiting", long));
  keepText(text("new"));
  noteUnsent(text("waiting"), 1, unsent);
  watchLeaving();
  expect(textsOf("7").map(({ document: id }) => id).sort()).toEqual(["new", "waiting"]);
});
