using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Says which memory a tensor lies in: the host's, or a device's.</summary>
internal sealed unsafe class OrtMemoryInfo : OrtHandle
{
    private const int DeviceAllocator = 0;
    private const int DefaultMemory = 0;
    private const int Cpu = 0;

    private readonly bool borrowed;

    /// <summary>Ordinary host memory.</summary>
    public OrtMemoryInfo(OrtLibrary library)
        : base(library)
    {
        nint info;
        library.Check(library.Api->CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, &info));
        Own(info, null);
        Name = "Cpu";
    }

    /// <summary>The memory that a session wants one of its inputs in.</summary>
    /// <param name="session">The session, which keeps the native object.</param>
    /// <param name="wanted">The native object.</param>
    public OrtMemoryInfo(OrtSession session, nint wanted)
        : base(session.Library)
    {
        borrowed = true;
        Own(wanted, session);
        byte* name;
        int device;
        Library.Check(Library.Api->MemoryInfoGetName(handle, &name));
        Library.Api->MemoryInfoGetDeviceType(handle, &device);
        Name = Marshal.PtrToStringUTF8((nint)name)!;
        IsDevice = device != Cpu;
    }

    /// <summary>As the runtime names it, such as <c>Cpu</c> or <c>Cuda</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is a device's, and not the host's.</summary>
    public bool IsDevice { get; }

    protected override void Release(OrtApiTable* api)
    {
        if (!borrowed)
            api->ReleaseMemoryInfo(handle);
    }
}
