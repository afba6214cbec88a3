using InferBench.Kernels;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Ceilings;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.References;
using static System.FormattableString;

namespace InferBench.Runner.Workloads;

/// <summary>Opens cases of CUDA devices.</summary>
internal static class OpenedCudaKernel
{
    /// <summary>Whether a case runs on a CUDA device.</summary>
    public static bool Is(CaseSpec spec) => CudaDeviceName.Is(spec.Device);

    /// <inheritdoc cref="OpenedKernel.Open(CaseSpec, int, long, string)"/>
    /// <exception cref="CudaUnavailableException">There is no such device or library, or no code for it.</exception>
    /// <exception cref="CudaException">The device has not enough memory, does not take the code, or is lost.</exception>
    /// <exception cref="CaseRefusedException">The operands need more of the device's memory than is free.</exception>
    public static OpenedKernel Open(CaseSpec spec, KernelShape shape, string version)
    {
        return Open(spec, shape, version, new CudaSession(CudaDeviceName.Ordinal(spec.Device)));
    }

    /// <summary>The same on a device that is ready.</summary>
    /// <param name="session">Closed together with what is opened, also where nothing can be.</param>
    internal static OpenedKernel Open(CaseSpec spec, KernelShape shape, string version, CudaSession session)
    {
        try
        {
            var ours = CudaCatalog.Steps.FirstOrDefault(k => k.Name == spec.Kernel);
            var library = ours is null ? CudaReferences.Find(spec.Kernel) : null;
            if (ours is null && library is null)
                throw new InvalidDataException($"there is no kernel '{spec.Kernel}' on {spec.Device}");
            // A library does its ladder's work, whatever it does beyond it.
            CudaStep solved = ours ?? CudaCatalog.All.First(k => k.Ladder == library!.Ladder);
            CudaInstance instance = ours is not null ? session.Open(ours, shape) : library!.Open(session, shape);
            var info = session.Context.GetDeviceInfo();
            return new(instance, session, Engine(library, instance, version), Facts(ours, library, solved, instance, shape))
            {
                Device = new()
                {
                    Id = spec.Device,
                    Name = info.DeviceName,
                    ComputeCapability = Invariant($"{info.Architecture.Major}.{info.Architecture.Minor}"),
                    Driver = $"CUDA {session.Context.Driver.VersionText}",
                },
                IsCached = spec.Cached == true,
                // A copy to or from the host leaves the multiprocessors idle, whatever their clock.
                LeastHertz = ours is CudaTransferInfo ? null : instance.LeastHertz,
            };
        }
        catch (CudaMemoryException e)
        {
            session.Dispose();
            throw new CaseRefusedException(e.Message, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static EngineInfo Engine(CudaReference? library, CudaInstance instance, string version) => new()
    {
        Name = library?.Engine ?? "native",
        Version = library is null ? version : instance.Code,
        Library = library?.Library ?? "InferBench.Kernels",
        Provider = "cuda",
        Threads = 1,
    };

    private static KernelFacts Facts(CudaStep? ours, CudaReference? library, CudaStep solved, CudaInstance instance, KernelShape shape)
    {
        var work = solved.Work(shape);
        return new()
        {
            Name = ours?.Name ?? library!.Name,
            Ladder = solved.Ladder,
            Step = ours?.Step ?? 0,
            Idea = ours?.Idea ?? instance.Code,
            Arithmetic = solved.Arithmetic,
            Flops = work.Flops,
            Bytes = work.Bytes,
            Inputs = solved.Inputs,
            Code = instance.Code,
            Launches = ours is not CudaKernelInfo ? null : [.. instance.Launches.Select(Facts)],
        };
    }

    private static KernelLaunchFacts Facts(CudaLaunchInfo launch) => new()
    {
        EntryPoint = launch.EntryPoint,
        Blocks = (long)launch.Grid.Count,
        Threads = (int)launch.Block.Count,
        Registers = launch.Resources.Registers,
        SharedBytes = launch.Resources.StaticSharedBytes + launch.DynamicSharedBytes,
        SpilledBytes = launch.Resources.LocalBytes,
        Occupancy = launch.Occupancy?.Fraction,
        OccupancyLimit = launch.Occupancy?.Limit switch
        {
            OccupancyLimit.Warps => "warps",
            OccupancyLimit.Blocks => "blocks",
            OccupancyLimit.Registers => "registers",
            OccupancyLimit.SharedMemory => "shared memory",
            _ => null,
        },
        DriverOccupancy = launch.DriverOccupancy,
    };
}
