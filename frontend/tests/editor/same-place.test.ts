// Several people write at the very same place at once: each one's words stay whole, and the caret behind them.
import type { Op } from "quill-delta";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import * as edits from "../../src/editor/edits";
import { random, seeds, together, type Writer } from "./writers";

/** Writers whose updates reach each other late: `deliver` hands over the oldest one on its way. */
class Room {
  private readonly ways: { from: number; to: number; updates: Uint8Array[] }[] = [];

  constructor(readonly writers: Writer[]) {
    writers.forEach((writer, from) => {
      const ways = writers.flatMap((_, to) => (to === from ? [] : [{ from, to, updates: [] as Uint8Array[] }]));
      this.ways.push(...ways);
      writer.doc.on("update", (update: Uint8Array, origin: unknown) => {
        if (origin !== this) for (const way of ways) way.updates.push(update);
      });
    });
  }

  /** The pairs of writers between whom something is on its way. */
  waiting(): [number, number][] {
    return this.ways.filter(({ updates }) => updates.length).map(({ from, to }) => [from, to]);
  }

  deliver(from: number, to: number): void {
    const way = this.ways.find((one) => one.from === from && one.to === to)!;
    const update = way.updates.shift();
    if (update) Y.applyUpdate(this.writers[to]!.doc, update, this);
  }

  settle(): void {
    for (let waiting = this.waiting(); waiting.length; waiting = this.waiting()) {
      for (const [from, to] of waiting) this.deliver(from, to);
    }
    for (const writer of this.writers) {
      writer.agrees();
      expect(writer.words).toBe(this.writers[0]!.words);
    }
  }
}

/** A room of writers whose numbers, by which Yjs orders what is written at once, are in the order of `numbers`. */
function room(ops: Op[], numbers: readonly number[]): Room {
  const writers = together(ops, numbers.length);
  writers.forEach((writer, index) => (writer.doc.clientID = numbers[index]!));
  return new Room(writers);
}

/** Both orders of two writers' numbers. */
const ORDERS = [[1001, 1002], [1002, 1001]];

const p = (words: string): Op[] => [...(words ? [{ insert: words }] : []), { insert: "\n", attributes: { b: "p" } }];
const LINE = p("Une maison vide.");
const PLACE = "Une maison ".length;

/** One writes a text key by key: a letter, "\n" for Enter, "<" for Backspace. */
function key(writer: Writer, sign: string): void {
  if (sign === "\n") writer.run(edits.splitLine);
  else if (sign === "<") writer.erase();
  else writer.type(sign);
}

function keys(writer: Writer, signs: string): void {
  for (const sign of signs) key(writer, sign);
}

