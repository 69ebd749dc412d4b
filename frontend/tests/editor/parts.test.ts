// The pure parts: edits of lines, paste, passages, places of notes, the saved line, sections, addresses.
import { describe, expect, it } from "vitest";
import { words } from "../../src/editor/config";
import type { Standing } from "../../src/editor/connection";
import { backspace, indent, insertLines, splitLine, toggleKind, type Edit } from "../../src/editor/edits";
import { makeLine, textOf, type Line } from "../../src/editor/lines";
import { completed } from "../../src/editor/links";
import { sectionAt, sectionsOf } from "../../src/editor/outline";
import { linesOfHtml, linesOfText } from "../../src/editor/paste";
import { locate, passageOf } from "../../src/editor/passages";
import { GAP, placeNotes } from "../../src/editor/places";
import { initials } from "../../src/editor/presence";
import { countWords } from "../../src/editor/ranges";
import { describe as describeSaved } from "../../src/editor/saved";
import { kindOf, schema } from "../../src/editor/schema";

const line = (b: string, text = ""): Line => makeLine(b, text ? [schema.text(text)] : []);
const shown = (lines: readonly Line[]) => lines.map((one) => `${one.attrs.b}|${one.textContent}`);
const run = (edit: Edit, lines: Line[], from: number, to = from) => {
  const edited = edit(lines, from, to);
  return edited && { lines: shown(edited.lines), anchor: edited.anchor };
};

describe("Enter", () => {
  it("gives a paragraph after a heading, and an empty one before it", () => {
    expect(run(splitLine, [line("h2", "Titre")], 5)).toEqual({ lines: ["h2|Titre", "p|"], anchor: 6 });
    expect(run(splitLine, [line("h2", "Titre")], 0)).toEqual({ lines: ["p|", "h2|Titre"], anchor: 1 });
  });
  it("inside a heading leaves the heading on both halves", () => {
    expect(run(splitLine, [line("h2", "Titre")], 2)?.lines).toEqual(["h2|Ti", "h2|tre"]);
  });
  it("in an empty item goes one step out, then leaves the list", () => {
    expect(run(splitLine, [line("ul1")], 0)?.lines).toEqual(["ul|"]);
    expect(run(splitLine, [line("ul")], 0)?.lines).toEqual(["p|"]);
  });
});

describe("Backspace", () => {
  it("at the start of a styled line first makes it a paragraph, then joins", () => {
    const lines = [line("p", "un"), line("h2", "deux")];
    expect(run(backspace, lines, 3)?.lines).toEqual(["p|un", "p|deux"]);
    expect(run(backspace, [line("p", "un"), line("p", "deux")], 3)).toEqual({ lines: ["p|undeux"], anchor: 2 });
  });
  it("takes a rule away and keeps the words after it", () => {
    expect(run(backspace, [line("hr"), line("p", "mots")], 1)?.lines).toEqual(["p|mots"]);
  });
});

describe("kinds and depths", () => {
  it("a second press takes the kind away", () => {
    expect(run(toggleKind("q"), [line("q", "a"), line("q", "b")], 0, 3)?.lines).toEqual(["p|a", "p|b"]);
  });
  it("a list that changes its sort keeps its depths", () => {
    expect(run(toggleKind("ol"), [line("ul", "a"), line("ul1", "b")], 0, 3)?.lines).toEqual(["ol|a", "ol1|b"]);
  });
  it("Tab moves items only, and leaves other lines to the browser", () => {
    expect(run(indent(1), [line("ul", "a")], 0)?.lines).toEqual(["ul1|a"]);
    expect(run(indent(1), [line("p", "a")], 0)).toBeNull();
  });
  it("an unknown kind is a paragraph to the eye", () => {
    expect(kindOf("new:thing")).toBe("p");
    expect(kindOf("ul12")).toBe("p");
  });
});

describe("paste", () => {
  it("one line is words among words", () => {
    expect(run(insertLines(linesOfText("mot")), [line("h2", "ab")], 1)).toEqual({ lines: ["h2|amotb"], anchor: 4 });
  });
  it("a heading takes the place of an empty line and begins a new one after words", () => {
    expect(run(insertLines([line("h2", "Article 3")]), [line("p")], 0)?.lines).toEqual(["h2|Article 3"]);
    expect(run(insertLines([line("h2", "Article 3")]), [line("p", "Fin.")], 4)?.lines).toEqual(["p|Fin.", "h2|Article 3"]);
  });
  it("HTML keeps every word, in the kinds of the text", () => {
    const { lines, images } = linesOfHtml(
      "<h1>T</h1><div>a<br>b</div><ol><li>un<ul><li>deux</li></ul></li></ol><pre>x\n  y</pre><blockquote><p>q</p></blockquote>" +
        "<table><tr><td>c1</td><td>c2</td></tr></table><hr><style>.x{}</style><p><i>fin</i> <img src=x alt=logo></p>",
    );
    expect(shown(lines)).toEqual(["h1|T", "p|a\u2028b", "ol|un", "ul1|deux", "code:|x", "code:|  y", "q|q", "p|c1", "p|c2", "hr|", "p|fin logo"]);
    expect(images).toBe(1);
  });
  it("bold words of a heading are its words, and no more", () => {
    const { lines } = linesOfHtml("<h2><b>Article</b> 3</h2>");
    expect(lines[0]!.toJSON()).toEqual(line("h2", "Article 3").toJSON());
  });
  it("a dangerous address keeps its words alone", () => {
    const { lines } = linesOfHtml('<a href="javascript:alert(1)">mot</a>');
    expect(lines[0]!.toJSON()).toEqual({ type: "line", attrs: { b: "p" }, content: [{ type: "text", text: "mot" }] });
  });
});

