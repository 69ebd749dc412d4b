// Hocuspocus as it comes; with STORE=file each update is a durable row before the hook ends (its hooks hold nobody up).
import { DatabaseSync } from "node:sqlite";
import { Server } from "@hocuspocus/server";

const settings = { port: Number(process.env.PORT), address: "127.0.0.1", quiet: true, stopOnSignals: true };
if (process.env.STORE) {
  const store = new DatabaseSync(process.env.STORE);
  store.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS updates (name, data, at)");
  const insert = store.prepare("INSERT INTO updates VALUES (?, ?, ?)");
  settings.onChange = async ({ documentName, update }) => {
    insert.run(documentName, update, Date.now());
  };
}
await new Server(settings).listen();
