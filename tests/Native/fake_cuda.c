/* NVIDIA's driver library for one device whose memory is the host's, as far as InferBench copies with it. For tests:
 *   cc -O2 -shared -fPIC -Wl,-soname,libcuda.so.1 -o libcuda.so.1 fake_cuda.c */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { FREE = 123456789, TOTAL = 987654321, VERSION = 13000, NOT_FOUND = 101 };

static int current; /* a context, on some thread */

int cuInit(unsigned flags) { return flags; }
int cuDriverGetVersion(int *version) { *version = VERSION; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return ordinal ? NOT_FOUND : 0; }
int cuDeviceGetName(char *name, int size, int device) { (void)device; snprintf(name, size, "fake"); return 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { (void)device; *bytes = TOTAL; return 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device) { (void)device; *value = attribute == 75 ? 9 : attribute == 76 ? 0 : 1; return 0; }
int cuDeviceGetPCIBusId(char *id, int size, int device) { (void)device; snprintf(id, size, "0000:00:00.0"); return 0; }
int cuDeviceGetUuid_v2(void *uuid, int device) { (void)device; memset(uuid, 0, 16); return 0; }
int cuGetErrorString(int error, const char **text) { (void)error; *text = "an error"; return 0; }
int cuGetErrorName(int error, const char **text) { (void)error; *text = "ERROR"; return 0; }
int cuDevicePrimaryCtxRetain(void **context, int device) { (void)device; *context = &current; return 0; }
int cuCtxSetCurrent(void *context) { current = context == &current; return 0; }
int cuMemGetInfo_v2(size_t *free, size_t *total) { *free = FREE; *total = TOTAL; return !current; }
int cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); return !current; }
int cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); return !current; }
int cuStreamSynchronize(void *stream) { (void)stream; return !current; }

int cuMemsetD2D32_v2(void *to, size_t pitch, unsigned value, size_t width, size_t height)
{
    for (size_t row = 0; row < height; row++)
        for (size_t i = 0; i < width; i++) memcpy((char *)to + row * pitch + i * sizeof value, &value, sizeof value);
    return !current;
}
