using System.Runtime.InteropServices;
using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda.FakeDriver;

/// <summary>
/// A driver with simulated devices behind the product's own seam, the table of function pointers: arguments are marshalled for real.
/// Time is simulated: each call takes some, kernels take cycles of a clock that a test can let fall. One exists at a time, so its
/// tests are one collection.
/// </summary>
internal sealed partial class FakeGpu : IDisposable
{
    private const double CallNanoseconds = 500;

    private static FakeGpu? theOne;
    private static nint lastHandle = 0x1000;

    [ThreadStatic]
    private static nint threadContext;

    private readonly Dictionary<nint, object> handles = [];
    private readonly FakeStream defaultStream;
    private double cycles, cyclesAt;
    private long places;
    private bool isSwept;

    public FakeGpu(long memoryBytes = 1 << 26)
    {
        if (Interlocked.CompareExchange(ref theOne, this, null) is not null)
            throw new InvalidOperationException("another fake GPU is in use: put the test into its collection");
        Memory = new(memoryBytes);
        defaultStream = new(this, waitsForDefault: false);
        threadContext = 0;
        Kernels = FakeTimingKernels.All();
    }

    public FakeMemory Memory { get; }

    /// <summary>Kernels by the name that modules have them under.</summary>
    public Dictionary<string, FakeKernel> Kernels { get; }

    /// <summary>What each device says of itself.</summary>
    public Dictionary<DeviceAttributeId, int> Attributes { get; } = new()
    {
        [DeviceAttributeId.ComputeCapabilityMajor] = 9,
        [DeviceAttributeId.ComputeCapabilityMinor] = 0,
        [DeviceAttributeId.MultiprocessorCount] = 132,
        [DeviceAttributeId.ClockRate] = 2_000_000,
        [DeviceAttributeId.MemoryClockRate] = 3_201_000,
        [DeviceAttributeId.MemoryBusWidth] = 6144,
        [DeviceAttributeId.L2CacheSize] = 1 << 20,
        [DeviceAttributeId.MaxSharedMemoryPerMultiprocessor] = 233_472,
        [DeviceAttributeId.MaxSharedMemoryPerBlockOptIn] = 232_448,
        [DeviceAttributeId.MaxThreadsPerMultiprocessor] = 2048,
        [DeviceAttributeId.MaxRegistersPerMultiprocessor] = 65_536,
        [DeviceAttributeId.EccEnabled] = 1,
    };

    public int DeviceCount { get; set; } = 1;

    public string Name { get; set; } = "NVIDIA Fake H200";

    public int DriverVersion { get; set; } = 12_040;

    /// <summary>Entry points this driver lacks.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>Code each entry point returns instead of doing its work, until it is taken out.</summary>
    public Dictionary<string, int> Failing { get; } = [];

    /// <summary>Whether copies in a stream move nothing.</summary>
    public bool LosesCopies { get; set; }

    /// <summary>How often each entry point was called.</summary>
    public Dictionary<string, int> Calls { get; } = [];

    /// <summary>Launches in the order in which they were done.</summary>
    public List<FakeLaunch> Launches { get; } = [];

    /// <summary>Dimensions of the clusters that were launched.</summary>
    public List<Dim3> Clusters { get; } = [];

    /// <summary>The code that every call returns since a fault; 0 where there was none.</summary>
    public int Lost { get; private set; }

    /// <summary>What went wrong inside the fake itself, or a wait that would never have ended.</summary>
    public List<Exception> Faults { get; } = [];

    /// <summary>Simulated nanoseconds since the start.</summary>
    public double Now { get; set; } = 1e9;

    /// <summary>Clock of the SMs at a time: what falls when a GPU throttles.</summary>
    public Func<double, double> ClockHertz { get; set; } = static _ => 2e9;

    /// <summary>The host's clock, which is the same.</summary>
    public TimeProvider Time => new FakeTime(this);

    /// <summary>Handles and memory that were not released.</summary>
    public int Leaks => handles.Values.Count(h => h is not string) + Memory.Count;

    /// <summary>The product's driver on this.</summary>
    public CudaDriver Open() => new(name => Missing.Contains(name) ? 0 : FakeExports.All.GetValueOrDefault(name), "fake");

    /// <summary>A session with the PTX that is shipped, whose waits end after a millisecond.</summary>
    public CudaSession OpenSession() => new(
        0, Open(), static device => new(device.Architecture, new ProgramCache(), static () => throw new CudaUnavailableException("none here")),
        new() { Limit = TimeSpan.FromMilliseconds(1), HoldLimit = TimeSpan.FromMilliseconds(0.5) }, Time);

    public void Dispose()
    {
        Memory.Dispose();
        theOne = null;
    }

    /// <summary>Cycles of the SMs' clock at a time not before the last asked for.</summary>
    public double CyclesAt(double time)
    {
        cycles += Math.Max(0, time - cyclesAt) * 1e-9 * ClockHertz(time);
        cyclesAt = Math.Max(cyclesAt, time);
        return cycles;
    }

    /// <summary>A place after all before.</summary>
    public long NextPlace() => ++places;

    /// <summary>Does, in all streams, what can be done by now.</summary>
    public void Advance()
    {
        FakeStream[] others = [.. handles.Values.OfType<FakeStream>()], linked = [.. others.Where(stream => stream.WaitsForDefault)];
        bool moved;
        do
        {
            moved = defaultStream.Step(linked);
            foreach (var stream in others)
                moved |= stream.Step(stream.WaitsForDefault ? [defaultStream] : []);
        }
        while (moved);
    }

    /// <summary>When the first of what streams wait for ends of itself.</summary>
    public double FirstToGiveUp() => handles.Values.OfType<FakeStream>().Append(defaultStream).Min(stream => stream.GivesUpAt);

    internal static int Call(string name, bool needsContext, Func<FakeGpu, int> work)
    {
        if (theOne is not { } gpu)
            return 4;
        lock (gpu.handles)
        {
            gpu.Now += CallNanoseconds;
            CollectionsMarshal.GetValueRefOrAddDefault(gpu.Calls, name, out _)++;
            if (gpu.Lost != 0)
                return gpu.Lost;
            if (gpu.Failing.TryGetValue(name, out int code))
            {
                gpu.Lost = CudaStatus.IsSticky(code) ? code : 0;
                return code;
            }

            if (needsContext && threadContext == 0)
                return CudaStatus.InvalidContext;
            try
            {
                int status = work(gpu);
                return gpu.Lost != 0 ? gpu.Lost : status;
            }
            catch (Exception e)
            {
                gpu.Faults.Add(e);
                return 999;
            }
        }
    }

    private nint Add(object made)
    {
        handles.Add(++lastHandle, made);
        return lastHandle;
    }

    private T? Find<T>(nint handle)
        where T : class => handles.GetValueOrDefault(handle) as T;

    private FakeStream? Stream(nint handle) => handle == 0 ? defaultStream : Find<FakeStream>(handle);

    private static int Waited(bool ends)
    {
        if (!ends)
            throw new InvalidOperationException("the product waits without a limit for a kernel that never ends");
        return CudaStatus.Success;
    }

    private sealed class FakeTime(FakeGpu gpu) : TimeProvider
    {
        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => (long)gpu.Now;
    }
}
