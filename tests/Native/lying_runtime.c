/* ONNX Runtime with lies planted in it, for tests that they are caught. It stands in for the library:
 *   cc -O2 -shared -fPIC -o liblying.so lying_runtime.c -ldl
 *   INFERBENCH_ORT_LIBRARY=liblying.so LYING_RUNTIME_REAL=libonnxruntime.so.1 LYING_RUNTIME_SLOW=1.10 inferbench run ...
 * Without a variable for it, nothing is changed:
 *   LYING_RUNTIME_SLOW=F           every run takes F times as long, by busy waiting
 *   LYING_RUNTIME_ZEROS=1          every output of a run is zeros
 *   LYING_RUNTIME_PROVIDER=NAME    a provider of this name is listed, and appending any does nothing: all runs on the CPU
 *   LYING_RUNTIME_PLACE=OPS:NAME   profiles say that nodes of these operators, with commas between or * for all, ran on this
 *                                  provider, and that there was a copy wherever the provider changes
 *   LYING_RUNTIME_API=N            it is no newer than API version N, such as 17
 *   LYING_RUNTIME_DEVICE=BYTES     sessions with a provider want their inputs in a memory called Cuda, which is the host's and gives no
 *                                  more than this at a time. What is bound to them from elsewhere is copied as it is bound. A run with gpu_graph_id above 0 fails where
 *                                  anything bound lies elsewhere than in that memory, or than at the first run of that number
 *   LYING_RUNTIME_LOG=FILE         options of providers, and graphs that ran, are added to this file: a line each */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ENTRIES = 419, NEWEST = 25, ENTRIES_17 = 276 }; /* the table as API versions 25 and 17 have it; an index never changes */
enum { STATUS = 0, SESSION = 7, RUN = 9, TENSOR = 48, TENSOR_OVER = 49, DATA = 51, TYPE = 60, DIMENSIONS = 61, DIMENSION = 62, ELEMENTS = 64, TYPE_AND_SHAPE = 65,
    CPU_MEMORY = 69, MEMORY_NAME = 71, ALLOCATE = 75, FREE = 76, DEFAULT_ALLOCATOR = 78, RELEASE_VALUE = 96, RELEASE_INFO = 99, END_PROFILING = 110,
    PROVIDERS = 125, RELEASE_PROVIDERS = 126, CREATE_ALLOCATOR = 131, RELEASE_ALLOCATOR = 132, RUN_BOUND = 133, BINDING = 134,
    RELEASE_BINDING = 135, BIND_INPUT = 136, BIND_OUTPUT = 137,
    BOUND_OUTPUTS = 140, ADD_RUN_OPTION = 165, APPEND_CUDA = 204, CREATE_CUDA = 205, UPDATE_CUDA = 206, RELEASE_CUDA = 208, APPEND = 216,
    MEMORY_DEVICE = 225, CREATE_PAIRS = 295, ADD_PAIR = 296, STATISTICS = 319, INPUT_MEMORIES = 380, OUTPUT_MEMORIES = 381, COPY = 386, PROFILE_RUN = 415 };
enum { FAIL = 1, NOT_IMPLEMENTED = 9, BOUND = 256, OPTIONS = 64 };

struct base { void **(*api)(uint32_t); const char *(*version)(void); };

static struct base *library_base;
static void **real, *lies[ENTRIES];
static const char *added, *place;
static void *profiled;
static char *profile;
static double slow;
static int zeros, newest;
static size_t most;
static const char *log_path;

#define REAL(index, ...) (((void *(*)())real[index])(__VA_ARGS__))

static const int bytes[] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2}; /* by ONNXTensorElementDataType */

/* The device: its memory, the tensors over it, what is bound, and where it was when a graph ran first. */
static char device_memory, device_allocator;
static void **device_values;
static size_t device_count;
static struct { void *binding; char name[128]; void *data; int on_device; } bound[BOUND];
static struct { char name[128]; void *data; int graph; } captured[BOUND];
static struct { void *options; int graph; } graphs[OPTIONS];
static size_t bound_count, captured_count, graph_count;
static void *placed[OPTIONS]; /* options with a provider, the sessions made of them and their bindings */

static void note(const char *text, const char *key, const char *value)
{
    FILE *file = log_path ? fopen(log_path, "a") : 0;
    if (file) fprintf(file, "%s %s=%s\n", text, key, value), fclose(file);
}

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static void wait_since(int64_t start)
{
    int64_t end = start + (int64_t)((now() - start) * slow);
    while (slow > 1 && now() < end) { }
}

