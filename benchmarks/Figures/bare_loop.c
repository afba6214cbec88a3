/* The bare yardstick: greedy generation on ONNX Runtime's C API with nothing around it. Past and present share a buffer,
 * every tensor is made before the clock starts, and only the attention mask is bound anew for each token.
 * For float32 graphs that make logits for the last position alone. A library on somebody's session (cc -O2 -shared -fPIC),
 * so that both loops run on the same weights in the same memory; or a program:
 *   cc -O2 -o bare_loop bare_loop.c -ldl
 *   ./bare_loop LIBRARY MODEL.ONNX LAYERS KV_HEADS HEAD_SIZE VOCABULARY PROMPT GENERATE THREADS WARM_UP TRIALS
 * prints prefill_ns (until the prompt's logits are there) and decode_ns (from the first token to the last) of each trial. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct loop { void **api, *session, *binding, *all, *one, **masks; float *logits; int64_t token; int vocabulary, prompt, generate; };

static void check(void **api, void *status)
{
    if (status) fprintf(stderr, "bare_loop: %s\n", ((const char *(*)(void *))api[2])(status)), exit(1);
}
#define CALL(index, ...) check(api, ((void *(*)())api[index])(__VA_ARGS__)) /* OrtApi by index; an index never changes */
static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static void *tensor(void **api, void *memory, void *data, int type, size_t bytes, size_t rank, int64_t a, int64_t b, int64_t c, int64_t d)
{
    int64_t shape[4] = {a, b, c, d};
    void *value;
    for (size_t i = 0; i < rank; i++) bytes *= shape[i];
    check(api, ((void *(*)(void *, void *, size_t, int64_t *, size_t, int, void **))api[49])(memory, data, bytes, shape, rank, type, &value));
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

struct loop *bare_open(void **api, void *session, int layers, int heads, int size, int vocabulary, int64_t *ids, int prompt, int generate)
{
    struct loop *loop = calloc(1, sizeof *loop);
    int capacity = prompt + generate;
    int64_t *ones = calloc(capacity, 8);
    void *memory;
    *loop = (struct loop){.api = api, .session = session, .vocabulary = vocabulary, .prompt = prompt, .generate = generate};
    CALL(134, session, &loop->binding);
    CALL(69, 0, 0, &memory);
    loop->masks = calloc(capacity + 1, sizeof *loop->masks);
    for (int i = 0; i < capacity; i++) ones[i] = 1;
    for (int i = 1; i <= capacity; i++) loop->masks[i] = tensor(api, memory, ones, 7, 8, 2, 1, i, 0, 0);
    for (int i = 0; i < 2 * layers; i++) {
        char past[64], present[64];
        snprintf(past, sizeof past, "past_key_values.%d.%s", i / 2, i % 2 ? "value" : "key");
        snprintf(present, sizeof present, "present.%d.%s", i / 2, i % 2 ? "value" : "key");
        void *kv = tensor(api, memory, calloc((size_t)heads * capacity * size, 4), 1, 4, 4, 1, heads, capacity, size);
        CALL(136, loop->binding, past, kv);
        CALL(137, loop->binding, present, kv);
    }
    loop->logits = calloc(vocabulary, 4);
    CALL(137, loop->binding, "logits", tensor(api, memory, loop->logits, 1, 4, 3, 1, 1, vocabulary, 0));
    loop->all = tensor(api, memory, ids, 7, 8, 2, 1, prompt, 0, 0);
    loop->one = tensor(api, memory, &loop->token, 7, 8, 2, 1, 1, 0, 0);
    return loop;
}

void bare_trial(struct loop *loop, int64_t *out, int64_t *prefill_ns, int64_t *decode_ns)
{
    void **api = loop->api;
    CALL(136, loop->binding, "input_ids", loop->all);
    CALL(136, loop->binding, "attention_mask", loop->masks[loop->prompt]);
    int64_t start = now();
    CALL(133, loop->session, NULL, loop->binding);
    int64_t prefilled = now();
    out[0] = loop->token = argmax(loop->logits, loop->vocabulary);
    int64_t first = now();
    CALL(136, loop->binding, "input_ids", loop->one);
    for (int k = 1; k < loop->generate; k++) {
        CALL(136, loop->binding, "attention_mask", loop->masks[loop->prompt + k]);
        CALL(133, loop->session, NULL, loop->binding);
        out[k] = loop->token = argmax(loop->logits, loop->vocabulary);
    }
    *decode_ns = now() - first;
    *prefill_ns = prefilled - start;
}

int main(int argc, char **argv)
{
    if (argc != 12) return fprintf(stderr, "bare_loop: 11 arguments are needed, see the top of bare_loop.c\n"), 1;
    int prompt = atoi(argv[7]), generate = atoi(argv[8]), vocabulary = atoi(argv[6]);
    int64_t *ids = calloc(prompt, 8), *out = calloc(generate, 8), prefill, decode;
    void *env, *options, *session, *library = dlopen(argv[1], RTLD_NOW);
    if (!library) return fprintf(stderr, "bare_loop: %s\n", dlerror()), 1;
    void **api = ((void **(**)(uint32_t))((void *(*)(void))dlsym(library, "OrtGetApiBase"))())[0](15);
    for (int i = 0; i < prompt; i++) ids[i] = (1 + 7919LL * i) % vocabulary;
    CALL(3, 3, "bare", &env);
    CALL(10, &options);
    CALL(24, options, atoi(argv[9]));
    CALL(7, env, argv[2], options, &session);
    struct loop *loop = bare_open(api, session, atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), vocabulary, ids, prompt, generate);
    for (int trial = -atoi(argv[10]); trial < atoi(argv[11]); trial++) {
        bare_trial(loop, out, &prefill, &decode);
        if (trial >= 0) printf("%lld %lld\n", (long long)prefill, (long long)decode), fflush(stdout);
    }
    return 0;
}
