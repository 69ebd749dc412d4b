// Finding and replacing on flat lines, the part that is shown alone, lengths.
import Delta from "quill-delta";
import { describe, expect, it } from "vitest";
import { Finding } from "../../src/editor/finding";
import { readingMinutes, wordsOf } from "../../src/editor/length";
import { makeLine, type Line } from "../../src/editor/lines";
import { nextFrom, replacing, Search, type Query } from "../../src/editor/matches";
import { Part, sectionLines } from "../../src/editor/part";
import { schema } from "../../src/editor/schema";
import { meet, seeds, random, startOf, together, Writer } from "./writers";

const line = (text: string, b = "p"): Line => makeLine(b, text ? [schema.text(text)] : []);
const asked = (text: string, how: Partial<Query> = {}): Query => ({ text, matchCase: false, wholeWords: false, accents: false, ...how });
const found = (lines: Line[], text: string, how: Partial<Query> = {}) => {
  const whole = lines.map((one) => `${one.textContent}\n`).join("");
  return new Search(asked(text, how)).in(lines).map(({ from, to }) => [from, whole.slice(from, to)]);
};

describe("what is found", () => {
  it("stands in any line, without regard to case and accents", () => {
    expect(found([line("Région"), line("x", "h2"), line("la region", "c:r:c")], "REGION")).toEqual([[0, "Région"], [12, "region"]]);
    expect(found([line("ma région")], "region", { accents: true })).toEqual([]);
    expect(found([line("FONDS, fonds")], "fonds", { matchCase: true })).toEqual([[7, "fonds"]]);
  });
  it("may be asked for as whole words, beside any sign but a letter", () => {
    expect(found([line("l’art, partie, art.")], "art", { wholeWords: true })).toEqual([[2, "art"], [15, "art"]]);
  });
  it("takes letters whose accent stands apart whole, and keeps its places after letters of two units", () => {
    expect(found([line("🌡️ e\u0301te\u0301")], "ete")).toEqual([[4, "e\u0301te\u0301"]]);
    expect(found([line("e\u0301te\u0301")], "été", { accents: true })).toEqual([[0, "e\u0301te\u0301"]]);
    expect(found([line("e\u0301")], "e", { accents: true })).toEqual([]);
  });
  it("knows the blanks, apostrophes and ligatures of typography", () => {
    expect(found([line("prêt\u202f: l’œuvre\u00a0et la mi\u2011temps")], "pret : l'oeuvre et la mi-temps")).toEqual([[0, "prêt\u202f: l’œuvre\u00a0et la mi\u2011temps"]]);
  });
  it("is taken to the letter", () => {
    expect(found([line("a.c abc (x)[y]\\d+ a/b")], "a.c")).toEqual([[0, "a.c"]]);
    expect(found([line("a.c abc (x)[y]\\d+ a/b")], "(x)[y]\\d+ a/")).toEqual([[8, "(x)[y]\\d+ a/"]]);
    expect(found([line("un"), line("deux")], "un\ndeux")).toEqual([]);
    expect(found([line("un")], "")).toEqual([]);
  });
  it("is at hand from where one stands, and from the start after the last", () => {
    const ranges = [{ from: 2, to: 4 }, { from: 8, to: 9 }];
    expect([0, 3, 4, 9].map((flat) => nextFrom(ranges, flat))).toEqual([0, 0, 1, 0]);
    expect(nextFrom([], 3)).toBe(-1);
  });
});

describe("what replaces it", () => {
  const start = [
    { insert: "un " },
    { insert: "fonds", attributes: { bold: true } },
    { insert: " et fonds" },
    { insert: "\n", attributes: { b: "ul" } },
  ];
  it("is one step to undo, keeps formats, and leaves alone what stays the same", () => {
    const [one, other] = together(start) as [Writer, Writer];
    const ranges = new Search(asked("fonds")).in(one.binding.lines);
    expect(replacing(one.binding.lines, ranges, "fonde").ops).toEqual([
      { retain: 7 }, { insert: "e", attributes: { bold: true } }, { delete: 1 }, { retain: 8 }, { insert: "e" }, { delete: 1 },
    ]);
    one.undo.stopCapturing();
    one.binding.apply(replacing(one.binding.lines, ranges, "prêt"));
    meet([one, other]);
    expect(other.words).toBe("un prêt et prêt\n");
    expect(other.text.toDelta()[1]).toEqual({ insert: "prêt", attributes: { bold: true } });
    one.undo.undo();
    meet([one, other]);
    expect(other.text.toDelta()).toEqual(start);
  });
  it("goes on beside what others write meanwhile", () => {
    const [one, other] = together(start) as [Writer, Writer];
    const ranges = new Search(asked("fonds")).in(one.binding.lines);
    one.binding.apply(replacing(one.binding.lines, ranges, "prêt"));
    other.select(3);
    other.type("bon ");
    meet([one, other]);
    expect(one.words).toContain("bon ");
    expect(one.words.match(/prêt/g)).toHaveLength(2);
  });
  it("cuts no letter of two units", () => {
    const lines = [line("a😀b")];
    expect(replacing(lines, [{ from: 0, to: 4 }], "a😁b").ops).toEqual([{ retain: 1 }, { insert: "😁" }, { delete: 2 }]);
  });
  it.each(seeds(30, 300))("writes what the words say, at random (%i)", (seed) => {
    const next = random(seed);
    const words = Array.from({ length: 12 }, () => ["ab", "a", "é", " ", "x", "\n"][next(6)]!).join("");
    const [one, other] = together([{ insert: `${words}\n` }], 2, seed) as [Writer, Writer];
    const put = ["", "a", "éé", "bab"][next(4)]!;
    one.binding.apply(replacing(one.binding.lines, new Search(asked("a", { accents: true })).in(one.binding.lines), put));
    expect(one.words).toBe(`${words}\n`.replaceAll("a", put));
    meet([one, other]);
  });
});

