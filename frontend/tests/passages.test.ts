// The list of passages to comment on: every block with words once, under its heading, with its place in the text.
import { expect, test } from "vitest";
import { passagesOf } from "../src/live/passages";

function text(html: string): HTMLElement {
  const root = document.createElement("article");
  root.innerHTML = html;
  return root;
}

test("paragraphs and items stand under the heading of their section, with their inked places", () => {
  const found = passagesOf(text("<p>Ab c</p><h2>Un titre</h2><p>De</p><ul><li>fg<ul><li>hi</li></ul></li></ul><p> </p>"));
  expect(found.map(({ section, words }) => [section, words])).toEqual([
    ["", "Ab c"],
    ["Un titre", "De"],
    ["Un titre", "fg"],
    ["Un titre", "hi"],
  ]);
  expect(found.map(({ passage }) => [passage.first, passage.last])).toEqual([
    [0, 3],
    [10, 12],
    [12, 14],
    [14, 16],
  ]);
});

test("a paragraph of an item is told once, a long one by its first words", () => {
  const long = "mot ".repeat(40);
  const [item] = passagesOf(text(`<ul><li><p>${long}</p></li></ul>`));
  expect(passagesOf(text("<ul><li><p>a</p></li></ul>"))).toHaveLength(1);
  expect(item!.words).toBe(`${"mot ".repeat(15).trimEnd()}…`);
  expect(item!.passage.quote).toBe(long.trim());
});
