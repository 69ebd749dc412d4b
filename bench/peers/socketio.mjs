// socket.io: what one client says goes to the room that all are in.
import { Server } from "socket.io";

const server = new Server({ transports: ["websocket"], perMessageDeflate: false, serveClient: false });
server.on("connection", (socket) => {
  void socket.join("room");
  socket.on("say", (said) => server.to("room").emit("said", said));
});
server.listen(Number(process.env.PORT));
