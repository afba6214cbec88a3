/* NVIDIA's profiling library, as far as InferBench traces activity with it. For tests:
 *   cc -O2 -shared -fPIC -Wl,-soname,libcupti.so.13 -o libcupti.so.13 fake_cupti.c -lpthread
 * Tests set which release it is and which call is refused, and ask what was called after a refusal. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void (*requested_t)(uint8_t **, size_t *, size_t *);
typedef void (*completed_t)(void *, uint32_t, uint8_t *, size_t, size_t);

static uint32_t version = 130000;
static char refused[64];
static int refusal, hasRefused, after;
static requested_t requested;
static completed_t completed;
static uint8_t *buffer;
static size_t size, used, dropped;
static uint32_t correlation, enabled[64];
static uint64_t stack[8], now = 1000000;
static int depth;

static int stepLaunches;

void fake_set(uint32_t is, const char *call, int status)
{
    version = is; snprintf(refused, sizeof refused, "%s", call); refusal = status;
    hasRefused = after = depth = stepLaunches = 0; buffer = 0; used = dropped = correlation = 0; now = 1000000; memset(enabled, 0, sizeof enabled);
}
int fake_calls_after_refusal(void) { return after; }
int fake_threads_by_gettid;
void fake_drop(size_t records) { dropped += records; }

static int answer(const char *call)
{
    after += hasRefused;
    if (strcmp(call, refused)) return 0;
    hasRefused = 1;
    return refusal;
}
#define ANSWER(call) do { int status = answer(#call); if (status) return status; } while (0)

static int newer(int major, int minor)
{
    int is = version >= 100000 ? (int)(version / 10000 * 100 + version / 100 % 100) : version == 24 ? 1206 : version == 26 ? 1208 : 1209;
    return is >= major * 100 + minor;
}

static size_t record_size(int kind)
{
    switch (kind) {
    case 3: case 10: return newer(13, 4) ? 248 : newer(13, 3) ? 232 : newer(13, 1) ? 224 : newer(13, 0) ? 216 : 208;
    case 1: return newer(13, 4) ? 112 : newer(12, 8) ? 96 : 88;
    case 2: return newer(13, 4) ? 104 : 88;
    case 4: case 5: return 40;
    case 17: return 56;
    case 38: return newer(12, 8) ? 56 : 40;
    case 39: return 24;
    case 51: return 56;
    case 20: return 40;
    }
    return 0;
}

static void deliver(void)
{
    if (buffer) completed(0, 0, buffer, size, used);
    buffer = 0;
}

static uint8_t *record(int kind)
{
    size_t bytes = record_size(kind), most;
    if (buffer && used + bytes > size) deliver();
    if (!buffer) {
        requested(&buffer, &size, &most);
        used = 0;
        if (!buffer) { dropped++; return 0; }
        memset(buffer, 0, size);
    }
    uint8_t *at = buffer + used;
    used += bytes;
    memcpy(at, &kind, 4);
    return at;
}
static void put4(uint8_t *r, int at, uint32_t v) { if (r) memcpy(r + at, &v, 4); }
static void put8(uint8_t *r, int at, uint64_t v) { if (r) memcpy(r + at, &v, 8); }

static uint32_t call(uint32_t id)
{
    correlation++;
    if (depth) { uint8_t *r = record(39); put4(r, 4, 3); put8(r, 8, stack[depth - 1]); put4(r, 16, correlation); }
    for (int kind = 4; kind <= 5; kind++) {
        uint8_t *r = record(kind);
        put4(r, 4, id); put8(r, 8, now); put8(r, 16, now + 100); put4(r, 28, 77); put4(r, 32, correlation);
    }
    now += 100;
    return correlation;
}

/* A launch on stream 7: the kernel starts 300 ns after the call began and takes as long as it is told. */
void fake_launch(const char *name, uint64_t duration)
{
    uint64_t began = now;
    uint32_t id = call(211);
    uint8_t *r = record(10);
    put8(r, 16, began + 300); put8(r, 24, began + 300 + duration); put4(r, 48, 7); put4(r, 92, id); put8(r, 104, (uint64_t)(uintptr_t)name);
    put4(r, 52, 4); put4(r, 56, 1); put4(r, 60, 1); put4(r, 64, 128); put4(r, 68, 1); put4(r, 72, 1); put8(r, 144, 5);
    now = began + 300 + duration;
}

