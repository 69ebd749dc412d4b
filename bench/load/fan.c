// One event to N clients: how long until the last has it, one at a time and with eight on their way.
//
// fan PORT PATH N HOW PIDS [COOKIE]
// HOW: `ws` client 0 sends each event as a text frame; `io` likewise in socket.io's framing;
//      `udp:PORT` each event is a datagram to a process that announces it.
// Prints: p50 p95 (ms to the last client), events/s with eight on their way, server's CPU us a delivered frame,
//         own share of a core meanwhile, ms until all had joined.
#define _GNU_SOURCE
#include "client.h"

#define EVENTS 25
#define WARM_UP 5
#define BURST_MS 2000.0
#define IN_FLIGHT 8

static int n, joined, socket_io, udp = -1;
static Client *clients;
static struct sockaddr_in target;
static int missing[1 << 16];

static void on_frame(Client *client, int opcode, const uint8_t *payload, size_t length) {
  (void)opcode;
  if (socket_io && length && (payload[0] == '0' || payload[0] == '2')) {
    send_frame(client, TEXT, (const uint8_t *)(payload[0] == '0' ? "40" : "3"), payload[0] == '0' ? 2 : 1);
    return;
  }
  if (socket_io && length > 1 && payload[0] == '4' && payload[1] == '0') {
    joined++;
    return;
  }
  // Frames that a server joined into one are found one by one.
  const uint8_t *at = payload;
  while ((at = memmem(at, payload + length - at, "#e", 2)) && payload + length - at >= 7) {
    int event = 0;
    for (int i = 2; i < 7; i++) event = event * 10 + at[i] - '0';
    missing[event]--;
    at += 7;
  }
}

static void say(int event) {
  char words[400];
  // 300 bytes of JSON, as a page's frame has them.
  int length = snprintf(words, sizeof words, "{\"type\":\"bench\",\"id\":\"#e%05d\",\"html\":\"", event);
  while (length < 298) words[length++] = 'x';
  words[length++] = '"';
  words[length++] = '}';
  missing[event] = n;
  if (udp >= 0) {
    if (sendto(udp, words, length, 0, (struct sockaddr *)&target, sizeof target) < 0) fail("sendto");
  } else if (socket_io) {
    char framed[420];
    int size = snprintf(framed, sizeof framed, "42[\"say\",%.*s]", length, words);
    send_frame(&clients[0], TEXT, (uint8_t *)framed, size);
  } else {
    send_frame(&clients[0], TEXT, (uint8_t *)words, length);
  }
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  int port = atoi(argv[1]), pids[64], count, epoll = epoll_create1(0);
  n = atoi(argv[3]);
  socket_io = !strcmp(argv[4], "io");
  if (!strncmp(argv[4], "udp:", 4)) {
    udp = socket(AF_INET, SOCK_DGRAM, 0);
    target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(argv[4] + 4))};
    inet_pton(AF_INET, "127.0.0.1", &target.sin_addr);
  }
  count = read_pids(argv[5], pids, 64);
  clients = calloc(n, sizeof *clients);

  double begun = now_ms();
  for (int i = 0; i < n; i++) {
    clients[i].number = i;
    connect_client(&clients[i], epoll, port, argv[2], argc > 6 ? argv[6] : NULL);
    if (i % 50 == 49) turn(epoll, now_ms(), on_frame);
  }
  for (int open = 0; open < n;) {
    turn(epoll, now_ms() + 50, on_frame);
    open = 0;
    for (int i = 0; i < n; i++) open += clients[i].open;
    if (socket_io && joined < n) open = 0;
    if (now_ms() - begun > 60000) {
      fprintf(stderr, "%d of %d joined within a minute\n", open, n);
      return 1;
    }
  }
  double took = now_ms() - begun;
  for (double until = now_ms() + 1500; now_ms() < until;) turn(epoll, until, on_frame);

  double times[EVENTS], server = 0, own = 0, since = 0;
  for (int event = 0; event < WARM_UP + EVENTS; event++) {
    if (event == WARM_UP) {
      server = processor_of(pids, count);
      own = (double)clock() / CLOCKS_PER_SEC;
      since = now_ms();
    }
    double sent = now_ms();
    say(event);
    while (missing[event] > 0) {
      turn(epoll, now_ms() + 20, on_frame);
      if (now_ms() - sent > 30000) {
        fprintf(stderr, "event %d is missing at %d clients\n", event, missing[event]);
        return 1;
      }
    }
    if (event >= WARM_UP) times[event - WARM_UP] = now_ms() - sent;
    for (double until = now_ms() + 20; now_ms() < until;) turn(epoll, until, on_frame);
  }
  server = processor_of(pids, count) - server;
  own = ((double)clock() / CLOCKS_PER_SEC - own) / ((now_ms() - since) / 1000);

  int next = 100, oldest = next, done = 0;
  double start = now_ms();
  while (now_ms() - start < BURST_MS) {
    while (next - oldest < IN_FLIGHT) say(next++);
    turn(epoll, now_ms() + 5, on_frame);
    while (oldest < next && missing[oldest] <= 0) oldest++, done++;
  }
  double rate = done / ((now_ms() - start) / 1000);
  qsort(times, EVENTS, sizeof *times, by_size);
  printf("%.3f %.3f %.1f %.2f %.2f %.0f\n", at_share(times, EVENTS, 0.5), at_share(times, EVENTS, 0.95), rate,
         server * 1e6 / ((double)EVENTS * n), own, took);
  return 0;
}
