// Sections go where they may, and words that are moved or come back say truly which they were.
import type { Op } from "quill-delta";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Section } from "../../src/editor/outline";
import { sectionsOf } from "../../src/editor/outline";
import { Passages } from "../../src/editor/passages";
import { goals, rangeOf, shift, step } from "../../src/editor/sections";
import type { Claim } from "../../src/editor/moved";
import { meet, random, seeds, together, Writer } from "./writers";

const line = (words: string, b = "p"): Op[] => [{ insert: words }, { insert: "\n", attributes: { b } }];
const TEXT: Op[] = [
  ...line("Avant tout"),
  ...line("Un", "h2"), ...line("mots de un"),
  ...line("Un et demi", "h3"), ...line("mots du milieu"),
  ...line("Deux", "h2"), ...line("mots de deux 🌞", "ul"),
  ...line("Trois", "h2"), ...line("fin"),
].filter((op) => op.insert !== "");

function outline(levels: number[]): Section[] {
  return levels.map((level, index) => ({ title: `${index}`, number: "", level, start: 10 * index }));
}

function moveSection(writer: Writer, index: number, gap: number, others: number[] = []): void {
  const sections = sectionsOf(writer.binding.lines);
  const { range, goal } = shift(sections, index, gap, writer.words.length, others);
  writer.binding.move(range, goal);
}

describe("where a section may go", () => {
  it("reaches to the next of its level or a higher one", () => {
    const sections = outline([0, 1, 2, 1, 0]);
    expect(rangeOf(sections, 1, 99)).toEqual({ from: 10, to: 30 });
    expect(rangeOf(sections, 0, 99)).toEqual({ from: 0, to: 40 });
    expect(rangeOf(sections, 4, 99)).toEqual({ from: 40, to: 99 });
  });

  it("never takes along what is under another, nor goes before the first that it is under", () => {
    expect(goals(outline([0, 1, 2, 1, 0]), 3)).toEqual([1, 5]);
    expect(goals(outline([0, 1, 1]), 0)).toEqual([]);
    expect(goals(outline([0, 1, 1]), 2)).toEqual([1]);
    expect(goals(outline([0, 0, 1, 0]), 3)).toEqual([0, 1]);
    expect(goals(outline([0, 1, 0]), 1)).toEqual([3]);
  });

  it("steps past its neighbour, then into the section beside its own", () => {
    const sections = outline([0, 1, 1, 0, 1]);
    expect(step(sections, 2, -1)).toBe(1);
    expect(step(sections, 1, -1)).toBeNull();
    expect(step(sections, 2, 1)).toBe(4);
    expect(step(sections, 0, 1)).toBe(5);
    expect(step(sections, 4, -1)).toBe(3);
  });

  it("leaves the words of who is writing in it where they are, and moves its neighbour", () => {
    const sections = outline([0, 0, 0]);
    expect(shift(sections, 2, 1, 30, [25])).toEqual({ index: 1, range: { from: 10, to: 20 }, goal: 30 });
    expect(shift(sections, 0, 2, 30, [5])).toEqual({ index: 1, range: { from: 10, to: 20 }, goal: 0 });
    expect(shift(sections, 2, 1, 30, [25, 12])).toEqual({ index: 1, range: { from: 20, to: 30 }, goal: 10 });
    expect(shift(sections, 2, 0, 30, [])).toEqual({ index: 0, range: { from: 20, to: 30 }, goal: 0 });
  });
});

