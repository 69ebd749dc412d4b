// Playing: in order, in pieces, at the pace that was chosen, to the last change; and drawn as the lines are.
// @vitest-environment jsdom
import { expect, test } from "vitest";
import { Drawing } from "../../src/history/drawing";
import { Player, type Piece, type Step } from "../../src/history/player";
import { linesOf, wordsOf } from "../../src/history/text";
import { momentWords } from "../../src/history/when";

const WORDS = "abcdefghij".repeat(100);

/** A log of a thousand letters, told in pieces of 300. */
function log(asked: number[] = []): (after: number, withState: boolean) => Promise<Piece> {
  return (after, withState) => {
    asked.push(after);
    const upto = Math.min(after + 300, WORDS.length);
    const steps: Step[] = [];
    for (let n = after + 1; n <= upto; n += 1) {
      steps.push({ n, at: "2026-11-28T10:00:00Z", by: 3, delta: [{ retain: n - 1 }, { insert: WORDS[n - 1]! }] });
    }
    return Promise.resolve({
      after,
      upto,
      latest: WORDS.length,
      steps,
      ...(withState ? { state: [{ insert: `${WORDS.slice(0, after)}\n`, by: 3 }] } : {}),
      writers: { 3: { number: 1, style: 1, name: "Jeanne" } },
    });
  };
}

test("every change is played once, in order, however long a frame takes", async () => {
  const asked: number[] = [];
  const player = new Player(log(asked));
  await player.start(40);
  expect(wordsOf(player.lines)).toBe(`${WORDS.slice(0, 40)}\n`);
  while (!player.isAtEnd) {
    player.advance(0.7, 100);
    await player.provide();
  }
  expect(wordsOf(player.lines)).toBe(`${WORDS}\n`);
  expect([player.at, asked]).toEqual([1000, [40, 340, 640, 940]]);
  expect(player.writers(3)?.name).toBe("Jeanne");
});

test("the pace decides how many steps a second, and a long wait does not make it race", async () => {
  const player = new Player(log());
  await player.start(0);
  player.advance(1, 1);
  expect(player.at).toBe(5);
  player.advance(60, 1);
  expect(player.at).toBe(10);
});

test("a log that can't be read rejects, and can be asked again", async () => {
  let fails = false;
  const told = log();
  const player = new Player((after, state) => (fails ? Promise.reject(new Error("503")) : told(after, state)));
  await player.start(0);
  player.advance(1, 40);
  fails = true;
  await expect(player.provide()).rejects.toThrow("503");
  fails = false;
  await player.provide();
  while (!player.isAtEnd) {
    player.advance(1, 100);
    await player.provide();
  }
  expect(player.at).toBe(1000);
});

test("only blocks that changed are drawn anew; lists stand in one, numbers are of the whole text", () => {
  const root = document.createElement("article");
  const drawing = new Drawing(root, (by) => ({ number: by!, style: by!, name: `N${by}` }));
  const ops = [
    { insert: "Constat\n", attributes: { b: "h2" }, by: 1 },
    { insert: "un", by: 1 },
    { insert: " deux", by: 2 },
    { insert: "\n", by: 2 },
    { insert: "a\nb\n", attributes: { b: "ul" }, by: 2 },
  ];
  const lines = linesOf(ops);
  drawing.draw(lines);
  expect(root.innerHTML).toBe(
    '<h2 data-number="1."><span class="by by-1" title="N1" data-by="1">Constat</span></h2>' +
      '<p><span class="by by-1" title="N1">un</span><span class="by by-2" title="N2" data-by="2"> deux</span></p>' +
      '<ul><li class="depth-0"><span class="by by-2" title="N2">a</span></li>' +
      '<li class="depth-0"><span class="by by-2" title="N2">b</span></li></ul>',
  );
  const [heading, , list] = root.children;
  const next = [lines[0]!, ...linesOf([{ insert: "un autre\n", by: 2 }]), ...lines.slice(2)];
  const changedElement = drawing.draw(next);
  expect(root.children[0]).toBe(heading);
  expect(root.children[2]).toBe(list);
  expect(changedElement).toBe(root.children[1]);
  expect(drawing.draw(next.slice(0, 2))).toBe(null);
  expect(root.children).toHaveLength(2);
});

test("a moment is said as the server says it", () => {
  const words = momentWords("fr", "Europe/Paris");
  expect(words("2026-11-12T13:05:00+00:00")).toBe("12 novembre 2026 à 14\u00a0h\u00a005");
  expect(words("2026-07-01T22:00:00Z")).toBe("2 juillet 2026 à 0\u00a0h");
});
