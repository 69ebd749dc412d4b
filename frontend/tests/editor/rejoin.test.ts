// Words that a refusal left unsaved are put into the text as it is then: each once, none of others' taken out or back.
import Delta from "quill-delta";
import { expect, it } from "vitest";
import { missing } from "../../src/editor/rejoin";

const text = (...lines: string[]) => lines.reduce((delta, line) => delta.insert(line).insert("\n", { b: "p" }), new Delta());
const words = (delta: Delta) => delta.ops.map((op) => op.insert).join("");
/** The text after it, or null where nothing was missing. `unsaved` are the words of mine that wait. */
function after(theirs: Delta, mine: Delta, ...unsaved: string[]): string | null {
  const whole = words(mine);
  const ranges = unsaved.map((one) => ({ from: whole.indexOf(one), to: whole.indexOf(one) + one.length }));
  const change = missing(theirs, mine, ranges);
  return change && words(theirs.compose(change));
}

it("puts in what was not saved, where it was written", () => {
  expect(after(text("Un prêt."), text("Un prêt garanti."), " garanti")).toBe("Un prêt garanti.\n");
});
it("puts in nothing twice", () => {
  expect(after(text("Un prêt garanti."), text("Un prêt garanti."), " garanti")).toBeNull();
  expect(after(text("Un prêt gar."), text("Un prêt garanti."), " garanti")).toBe("Un prêt garanti.\n");
});
it("leaves what others wrote and took out meanwhile", () => {
  const theirs = text("Préambule.", "Le fonds prête sur dix ans, à taux fixe.", "Fin.");
  const mine = text("Le fonds prête et garantit sur dix ans, au plus.", "Fin.");
  expect(after(theirs, mine, " et garantit")).toBe(
    "Préambule.\nLe fonds prête et garantit sur dix ans, à taux fixe.\nFin.\n",
  );
});
it("stands behind what others wrote at the same place", () => {
  expect(after(text("Un prêt sûr."), text("Un prêt garanti."), " garanti")).toBe("Un prêt sûr garanti.\n");
});
it("brings back no words that I had taken out and others keep", () => {
  expect(after(text("Un prêt très long."), text("Un prêt long et sûr."), " et sûr")).toBe("Un prêt très long et sûr.\n");
});
it("keeps formats and the kinds of new lines", () => {
  const mine = new Delta().insert("Titre").insert("\n", { b: "h2" }).insert("mots").insert("\n", { b: "p" });
  const change = missing(text("mots"), mine, [{ from: 0, to: 6 }])!;
  expect(text("mots").compose(change).ops).toEqual(mine.ops);
});
it("puts several passages each in its place", () => {
  const theirs = text("Un.", "Deux.");
  expect(after(theirs, text("Un A.", "Deux B."), " A", " B")).toBe("Un A.\nDeux B.\n");
});
