// A ranking as data: every button and every drop leads where its words say, and nobody is ever lost.
import { expect, test } from "vitest";
import { down, drop, fromPlaces, inOrder, leave, placeOf, toggleEqual, up, type Ranking } from "../src/poll/ranks";

const ALL = ["A", "B", "C", "D"];

/** "A>B=C|D": after the bar those that are not ranked. */
function read(words: string): Ranking {
  const [ranked = "", rest = ""] = words.split("|");
  return {
    groups: ranked ? ranked.split(">").map((group) => group.split("=")) : [],
    rest: rest ? rest.split("=") : [],
  };
}

function write({ groups, rest }: Ranking): string {
  return `${groups.map((group) => group.join("=")).join(">")}|${rest.join("=")}`;
}

test("the places of a form are a ranking and back", () => {
  const found = fromPlaces([["A", "3"], ["B", ""], ["C", "1"], ["D", "3"]]);
  expect(write(found)).toBe("C>A=D|B");
  expect(ALL.map((key) => placeOf(found, key))).toEqual(["2", "", "1", "2"]);
  expect(inOrder(found)).toEqual(["C", "A", "D", "B"]);
});

test.each([
  ["|A=B=C=D", "C", "C|A=B=D"],
  ["C|A=B=D", "A", "C>A|B=D"],
  ["C>A|B=D", "A", "A>C|B=D"],
  ["A>C|B=D", "A", "A>C|B=D"],
  ["A>B=C|D", "C", "A>C>B|D"],
  ["A=B>C|D", "C", "C>A=B|D"],
])("up: %s, %s → %s", (before, key, after) => {
  expect(write(up(read(before), key))).toBe(after);
});

test.each([
  ["A>B|C=D", "A", "B>A|C=D"],
  ["A>B|C=D", "B", "A|B=C=D"],
  ["A=B>C|D", "A", "B>A>C|D"],
  ["A>B=C|D", "B", "A>C>B|D"],
  ["A|B=C=D", "C", "A|B=C=D"],
])("down: %s, %s → %s", (before, key, after) => {
  expect(write(down(read(before), key, ALL))).toBe(after);
});

test.each([
  ["A>B>C|D", "B", "A=B>C|D"],
  ["A=B>C|D", "B", "A>B>C|D"],
  ["A>B>C|D", "A", "A>B>C|D"],
  ["A=B>C|D", "C", "A=B=C|D"],
  ["A>B=C|D", "B", "A=B>C|D"],
  ["A|B=C=D", "D", "A|B=C=D"],
])("equal with the one above, or no more: %s, %s → %s", (before, key, after) => {
  expect(write(toggleEqual(read(before), key))).toBe(after);
});

test.each([
  ["A>B>C|D", "C", null, "C>A>B|D"],
  ["A>B>C|D", "A", "B", "B>A>C|D"],
  ["A>B>C|D", "D", "A", "A>D>B>C|"],
  ["A>B=C|D", "D", "B", "A>B=D=C|"],
  ["|A=B=C=D", "B", null, "B|A=C=D"],
])("dropped: %s, %s under %s → %s", (before, key, above, after) => {
  expect(write(drop(read(before), key, above))).toBe(after);
});

test("dragged under the line it is not ranked, where the ballot has it", () => {
  expect(write(leave(read("D>B>A|C"), "B", ALL))).toBe("D>A|B=C");
});

test("whatever is pressed, in any order, each option stands somewhere once", () => {
  let ranking = read("|A=B=C=D");
  for (let step = 0; step < 400; step += 1) {
    const key = ALL[(step * 7) % 4] ?? "A";
    const moves = [up, (r: Ranking) => down(r, key, ALL), toggleEqual, (r: Ranking) => drop(r, key, null)];
    ranking = (moves[(step * 3 + Math.floor(step / 5)) % 4] ?? up)(ranking, key);
    expect([...inOrder(ranking)].sort()).toEqual(ALL);
    expect(ranking.groups.every((group) => group.length > 0)).toBe(true);
  }
});
