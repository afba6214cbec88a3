namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Says that memory given to the runtime is ordinary host memory.</summary>
internal sealed unsafe class OrtMemoryInfo : OrtHandle
{
    private const int DeviceAllocator = 0;
    private const int DefaultMemory = 0;

    public OrtMemoryInfo(OrtLibrary library)
        : base(library)
    {
        nint info;
        library.Check(library.Api->CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, &info));
        Own(info, null);
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseMemoryInfo(handle);
}