describe("a passage", () => {
  const text = "é😀 la perte, puis la perte.\n";
  it("goes to the server in code points and is found again", () => {
    const from = text.lastIndexOf("perte");
    const told = passageOf(text, { from, to: from + 5 });
    expect(told).toEqual({ start: from - 1, end: from + 4, quote: "perte" });
    expect(locate(text, told)).toEqual({ from, to: from + 5 });
  });
  it("is found at the nearest equal words when the text has moved on, or not at all", () => {
    const from = text.lastIndexOf("perte");
    expect(locate(text, { start: from + 3, end: from + 8, quote: "perte" })).toEqual({ from, to: from + 5 });
    expect(locate(text, { start: 0, end: 4, quote: "gain" })).toBeNull();
  });
});

describe("notes in the margin", () => {
  it("stand beside their passages and never over one another", () => {
    expect(placeNotes([{ top: 0, height: 50 }, { top: 20, height: 50 }, { top: 300, height: 50 }], null)).toEqual([0, 50 + GAP, 300]);
  });
  it("the lit one wins its place, the others move", () => {
    expect(placeNotes([{ top: 100, height: 50 }, { top: 120, height: 50 }, { top: 130, height: 50 }], 1)).toEqual([58, 120, 182]);
  });
  it("it yields where there is no room above", () => {
    expect(placeNotes([{ top: 0, height: 50 }, { top: 10, height: 50 }], 1)).toEqual([0, 62]);
  });
});

describe("the saved line", () => {
  const say = words(
    { saved: "Enregistré", saving: "Enregistrement…", pending: "Modifié", offline: "Hors ligne", offline_since: "Hors ligne depuis {hour} h {minute}", held_words_other: "{n} mots dans cette fenêtre seulement", kept_words_one: "{n} mot gardé ici", kept_words_other: "{n} mots gardés ici", frozen: "Texte figé", refused_other: "Non enregistré", kept_changes: "gardé ici" },
    "fr",
  );
  const open: Standing = { phase: "open", synced: true, offlineSince: null, waitingSince: null, write: true, frozen: false, refusal: null };
  const at = (standing: Partial<Standing>, facts = {}) =>
    describeSaved({ standing: { ...open, ...standing }, now: 10_000, durableAt: 0, unsavedWords: 0, safe: true, readonlyReason: "", ...facts }, say).text;
  it("says saved only when nothing waits and all has settled", () => {
    expect(at({})).toBe("Enregistré");
    expect(at({}, { durableAt: 9_900 })).toBe("Modifié");
    expect(at({ waitingSince: 9_999 })).toBe("Modifié");
    expect(at({ waitingSince: 9_000 })).toBe("Enregistrement…");
  });
  it("counts the words that wait while there is no network", () => {
    expect(at({ phase: "offline", waitingSince: 1 }, { unsavedWords: 14 })).toBe("Hors ligne, 14 mots gardés ici");
    expect(at({ phase: "offline", waitingSince: 1 }, { unsavedWords: 1 })).toBe("Hors ligne, 1 mot gardé ici");
  });
  it("says that a text is frozen, and that a change was refused for a reason without words of its own", () => {
    expect(at({ frozen: true, write: false })).toBe("Texte figé");
    expect(at({ refusal: "malformed", waitingSince: 1 })).toBe("Non enregistré, gardé ici");
  });
});

describe("small things", () => {
  it("sections are the headings, and hold the words after them", () => {
    const sections = sectionsOf([line("p", "avant"), line("h2", "Un"), line("p", "x"), line("h3", "Un bis"), line("h2", "Deux")]);
    expect(sections.map(({ title, level, start }) => [title, level, start])).toEqual([["Un", 0, 6], ["Un bis", 1, 11], ["Deux", 0, 18]]);
    expect([sectionAt(sections, 3), sectionAt(sections, 9), sectionAt(sections, 99)]).toEqual([-1, 0, 2]);
  });
  it("an address is completed, or refused", () => {
    expect(completed("www.example.org/a")).toBe("https://www.example.org/a");
    expect(completed("nom@example.org")).toBe("mailto:nom@example.org");
    expect(completed("javascript:alert(1)")).toBeNull();
    expect(completed("deux mots")).toBeNull();
  });
  it("initials and words are counted as people do", () => {
    expect(initials("Ondine de la Ravelle")).toBe("OR");
    expect(countWords("L’énergie d’ici, c’est-à-dire 30 000 € !")).toBe(5);
    expect(textOf([line("p", "a"), line("p", "b")])).toBe("a\nb\n");
  });
});
