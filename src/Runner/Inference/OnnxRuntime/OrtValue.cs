namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A tensor over the first bytes of a buffer, which it keeps alive.</summary>
internal sealed unsafe class OrtValue : OrtHandle
{
    /// <inheritdoc cref="Create"/>
    public OrtValue(OrtMemoryInfo memory, TensorBuffer buffer, OrtElementType type, params ReadOnlySpan<long> shape)
        : base(memory.Library) => Own(Create(memory, buffer, type, shape), buffer);

    /// <summary>A tensor that begins some bytes after the start of a buffer, which it keeps alive.</summary>
    public OrtValue(OrtMemoryInfo memory, NativeBuffer buffer, int offset, OrtElementType type, ReadOnlySpan<long> shape)
        : base(memory.Library) =>
        Own(Over(memory, (byte*)buffer.Pointer + offset, buffer.Bytes - (nuint)offset, type, shape), buffer);

    /// <summary>Makes the native tensor alone; the caller releases it and keeps the buffer.</summary>
    /// <param name="memory">The kind of memory that <paramref name="buffer"/> is.</param>
    /// <param name="buffer">The elements, dense and row-major; may be longer than the tensor.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Elements along each dimension.</param>
    public static nint Create(OrtMemoryInfo memory, TensorBuffer buffer, OrtElementType type, ReadOnlySpan<long> shape) =>
        Over(memory, buffer.Pointer, buffer.Bytes, type, shape);

    /// <summary>The same over memory that the caller keeps.</summary>
    public static nint Over(OrtMemoryInfo memory, void* data, nuint bytes, OrtElementType type, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* dims = shape)
        {
            memory.Library.Check(memory.Library.Api->CreateTensorWithDataAsOrtValue(
                memory.Pointer, data, bytes, dims, (nuint)shape.Length, type, &value));
        }

        GC.KeepAlive(memory);
        return value;
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseValue(handle);
}
