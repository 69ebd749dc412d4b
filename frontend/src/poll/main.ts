// The page of a poll: asks before a vote, shows who has voted as it happens, and says when time is short.
import { confirmVotes } from "./confirm";
import { announceTheEnd } from "./deadline";
import { enter } from "./room";
import { replaceLive } from "./fragments";
import { rankByList } from "./ranking";
import { isFilled, isTouched } from "./summary";

const facts = document.querySelector<HTMLElement>("[data-room]");

/** The person's own part, fetched again unless it holds a choice that is not sent yet. */
async function refreshMine(): Promise<void> {
  const address = facts?.dataset.mine;
  if (!address || holdsChoice()) return;
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok || holdsChoice()) return;
  replaceLive(await response.text());
  prepare();
}

/** A ballot among options shows what was cast: it holds a choice once it says something else. */
function holdsChoice(): boolean {
  const form = document.querySelector<HTMLFormElement>("#ballot");
  if (!form) return false;
  return form.dataset.kept === undefined ? isFilled(form) : isTouched(form);
}

function prepare(): void {
  rankByList();
  confirmVotes();
}

prepare();
announceTheEnd();

if (facts?.dataset.room) {
  enter(facts.dataset.room, facts.dataset.stamp ?? "", {
    announced(frame) {
      const html = frame.html?.[document.documentElement.lang];
      if (html) replaceLive(html);
      if (frame.type === "poll-proxy") void refreshMine();
      if (frame.type === "poll-result") closeTheBox();
    },
    // Frames were missed: what they said is on the page as it is now.
    async missed() {
      // Not the address of the window: a refused form has its own.
      const response = await fetch(facts.dataset.page!, { headers: { Accept: "text/html" } });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      // One's own part may hold a choice: it is fetched by itself, and with care.
      const parts = [...page.querySelectorAll("[data-live]:not([data-live=mine], [data-live=mine] *)")];
      replaceLive(parts.map((part) => part.outerHTML).join(""));
      void refreshMine();
    },
  });
  enter("user", facts.dataset.ownStamp ?? "", {
    announced(frame) {
      if (frame.type === "poll-mine" && `poll-${frame.poll}` === facts.dataset.room) void refreshMine();
    },
    missed: () => void refreshMine(),
  });
}

/** Nothing moves: the controls stay where they are and take no more votes. */
function closeTheBox(): void {
  const dialog = document.getElementById("confirm-vote");
  if (dialog instanceof HTMLDialogElement) dialog.close();
  for (const control of document.querySelectorAll<HTMLInputElement | HTMLButtonElement | HTMLSelectElement | HTMLTextAreaElement>("#vote :is(input, button, select, textarea)"))
    control.disabled = true;
}
