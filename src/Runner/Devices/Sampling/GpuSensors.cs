using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Records;

namespace InferBench.Runner.Devices.Sampling;

/// <summary>Everything that is sampled of the GPU that a case runs on.</summary>
internal sealed class GpuSensors
{
    private static readonly (NvmlSensor Sensor, MachineSeries Series, double Factor)[] Map =
    [
        (NvmlSensor.Utilization, MachineSeries.GpuUtilization, 0.01),
        (NvmlSensor.UsedMemory, MachineSeries.GpuMemory, 1),
        (NvmlSensor.Power, MachineSeries.GpuPower, 1e-3),
        (NvmlSensor.Energy, MachineSeries.GpuEnergy, 1e-3),
        (NvmlSensor.Temperature, MachineSeries.GpuTemperature, 1),
        (NvmlSensor.SmClock, MachineSeries.GpuSmClock, 1e6),
        (NvmlSensor.MemoryClock, MachineSeries.GpuMemoryClock, 1e6),
        (NvmlSensor.ClockReasons, MachineSeries.GpuClockReasons, 1),
    ];

    private readonly NvmlSensors? sensors;
    private readonly double[] told = new double[NvmlSensors.All.Count];

    /// <param name="device">The GPU; null where none can be asked.</param>
    /// <param name="whyNone">Why; null too where the case runs on no GPU.</param>
    public GpuSensors(NvmlDevice? device, string? whyNone = null)
    {
        sensors = device is null ? null : new(device);
        WhyNone = whyNone;
    }

    /// <summary>Why nothing is told of a GPU; null where something is, and where there is none to tell of.</summary>
    public string? WhyNone { get; }

    /// <summary>Whether there is a GPU whose sensors are asked.</summary>
    public bool IsAsked => sensors is not null;

    /// <summary>Why nothing more is told of a GPU; null where it is there.</summary>
    public string? WhyLost => sensors is { IsLost: true } ? Map.Select(m => sensors.WhyNot(m.Sensor)).FirstOrDefault(why => why is not null) + ": its samples end there" : null;

    /// <summary>Those of a case's device.</summary>
    /// <param name="device">Such as <c>cuda:0</c>.</param>
    public static GpuSensors Of(string device)
    {
        if (device == "cpu")
            return new(null);
        if (!CudaDeviceName.Is(device))
            return new(null, "only NVML is asked, and it knows CUDA devices alone");
        try
        {
            return new(NvmlDevice.OfCuda(CudaDeviceName.Ordinal(device)));
        }
        catch (Exception e) when (e is CudaUnavailableException or CudaException)
        {
            return new(null, e.Message);
        }
    }

    /// <summary>Reads them.</summary>
    /// <param name="values">A number for each of <see cref="MachineSeries"/>, those of the host left alone; NaN where it is not told.</param>
    public void Read(Span<double> values)
    {
        told.AsSpan().Fill(double.NaN);
        sensors?.Read(told);
        foreach (var (sensor, series, factor) in Map)
            values[(int)series] = told[(int)sensor] * factor;
    }

    /// <summary>Why a series of a GPU that is asked is not told now; null where it is, and for a series of the host.</summary>
    public string? WhyNot(MachineSeries series)
    {
        foreach (var (sensor, of, _) in Map)
        {
            if (of == series)
                return sensors?.WhyNot(sensor);
        }

        return null;
    }

    /// <summary>Whether a series is one of a GPU.</summary>
    public static bool Has(MachineSeries series) => Map.Any(m => m.Series == series);

    /// <summary>Names of the reasons that are throttling: a limit of power that a board is made for, and idling, are none.</summary>
    public static IReadOnlyList<string> Throttling { get; } =
        [nameof(ClockReasons.HardwareSlowdown), nameof(ClockReasons.SoftwareThermal), nameof(ClockReasons.HardwareThermal), nameof(ClockReasons.PowerBrake)];

    /// <summary>The names of reasons, by their bits.</summary>
    public static IEnumerable<string> Names(double reasons) =>
        Enum.GetValues<ClockReasons>().Where(reason => reason != 0 && ((ClockReasons)reasons).HasFlag(reason)).Select(reason => reason.ToString());
}
