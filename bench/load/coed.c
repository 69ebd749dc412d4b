// Documents x editors who write at a steady pace: how long until each other editor has each update, and until it is
// acknowledged.
//
// coed PORT FRAMING PACE_MS SECONDS PIDS UPDATES DOCUMENTS [COOKIES]
// FRAMING: `y` y-protocols, one address a document; `hp` hocuspocus, one address for all.
// UPDATES: the file that updates.mjs writes; each update holds its marker #eeeee.uuuuu#, editor and number.
// DOCUMENTS: lines `NAME PATH`, as many editors in each as there are editors for them. COOKIES: a line for each editor.
// Prints: deliveries p50 p95 p99 ms, acknowledgements p50 p95 ms (0 where there are none), server's CPU us an update,
//         own share of a core, deliveries that never came, updates without an acknowledgement.
#define _GNU_SOURCE
#include "client.h"

#define WARM_UP_MS 1500.0
#define MARKER 13

typedef struct {
  uint8_t *bytes;
  uint32_t length;
} Update;

static int editors, updates, documents, hocuspocus, joined;
static Client *clients;
static Update *given;
static double *sent, *delivered, *acknowledged_after;
static int *next_update, *confirmed;
static char (*names)[80], (*paths)[200];
static size_t deliveries, acknowledgements, room;
static double counted_from;

static int number_at(const uint8_t *at) {
  int found = 0;
  for (int i = 0; i < 5; i++) {
    if (at[i] < '0' || at[i] > '9') return -1;
    found = found * 10 + at[i] - '0';
  }
  return found;
}

static void acknowledge(int editor, int upto, double now) {
  for (; confirmed[editor] < upto && confirmed[editor] < next_update[editor]; confirmed[editor]++) {
    double from = sent[editor * updates + confirmed[editor]];
    if (from >= counted_from) acknowledged_after[acknowledgements++] = now - from;
  }
}

static uint64_t varint(const uint8_t **at, const uint8_t *end) {
  uint64_t value = 0;
  for (int shift = 0; *at < end; shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) break;
  }
  return value;
}

static void on_frame(Client *client, int opcode, const uint8_t *payload, size_t length) {
  if (opcode != BINARY) return;
  double now = now_ms();
  const uint8_t *end = payload + length, *at = payload;
  if (hocuspocus) {
    uint64_t name = varint(&at, end);
    at += name;
    uint64_t kind = varint(&at, end);
    if (kind == 2 && varint(&at, end) == 2) joined++;
    if (kind == 8) acknowledge(client->number, confirmed[client->number] + 1, now);
  } else if (length >= 2 && payload[0] == 64) {
    at++;
    acknowledge(client->number, varint(&at, end), now);
    return;
  }
  at = payload;
  while ((at = memchr(at, '#', end - at)) && end - at >= MARKER) {
    int editor = number_at(at + 1), update = number_at(at + 7);
    if (at[6] != '.' || at[12] != '#' || editor < 0 || editor >= editors || update < 0 || update >= updates) {
      at++;
      continue;
    }
    double from = sent[editor * updates + update];
    if (from >= counted_from && editor != client->number && deliveries < room) delivered[deliveries++] = now - from;
    at += MARKER;
  }
}

static size_t put_varint(uint8_t *to, uint64_t value) {
  size_t at = 0;
  for (; value > 127; value >>= 7) to[at++] = value | 128;
  to[at++] = value;
  return at;
}

static size_t put_name(uint8_t *to, const char *name) {
  size_t length = strlen(name), at = put_varint(to, length);
  memcpy(to + at, name, length);
  return at + length;
}

static void write_next(int editor, int document) {
  Update *update = &given[editor * updates + next_update[editor]];
  uint8_t message[4096];
  size_t at = hocuspocus ? put_name(message, names[document]) : 0;
  message[at++] = 0;
  message[at++] = 2;
  at += put_varint(message + at, update->length);
  memcpy(message + at, update->bytes, update->length);
  sent[editor * updates + next_update[editor]++] = now_ms();
  send_frame(&clients[editor], BINARY, message, at + update->length);
}

static void read_updates(const char *path) {
  FILE *file = fopen(path, "rb");
  uint32_t head[2];
  if (!file || fread(head, 4, 2, file) != 2) fail(path);
  editors = head[0];
  updates = head[1];
  given = calloc((size_t)editors * updates, sizeof *given);
  for (int i = 0; i < editors * updates; i++) {
    if (fread(&given[i].length, 4, 1, file) != 1) fail("updates");
    given[i].bytes = malloc(given[i].length);
    if (fread(given[i].bytes, 1, given[i].length, file) != given[i].length) fail("updates");
  }
  fclose(file);
}

static int read_lines(const char *path, char *lines, size_t width, int most) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path);
  int count = 0;
  while (count < most && fgets(lines + count * width, width, file)) {
    lines[count * width + strcspn(lines + count * width, "\n")] = 0;
    count++;
  }
  fclose(file);
  return count;
}