describe.each(ORDERS)("two people at the same place, numbers %i and %i", (...numbers) => {
  function meeting(ops: Op[], place: number): { room: Room; one: Writer; other: Writer } {
    const met = room(ops, numbers);
    for (const writer of met.writers) writer.select(place);
    const [one, other] = met.writers as [Writer, Writer];
    return { room: met, one, other };
  }

  it("a letter like the other's first is one's own", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    keys(one, "hab");
    keys(other, "isolée ");
    room.settle();
    keys(one, "i");
    keys(other, "h");
    room.settle();
    keys(one, "tée ");
    keys(other, "é");
    room.settle();
    expect(["habitée isolée hé", "isolée héhabitée "].map((words) => `Une maison ${words}vide.\n`)).toContain(one.words);
    expect(one.words.slice(0, one.caret)).toMatch(/habitée $/);
    expect(other.words.slice(0, other.caret)).toMatch(/isolée hé$/);
  });

  it("a letter taken back and written again stays in its word", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    keys(one, "a");
    keys(other, "b");
    room.settle();
    keys(other, "<");
    keys(one, "aa");
    room.settle();
    keys(other, "b");
    keys(one, "a");
    room.settle();
    keys(other, "b");
    keys(one, "a");
    room.settle();
    expect(["aaaaabb", "bbaaaaa"].map((words) => `Une maison ${words}vide.\n`)).toContain(one.words);
  });

  it("Backspace takes back one's own letter, not the other's", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    keys(one, "aab");
    keys(other, "baa");
    room.settle();
    keys(one, "<");
    keys(other, "<");
    room.settle();
    expect(["aaba", "baaa"].map((words) => `Une maison ${words}vide.\n`)).toContain(one.words);
  });

  it("words taken away behind the place don't come between", () => {
    const met = room(LINE, [...numbers, 1003]);
    const [one, other, third] = met.writers as [Writer, Writer, Writer];
    one.select(PLACE);
    other.select(PLACE);
    third.select(PLACE, PLACE + 2);
    third.run(edits.deleteRange);
    met.deliver(2, 1);
    keys(one, "a");
    keys(other, "b");
    met.settle();
    keys(one, "a");
    keys(other, "b");
    met.settle();
    expect(["aabb", "bbaa"].map((words) => `Une maison ${words}de.\n`)).toContain(one.words);
  });

  it.each([
    ["the start of a paragraph", [...p("Avant"), ...p("Après")], 6],
    ["the end of a paragraph", [...p("Avant"), ...p("Après")], 5],
    ["an empty paragraph", [...p("Avant"), ...p(""), ...p("Après")], 6],
    ["an empty text", p(""), 0],
    ["the start of a heading", [{ insert: "Titre" }, { insert: "\n", attributes: { b: "h2" } }], 0],
    ["the end of bold words", [{ insert: "Gras", attributes: { bold: true } }, ...p(" puis non")], 4],
  ])("at %s", (_name, ops, place) => {
    const { room, one, other } = meeting(ops, place);
    const before = one.words;
    for (const [mine, its] of [["e", "e"], ["ee", "a"], ["a", "ee"]] as const) {
      keys(one, mine);
      keys(other, its);
      room.settle();
    }
    const ends = ["eeeaeaee", "eaeeeeea"].map((words) => before.slice(0, place) + words + before.slice(place));
    expect(ends).toContain(one.words);
    expect(one.words.slice(0, one.caret)).toMatch(/eeea$/);
    expect(other.words.slice(0, other.caret)).toMatch(/eaee$/);
  });

  it("Enter at the end of a line leaves the other's word in it", () => {
    const { room, one, other } = meeting(p("Avant"), 5);
    keys(other, " mo");
    room.settle();
    one.select(8);
    keys(one, "\n");
    keys(other, "t");
    room.settle();
    keys(one, "Suite");
    keys(other, "s");
    room.settle();
    expect(one.words).toBe("Avant mots\nSuite\n");
  });

  it("lines begun at once at the end of the text are all there, and whole", () => {
    const { room, one, other } = meeting(p("Avant"), 5);
    keys(one, "\nPremière");
    keys(other, "\nSeconde");
    room.settle();
    keys(one, "\nsuite");
    keys(other, " et fin");
    room.settle();
    expect(["Première\nsuite\nSeconde et fin", "Seconde et fin\nPremière\nsuite"].map((words) => `Avant\n${words}\n`)).toContain(one.words);
  });

  it("a line begun above an empty one where the other begins to write is a line of its own", () => {
    const { room, one, other } = meeting([...p("Avant"), ...p(""), ...p("")], 6);
    one.select(5);
    keys(other, "b");
    room.settle();
    keys(one, "\n");
    keys(other, "b");
    room.settle();
    keys(one, "a");
    room.settle();
    expect(one.words).toBe("Avant\na\nbb\n\n");
  });

  it("a caret put behind a word goes along while its writer goes on", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    keys(other, "hab");
    room.settle();
    one.select(PLACE + 3);
    keys(other, "itée");
    room.settle();
    keys(one, " et ");
    expect(one.words).toBe("Une maison habitée et vide.\n");
  });

  it("a caret put before a word stays before it", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    keys(other, "hab");
    room.settle();
    one.select(PLACE);
    keys(other, "itée ");
    room.settle();
    keys(one, "très ");
    expect(one.words).toBe("Une maison très habitée vide.\n");
  });

  it("selected words are those that were selected, whatever is written at their edges", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    one.select(PLACE, PLACE + 4);
    keys(other, "très ");
    other.select(PLACE + 9);
    keys(other, "!");
    room.settle();
    const { from, to } = one.state.selection;
    expect(one.state.doc.textBetween(from, to)).toBe("vide");
  });

  it("a selection whose words the other replaces is empty, and the new words are safe from it", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    one.select(PLACE, PLACE + 4);
    other.doc.transact(() => {
      other.text.delete(PLACE, 4);
      other.text.insert(PLACE, "neuve");
    });
    room.settle();
    keys(one, "!");
    expect(one.words).toContain("neuve");
  });

  it("words that replace a selection stay whole beside the other's", () => {
    const { room, one, other } = meeting(LINE, PLACE);
    one.select(PLACE, PLACE + 4);
    keys(one, "v");
    keys(other, "v");
    room.settle();
    keys(one, "aste");
    keys(other, "raiment ");
    room.settle();
    expect(["vastevraiment .", "vraiment vaste."].map((words) => `Une maison ${words}\n`)).toContain(one.words);
  });
});

