// Where I write on: behind my own last letter, even one that I took back, whatever others write at the same place.
import type Delta from "quill-delta";
import type { AttributeMap, Op } from "quill-delta";
import * as Y from "yjs";

/** The letter before an offset of the flat text; null at its start. */
function letterBefore(text: Y.Text, at: number): Y.ID | null {
  return at > 0 ? Y.createRelativePositionFromTypeIndex(text, at, -1).item : null;
}

export class OwnCaret {
  /** The letter that I wrote or took back last; it says more than an offset, which deleted letters don't count in. */
  private letter: Y.ID | null = null;
  /** Its offset in the flat text, -1 before I have written. */
  at = -1;

  constructor(private readonly text: Y.Text) {}

  /** Applies a change of mine, after which the caret stands at `caret`; `transaction` is the one it is part of. */
  write(delta: Delta, caret: number, transaction: Y.Transaction): void {
    const { wrote, tookBack } = atCaret(delta, caret);
    const taken = tookBack === null ? null : letterBefore(this.text, tookBack);
    const stood = this.at === caret ? this.letter : null;
    if (!this.writeBehind(delta, transaction)) this.text.applyDelta(delta.ops);
    this.letter = wrote ? letterBefore(this.text, caret) : (stood ?? taken);
    if (this.resolve() !== caret) this.letter = null;
    this.at = this.letter ? caret : -1;
  }

  /** Where a caret goes after a change of another. */
  follow(delta: Delta): (caret: number) => number {
    const before = this.at;
    this.at = this.resolve();
    return (caret) => (caret === before && this.at >= 0 ? this.at : this.behind(caret, delta));
  }

  private resolve(): number {
    if (!this.letter) return -1;
    const place = new Y.RelativePosition(null, null, this.letter, -1);
    return Y.createAbsolutePositionFromRelativePosition(place, this.text.doc!, false)?.index ?? -1;
  }

  /** A caret stays behind the letter it follows, and goes along with a word that its writer goes on with. */
  private behind(caret: number, delta: Delta): number {
    const still = delta.transformPosition(caret, true);
    const pushed = delta.transformPosition(caret, false);
    if (still === pushed) return still;
    const [letter, last] = [letterBefore(this.text, still), letterBefore(this.text, pushed)];
    const goesOn = letter && last && letter.client === last.client && last.clock - letter.clock === pushed - still;
    return goesOn ? pushed : still;
  }

  /** Writes right behind my last letter, where Yjs would not, and gives whether it did.
   *
   * Yjs goes past deleted letters and past format marks that change nothing, to what is behind them. Others may write
   * there, or see the place as that behind my word, and what we then write at once is ordered letter by letter.
   */
  private writeBehind(delta: Delta, transaction: Y.Transaction): boolean {
    const words = onlyInsertion(delta, this.at);
    if (words === null || !this.letter) return false;
    const { doc } = transaction;
    const attributes = delta.ops.at(-1)!.attributes!;
    let left = Y.getItemCleanEnd(transaction, doc.store, this.letter);
    // The mark that was written with the letter, as every "\n" has one.
    if (left.right && isNoChange(left.right, attributes) && isNext(left.right, left)) left = left.right;
    const { right } = left;
    // The end that is given to a text without one may have come before a letter that I took back.
    if (!right || !(right.deleted || isNoChange(right, attributes)) || this.resolve() !== this.at) return false;
    const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
    new Y.Item(id, left, left.lastId, right, right.id, this.text, null, new Y.ContentString(words)).integrate(transaction, 0);
    // Yjs keeps offsets of places it has visited; an item that it did not place itself makes them wrong.
    this.text._searchMarker?.splice(0);
    this.text.format(this.at, words.length, attributes);
    return true;
  }
}

/** Whether an item is a mark that sets what words of these attributes have anyway. */
function isNoChange({ deleted, content }: Y.Item, attributes: AttributeMap): boolean {
  return !deleted && content instanceof Y.ContentFormat && (attributes[content.key] ?? null) === content.value;
}

function isNext(item: Y.Item, before: Y.Item): boolean {
  return item.id.client === before.lastId.client && item.id.clock === before.lastId.clock + 1;
}

/** The words of a change that does nothing but write them at an offset; else null. */
function onlyInsertion(delta: Delta, at: number): string | null {
  const ops: Op[] = at > 0 ? delta.ops : [{ retain: 0 }, ...delta.ops];
  const [first, second] = ops;
  if (ops.length !== 2 || first!.retain !== at || first!.attributes) return null;
  return typeof second!.insert === "string" ? second!.insert : null;
}

/** What a change does right before the caret that it ends with: whether it wrote there; else up to which old offset it deleted. */
function atCaret(delta: Delta, caret: number): { wrote: boolean; tookBack: number | null } {
  let [before, after] = [0, 0];
  let [wrote, tookBack]: [boolean, number | null] = [false, null];
  for (const op of delta.ops) {
    if (typeof op.retain === "number") [before, after] = [before + op.retain, after + op.retain];
    else if (typeof op.insert === "string") {
      after += op.insert.length;
      wrote ||= after === caret;
    } else if (op.delete) {
      before += op.delete;
      if (after === caret) tookBack = before;
    }
  }
  return { wrote, tookBack };
}