void fake_copy(uint8_t kind, uint64_t bytes)
{
    uint64_t began = now;
    uint32_t id = call(41);
    uint8_t *r = record(1);
    if (r) r[4] = kind;
    put8(r, 8, bytes); put8(r, 16, began + 200); put8(r, 24, began + 400); put4(r, 40, 7); put4(r, 44, id);
    now = began + 400;
}

void fake_unread(void) { record(20); }

int cuptiGetVersion(uint32_t *v) { ANSWER(cuptiGetVersion); *v = version; return 0; }
int cuptiGetTimestamp(uint64_t *t) { ANSWER(cuptiGetTimestamp); *t = now; return 0; }
int cuptiSubscribe(void **s, void *callback, void *user) { (void)callback; (void)user; ANSWER(cuptiSubscribe); *s = &version; return 0; }
int cuptiUnsubscribe(void *s) { ANSWER(cuptiUnsubscribe); return s == &version ? 0 : 1; }
int cuptiSetThreadIdType(int type) { ANSWER(cuptiSetThreadIdType); fake_threads_by_gettid = type; return 0; }
int cuptiActivityRegisterCallbacks(requested_t r, completed_t c) { ANSWER(cuptiActivityRegisterCallbacks); requested = r; completed = c; return 0; }
int cuptiActivityEnable(int kind) { ANSWER(cuptiActivityEnable); enabled[kind] = 1; return 0; }
int cuptiActivityDisable(int kind) { ANSWER(cuptiActivityDisable); return enabled[kind] ? 0 : 1; }
/* Of every step that is begun from now on: a kernel, launched as often, and a copy to the host. */
static const char *stepKernel;
void fake_steps(const char *name, int launches) { stepKernel = name; stepLaunches = launches; }

int cuptiActivityPushExternalCorrelationId(int kind, uint64_t id)
{
    ANSWER(cuptiActivityPushExternalCorrelationId);
    if (kind > 5) return 1;
    stack[depth++] = id;
    for (int i = 0; i < stepLaunches; i++) fake_launch(stepKernel, 1000);
    if (stepLaunches) fake_copy(2, 128);
    return 0;
}
int cuptiActivityPopExternalCorrelationId(int kind, uint64_t *last)
{
    ANSWER(cuptiActivityPopExternalCorrelationId);
    if (kind > 5) return 1;
    if (!depth) return 18;
    depth--;
    if (last) *last = stack[depth];
    return 0;
}
int cuptiActivityGetNumDroppedRecords(void *context, uint32_t stream, size_t *n)
{
    (void)context; (void)stream;
    ANSWER(cuptiActivityGetNumDroppedRecords);
    *n = dropped; dropped = 0;
    return 0;
}
/* By a worker of its own, as the real one does. */
static void *flush(void *unused) { deliver(); return unused; }
int cuptiActivityFlushAll(uint32_t flag)
{
    (void)flag;
    ANSWER(cuptiActivityFlushAll);
    pthread_t worker;
    if (pthread_create(&worker, 0, flush, 0)) return 999;
    pthread_join(worker, 0);
    return 0;
}
int cuptiActivityGetNextRecord(uint8_t *b, size_t valid, uint8_t **r)
{
    ANSWER(cuptiActivityGetNextRecord);
    if (!b) return 1;
    uint8_t *at = b;
    int kind;
    if (*r) { memcpy(&kind, *r, 4); at = *r + record_size(kind); }
    if (at == b + valid) return 12;
    if (at + 4 > b + valid) return 21;
    memcpy(&kind, at, 4);
    if (!record_size(kind) || at + record_size(kind) > b + valid) return 21;
    *r = at;
    return 0;
}
