// The text that is played: any change gives what plain slices of code points give, whose every word is included.
import { expect, test } from "vitest";
import { changed, count, cut, linesOf, wordsOf, type Line, type Op } from "../../src/history/text";

const ME = 1;
const YOU = 2;

const START: Op[] = [
  { insert: "Un 🌡️ titre", by: ME },
  { insert: "\n", attributes: { b: "h2" }, by: ME },
  { insert: "premier", attributes: { bold: true }, by: ME },
  { insert: " point\n", attributes: { b: "ul" }, by: YOU },
  { insert: "fin\n", by: ME },
];

/** Every code point with whose it is. */
function signs(lines: readonly Line[]): [string, number | null][] {
  return lines.flatMap((line) => [
    ...line.runs.flatMap((run) => Array.from(run.text, (sign): [string, number | null] => [sign, run.by])),
    ["\n", null] as [string, number | null],
  ]);
}

test("lines are told from operations, and spell the same words", () => {
  const lines = linesOf(START);
  expect(lines.map((line) => line.kind)).toEqual(["h2", "ul", "p"]);
  expect(wordsOf(lines)).toBe("Un 🌡️ titre\npremier point\nfin\n");
  expect(lines[1]!.runs.map((run) => [run.text, run.by, run.marks])).toEqual([
    ["premier", ME, { bold: true }],
    [" point", YOU, {}],
  ]);
});

test("signs of two units count once", () => {
  expect(count("a🌡é")).toBe(3);
  expect(cut("a🌡é", 2)).toEqual(["a🌡", "é"]);
});

test("words put in are of who puts them in; lines that are not touched stay the same objects", () => {
  const lines = linesOf(START);
  const after = changed(lines, [{ retain: 3 }, { insert: "beau " }], YOU);
  expect(wordsOf(after)).toBe("Un beau 🌡️ titre\npremier point\nfin\n");
  expect(after[0]!.runs.map((run) => [run.text, run.by])).toEqual([["Un ", ME], ["beau ", YOU], ["🌡️ titre", ME]]);
  expect(after[1]).toBe(lines[1]);
  expect(after[2]).toBe(lines[2]);
});

test("an Enter splits a line, its kind stays with the second half; a deleted end joins two", () => {
  const lines = linesOf(START);
  const split = changed(lines, [{ retain: 3 }, { insert: "\n", attributes: { b: "p" } }], YOU);
  expect(split.map((line) => line.kind)).toEqual(["p", "h2", "ul", "p"]);
  const joined = changed(split, [{ retain: 3 }, { delete: 1 }], YOU);
  expect(joined.map((line) => line.kind)).toEqual(["h2", "ul", "p"]);
  expect(wordsOf(joined)).toBe(wordsOf(lines));
});

test("formats change marks and kinds, and off is off", () => {
  const lines = linesOf(START);
  const size = count("Un 🌡️ titre") + 1;
  const plain = changed(lines, [{ retain: size }, { retain: 7, attributes: { bold: null, italic: true } }], YOU);
  expect(plain[1]!.runs[0]).toEqual({ text: "premier", marks: { italic: true }, by: ME });
  const heading = changed(lines, [{ retain: size + 13 }, { retain: 1, attributes: { b: "h3" } }], YOU);
  expect(heading[1]!.kind).toBe("h3");
});

test("words behind the last end of a line make a last line", () => {
  const after = changed(linesOf([{ insert: "a\n", by: ME }]), [{ retain: 2 }, { insert: "b" }], YOU);
  expect(after.map((line) => line.runs.map((run) => run.text))).toEqual([["a"], ["b"]]);
});

test("any change gives what slices of code points give", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const letters = ["a", "é", "🌡", " ", "\n"];
  let lines = linesOf(START);
  for (let round = 0; round < 2000; round += 1) {
    const before = signs(lines);
    // The text ends with a line's end, as the log keeps it.
    const at = random(before.length);
    const gone = random(Math.min(6, before.length - at));
    const put = Array.from({ length: random(5) }, () => letters[random(letters.length)]!);
    const delta: Op[] = [{ retain: at }, ...(put.length ? [{ insert: put.join("") }] : []), { delete: gone }];
    lines = changed(lines, delta, YOU);
    const expected = [...before.slice(0, at), ...put.map((sign): [string, number] => [sign, YOU]), ...before.slice(at + gone)];
    expect(signs(lines)).toEqual(expected.map(([sign, by]) => [sign, sign === "\n" ? null : by]));
  }
});
