// Genuine Yjs updates for the co-editing load: EDITORS texts of their own, each marker #eeeee.uuuuu# one update.
//
// node updates.mjs EDITORS UPDATES FILE: two uint32, then each update as a uint32 length and its bytes (little endian).
import { writeFileSync } from "node:fs";
import * as Y from "yjs";

const [editors, updates, file] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const digits = (value) => String(value).padStart(5, "0");
const parts = [number(editors), number(updates)];
for (let editor = 0; editor < editors; editor += 1) {
  const doc = new Y.Doc();
  doc.clientID = 1_000_000 + editor;
  const text = doc.getText("body");
  doc.on("update", (update) => parts.push(number(update.length), Buffer.from(update)));
  for (let n = 0; n < updates; n += 1) text.insert(text.length, `#${digits(editor)}.${digits(n)}#`);
}
writeFileSync(file, Buffer.concat(parts));