int main(int argc, char **argv) {
  if (argc < 8) return 2;
  int port = atoi(argv[1]), pids[64], epoll = epoll_create1(0);
  hocuspocus = !strcmp(argv[2], "hp");
  double pace = atof(argv[3]), seconds = atof(argv[4]);
  int count = read_pids(argv[5], pids, 64);
  read_updates(argv[6]);
  char (*lines)[280] = calloc(editors, sizeof *lines);
  documents = read_lines(argv[7], (char *)lines, sizeof *lines, editors);
  names = calloc(documents, sizeof *names);
  paths = calloc(documents, sizeof *paths);
  for (int i = 0; i < documents; i++) sscanf(lines[i], "%79s %199s", names[i], paths[i]);
  char (*cookies)[280] = argc > 8 ? calloc(editors, sizeof *cookies) : NULL;
  int with_cookie = cookies ? read_lines(argv[8], (char *)cookies, sizeof *cookies, editors) : 0;
  int each = editors / documents;
  clients = calloc(editors, sizeof *clients);
  sent = calloc((size_t)editors * updates, sizeof *sent);
  next_update = calloc(editors, sizeof *next_update);
  confirmed = calloc(editors, sizeof *confirmed);
  double *due = calloc(editors, sizeof *due);
  room = (size_t)editors * updates * each;
  delivered = malloc(room * sizeof *delivered);
  acknowledged_after = malloc((size_t)editors * updates * sizeof *acknowledged_after);
  counted_from = 1e300;

  for (int i = 0; i < editors; i++) {
    clients[i].number = i;
    connect_client(&clients[i], epoll, port, paths[i / each], with_cookie ? cookies[i % with_cookie] : NULL);
    turn(epoll, now_ms(), on_frame);
  }
  double begun = now_ms();
  for (int open = 0; open < editors;) {
    turn(epoll, now_ms() + 50, on_frame);
    open = 0;
    for (int i = 0; i < editors; i++) open += clients[i].open;
    if (now_ms() - begun > 60000) {
      fprintf(stderr, "%d of %d joined within a minute\n", open, editors);
      return 1;
    }
  }
  if (hocuspocus) {
    for (int i = 0; i < editors; i++) {
      uint8_t message[200];
      size_t at = put_name(message, names[i / each]);
      message[at++] = 2;
      message[at++] = 0;
      at += put_name(message + at, "bench");
      send_frame(&clients[i], BINARY, message, at);
    }
    while (joined < editors) {
      turn(epoll, now_ms() + 50, on_frame);
      if (now_ms() - begun > 60000) {
        fprintf(stderr, "%d of %d were let in within a minute\n", joined, editors);
        return 1;
      }
    }
  }
  for (double until = now_ms() + 1500; now_ms() < until;) turn(epoll, until, on_frame);

  // The same phases for every server.
  uint32_t random = 12345;
  double start = now_ms(), end = start + WARM_UP_MS + seconds * 1000, server = 0, own = 0;
  for (int i = 0; i < editors; i++) {
    random = random * 1664525 + 1013904223;
    due[i] = start + pace * (random >> 8) / (1 << 24);
  }
  long written = 0;
  for (int measuring = 0; now_ms() < end;) {
    double now = now_ms(), soonest = end;
    if (!measuring && now >= start + WARM_UP_MS) {
      measuring = 1;
      counted_from = now;
      server = processor_of(pids, count);
      own = (double)clock() / CLOCKS_PER_SEC;
    }
    for (int i = 0; i < editors; i++) {
      if (due[i] <= now && next_update[i] < updates) {
        write_next(i, i / each);
        written += measuring;
        due[i] += pace;
      }
      if (due[i] < soonest) soonest = due[i];
    }
    turn(epoll, soonest, on_frame);
  }
  server = processor_of(pids, count) - server;
  own = ((double)clock() / CLOCKS_PER_SEC - own) / seconds;
  size_t expected = (size_t)written * (each - 1);
  for (double until = now_ms() + 5000; now_ms() < until && deliveries < expected;) turn(epoll, now_ms() + 50, on_frame);
  qsort(delivered, deliveries, sizeof *delivered, by_size);
  qsort(acknowledged_after, acknowledgements, sizeof *acknowledged_after, by_size);
  printf("%.3f %.3f %.3f %.3f %.3f %.1f %.2f %ld %ld\n", at_share(delivered, deliveries, 0.5),
         at_share(delivered, deliveries, 0.95), at_share(delivered, deliveries, 0.99),
         at_share(acknowledged_after, acknowledgements, 0.5), at_share(acknowledged_after, acknowledgements, 0.95),
         written ? server * 1e6 / written : 0, own, (long)(expected - deliveries), written - (long)acknowledgements);
  return 0;
}
