namespace InferBench.Kernels.Cuda.Driver;

/// <summary>
/// All sensors of a GPU, read again and again: allocates nothing after it was made, but where one fails for the first time. Not thread-safe.
/// </summary>
public sealed class NvmlSensors
{
    private readonly NvmlDevice device;
    private readonly int[] status = new int[All.Count];

    /// <summary>Asks each once: one that this GPU or driver does not have is not asked again.</summary>
    public NvmlSensors(NvmlDevice device)
    {
        this.device = device;
        Read(new double[All.Count]);
    }

    /// <summary>Every sensor, by its number.</summary>
    public static IReadOnlyList<NvmlSensor> All { get; } = Enum.GetValues<NvmlSensor>();

    /// <summary>Whether the GPU is gone: nothing is asked of it any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Reads all of them.</summary>
    /// <param name="values">A number for each of <see cref="All"/>; NaN where it is not told now.</param>
    public void Read(Span<double> values)
    {
        for (int i = 0; i < status.Length; i++)
        {
            values[i] = double.NaN;
            if (IsLost || status[i] is NvmlLibrary.NotSupported or NvmlLibrary.FunctionNotFound)
                continue;
            status[i] = device.Read((NvmlSensor)i, out values[i]);
            IsLost |= status[i] is NvmlLibrary.GpuIsLost or NvmlLibrary.GpuNotFound;
        }
    }

    /// <summary>Why a sensor was not told when it was last asked; null where it was.</summary>
    public string? WhyNot(NvmlSensor sensor) => status[(int)sensor] switch
    {
        NvmlLibrary.Success => null,
        NvmlLibrary.NotSupported => "this GPU does not tell it (NVML: not supported)",
        NvmlLibrary.FunctionNotFound => "this driver's NVML is too old for it",
        var other => device.Error(other),
    };
}
