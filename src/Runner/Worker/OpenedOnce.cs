using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Worker;

/// <summary>
/// A group's model, opened for the first case that needs it and kept for the rest. A model that did not open is not tried
/// again: every case fails for the same reason.
/// </summary>
internal sealed class OpenedOnce(string path, int threads, SessionOptions? options, TimeProvider time, string device, string engine) : IDisposable
{
    private LoadedModel? model;
    private Exception? failure;
    private CaseMemory? memory;

    /// <summary>The open model.</summary>
    public LoadedModel Model => model!;

    /// <summary>Memory of the process since just before the model was opened.</summary>
    public CaseMemory Memory => memory!;

    /// <summary>Whether the model is open.</summary>
    public bool IsOpen => model is not null;

    /// <summary>Opens the model unless it is open.</summary>
    /// <returns>True where this call did it.</returns>
    public bool Open()
    {
        if (failure is not null)
            throw failure;
        if (model is not null)
            return false;
        memory = new CaseMemory();
        try
        {
            model = LoadedModel.Open(path, threads, options, time, device, engine);
        }
        catch (Exception e)
        {
            failure = device != "cpu" && DeviceProof.WhyNot(device) is { } reason ? new DeviceAbsentException(device, e is BadInputException ? e.Message : reason, e) : e;
            throw failure;
        }

        memory.Loaded();
        return true;
    }

    /// <summary>A reason on one line; the path to the model is the user's own and no part of a record.</summary>
    public string WithoutFolder(string reason) => Reason.Of(reason, path);

    public void Dispose() => model?.Dispose();
}
