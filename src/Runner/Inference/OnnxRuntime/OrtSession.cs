using System.Runtime.InteropServices;
using System.Text;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A graph with its weights, ready to run.</summary>
internal sealed unsafe class OrtSession : OrtHandle
{
    /// <exception cref="OrtException">The graph or its weights cannot be used; the message names the file.</exception>
    public OrtSession(OrtEnv env, OrtSessionOptions options, string graphPath)
        : base(env.Library)
    {
        try
        {
            Own(Create(env, options, graphPath), env);
        }
        catch (OrtException e)
        {
            throw new OrtException(graphPath, e);
        }
        Inputs = Describe(Library.Api->SessionGetInputCount, Library.Api->SessionGetInputName, Library.Api->SessionGetInputTypeInfo);
        Outputs = Describe(Library.Api->SessionGetOutputCount, Library.Api->SessionGetOutputName, Library.Api->SessionGetOutputTypeInfo);
    }

    /// <summary>The graph's inputs, in its own order.</summary>
    public IReadOnlyList<OrtTensorInfo> Inputs { get; }

    /// <summary>The graph's outputs, in its own order.</summary>
    public IReadOnlyList<OrtTensorInfo> Outputs { get; }

    protected override void Release(OrtApiTable* api) => api->ReleaseSession(handle);

    private static nint Create(OrtEnv env, OrtSessionOptions options, string graphPath)
    {
        nint session;
        byte[] path = (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(graphPath + '\0');
        fixed (byte* p = path)
            env.Library.Check(env.Library.Api->CreateSession(env.Pointer, p, options.Pointer, &session));
        GC.KeepAlive(env);
        GC.KeepAlive(options);
        return session;
    }

    private OrtTensorInfo[] Describe(
        delegate* unmanaged<nint, nuint*, nint> count,
        delegate* unmanaged<nint, nuint, nint, byte**, nint> name,
        delegate* unmanaged<nint, nuint, nint*, nint> typeInfo)
    {
        nuint n;
        Library.Check(count(handle, &n));
        var tensors = new OrtTensorInfo[n];
        for (nuint i = 0; i < n; i++)
            tensors[i] = Describe(i, name, typeInfo);
        return tensors;
    }

    private OrtTensorInfo Describe(
        nuint index,
        delegate* unmanaged<nint, nuint, nint, byte**, nint> name,
        delegate* unmanaged<nint, nuint, nint*, nint> typeInfo)
    {
        nint allocator, info, tensor;
        byte* text;
        Library.Check(Library.Api->GetAllocatorWithDefaultOptions(&allocator));
        Library.Check(name(handle, index, allocator, &text));
        string managed = Marshal.PtrToStringUTF8((nint)text)!;
        Library.Check(Library.Api->AllocatorFree(allocator, text));

        Library.Check(typeInfo(handle, index, &info));
        try
        {
            Library.Check(Library.Api->CastTypeInfoToTensorInfo(info, &tensor));
            return tensor == 0
                ? new(managed, OrtElementType.Undefined, [])
                : Describe(managed, tensor);
        }
        finally
        {
            Library.Api->ReleaseTypeInfo(info);
        }
    }

    private OrtTensorInfo Describe(string name, nint tensor)
    {
        OrtElementType type;
        nuint rank;
        Library.Check(Library.Api->GetTensorElementType(tensor, &type));
        Library.Check(Library.Api->GetDimensionsCount(tensor, &rank));
        var shape = new long[rank];
        fixed (long* dims = shape)
            Library.Check(Library.Api->GetDimensions(tensor, dims, rank));
        return new(name, type, shape);
    }
}

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements; Undefined when it is not a tensor.</param>
/// <param name="Shape">Elements along each dimension; -1 where only a run tells.</param>
internal sealed record OrtTensorInfo(string Name, OrtElementType Type, IReadOnlyList<long> Shape);
