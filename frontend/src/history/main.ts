// The page of a moment: the slider goes to any, the player plays from it; without this script both are links and a form.
import { Drawing } from "./drawing";
import { Player, type Piece } from "./player";
import { momentWords } from "./when";

interface Config {
  steps: string;
  page: string;
  begins: number;
  latest: number;
  timeZone: string;
}

const config = JSON.parse(document.getElementById("player-config")!.textContent!) as Config;
const slider = document.getElementById("moment-at") as HTMLInputElement;
const button = document.getElementById("play") as HTMLButtonElement;
const speed = document.getElementById("speed") as HTMLSelectElement;
const now = document.getElementById("moment-now")!;
const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
/** Parts of the page that are of one moment. */
const PARTS = ["moment-head", "moment-notice", "moment-side", "moment", "moment-earlier", "moment-later"];
const lang = document.documentElement.lang || "fr";
const number = new Intl.NumberFormat(lang);
const words = momentWords(lang, config.timeZone);

let player: Player | null = null;
let drawing: Drawing | null = null;
let frame = 0;
let before = 0;
let shown = Number(slider.value);
let going: AbortController | null = null;

/** By whom the words are marked, as the address says it. */
function marked(): string {
  const by = new URLSearchParams(location.search).get("by");
  return by ? `&by=${encodeURIComponent(by)}` : "";
}

function addressOf(at: number): string {
  return `${config.page}?at=${at}${marked()}`;
}

/** Shows a moment as the server draws it, and its address. */
async function show(at: number): Promise<void> {
  going?.abort();
  going = new AbortController();
  try {
    const answer = await fetch(addressOf(at), { signal: going.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of PARTS) {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id)?.replaceChildren(...fresh.childNodes);
    }
    document.title = page.title;
    history.replaceState(null, "", addressOf(at));
    shown = at;
    slider.value = String(at);
    now.textContent = at === config.latest ? (now.dataset.wordsEnd ?? "") : "";
    document.body.dataset.moment = String(at);
  } catch (error) {
    if (!(error instanceof DOMException)) now.textContent = now.dataset.wordsFailed ?? "";
  }
}

async function ask(after: number, withState: boolean): Promise<Piece> {
  const answer = await fetch(`${config.steps}?after=${after}${withState ? "&state=1" : ""}${marked()}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Piece;
}

async function play(): Promise<void> {
  going?.abort();
  // At the end there is nothing to see: it begins where one's reading of it begins.
  const from = shown >= config.latest ? config.begins : shown;
  button.setAttribute("aria-pressed", "true");
  now.setAttribute("aria-live", "off");
  const started = new Player(ask);
  player = started;
  try {
    await started.start(from);
  } catch {
    await stop(now.dataset.wordsFailed);
    return;
  }
  if (player !== started) return;
  drawing = new Drawing(document.getElementById("moment-text")!, started.writers);
  document.body.dataset.playing = "yes";
  drawing.draw(started.lines);
  before = performance.now();
  frame = requestAnimationFrame(step);
}

function step(time: number): void {
  if (!player || !drawing) return;
  // Who asked for less motion sees the text change once a second, and nothing glides.
  if (!reduced.matches || time - before >= 1000) {
    if (player.advance((time - before) / 1000, Number(speed.value))) {
      const changed = drawing.draw(player.lines);
      tell();
      keepInSight(changed);
    }
    before = time;
  }
  if (player.isAtEnd) {
    void stop(now.dataset.wordsEnd);
    return;
  }
  player.provide().catch(() => void stop(now.dataset.wordsFailed));
  frame = requestAnimationFrame(step);
}

function tell(): void {
  const last = player?.last;
  if (!player || !last) return;
  slider.value = String(player.at);
  now.textContent = (now.dataset.wordsNow ?? "")
    .replace("{n}", number.format(player.at))
    .replace("{all}", number.format(config.latest))
    .replace("{who}", player.writers(last.by)?.name ?? "–")
    .replace("{at}", words(last.at));
  const title = document.querySelector("#moment-head h1");
  if (title) title.textContent = (now.dataset.wordsOn ?? "").replace("{at}", words(last.at));
}

function keepInSight(changed: Element | null): void {
  const box = changed?.getBoundingClientRect();
  if (!box || (box.bottom > 160 && box.top < innerHeight - 80)) return;
  changed!.scrollIntoView({ block: "center", behavior: reduced.matches ? "instant" : "smooth" });
}

/** Stops at the moment that is shown; the server then draws it with its legend. */
async function stop(words = ""): Promise<void> {
  cancelAnimationFrame(frame);
  const at = player && drawing ? player.at : shown;
  player = drawing = null;
  delete document.body.dataset.playing;
  button.setAttribute("aria-pressed", "false");
  now.setAttribute("aria-live", "polite");
  await show(at);
  if (words) now.textContent = words;
}

let due = 0;
button.addEventListener("click", () => void (player ? stop() : play()));
slider.addEventListener("input", () => {
  now.textContent = `${number.format(Number(slider.value))} / ${number.format(config.latest)}`;
  window.clearTimeout(due);
  // A key held down passes many moments: the one where it rests is shown.
  due = window.setTimeout(() => {
    const at = Number(slider.value);
    if (player) {
      shown = at;
      player = drawing = null;
      void play();
    } else void show(at);
  }, 200);
});
document.body.dataset.history = "ready";
