// `ws`: what one client says is read, written anew and sent to all.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: Number(process.env.PORT), host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const said = JSON.stringify(JSON.parse(data));
    for (const client of server.clients) client.send(said);
  });
});