static void clear(void *value)
{
    void *data, *info;
    size_t elements;
    int type;
    if (REAL(DATA, value, &data) || REAL(TYPE_AND_SHAPE, value, &info)) return;
    if (!REAL(TYPE, info, &type) && !REAL(ELEMENTS, info, &elements) && type > 0 && type < (int)(sizeof bytes / sizeof *bytes))
        memset(data, 0, elements * bytes[type]);
    REAL(RELEASE_INFO, info);
}

static void *providers(char ***names, int *count)
{
    char **found;
    void *status = REAL(PROVIDERS, &found, count);
    if (status) return status;
    *names = malloc((*count + 1) * sizeof **names);
    int is_there = 0;
    for (int i = 0; i < *count; i++) (*names)[i] = strdup(found[i]), is_there |= !strcmp(found[i], added);
    REAL(RELEASE_PROVIDERS, found, *count);
    if (!is_there) (*names)[(*count)++] = strdup(added);
    return 0;
}

static void *release_providers(char **names, int count)
{
    while (count > 0) free(names[--count]);
    free(names);
    return 0;
}

static void *do_nothing(void) { return 0; }

static void *update_cuda(void *options, const char **keys, const char **values, size_t count)
{
    (void)options;
    for (size_t i = 0; i < count; i++) {
        if (!strncmp(keys[i], "unknown", 7)) return REAL(STATUS, FAIL, "Unknown provider option: \"unknown\".");
        note("cuda", keys[i], values[i]);
    }
    return 0;
}

static void place_there(void *object, int there)
{
    size_t at = 0, free_place = OPTIONS;
    for (; at < OPTIONS && placed[at] != object; at++) if (!placed[at] && free_place == OPTIONS) free_place = at;
    if (at == OPTIONS && there) at = free_place;
    if (at == OPTIONS && there) abort();
    if (at < OPTIONS) placed[at] = there ? object : 0;
}

static int is_there(const void *object)
{
    for (size_t i = 0; i < OPTIONS; i++) if (placed[i] == object) return 1;
    return 0;
}

static void *append_cuda(void *options, void *cuda)
{
    (void)cuda;
    place_there(options, 1);
    return 0;
}

static void *session(void *env, const char *path, void *options, void **made)
{
    void *status = REAL(SESSION, env, path, options, made);
    if (!status) place_there(*made, is_there(options));
    return status;
}

static void *binding(void *session, void **made)
{
    void *status = REAL(BINDING, session, made);
    if (!status) place_there(*made, is_there(session));
    return status;
}

static void release_binding(void *binding)
{
    for (size_t i = bound_count; i-- > 0;) if (bound[i].binding == binding) bound[i] = bound[--bound_count];
    place_there(binding, 0);
    REAL(RELEASE_BINDING, binding);
}

static void *append(void *options, const char *name, const char **keys, const char **values, size_t count)
{
    place_there(options, 1);
    note("append", name, "");
    for (size_t i = 0; i < count; i++) note(name, keys[i], values[i]);
    return 0;
}

static void *input_memories(void *session, void **found, size_t count)
{
    if (!is_there(session)) return REAL(INPUT_MEMORIES, session, found, count);
    for (size_t i = 0; i < count; i++) found[i] = &device_memory;
    return 0;
}

static void *output_memories(void *session, void **found, size_t count)
{
    return is_there(session) ? input_memories(session, found, count) : REAL(OUTPUT_MEMORIES, session, found, count);
}

static void *memory_name(void *memory, const char **name)
{
    if (memory != &device_memory) return REAL(MEMORY_NAME, memory, name);
    *name = "Cuda";
    return 0;
}

static void memory_device(void *memory, int *type)
{
    if (memory == &device_memory) *type = 1;
    else REAL(MEMORY_DEVICE, memory, type);
}

static void *create_allocator(void *session, void *memory, void **made)
{
    if (memory != &device_memory) return REAL(CREATE_ALLOCATOR, session, memory, made);
    *made = &device_allocator;
    return 0;
}

static void release_allocator(void *allocator)
{
    if (allocator != &device_allocator) REAL(RELEASE_ALLOCATOR, allocator);
}

