using InferBench.Kernels.Cuda.Driver;
using InferBench.Kernels.Cuda.References;
using InferBench.Kernels.Cuda.Timing;
using static System.FormattableString;

namespace InferBench.Kernels.Cuda;

/// <summary>A device made ready to run kernels of the catalogue and to time them.</summary>
public sealed class CudaSession : IDisposable
{
    private readonly DeviceCode code;
    private readonly Action<string>? notify;
    private readonly TimingKernels timing;

    /// <param name="ordinal">N of <c>cuda:N</c>.</param>
    /// <param name="driver">Null for this machine's.</param>
    /// <param name="notify">Told in one line where compiled code could not be kept.</param>
    /// <exception cref="CudaUnavailableException">There is no driver, no such device, or no code for it.</exception>
    /// <exception cref="CudaException">The device is lost, in use by another alone, out of memory, or its driver does not take the code.</exception>
    public CudaSession(int ordinal, CudaDriver? driver = null, Action<string>? notify = null)
        : this(ordinal, driver, device => new(device, new ProgramCache()), null, null, notify)
    {
    }

    internal CudaSession(
        int ordinal, CudaDriver? driver, Func<CudaDevice, DeviceCode> code, GpuTimerOptions? options, TimeProvider? time, Action<string>? notify = null)
    {
        this.notify = notify;
        Context = new(ordinal, driver);
        try
        {
            this.code = code(Context.Device);
            timing = TimingKernels.Load(Context, Code);
            Timer = new(Context, timing, options, time);
        }
        catch
        {
            timing?.Dispose();
            Context.Dispose();
            throw;
        }
    }

    public PrimaryContext Context { get; }

    /// <summary>Times work on the device.</summary>
    public GpuTimer Timer { get; }

    /// <summary>What made the code, such as "NVRTC 12.4" or "shipped PTX".</summary>
    public string CodeOrigin => code.Origin;

    /// <summary>Lays operands out on the host and on the device, and loads what code there is.</summary>
    /// <param name="step">One that runs on the device.</param>
    /// <param name="shape">A shape that it does not refuse.</param>
    /// <exception cref="CudaUnavailableException">The device does not run it, or there is no code for it.</exception>
    /// <exception cref="CudaMemoryException">The device has not as much memory free as the operands need.</exception>
    /// <exception cref="CudaException">The device has not enough memory, does not take the code, or is lost.</exception>
    /// <exception cref="NvrtcException">The code does not compile.</exception>
    /// <exception cref="OutOfMemoryException">The operands do not fit into the host's memory.</exception>
    public CudaInstance Open(CudaStep step, KernelShape shape)
    {
        var device = Context.Device.Architecture;
        return step.RunsOn(device)
            ? step.Open(this, shape)
            : throw new CudaUnavailableException(Invariant($"{step.Name} needs {step.Needs}; cuda:{Context.Device.Ordinal} is sm_{device}"));
    }

    /// <summary>cuBLAS's product of a shape of the ladder matmul.</summary>
    /// <exception cref="CudaMemoryException">The device has not as much memory free as the operands need.</exception>
    /// <exception cref="CudaException">cuBLAS does not start on the device, or this has not enough memory.</exception>
    /// <exception cref="OutOfMemoryException">The operands do not fit into the host's memory.</exception>
    public CudaInstance Open(CublasLibrary library, KernelShape shape) => new CublasInstance(this, library, shape);

    /// <summary>cuBLASLt's product of a shape of the ladder matmul, by its default algorithm or by the fastest of those it proposes.</summary>
    /// <inheritdoc cref="Open(CublasLibrary, KernelShape)"/>
    public CudaInstance Open(CublasLtLibrary library, KernelShape shape, bool best) => new CublasLtInstance(this, library, shape, best);

    public void Dispose()
    {
        Timer.Dispose();
        timing.Dispose();
        Context.Dispose();
    }

    /// <summary>Code of a source, on the device.</summary>
    internal CudaModule Load(string source) => Context.LoadModulePTX(Code(source));

    private byte[] Code(string source) =>
        code.Of(source, CudaSource.Text(source), CudaTargets.Options, () => CudaPtx.For(source, Context.Device.Architecture), notify);
}
