using InferBench.Runner.Devices;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// Memory that may be more than the machine has. It is refused beforehand: the system promises memory it does not have, and
/// kills the process that uses it.
/// </summary>
internal static class MemoryClaim
{
    // What the runtime itself allocates during a run has to fit as well.
    private const int ReservedPart = 16;

    /// <summary>Allocates, where the machine and the process's control group have the room.</summary>
    /// <param name="what">Names the memory and its size in its own units.</param>
    /// <param name="bytes">Bytes that <paramref name="allocate"/> takes.</param>
    /// <param name="allocate">Does it.</param>
    /// <param name="device">Where it is to lie; null for the host's memory.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for it.</exception>
    public static T Allocate<T>(FormattableString what, Int128 bytes, Func<T> allocate, DeviceMemory? device = null)
    {
        if (device is null)
            Require(what, bytes);
        try
        {
            return allocate();
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException(Claim(what, bytes), e);
        }
        catch (OrtException e) when (e.IsOutOfMemory)
        {
            throw new InsufficientMemoryException(Claim(what, bytes) + device?.Left(), e);
        }
    }

    /// <summary>Refuses what the runtime would allocate by itself, where there is no room.</summary>
    /// <param name="what">Names the memory and its size in its own units.</param>
    /// <param name="bytes">Bytes it takes at least.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for it.</exception>
    public static void Require(FormattableString what, Int128 bytes)
    {
        if (AvailableMemory.Read(new HostTree("/")) is { } available && bytes > available - (available / ReservedPart))
            throw new InsufficientMemoryException(Invariant($"{Claim(what, bytes)}: {available} bytes are available"));
    }

    private static string Claim(FormattableString what, Int128 bytes) =>
        Invariant(what) + Invariant($" takes {bytes} bytes, which cannot be allocated");
}
