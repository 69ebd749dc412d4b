// The live part of a proposal's pages: who reads and writes, comments as they come, threads beside their passages.
import { Beside } from "./beside";
import { Cards, type Arrival } from "./cards";
import { readSettings, say, type Settings } from "./page";
import { Room, type DetailsFrame, type Present, type ThreadFrame } from "./room";
import { commentOnPassages } from "./selecting";
import { sendInPlace } from "./sending";
import { askForReservations } from "./supporting";
import { toast } from "../lib/toasts";

askForReservations();
const settings = readSettings();
if (settings) start(settings);

function start(page: Settings): void {
  const text = document.getElementById("reading");
  const margin = document.getElementById("notes");
  const main = document.getElementById("main")!;
  const beside = text && margin ? new Beside(text, margin) : null;
  const cards = new Cards(page, () => beside?.place());
  // Comments that this reader has just sent, and threads that were changed by it: they are shown at once.
  const own = new Set<string>();

  const room = new Room(page.room, page.stamp, {
    thread: (frame) => {
      const arrival = arrivalOf(frame, page);
      if (!arrival) return;
      cards.take(arrival, own.has(frame.comment ?? arrival.thread));
    },
    details: (frame) => renew(page, frame),
    present: (people) => showPresent(people, page),
    missed: () => void readAgain(page, cards, own),
    connected: (yes) => document.body.classList.toggle("cut-off", !yes),
  });

  sendInPlace(main, {
    sending: (comment) => own.add(comment),
    sent: (thread) => {
      own.add(thread);
      // The room's frame may have come before the answer, or may not come at all: the page itself is asked.
      void readAgain(page, cards, own).then(() => {
        own.delete(thread);
        // A form that was beside its passage has gone from there, and the focus with it.
        const card = document.getElementById(`thread-${thread}`);
        if (!card || document.activeElement !== document.body) return;
        card.tabIndex = -1;
        // On a phone the cards are behind a line under their paragraph.
        if (card.checkVisibility()) return card.focus({ preventScroll: true });
        text?.focus({ preventScroll: true });
        toast(say("sent"));
      });
      room.typing(null);
    },
  });
  const form = document.getElementById("comment-form") as HTMLFormElement | null;
  const button = document.getElementById("comment-selection") as HTMLButtonElement | null;
  if (text && form && button && beside) commentOnPassages(text, form, button, beside);
  tellTyping(main, room);
}

/** What a frame brings this page; null where it is about another version's words. */
function arrivalOf(frame: ThreadFrame, page: Settings): Arrival | null {
  const isHere = document.getElementById(`thread-${frame.thread}`) !== null;
  if (!isHere && (page.revision === null || frame.revision !== page.revision)) return null;
  return {
    thread: String(frame.thread),
    html: frame.html[document.documentElement.lang] ?? Object.values(frame.html)[0] ?? "",
    // One's own comment may stand here before its frame comes.
    isComment: frame.comment !== null && !document.getElementById(`comment-${frame.comment}`),
    resolved: frame.resolved,
    first: frame.first,
    last: frame.last,
  };
}

/** Reads the page again and takes in the threads that differ, the supports, and that the proposal has moved on. */
async function readAgain(page: Settings, cards: Cards, own: Set<string>): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  renewDetails(page, fresh);
  for (const card of fresh.querySelectorAll<HTMLElement>("[data-thread]")) {
    const thread = card.dataset.thread!;
    const old = document.getElementById(`thread-${thread}`);
    if (old && wordsOf(old) === wordsOf(card)) continue;
    const { first, last } = card.dataset;
    cards.take(
      {
        thread,
        html: card.outerHTML,
        isComment: (old?.querySelectorAll("[id^=comment-]").length ?? 0) < card.querySelectorAll("[id^=comment-]").length,
        resolved: card.classList.contains("closed"),
        first: first ? Number(first) : null,
        last: last ? Number(last) : null,
      },
      own.has(thread),
    );
  }
}

/** What a frame about the whole proposal would have brought. */
function renewDetails(page: Settings, fresh: Document): void {
  for (const name of ["data-support", "data-support-small"]) {
    const [shown, now] = [document.querySelector(`[${name}]`), fresh.querySelector(`[${name}]`)];
    if (shown && now && shown.innerHTML !== now.innerHTML) shown.innerHTML = now.innerHTML;
  }
  const stage = readSettings(fresh)?.stage;
  if (stage && stage !== page.stage) {
    page.stage = stage;
    toast(say("stage"));
  }
}

function wordsOf(card: HTMLElement): string {
  return (card.textContent ?? "").replace(/\s+/g, " ");
}

function renew(page: Settings, frame: DetailsFrame): void {
  const html = frame.html[document.documentElement.lang];
  if (html) for (const panel of document.querySelectorAll("[data-support], [data-support-small]")) panel.innerHTML = html;
  if (frame.type !== "stage") return;
  page.stage = frame.stage;
  toast(say("stage"));
}

function showPresent(people: Present[], page: Settings): void {
  const others = people.filter((person) => person.id !== page.me);
  const panel = document.querySelector<HTMLElement>("[data-present]");
  if (!panel) return;
  panel.hidden = !others.length;
  const list = new Intl.ListFormat(document.documentElement.lang);
  panel.querySelector("[data-present-names]")!.textContent = list.format(others.map(({ name }) => name));
  const typing = others.filter((person) => person.typing);
  panel.querySelector("[data-typing]")!.textContent = typing.length
    ? say("typing", { n: typing.length, names: list.format(typing.map(({ name }) => name)) })
    : "";
}

/** Says where one is writing, at most every two seconds, and that one has stopped. */
function tellTyping(main: HTMLElement, room: Room): void {
  let told = 0;
  main.addEventListener("input", ({ target }) => {
    const area = target as HTMLElement;
    if (!area.matches("textarea[name=text]") || Date.now() - told < 2000) return;
    told = Date.now();
    const thread = area.closest<HTMLElement>("[data-thread]")?.dataset.thread;
    const passage = area.closest("form")?.querySelector<HTMLInputElement>("[name=quote]")?.value;
    room.typing(passage ? "passage" : thread ? `thread-${thread}` : "whole");
  });
  main.addEventListener("focusout", ({ target }) => {
    if ((target as HTMLElement).matches("textarea[name=text]")) room.typing(null);
  });
}
