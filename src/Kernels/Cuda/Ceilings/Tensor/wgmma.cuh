// A warp group's product of a 64 x 16 and a 16 x 256 tile of fp16 in shared memory, added to a 64 x 256 tile of float32 in
// registers (PTX ISA, wgmma.m64n256k16): where elements lie, and which of them each register of a thread holds.
namespace wgmma
{
    const int rows = 64, columns = 256, depth = 16, elements = 128;

    // Without swizzling a tile is core matrices of 8 rows by 16 bytes, each in one piece: here the two of a row one after the other,
    // then those of the next 8 rows. B lies as its columns do, each along its depth.
    const int core = 64;

    __device__ __forceinline__ constexpr int place(int row, int p) { return (row / 8 * 2 + p / 8) * core + row % 8 * 8 + p % 8; }

    // Bytes from a core matrix to that of the next depth, and of the next 8 rows.
    const int next_depth = core * 2, next_rows = 2 * core * 2;

    __device__ __forceinline__ constexpr int c_row(int thread, int i) { return thread / 32 * 16 + thread % 32 / 4 + i / 2 % 2 * 8; }
    __device__ __forceinline__ constexpr int c_column(int thread, int i) { return i / 4 * 8 + thread % 4 * 2 + i % 2; }

#ifndef CUDA_ON_CPU
    // Matrix descriptor: address, and both distances, in pieces of 16 bytes; no swizzling.
    __device__ __forceinline__ unsigned long long describe(const unsigned short* tile)
    {
        unsigned address = unsigned(__cvta_generic_to_shared(tile));
        return (unsigned long long)(address >> 4 & 0x3FFF) | (unsigned long long)(next_depth >> 4) << 16 | (unsigned long long)(next_rows >> 4) << 32;
    }
#endif

    // What was stored to shared memory is there for the tensor cores, too.
    __device__ __forceinline__ void publish()
    {
#ifndef CUDA_ON_CPU
        asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
#endif
    }

    // From here to the end only products touch c.
    __device__ __forceinline__ void begin(float (&c)[elements])
    {
#ifndef CUDA_ON_CPU
#pragma unroll
        for (int i = 0; i < elements; i++)
            asm volatile("" : "+f"(c[i]) :: "memory");
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#endif
    }

    __device__ __forceinline__ void end(float (&c)[elements])
    {
#ifndef CUDA_ON_CPU
        asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
        asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
#pragma unroll
        for (int i = 0; i < elements; i++)
            asm volatile("" : "+f"(c[i]) :: "memory");
#endif
    }
}

__device__ __forceinline__ void multiply_add(float (&c)[wgmma::elements], const unsigned short* left, const unsigned short* right)
{
#ifdef CUDA_ON_CPU
    int thread = threadIdx.x;
    for (int i = 0; i < wgmma::elements; i++)
    {
        for (int p = 0; p < wgmma::depth; p++)
            c[i] += cuda_on_cpu::half_to_float(left[wgmma::place(wgmma::c_row(thread, i), p)])
                * cuda_on_cpu::half_to_float(right[wgmma::place(wgmma::c_column(thread, i), p)]);
    }
#else
    asm volatile(
        "{ .reg .pred adds; setp.ne.b32 adds, %130, 0; wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {"
        "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
        "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
        "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
        "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "
        "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, "
        "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "
        "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, "
        "%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127"
        "}, %128, %129, adds, 1, 1, 0, 0; }"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3]), "+f"(c[4]), "+f"(c[5]), "+f"(c[6]), "+f"(c[7]),
          "+f"(c[8]), "+f"(c[9]), "+f"(c[10]), "+f"(c[11]), "+f"(c[12]), "+f"(c[13]), "+f"(c[14]), "+f"(c[15]),
          "+f"(c[16]), "+f"(c[17]), "+f"(c[18]), "+f"(c[19]), "+f"(c[20]), "+f"(c[21]), "+f"(c[22]), "+f"(c[23]),
          "+f"(c[24]), "+f"(c[25]), "+f"(c[26]), "+f"(c[27]), "+f"(c[28]), "+f"(c[29]), "+f"(c[30]), "+f"(c[31]),
          "+f"(c[32]), "+f"(c[33]), "+f"(c[34]), "+f"(c[35]), "+f"(c[36]), "+f"(c[37]), "+f"(c[38]), "+f"(c[39]),
          "+f"(c[40]), "+f"(c[41]), "+f"(c[42]), "+f"(c[43]), "+f"(c[44]), "+f"(c[45]), "+f"(c[46]), "+f"(c[47]),
          "+f"(c[48]), "+f"(c[49]), "+f"(c[50]), "+f"(c[51]), "+f"(c[52]), "+f"(c[53]), "+f"(c[54]), "+f"(c[55]),
          "+f"(c[56]), "+f"(c[57]), "+f"(c[58]), "+f"(c[59]), "+f"(c[60]), "+f"(c[61]), "+f"(c[62]), "+f"(c[63]),
          "+f"(c[64]), "+f"(c[65]), "+f"(c[66]), "+f"(c[67]), "+f"(c[68]), "+f"(c[69]), "+f"(c[70]), "+f"(c[71]),
          "+f"(c[72]), "+f"(c[73]), "+f"(c[74]), "+f"(c[75]), "+f"(c[76]), "+f"(c[77]), "+f"(c[78]), "+f"(c[79]),
          "+f"(c[80]), "+f"(c[81]), "+f"(c[82]), "+f"(c[83]), "+f"(c[84]), "+f"(c[85]), "+f"(c[86]), "+f"(c[87]),
          "+f"(c[88]), "+f"(c[89]), "+f"(c[90]), "+f"(c[91]), "+f"(c[92]), "+f"(c[93]), "+f"(c[94]), "+f"(c[95]),
          "+f"(c[96]), "+f"(c[97]), "+f"(c[98]), "+f"(c[99]), "+f"(c[100]), "+f"(c[101]), "+f"(c[102]), "+f"(c[103]),
          "+f"(c[104]), "+f"(c[105]), "+f"(c[106]), "+f"(c[107]), "+f"(c[108]), "+f"(c[109]), "+f"(c[110]), "+f"(c[111]),
          "+f"(c[112]), "+f"(c[113]), "+f"(c[114]), "+f"(c[115]), "+f"(c[116]), "+f"(c[117]), "+f"(c[118]), "+f"(c[119]),
          "+f"(c[120]), "+f"(c[121]), "+f"(c[122]), "+f"(c[123]), "+f"(c[124]), "+f"(c[125]), "+f"(c[126]), "+f"(c[127])
        : "l"(wgmma::describe(left)), "l"(wgmma::describe(right)), "r"(1));
#endif
}
