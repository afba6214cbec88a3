/* ONNX Runtime with lies planted in it, for tests that they are caught. It stands in for the library:
 *   cc -O2 -shared -fPIC -o liblying.so lying_runtime.c -ldl
 *   INFERBENCH_ORT_LIBRARY=liblying.so LYING_RUNTIME_REAL=libonnxruntime.so.1 LYING_RUNTIME_SLOW=1.10 inferbench run ...
 * Without a variable for it, nothing is changed:
 *   LYING_RUNTIME_SLOW=F           every run takes F times as long, by busy waiting
 *   LYING_RUNTIME_ZEROS=1          every output of a run is zeros
 *   LYING_RUNTIME_PROVIDER=NAME    a provider of this name is listed, and appending any does nothing: all runs on the CPU
 *   LYING_RUNTIME_PLACE=OPS:NAME   profiles say that nodes of these operators, with commas between or * for all, ran on this
 *                                  provider, and that there was a copy wherever the provider changes
 *   LYING_RUNTIME_API=N            it is no newer than API version N, such as 17 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ENTRIES = 419, NEWEST = 25, ENTRIES_17 = 276 }; /* the table as API versions 25 and 17 have it; an index never changes */
enum { RUN = 9, DATA = 51, TYPE = 60, ELEMENTS = 64, TYPE_AND_SHAPE = 65, FREE = 76, DEFAULT_ALLOCATOR = 78, RELEASE_VALUE = 96, RELEASE_INFO = 99,
    END_PROFILING = 110, PROVIDERS = 125, RELEASE_PROVIDERS = 126, RUN_BOUND = 133, BOUND_OUTPUTS = 140, APPEND_CUDA = 204, CREATE_CUDA = 205,
    UPDATE_CUDA = 206, RELEASE_CUDA = 208, APPEND = 216, PROFILE_RUN = 415 };

struct base { void **(*api)(uint32_t); const char *(*version)(void); };

static struct base *library_base;
static void **real, *lies[ENTRIES];
static const char *added, *place;
static void *profiled;
static char *profile;
static double slow;
static int zeros, newest;

#define REAL(index, ...) (((void *(*)())real[index])(__VA_ARGS__))

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000LL + t.tv_nsec; }

static void wait_since(int64_t start)
{
    int64_t end = start + (int64_t)((now() - start) * slow);
    while (slow > 1 && now() < end) { }
}

static void clear(void *value)
{
    static const int bytes[] = {0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2}; /* by ONNXTensorElementDataType */
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
    void *status = REAL(RUN_BOUND, session, options, binding), *allocator, **values;
    size_t count;
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
        lies[APPEND] = lies[APPEND_CUDA] = lies[UPDATE_CUDA] = lies[RELEASE_CUDA] = do_nothing;
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
    return &base;
}

/* NVIDIA's driver with one device, as far as it is asked whether there is any. */
int cuInit(unsigned flags) { return (int)flags; }
int cuDriverGetVersion(int *version) { *version = 13000; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
