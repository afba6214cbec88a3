#include "wgmma.cuh"

// Products of tiles on Hopper's tensor cores by the instruction that is its own, and nothing else: a warp group's four warps
// multiply together, straight from shared memory. a [64,16] and b [256,16] in fp16, row-major, b by its columns; each warp group leaves
// its sums, those of four columns 64 apart together, [64,64].
extern "C" __global__ void __launch_bounds__(128) ceiling_wgmma(
    const unsigned short* __restrict__ a, const unsigned short* __restrict__ b, float* __restrict__ sums, int steps)
{
    using namespace wgmma;
    alignas(128) __shared__ unsigned short left[rows * depth];
    alignas(128) __shared__ unsigned short right[columns * depth];
    int thread = threadIdx.x;
    for (int i = thread; i < rows * depth; i += 128)
        left[place(i / depth, i % depth)] = a[i];
    for (int i = thread; i < columns * depth; i += 128)
        right[place(i / depth, i % depth)] = b[i];
    publish();
    __syncthreads();

    float c[elements];
#pragma unroll
    for (int i = 0; i < elements; i++)
        c[i] = 0;
    begin(c);
    for (int step = 0; step < steps; step++)
        multiply_add(c, left, right);
    end(c);

    float* to = sums + (size_t)blockIdx.x * rows * (columns / 4);
#pragma unroll
    for (int i = 0; i < elements / 4; i++)
        to[c_row(thread, i) * (columns / 4) + c_column(thread, i)] = c[i] + c[i + elements / 4] + c[i + elements / 2] + c[i + elements / 4 * 3];
}
