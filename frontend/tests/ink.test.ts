// Passages by their inked characters: the same count as the server's, through blanks, emoji and several paragraphs.
import { expect, test } from "vitest";
import { inkOf } from "../src/live/ink";

test("blanks of every width are skipped, letters and emoji count once", () => {
  expect(inkOf("a b\u00a0c\u202fd\u200be\u2028f\n")).toBe(6);
  expect(inkOf("é🌡")).toBe(2);
  expect(inkOf("e\u0301")).toBe(2);
  expect(inkOf(" \t\n\ufeff")).toBe(0);
});
