// @y/websocket-server as it comes, in memory. Its package exports no path to its server.
process.env.HOST = "127.0.0.1";
await import("./node_modules/@y/websocket-server/src/server.js");