static void *allocate(void *allocator, size_t size, void **made)
{
    char text[128];
    if (allocator != &device_allocator) return REAL(ALLOCATE, allocator, size, made);
    snprintf(text, sizeof text, "Failed to allocate memory for requested buffer of size %zu", size);
    if (size > most || !(*made = malloc(size))) return REAL(STATUS, FAIL, text);
    memset(*made, 0xff, size); /* what a device's memory holds at first may be NaN */
    return 0;
}

static void *statistics(void *allocator, void **pairs)
{
    if (allocator != &device_allocator) return REAL(STATISTICS, allocator, pairs);
    REAL(CREATE_PAIRS, pairs), REAL(ADD_PAIR, *pairs, "TotalAllocated", "4096"), REAL(ADD_PAIR, *pairs, "MaxInUse", "3072");
    return 0;
}

static void *release_memory(void *allocator, void *memory)
{
    if (allocator != &device_allocator) return REAL(FREE, allocator, memory);
    free(memory);
    return 0;
}

static size_t device_value(void *value)
{
    size_t at = 0;
    while (at < device_count && device_values[at] != value) at++;
    return at;
}

static void *tensor_over(void *memory, void *data, size_t size, const int64_t *shape, size_t rank, int type, void **made)
{
    void *cpu, *status;
    if (memory != &device_memory) return REAL(TENSOR_OVER, memory, data, size, shape, rank, type, made);
    if ((status = REAL(CPU_MEMORY, 0, 0, &cpu)) || (status = REAL(TENSOR_OVER, cpu, data, size, shape, rank, type, made))) return status;
    if (!(device_count & (device_count + 1))) device_values = realloc(device_values, (2 * device_count + 2) * sizeof *device_values);
    device_values[device_count++] = *made;
    return 0;
}

static void release_value(void *value)
{
    size_t at = device_value(value);
    if (at < device_count) device_values[at] = device_values[--device_count];
    REAL(RELEASE_VALUE, value);
}

static void remember(void *binding, const char *name, void *data, int on_device)
{
    size_t at = 0;
    while (at < bound_count && (bound[at].binding != binding || strcmp(bound[at].name, name))) at++;
    if (at == BOUND) abort();
    if (at == bound_count) bound_count++;
    bound[at].binding = binding, bound[at].data = data, bound[at].on_device = on_device;
    snprintf(bound[at].name, sizeof bound[at].name, "%s", name);
}

static void *bind_input(void *binding, const char *name, void *value)
{
    void *data, *info, *allocator, *copy, *target, *status;
    size_t rank, elements;
    int64_t shape[8];
    int type, on_device = device_value(value) < device_count;
    if (!is_there(binding)) return REAL(BIND_INPUT, binding, name, value);
    if ((status = REAL(DATA, value, &data))) return status;
    remember(binding, name, data, on_device);
    if (on_device) return REAL(BIND_INPUT, binding, name, value);
    if ((status = REAL(TYPE_AND_SHAPE, value, &info))) return status;
    REAL(TYPE, info, &type), REAL(ELEMENTS, info, &elements), REAL(DIMENSIONS, info, &rank), REAL(DIMENSION, info, shape, rank), REAL(RELEASE_INFO, info);
    if ((status = REAL(DEFAULT_ALLOCATOR, &allocator)) || (status = REAL(TENSOR, allocator, shape, rank, type, &copy))) return status;
    REAL(DATA, copy, &target);
    memcpy(target, data, elements * bytes[type]);
    status = REAL(BIND_INPUT, binding, name, copy);
    REAL(RELEASE_VALUE, copy);
    return status;
}

static void *bind_output(void *binding, const char *name, void *value)
{
    void *data, *status = REAL(DATA, value, &data);
    if (status || !is_there(binding)) return status ? status : REAL(BIND_OUTPUT, binding, name, value);
    remember(binding, name, data, device_value(value) < device_count);
    return REAL(BIND_OUTPUT, binding, name, value);
}

static void *add_run_option(void *options, const char *key, const char *value)
{
    if (!strcmp(key, "gpu_graph_id")) {
        size_t at = 0;
        while (at < graph_count && graphs[at].options != options) at++;
        if (at == OPTIONS) abort();
        if (at == graph_count) graph_count++;
        graphs[at].options = options, graphs[at].graph = atoi(value);
    }
    return REAL(ADD_RUN_OPTION, options, key, value);
}

