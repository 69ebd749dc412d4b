// The others' carets as they are drawn between two words of theirs.
import { Awareness } from "y-protocols/awareness";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { Carets } from "../../src/editor/carets";
import { together } from "./writers";

const OTHER = 7;

it("what I write at another's caret leaves it where it is, what another writes there moves it", () => {
  const [one] = together([{ insert: "mot\n" }], 1);
  const awareness = new Awareness(one!.doc);
  const carets = new Carets(one!.binding, awareness);
  const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(one!.text, 3, -1)) as unknown;
  awareness.states.set(OTHER, { user: { name: "Ondine" }, cursor: { anchor: place, head: place } });
  awareness.emit("change", [{ added: [OTHER], updated: [], removed: [] }, null]);
  one!.select(3);
  one!.type("s");
  expect(carets.all()[0]).toMatchObject({ anchor: 3, head: 3 });
  one!.doc.transact(() => one!.text.insert(3, "!"), "another");
  expect(carets.all()[0]).toMatchObject({ anchor: 4, head: 4 });
  awareness.destroy();
});
