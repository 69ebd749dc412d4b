// Comments of a margin stand beside their passages and never over each other.
import { describe, expect, it } from "vitest";
import { GAP, stack } from "../src/lib/margin";

describe("stacking the margin", () => {
  it("puts a comment beside its passage when there is room", () => {
    expect(stack([{ passage: 10, height: 50 }, { passage: 200, height: 50 }])).toEqual([10, 200]);
  });

  it("puts a comment under the one above when their passages are close", () => {
    expect(stack([{ passage: 10, height: 50 }, { passage: 20, height: 50 }])).toEqual([10, 60 + GAP]);
  });

  it("gives the lit comment its place and moves those above it up", () => {
    const notes = [{ passage: 10, height: 50 }, { passage: 20, height: 50 }, { passage: 30, height: 50 }];
    expect(stack(notes, 1)).toEqual([20 - GAP - 50, 20, 70 + GAP]);
  });

  it("never lets two comments overlap, whichever is lit", () => {
    const notes = Array.from({ length: 12 }, (_, i) => ({ passage: (i * 37) % 180 + i * 9, height: 20 + ((i * 53) % 90) }))
      .sort((a, b) => a.passage - b.passage);
    for (let lit = -1; lit < notes.length; lit += 1) {
      const tops = stack(notes, lit);
      for (let i = 1; i < tops.length; i += 1) {
        expect(tops[i]! - (tops[i - 1]! + notes[i - 1]!.height)).toBeGreaterThanOrEqual(GAP);
      }
      if (lit >= 0) expect(tops[lit]).toBe(notes[lit]!.passage);
    }
  });
});