describe("a moved section", () => {
  it("keeps kinds and formats, takes the caret along, and one undo takes it back", () => {
    const [writer] = together(TEXT, 1);
    const { words, kinds } = writer!;
    writer!.select(words.indexOf("milieu"));
    moveSection(writer!, 0, 4);
    expect(writer!.words).toBe(
      "Avant tout\nDeux\nmots de deux 🌞\nTrois\nfin\nUn\nmots de un\nUn et demi\nmots du milieu\n",
    );
    expect(writer!.kinds).toEqual(["p", "h2", "ul", "h2", "p", "h2", "p", "h3", "p"]);
    expect(writer!.caret).toBe(writer!.words.indexOf("milieu"));
    writer!.agrees();
    writer!.undo.undo();
    expect([writer!.words, writer!.kinds]).toEqual([words, kinds]);
    expect(writer!.caret).toBe(words.indexOf("milieu"));
    writer!.agrees();
  });

  it("takes passages and another's caret along, there and back", () => {
    const [one, other] = together(TEXT, 2);
    const passages = [one!, other!].map((writer) => new Passages(writer.binding));
    const shown = { id: "1", quote: "mots du milieu", html: "", lost: false, resolved: false };
    const start = [...one!.words.slice(0, one!.words.indexOf("mots du milieu"))].length;
    for (const each of passages) each.show([{ ...shown, start, end: start + 14 }]);
    other!.select(other!.words.indexOf("de deux") + 3);
    moveSection(one!, 0, 3);
    tell(one!, other!);
    meet([one!, other!]);
    moveSection(one!, 0, 3);
    tell(one!, other!);
    meet([one!, other!]);
    const stands = (writer: Writer, index: number) => {
      const range = passages[index]!.get("1")!;
      return writer.words.slice(range.from, range.to);
    };
    expect([stands(one!, 0), stands(other!, 1)]).toEqual(["mots du milieu", "mots du milieu"]);
    expect(other!.words.slice(other!.caret)).toMatch(/^deux 🌞/);
    one!.undo.undo();
    tell(one!, other!);
    meet([one!, other!]);
    one!.undo.undo();
    tell(one!, other!);
    meet([one!, other!]);
    expect([stands(one!, 0), stands(other!, 1)]).toEqual(["mots du milieu", "mots du milieu"]);
    expect(other!.words.slice(other!.caret)).toMatch(/^deux 🌞/);
  });

  it("loses no word that is typed in it at the same moment", () => {
    const [one, other] = together(TEXT, 2);
    moveSection(one!, 0, 3);
    other!.select(other!.words.indexOf("de un"));
    other!.type("NEUF ");
    meet([one!, other!]);
    expect(one!.words).toContain("NEUF ");
    one!.undo.undo();
    meet([one!, other!]);
    expect(one!.words).toContain("NEUF ");
  });
});

/** What the server tells the others before the words come. */
function tell(from: Writer, to: Writer): void {
  to.moved.expect(from.moved.claims());
}

describe("claims", () => {
  it.each(seeds(20, 300))("are true whatever several do, seed %i", (seed) => {
    const next = random(seed);
    // Nobody can select half a character; the fuzz would.
    const writers = together(TEXT.map((op) => ({ ...op, insert: String(op.insert).replace("🌞", "é") })), 3, seed);
    const said = new Map<string, string>();
    const read = (update: Uint8Array) => {
      for (const struct of Y.decodeUpdate(update).structs) {
        if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
        const { str } = struct.content;
        for (let at = 0; at < str.length; at += 1) said.set(`${struct.id.client}:${struct.id.clock + at}`, str[at]!);
      }
    };
    read(Y.encodeStateAsUpdate(writers[0]!.doc));
    const claims: Claim[] = [];
    for (const writer of writers) writer.doc.on("update", read);
    for (let count = 0; count < 40; count += 1) {
      const writer = writers[next(3)]!;
      const sections = sectionsOf(writer.binding.lines);
      const act = next(8);
      if (act < 2) {
        writer.select(next(writer.words.length));
        writer.type("xyz"[next(3)]!);
      } else if (act === 2) {
        const from = next(writer.words.length - 1);
        writer.select(from, Math.min(from + 1 + next(20), writer.words.length - 1));
        writer.dispatch(writer.state.tr.deleteSelection());
      } else if (act === 3 && sections.length) {
        const index = next(sections.length);
        const open = goals(sections, index);
        if (open.length) moveSection(writer, index, open[next(open.length)]!, next(2) ? [next(writer.words.length)] : []);
      } else if (act === 4) writer.undo.undo();
      else if (act === 5) writer.undo.redo();
      else if (act === 6) meet(writers);
      writer.agrees();
      claims.push(...writer.moved.claims());
    }
    meet(writers);
    for (const [client, clock, length, fromClient, fromClock] of claims) {
      for (let at = 0; at < length; at += 1) {
        expect(said.get(`${client}:${clock + at}`)).toBe(said.get(`${fromClient}:${fromClock + at}`));
        expect(said.has(`${client}:${clock + at}`)).toBe(true);
      }
    }
  });
});
