// What both generators share: WebSocket clients on one epoll loop, clocks, a server's processor time.
#ifndef CLIENT_H
#define CLIENT_H
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_SENT 8192

enum { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

typedef struct {
  int fd, number;
  int open;            // the handshake was answered
  uint8_t *in;         // bytes not yet read as frames
  size_t have, room;
} Client;

typedef void (*OnFrame)(Client *client, int opcode, const uint8_t *payload, size_t length);

static inline double now_ms(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1e3 + at.tv_nsec / 1e6;
}

static inline void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static inline void write_all(int fd, const uint8_t *data, size_t length) {
  while (length) {
    ssize_t sent = write(fd, data, length);
    if (sent < 0 && errno == EAGAIN) continue;
    if (sent <= 0) fail("write");
    data += sent;
    length -= sent;
  }
}

// A client's frame is masked; a mask of zeros leaves the words as they are.
static inline void send_frame(Client *client, int opcode, const uint8_t *payload, size_t length) {
  uint8_t frame[MOST_SENT + 14];
  if (length > MOST_SENT) fail("a message longer than the load ever sends");
  size_t at = 0;
  frame[at++] = 0x80 | opcode;
  if (length < 126) {
    frame[at++] = 0x80 | length;
  } else {
    frame[at++] = 0x80 | 126;
    frame[at++] = length >> 8;
    frame[at++] = length;
  }
  memset(frame + at, 0, 4);
  at += 4;
  memcpy(frame + at, payload, length);
  write_all(client->fd, frame, at + length);
}

static inline void connect_client(Client *client, int epoll, int port, const char *path, const char *cookie) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  client->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (client->fd < 0) fail("socket");
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
  int on = 1;
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  char request[2048];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\n%s%s%s\r\n",
                        path, port, port, cookie ? "Cookie: " : "", cookie ? cookie : "", cookie ? "\r\n" : "");
  write_all(client->fd, (uint8_t *)request, length);
  fcntl(client->fd, F_SETFL, O_NONBLOCK);
  client->room = 4096;
  client->in = malloc(client->room);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event)) fail("epoll_ctl");
}

// Reads what is there and hands on whole frames. Ends the run when the server hangs up: a lost client is no result.
static inline void read_client(Client *client, OnFrame on_frame) {
  for (;;) {
    if (client->have == client->room) client->in = realloc(client->in, client->room *= 2);
    ssize_t got = read(client->fd, client->in + client->have, client->room - client->have);
    if (got < 0 && errno == EAGAIN) break;
    if (got <= 0) {
      fprintf(stderr, "client %d: the server hung up\n", client->number);
      exit(1);
    }
    client->have += got;
    if (client->have < client->room) break;
  }
  size_t at = 0;
  if (!client->open) {
    uint8_t *end = memmem(client->in, client->have, "\r\n\r\n", 4);
    if (!end) return;
    if (memcmp(client->in, "HTTP/1.1 101", 12)) {
      fprintf(stderr, "client %d: %.*s\n", client->number, 60, client->in);
      exit(1);
    }
    client->open = 1;
    at = end + 4 - client->in;
  }
  while (client->have - at >= 2) {
    const uint8_t *frame = client->in + at;
    size_t head = 2, length = frame[1] & 127;
    if (length == 126) {
      if (client->have - at < 4) break;
      length = frame[2] << 8 | frame[3];
      head = 4;
    } else if (length == 127) {
      if (client->have - at < 10) break;
      length = 0;
      for (int i = 0; i < 8; i++) length = length << 8 | frame[2 + i];
      head = 10;
    }
    if (client->have - at < head + length) break;
    int opcode = frame[0] & 15;
    if (opcode == PING) send_frame(client, PONG, frame + head, length);
    else if (opcode == CLOSE) {
      fprintf(stderr, "client %d: closed with %d\n", client->number, length >= 2 ? frame[head] << 8 | frame[head + 1] : 0);
      exit(1);
    } else on_frame(client, opcode, frame + head, length);
    at += head + length;
  }
  memmove(client->in, client->in + at, client->have -= at);
}

// Handles what comes until `until` (ms of now_ms).
static inline void turn(int epoll, double until, OnFrame on_frame) {
  struct epoll_event events[256];
  double left = until - now_ms();
  struct timespec wait = {.tv_nsec = left > 0 ? (long)((left > 900 ? 900 : left) * 1e6) : 0};
  int ready = epoll_pwait2(epoll, events, 256, &wait, NULL);
  for (int i = 0; i < ready; i++) read_client(events[i].data.ptr, on_frame);
}

// Seconds of processor time that these processes have taken.
static inline double processor_of(const int *pids, int count) {
  double seconds = 0;
  for (int i = 0; i < count; i++) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pids[i]);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    size_t got = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[got] = 0;
    unsigned long user = 0, system = 0;
    char *after = strrchr(line, ')');
    if (after) sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    seconds += (double)(user + system) / sysconf(_SC_CLK_TCK);
  }
  return seconds;
}

static inline int by_size(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

// The value below which `share` of these ascending values lie.
static inline double at_share(const double *sorted, size_t count, double share) {
  return count ? sorted[(size_t)(share * (count - 1) + 0.5)] : 0;
}

// Process ids of "12,13": what the server's processor time is read of.
static inline int read_pids(char *given, int *pids, int most) {
  int count = 0;
  for (char *one = strtok(given, ","); one && count < most; one = strtok(NULL, ",")) pids[count++] = atoi(one);
  return count;
}
#endif