function orders<T>(of: readonly T[]): T[][] {
  return of.length < 2 ? [[...of]] : of.flatMap((one, at) => orders(of.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

/** What three people write: few different letters, so that one's own and another's are often alike. */
const TEXTS = [
  ["isolée ", "chauffée ", "habitée "],
  ["aab", "aba", "baa"],
  ["eee", "ee", "e"],
  ["mm m", "m mm", " m m"],
  ["aa\nab", "ab\na", "b\nba"],
];
/** The words before the place, and those behind it. */
const PLACES = [
  ["Une maison ", "vide.\n"],
  ["Une maison ", "\n"],
  ["", "vide.\n"],
  ["Avant\n", "\nAprès\n"],
] as const;

describe("random schedules of writing, taking back and delivery", () => {
  it.each(seeds(150, 3000))("seed %i: every text is whole, every caret behind its own", (seed) => {
    const next = random(seed * 7919);
    const number = () => 1000 + next(1_000_000);
    // The last one deletes words behind the place, and writes nothing.
    const [start, rest] = PLACES[next(PLACES.length)]!;
    const ops = `${start}${rest}`.split("\n").slice(0, -1).flatMap(p);
    const met = room(ops, [number(), number(), number(), number()]);
    const deleter = met.writers[3]!;
    const texts = TEXTS[next(TEXTS.length)]!;
    const [corrects, deletes] = [next(2) === 1, next(2) === 1];
    for (const writer of met.writers) writer.select(start.length);
    const done = texts.map(() => 0);
    let end: string = rest;
    while (done.some((count, index) => count < texts[index]!.length)) {
      const waiting = met.waiting();
      const index = next(3);
      if (waiting.length && next(2)) met.deliver(...waiting[next(waiting.length)]!);
      else if (deletes && /^\w/.test(end) && next(4) === 0) {
        const at = deleter.words.length - end.length;
        deleter.select(at, at + 1);
        deleter.run(edits.deleteRange);
        end = end.slice(1);
      } else if (corrects && done[index]! > 0 && next(3) === 0 && texts[index]![done[index]! - 1] !== "\n") {
        key(met.writers[index]!, "<");
        done[index]! -= 1;
      } else if (done[index]! < texts[index]!.length) {
        key(met.writers[index]!, texts[index]![done[index]!]!);
        done[index]! += 1;
      }
    }
    met.settle();
    const written = met.writers[0]!.words.slice(start.length, -end.length);
    expect(orders(texts).map((order) => order.join(""))).toContain(written);
    texts.forEach((text, index) => {
      const { words, caret } = met.writers[index]!;
      expect(words.slice(caret - text.length, caret)).toBe(text);
    });
  }, 60_000);
});
