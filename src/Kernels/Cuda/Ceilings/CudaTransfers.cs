using System.Globalization;

namespace InferBench.Kernels.Cuda.Ceilings;

/// <summary>How fast bytes come to a device from the host, and back: the bus (PCIe, or what is in its place).</summary>
public static class CudaTransfers
{
    private const int Kibibytes = 256 << 10;

    private const string Pageable = "The driver copies pieces into a pinned buffer of its own and sends them from there, for memory that the system may move cannot be sent: "
        + "the processor's copying binds, not the bus.";

    private const string Pinned = "Memory that stays where it is goes over the bus by itself, while the processor does nothing: the bus binds.";

    public static IReadOnlyList<CudaTransferInfo> All { get; } =
    [
        Step(TransferDirection.HostToDevice, isPinned: false),
        Step(TransferDirection.HostToDevice, isPinned: true),
        Step(TransferDirection.DeviceToHost, isPinned: false),
        Step(TransferDirection.DeviceToHost, isPinned: true),
    ];

    private static CudaTransferInfo Step(TransferDirection direction, bool isPinned)
    {
        string ladder = direction == TransferDirection.HostToDevice ? "ceiling.host_to_device" : "ceiling.device_to_host";
        int step = isPinned ? 2 : 1;
        return new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"cuda.{ladder}.{step}_{(isPinned ? "pinned" : "pageable")}"),
            Ladder = ladder,
            Step = step,
            Idea = isPinned ? "One copy of pinned memory" : "One copy of ordinary, pageable memory",
            Explanation = isPinned ? Pinned : Pageable,
            Arithmetic = "none",
            Inputs = "random bits",
            Sizes = ["KiB"],
            Addresses = new(Kibibytes),
            Work = shape => new(0, (long)shape[0] << 10),
            Direction = direction,
            IsPinned = isPinned,
        };
    }
}