/* Why what is bound cannot be what the graph of these options was made of; 0 where it can, and for runs without a graph. */
static void *recapture(void *options, void *binding)
{
    char text[256];
    int graph = 0, first = 1;
    for (size_t i = 0; i < graph_count; i++) if (graphs[i].options == options) graph = graphs[i].graph;
    if (graph <= 0) return 0;
    for (size_t i = 0; i < captured_count; i++) first &= captured[i].graph != graph;
    snprintf(text, sizeof text, "%d", graph);
    note("graph", first ? "captured" : "replayed", text);
    for (size_t i = 0; i < bound_count; i++) {
        if (bound[i].binding != binding) continue;
        int same = first;
        for (size_t j = 0; j < captured_count; j++)
            same |= captured[j].graph == graph && !strcmp(captured[j].name, bound[i].name) && captured[j].data == bound[i].data;
        snprintf(text, sizeof text, "%s of a captured graph is bound %s", bound[i].name, bound[i].on_device ? "elsewhere" : "to the host");
        if (!same || !bound[i].on_device) return REAL(STATUS, FAIL, text);
        if (!first) continue;
        if (captured_count == BOUND) abort();
        captured[captured_count].graph = graph, captured[captured_count].data = bound[i].data;
        strcpy(captured[captured_count++].name, bound[i].name);
    }
    return 0;
}

static void *copy_nothing(void) { return REAL(STATUS, NOT_IMPLEMENTED, "Data transfer implementation between source and destination device was not found."); }
static void *create_nothing(void **made) { *made = &added; return 0; }

/* Whether a list of operators, with a colon at its end, has this one. */
static int is_placed(const char *operator, size_t length)
{
    for (const char *word = place; *word != ':'; word += *word == ',') {
        size_t size = strcspn(word, ",:");
        if ((size == length && !memcmp(word, operator, size)) || (size == 1 && *word == '*')) return 1;
        word += size;
    }
    return 0;
}

/* The text between the quotes after a key of an event, which is one line; the runtime escapes nothing. */
static char *text_after(char *line, const char *key, size_t *length)
{
    char *at = strstr(line, key), *end;
    if (!at || !(at = strchr(at + strlen(key), '"')) || !(end = strchr(++at, '"'))) return 0;
    *length = end - at;
    return at;
}

static void rewrite(const char *path)
{
    const char *provider = strchr(place, ':') + 1;
    char *copy, *line = 0;
    size_t room = 0;
    int before = -1, copies = 0;
    if (asprintf(&copy, "%s.lie", path) < 0) return;
    FILE *from = fopen(path, "r"), *to = fopen(copy, "w");
    while (from && to && getline(&line, &room, from) > 0) {
        size_t operator_length = 0, length = 0;
        char *operator = text_after(line, "\"op_name\"", &operator_length), *at = text_after(line, "\"provider\"", &length);
        if (!operator || !at) { fputs(line, to); continue; }
        int placed = is_placed(operator, operator_length);
        if (before >= 0 && placed != before)
            fprintf(to, "{\"cat\" : \"Node\",\"pid\" :1,\"tid\" :1,\"dur\" :1,\"ts\" :1,\"ph\" : \"X\",\"name\" :\"Memcpy_%d_kernel_time\",\"args\" : "
                "{\"op_name\" : \"%s\",\"provider\" : \"%s\"}},\n", copies++, placed ? "MemcpyFromHost" : "MemcpyToHost", provider);
        before = placed;
        if (placed) fprintf(to, "%.*s%s%s", (int)(at - line), line, provider, at + length);
        else fputs(line, to);
    }
    if (from) fclose(from);
    if (to && !fclose(to)) rename(copy, path);
    free(line);
    free(copy);
}

static void *end_profiling(void *session, void *allocator, char **path)
{
    void *status = REAL(END_PROFILING, session, allocator, path);
    if (!status) rewrite(*path);
    return status;
}

/* The runtime adds the time to the prefix of a run's profile. */
static void *profile_run(void *options, const char *prefix)
{
    profiled = options;
    free(profile);
    if (asprintf(&profile, "%s*", prefix) < 0) profile = 0;
    return REAL(PROFILE_RUN, options, prefix);
}

static void rewrite_profile(void)
{
    glob_t found;
    profiled = 0;
    if (!profile || glob(profile, 0, 0, &found)) return;
    for (size_t i = 0; i < found.gl_pathc; i++) rewrite(found.gl_pathv[i]);
    globfree(&found);
}