describe("a search that goes on", () => {
  it("keeps its count and its place while others write", () => {
    const [one, other] = together([{ insert: "fonds un fonds\n" }]) as [Writer, Writer];
    const finding = new Finding(one.binding);
    finding.begin(asked("fonds"), 9);
    expect([finding.current, finding.ranges.length]).toEqual([1, 2]);
    other.type("fonds, ");
    meet([one, other]);
    expect([finding.current, finding.ranges.length]).toEqual([2, 3]);
    finding.step(1);
    expect(finding.current).toBe(0);
    finding.step(-1);
    expect(finding.current).toBe(2);
    finding.end();
    expect(finding.ranges).toEqual([]);
  });
});

describe("one section alone", () => {
  const lines = [line("avant"), line("Un", "h2"), line("x"), line("Un bis", "h3"), line("y"), line("Deux", "h2"), line("z")];
  it("is its heading and what follows, deeper sections too", () => {
    expect(sectionLines(lines, 6)?.map((one) => one.textContent)).toEqual(["Un", "x", "Un bis", "y"]);
    expect(sectionLines(lines, 20)?.map((one) => one.textContent)).toEqual(["Deux", "z"]);
    expect(sectionLines(lines, 0)).toBeNull();
  });
  const ops = [
    { insert: "avant\nUn" }, { insert: "\n", attributes: { b: "h2" } }, { insert: "x\nDeux" }, { insert: "\n", attributes: { b: "h2" } }, { insert: "z\n" },
  ];
  it("holds what is written at its ends, and lets go what others write before it", () => {
    const one = new Writer(startOf(ops), 1);
    const part = new Part(one.binding);
    part.show(6);
    expect(part.range).toEqual({ from: 6, to: 11 });
    one.select(6);
    one.type("L’");
    one.select(0);
    one.type("Bien ");
    one.select(17);
    expect([one.words.slice(part.range!.from, part.range!.to), part.holds(17), part.holds(18)]).toEqual(["L’Un\nx\n", true, false]);
    one.binding.apply(new Delta().retain(18).insert("annexe").insert("\n", { b: "h2" }));
    expect(one.words.slice(part.range!.from, part.range!.to)).toBe("L’Un\nx\nannexe\n");
    // What another writes at the start of the next heading is that heading's.
    one.binding.apply(new Delta().retain(part.range!.to).insert("Les "));
    expect(one.words.slice(part.range!.from, part.range!.to)).toBe("L’Un\nx\nannexe\n");
  });
  it("begins with what I write above its heading, not with what another writes there", () => {
    const [one, other] = together(ops) as [Writer, Writer];
    const part = new Part(one.binding);
    part.show(6);
    other.binding.apply(new Delta().retain(6).insert("autre").insert("\n", { b: "p" }));
    meet([one, other]);
    expect([part.title, part.range!.from]).toEqual(["Un", 12]);
    one.binding.apply(new Delta().retain(12).insert("moi").insert("\n", { b: "p" }));
    expect([part.title, part.range!.from]).toEqual(["moi", 12]);
  });
  it("outlives its heading, and ends with its last line", () => {
    const one = new Writer(startOf(ops), 1);
    const part = new Part(one.binding);
    part.show(6);
    one.binding.apply(new Delta().retain(8).retain(1, { b: "p" }));
    expect([part.title, part.range]).toEqual(["Un", { from: 6, to: 11 }]);
    one.binding.apply(new Delta().retain(6).delete(3));
    expect([part.title, part.range]).toEqual(["x", { from: 6, to: 8 }]);
    one.binding.apply(new Delta().retain(6).delete(2));
    expect([part.title, part.range]).toEqual(["", null]);
  });
});

it("lengths are words, and minutes at a reader's pace", () => {
  expect(wordsOf([line("Un fonds d’ici"), line(""), line("deux")])).toBe(4);
  expect([0, 109, 110, 1284].map(readingMinutes)).toEqual([0, 0, 1, 6]);
});
