// Dot products of four signed bytes, added to 32-bit sums in registers, and nothing else: 16 chains a thread, none of which waits for
// another. starts has 16 numbers, x and y four bytes for each of 32 lanes; each thread leaves the sum of its chains, modulo 2^32.
extern "C" __global__ void __launch_bounds__(256) ceiling_dp4a(
    const int* __restrict__ starts, const int* __restrict__ x, const int* __restrict__ y, int* __restrict__ sums, int steps)
{
    const int chains = 16;
    int a[chains], left = x[threadIdx.x % 32], right = y[threadIdx.x % 32];
#pragma unroll
    for (int i = 0; i < chains; i++)
        a[i] = starts[i];
#pragma unroll 8
    for (int step = 0; step < steps; step++)
    {
#pragma unroll
        for (int i = 0; i < chains; i++)
            a[i] = __dp4a(left, right, a[i]);
    }

    unsigned sum = 0;
#pragma unroll
    for (int i = 0; i < chains; i++)
        sum += unsigned(a[i]);
    sums[(size_t)blockIdx.x * 256 + threadIdx.x] = int(sum);
}
