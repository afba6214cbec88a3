using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>Steps to the record after <c>*record</c>, or to the first where that is null: cuptiActivityGetNextRecord.</summary>
internal unsafe delegate int NextRecord(byte* buffer, nuint bytes, byte** record);

/// <summary>
/// Reads CUPTI's records (cupti_activity.h, 64-bit offsets). Fields read are those that every release from 12.6 has at the same place.
/// </summary>
internal sealed unsafe class CuptiRecords(CuptiActivity activity, CuptiVersion version, NextRecord next)
{
    private readonly Dictionary<nint, string> names = [];

    /// <summary>Steps by the documented sizes, for buffers of a release that is not at hand.</summary>
    public static NextRecord BySize(CuptiVersion version) => (buffer, bytes, record) =>
    {
        byte* at = *record is null ? buffer : *record + version.SizeOf(*(int*)*record);
        nuint left = bytes - (nuint)(at - buffer);
        if (left == 0)
            return CuptiStatus.EndOfRecords;
        if (left < sizeof(int) || version.SizeOf(*(int*)at) is var size && (size == 0 || left < (nuint)size))
            return CuptiStatus.InvalidKind;
        *record = at;
        return CuptiStatus.Success;
    };

    public void Read(byte* buffer, nuint bytes)
    {
        byte* record = null;
        int status;
        while ((status = next(buffer, bytes, &record)) == CuptiStatus.Success)
        {
            // The step is the library's: a record that would end outside of the buffer is not touched.
            nuint left = record >= buffer && record <= buffer + bytes ? (nuint)(buffer + bytes - record) : 0;
            if (left < sizeof(int) || left < (nuint)version.SizeOf(*(int*)record))
            {
                activity.Truncated++;
                return;
            }

            Read(record);
        }

        if (status != CuptiStatus.EndOfRecords)
            activity.Truncated++;
    }

    private static T At<T>(byte* record, int offset)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(record + offset);

    private static CopyDirection Direction(byte kind) => kind switch
    {
        1 => CopyDirection.HostToDevice,
        2 => CopyDirection.DeviceToHost,
        >= 3 and <= 7 => CopyDirection.Array,
        8 => CopyDirection.DeviceToDevice,
        9 => CopyDirection.HostToHost,
        10 => CopyDirection.PeerToPeer,
        _ => CopyDirection.None,
    };

    private void Read(byte* r)
    {
        int kind = *(int*)r;
        switch (kind)
        {
            case ActivityKind.Kernel or ActivityKind.ConcurrentKernel:
                activity.Work.Add(new(GpuWorkKind.Kernel, At<ulong>(r, 16), At<ulong>(r, 24), At<uint>(r, 40), At<uint>(r, 44), At<uint>(r, 48), At<uint>(r, 92),
                    Name(At<nint>(r, 104)), 0, CopyDirection.None, At<ulong>(r, 144), At<uint>(r, 156), At<Dim3>(r, 52), At<Dim3>(r, 64), At<ushort>(r, 6),
                    At<int>(r, 76) + At<int>(r, 80)));
                break;
            case ActivityKind.Copy:
                activity.Work.Add(Moved(r, GpuWorkKind.Copy, 44, 64, 72, Direction(r[4])));
                break;
            case ActivityKind.PeerCopy:
                activity.Work.Add(Moved(r, GpuWorkKind.Copy, 60, 72, 80, CopyDirection.PeerToPeer));
                break;
            case ActivityKind.Set:
                activity.Work.Add(Moved(r, GpuWorkKind.Set, 44, 64, 72, CopyDirection.None));
                break;
            case ActivityKind.GraphTrace:
                activity.Work.Add(new(GpuWorkKind.Graph, At<ulong>(r, 8), At<ulong>(r, 16), At<uint>(r, 24), At<uint>(r, 32), At<uint>(r, 36), At<uint>(r, 4),
                    null, 0, CopyDirection.None, 0, At<uint>(r, 28), default, default, 0, 0));
                break;
            case ActivityKind.Runtime or ActivityKind.Driver:
                activity.Calls.Add(new(kind == ActivityKind.Runtime, At<uint>(r, 4), At<ulong>(r, 8), At<ulong>(r, 16), At<uint>(r, 28), At<uint>(r, 32), At<uint>(r, 36)));
                break;
            case ActivityKind.ExternalCorrelation:
                // One kind of ids is pushed here; those of others in the process are not phases.
                if (At<int>(r, 4) == CuptiTrace.ExternalKind)
                    activity.External[At<uint>(r, 16)] = At<ulong>(r, 8);
                break;
            case ActivityKind.Synchronization:
                activity.Waits.Add(new(At<int>(r, 4), At<ulong>(r, 8), At<ulong>(r, 16), At<uint>(r, 24), At<uint>(r, 32)));
                break;
            case ActivityKind.Overhead:
                activity.Overheads.Add(new(At<int>(r, 4), At<ulong>(r, 24), At<ulong>(r, 32)));
                break;
            default:
                activity.UnknownKinds[kind] = activity.UnknownKinds.GetValueOrDefault(kind) + 1;
                break;
        }
    }

    private static GpuWork Moved(byte* r, GpuWorkKind kind, int correlation, int node, int graph, CopyDirection direction) =>
        new(kind, At<ulong>(r, 16), At<ulong>(r, 24), At<uint>(r, 32), At<uint>(r, 36), At<uint>(r, 40), At<uint>(r, correlation), null, At<ulong>(r, 8), direction,
            At<ulong>(r, node), At<uint>(r, graph), default, default, 0, 0);

    // The text is CUPTI's and stays while its module is loaded.
    private string Name(nint text)
    {
        if (text == 0)
            return "";
        if (!names.TryGetValue(text, out string? name))
            names.Add(text, name = Marshal.PtrToStringUTF8(text)!);
        return name;
    }
}
