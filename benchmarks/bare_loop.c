/* The bare yardstick: greedy generation on ONNX Runtime's C API with nothing around it. Past and present share a buffer,
 * every tensor is made before the clock starts, and only the attention mask is bound anew for each token.
 * For float32 graphs that make logits for the last position alone.
 *   cc -O2 -o bare_loop bare_loop.c -ldl
 *   ./bare_loop LIBRARY MODEL.ONNX LAYERS KV_HEADS HEAD_SIZE VOCABULARY PROMPT GENERATE THREADS WARM_UP TRIALS
 * PROMPT is a number of tokens, or their ids with commas between them. Standard output has one line per trial: prefill_ns
 * (until the prompt's logits are there) and decode_ns (from the first token to the last). The tokens go to standard error. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void **api; /* OrtApi by index; an index never changes */
static void die(const char *text) { fprintf(stderr, "bare_loop: %s\n", text); exit(1); }
static void check(void *status) { if (status) die(((const char *(*)(void *))api[2])(status)); }
#define CALL(index, ...) check(((void *(*)())api[index])(__VA_ARGS__))
static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static void *tensor(void *memory, void *data, int type, size_t bytes, size_t rank, int64_t a, int64_t b, int64_t c, int64_t d)
{
    int64_t shape[4] = {a, b, c, d};
    void *value;
    for (size_t i = 0; i < rank; i++) bytes *= shape[i];
    check(((void *(*)(void *, void *, size_t, int64_t *, size_t, int, void **))api[49])(memory, data, bytes, shape, rank, type, &value));
    return value;
}

__attribute__((optimize("O3"))) static int64_t argmax(const float *x, int n) /* vectorised, like the loop it is held against */
{
    float lanes[32], best = x[0];
    int i, j, at = 0;
    for (j = 0; j < 32; j++) lanes[j] = x[0];
    for (i = 0; i + 32 <= n; i += 32) for (j = 0; j < 32; j++) lanes[j] = x[i + j] > lanes[j] ? x[i + j] : lanes[j];
    for (; i < n; i++) best = x[i] > best ? x[i] : best;
    for (j = 0; j < 32; j++) best = lanes[j] > best ? lanes[j] : best;
    while (at < n - 1 && x[at] != best) at++;
    return at;
}

int main(int argc, char **argv)
{
    if (argc != 12) die("11 arguments are needed, see the top of bare_loop.c");
    int layers = atoi(argv[3]), heads = atoi(argv[4]), size = atoi(argv[5]), vocabulary = atoi(argv[6]), prompt = 0;
    int generate = atoi(argv[8]), threads = atoi(argv[9]), warm_up = atoi(argv[10]), trials = atoi(argv[11]);
    int64_t *ids = calloc(atoi(argv[7]) + strlen(argv[7]), 8), *out = calloc(generate, 8), token;
    if (strchr(argv[7], ',')) for (char *id = strtok(argv[7], ","); id; id = strtok(NULL, ",")) ids[prompt++] = atoll(id);
    else for (; prompt < atoi(argv[7]); prompt++) ids[prompt] = (1 + 7919LL * prompt) % vocabulary;
    int capacity = prompt + generate;
    int64_t *ones = calloc(capacity, 8);
    void **masks = calloc(capacity + 1, sizeof *masks), *env, *options, *session, *binding, *memory, *library = dlopen(argv[1], RTLD_NOW);
    if (!library) die(dlerror());
    api = ((void **(**)(uint32_t))((void *(*)(void))dlsym(library, "OrtGetApiBase"))())[0](15);
    CALL(3, 3, "bare", &env);
    CALL(10, &options);
    CALL(24, options, threads);
    CALL(25, options, 1);
    CALL(7, env, argv[2], options, &session);
    CALL(134, session, &binding);
    CALL(69, 0, 0, &memory);
    for (int i = 0; i < capacity; i++) ones[i] = 1;
    for (int i = 1; i <= capacity; i++) masks[i] = tensor(memory, ones, 7, 8, 2, 1, i, 0, 0);
    for (int i = 0; i < 2 * layers; i++) {
        char past[64], present[64];
        snprintf(past, sizeof past, "past_key_values.%d.%s", i / 2, i % 2 ? "value" : "key");
        snprintf(present, sizeof present, "present.%d.%s", i / 2, i % 2 ? "value" : "key");
        void *kv = tensor(memory, calloc((size_t)heads * capacity * size, 4), 1, 4, 4, 1, heads, capacity, size);
        CALL(136, binding, past, kv);
        CALL(137, binding, present, kv);
    }
    float *logits = calloc(vocabulary, 4);
    CALL(137, binding, "logits", tensor(memory, logits, 1, 4, 3, 1, 1, vocabulary, 0));
    void *all = tensor(memory, ids, 7, 8, 2, 1, prompt, 0, 0), *one = tensor(memory, &token, 7, 8, 2, 1, 1, 0, 0);
    for (int trial = -warm_up; trial < trials; trial++) {
        CALL(136, binding, "input_ids", all);
        CALL(136, binding, "attention_mask", masks[prompt]);
        int64_t start = now();
        CALL(133, session, NULL, binding);
        int64_t prefilled = now();
        out[0] = token = argmax(logits, vocabulary);
        int64_t first = now();
        CALL(136, binding, "input_ids", one);
        for (int k = 1; k < generate; k++) {
            CALL(136, binding, "attention_mask", masks[prompt + k]);
            CALL(133, session, NULL, binding);
            out[k] = token = argmax(logits, vocabulary);
        }
        int64_t last = now();
        if (trial >= 0) printf("%lld %lld\n", (long long)(prefilled - start), (long long)(last - first)), fflush(stdout);
    }
    for (int k = 0; k < generate; k++) fprintf(stderr, "%lld%c", (long long)out[k], k + 1 < generate ? ' ' : '\n');
    return 0;
}