static void *run(void *session, void *options, const char **names, void **inputs, size_t count, const char **outputs, size_t output_count, void **values)
{
    int64_t start = now();
    void *status = REAL(RUN, session, options, names, inputs, count, outputs, output_count, values);
    for (size_t i = 0; zeros && !status && i < output_count; i++) clear(values[i]);
    if (options && options == profiled) rewrite_profile();
    wait_since(start);
    return status;
}

static void *run_bound(void *session, void *options, void *binding)
{
    int64_t start = now();
    void *status = most ? recapture(options, binding) : 0, *allocator, **values;
    size_t count;
    if (status || (status = REAL(RUN_BOUND, session, options, binding))) return status;
    if (zeros && !status && !REAL(DEFAULT_ALLOCATOR, &allocator) && !REAL(BOUND_OUTPUTS, binding, allocator, &values, &count) && count) {
        for (size_t i = 0; i < count; i++) clear(values[i]), REAL(RELEASE_VALUE, values[i]);
        REAL(FREE, allocator, values);
    }
    if (options && options == profiled) rewrite_profile();
    wait_since(start);
    return status;
}

static void **lying_api(uint32_t version)
{
    void **table = version > (uint32_t)newest ? 0 : library_base->api(version);
    if (!table) return 0;
    real = table; /* the same one for every version */
    memcpy(lies, real, (version > 17 ? ENTRIES : ENTRIES_17) * sizeof *lies);
    lies[RUN] = run, lies[RUN_BOUND] = run_bound;
    if (place && strchr(place, ':')) lies[END_PROFILING] = end_profiling, lies[PROFILE_RUN] = profile_run;
    if (added) {
        lies[PROVIDERS] = providers, lies[RELEASE_PROVIDERS] = release_providers, lies[CREATE_CUDA] = create_nothing;
        lies[APPEND] = append, lies[UPDATE_CUDA] = update_cuda, lies[APPEND_CUDA] = append_cuda, lies[RELEASE_CUDA] = do_nothing;
    }
    if (most) {
        lies[SESSION] = session, lies[BINDING] = binding, lies[RELEASE_BINDING] = release_binding;
        lies[INPUT_MEMORIES] = input_memories, lies[OUTPUT_MEMORIES] = output_memories, lies[MEMORY_NAME] = memory_name, lies[MEMORY_DEVICE] = memory_device;
        lies[CREATE_ALLOCATOR] = create_allocator, lies[RELEASE_ALLOCATOR] = release_allocator, lies[ALLOCATE] = allocate, lies[FREE] = release_memory, lies[STATISTICS] = statistics;
        lies[TENSOR_OVER] = tensor_over, lies[RELEASE_VALUE] = release_value, lies[BIND_INPUT] = bind_input, lies[BIND_OUTPUT] = bind_output;
        lies[ADD_RUN_OPTION] = add_run_option, lies[COPY] = copy_nothing;
    }
    return lies;
}

struct base *OrtGetApiBase(void)
{
    static struct base base;
    const char *path = getenv("LYING_RUNTIME_REAL"), *factor = getenv("LYING_RUNTIME_SLOW"), *limit = getenv("LYING_RUNTIME_API");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : 0;
    struct base *(*entry)(void) = library ? (struct base *(*)(void))dlsym(library, "OrtGetApiBase") : 0;
    if (!entry) fprintf(stderr, "lying_runtime: LYING_RUNTIME_REAL: %s\n", path ? dlerror() : "not set"), exit(1);
    library_base = entry();
    base = (struct base){lying_api, library_base->version};
    slow = factor ? atof(factor) : 1;
    newest = limit && atoi(limit) < NEWEST ? atoi(limit) : NEWEST;
    zeros = getenv("LYING_RUNTIME_ZEROS") != 0;
    added = getenv("LYING_RUNTIME_PROVIDER");
    place = getenv("LYING_RUNTIME_PLACE");
    log_path = getenv("LYING_RUNTIME_LOG");
    most = getenv("LYING_RUNTIME_DEVICE") ? strtoull(getenv("LYING_RUNTIME_DEVICE"), 0, 10) : 0;
    return &base;
}

/* NVIDIA's driver with one device, as far as it is asked whether there is any. */
int cuInit(unsigned flags) { return (int)flags; }
int cuDriverGetVersion(int *version) { *version = 13000; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
