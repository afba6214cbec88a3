/* NVIDIA's management library for one GPU whose numbers a test sets. For tests:
 *   cc -O2 -shared -fPIC -o libnvidia-ml.so.1 fake_nvml.c
 * -DOLD_DRIVER leaves out what drivers before 535, and boards before Volta, do not have. In a process of its own, FAKE_NVML_RUNNING=1
 * lets its time be the machine's. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SUCCESS, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, UNKNOWN = 999, GPU_IS_LOST = 15 };
enum { ENERGY_STEP_MS = 100 };

/* Milliseconds, milliwatts, per cent, bytes, degrees, MHz, and a code that every sensor returns where it is not 0. */
static long long now_ms, power_mw = 300000, busy = 90, used = 5LL << 30, celsius = 60, sm_mhz = 1980, memory_mhz = 2619, reasons, status;
static long long energy_status, energy_blank, power_blank, clock_status, temperature_status;

static struct { const char *name; long long *value; } settings[] = {
    {"now_ms", &now_ms}, {"power_mw", &power_mw}, {"busy", &busy}, {"used", &used}, {"celsius", &celsius}, {"sm_mhz", &sm_mhz},
    {"memory_mhz", &memory_mhz}, {"reasons", &reasons}, {"status", &status}, {"energy_status", &energy_status}, {"energy_blank", &energy_blank},
    {"power_blank", &power_blank}, {"clock_status", &clock_status}, {"temperature_status", &temperature_status},
};

int fake_nvml_set(const char *name, long long value)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (!strcmp(settings[i].name, name)) return *settings[i].value = value, SUCCESS;
    return NOT_FOUND;
}

static long long now(void)
{
    const char *running = getenv("FAKE_NVML_RUNNING");
    struct timespec t;
    if (!running) return now_ms;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int give(unsigned *to, long long value, long long failure)
{
    if (status || failure) return (int)(status ? status : failure);
    *to = (unsigned)value;
    return SUCCESS;
}

int nvmlInit_v2(void) { return SUCCESS; }

const char *nvmlErrorString(int code)
{
    return code == NOT_SUPPORTED ? "Not Supported" : code == GPU_IS_LOST ? "GPU is lost" : code == UNKNOWN ? "Unknown Error" : "Not Found";
}

int nvmlSystemGetDriverVersion(char *text, unsigned length) { return snprintf(text, length, "550.54.15"), SUCCESS; }
int nvmlDeviceGetCount_v2(unsigned *count) { return *count = 1, SUCCESS; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) { return *device = &settings, index ? INVALID_ARGUMENT : SUCCESS; }
int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void **device) { return *device = &settings, strcmp(id, "0000:00:00.0") ? NOT_FOUND : SUCCESS; }
int nvmlDeviceGetName(void *device, char *text, unsigned length) { (void)device; return snprintf(text, length, "fake GPU"), SUCCESS; }

int nvmlDeviceGetUtilizationRates(void *device, unsigned rates[2]) { (void)device; return rates[1] = 0, give(rates, busy, 0); }

int nvmlDeviceGetMemoryInfo(void *device, unsigned long long memory[3])
{
    (void)device;
    memory[0] = 80ULL << 30, memory[1] = memory[0] - (unsigned long long)used, memory[2] = (unsigned long long)used;
    return (int)status;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *value) { (void)device; return give(value, power_blank ? power_blank : power_mw, 0); }
int nvmlDeviceGetTemperature(void *device, unsigned sensor, unsigned *value) { (void)device; return sensor ? INVALID_ARGUMENT : give(value, celsius, temperature_status); }
int nvmlDeviceGetClockInfo(void *device, unsigned type, unsigned *value) { (void)device; return give(value, type == 2 ? memory_mhz : sm_mhz, clock_status); }

static int clock_reasons(unsigned long long *value) { return *value = (unsigned long long)reasons, (int)status; }

int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *value) { (void)device; return clock_reasons(value); }

#ifndef OLD_DRIVER
int nvmlDeviceGetCurrentClocksEventReasons(void *device, unsigned long long *value) { (void)device; return clock_reasons(value); }

/* Moves every 100 ms only, as counters of real boards do. */
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *value)
{
    (void)device;
    *value = energy_blank ? (unsigned long long)energy_blank : (unsigned long long)(now() / ENERGY_STEP_MS * ENERGY_STEP_MS * power_mw / 1000);
    return (int)(status ? status : energy_status);
}
#endif
