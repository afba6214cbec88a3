using System.Text;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Which tensors a run of a session reads and writes. What is bound stays bound until bound anew; the buffers behind it
/// are the caller's to keep. No call allocates managed memory.
/// </summary>
internal sealed unsafe class OrtIoBinding : OrtHandle
{
    private readonly OrtSession session;

    public OrtIoBinding(OrtSession session)
        : base(session.Library)
    {
        this.session = session;
        nint binding;
        Library.Check(Library.Api->CreateIoBinding(session.Pointer, &binding));
        Own(binding, session);
    }

    /// <summary>A name in the form that the calls below take: UTF-8 with a terminating zero.</summary>
    public static byte[] Name(string name) => Encoding.UTF8.GetBytes(name + '\0');

    /// <summary>Binds an input to a tensor that exists: the cheapest way.</summary>
    public void Input(byte[] name, OrtValue value)
    {
        Input(name, value.Pointer);
        GC.KeepAlive(value);
    }

    /// <summary>Binds an output to a tensor that exists: the cheapest way.</summary>
    public void Output(byte[] name, OrtValue value)
    {
        Output(name, value.Pointer);
        GC.KeepAlive(value);
    }

    /// <summary>Binds an input to a new tensor over the first bytes of a buffer.</summary>
    public void Input(byte[] name, OrtMemoryInfo memory, TensorBuffer buffer, OrtElementType type, params ReadOnlySpan<long> shape)
    {
        nint value = OrtValue.Create(memory, buffer, type, shape);
        try
        {
            Input(name, value);
        }
        finally
        {
            Library.Api->ReleaseValue(value);
        }
    }

    /// <summary>Binds an output to a new tensor over the first bytes of a buffer.</summary>
    public void Output(byte[] name, OrtMemoryInfo memory, TensorBuffer buffer, OrtElementType type, params ReadOnlySpan<long> shape)
    {
        nint value = OrtValue.Create(memory, buffer, type, shape);
        try
        {
            Output(name, value);
        }
        finally
        {
            Library.Api->ReleaseValue(value);
        }
    }

    /// <summary>Binds an input to float32 elements that the caller keeps.</summary>
    public void Input(string name, OrtMemoryInfo memory, float* data, params ReadOnlySpan<long> shape)
    {
        nint value = OrtValue.Over(memory, data, Bytes(shape), OrtElementType.Float, shape);
        try
        {
            Input(Name(name), value);
        }
        finally
        {
            Library.Api->ReleaseValue(value);
        }
    }

    /// <summary>Binds an output to float32 elements that the caller keeps.</summary>
    public void Output(string name, OrtMemoryInfo memory, float* data, params ReadOnlySpan<long> shape)
    {
        nint value = OrtValue.Over(memory, data, Bytes(shape), OrtElementType.Float, shape);
        try
        {
            Output(Name(name), value);
        }
        finally
        {
            Library.Api->ReleaseValue(value);
        }
    }

    /// <summary>Runs the session; returns when the outputs are written.</summary>
    public void Run(OrtRunOptions? options = null)
    {
        Library.Check(Library.Api->RunWithBinding(session.Pointer, options?.Pointer ?? 0, handle));
        GC.KeepAlive(options);
        GC.KeepAlive(this);
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseIoBinding(handle);

    private static nuint Bytes(ReadOnlySpan<long> shape)
    {
        long elements = 1;
        foreach (long size in shape)
            elements = checked(elements * size);
        return checked((nuint)elements * sizeof(float));
    }

    private void Input(byte[] name, nint value)
    {
        fixed (byte* p = name)
            Library.Check(Library.Api->BindInput(handle, p, value));
        GC.KeepAlive(this);
    }

    private void Output(byte[] name, nint value)
    {
        fixed (byte* p = name)
            Library.Check(Library.Api->BindOutput(handle, p, value));
        GC.KeepAlive(this);
    }
}
