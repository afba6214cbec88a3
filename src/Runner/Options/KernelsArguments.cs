using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>The text behind each option of <c>kernels</c>, by flag, as typed.</summary>
/// <param name="given">Texts by flag; empty for a flag that takes none.</param>
public sealed class KernelsArguments(IReadOnlyDictionary<string, string> given)
{
    private const int MostSteps = 99;
    private const int MostThreads = 4096;
    private const int MostRetries = 100;
    private const int MostTokens = 1 << 24;

    private const string ForModelFlag = "--for-model";

    private static readonly string[] OfModel = ["--profile", "--prompt", "--depth", "--file", "--precision", "--cache-dir"];

    /// <summary>Checks everything that needs no catalogue and freezes it.</summary>
    /// <param name="output">Where the outcome goes.</param>
    /// <param name="verbose">Print the stack trace of an error.</param>
    /// <exception cref="BadInputException">One line for every problem there is.</exception>
    public KernelsOptions Validate(OutputOptions output, bool verbose)
    {
        var read = new OptionReader();
        var options = new KernelsOptions
        {
            Kernels = Words(read, "--kernel", "a list of different ladders or kernels, such as matmul,attention"),
            Shapes = Words(read, "--shape", "a list of different shapes, such as 1024x1024x1024"),
            ForModel = ForModel(read),
            Steps = Text("--step") is null or "all" ? [] : read.WholeList("--step", Text("--step"), 1, MostSteps, []),
            Devices = TargetOption.Devices(read, Text(TargetOption.DeviceFlag)),
            Threads = read.WholeList("--threads", Text("--threads"), 1, MostThreads, [0]),
            Isas = Words(read, "--isa", "a list of different instruction sets, such as avx2,avx512"),
            Seed = read.Whole("--seed", Text("--seed"), 0, long.MaxValue, 1),
            Measurement = MeasurementArguments.Read(read, Text, KernelsOptions.Defaults),
            Ceilings = !given.ContainsKey("--no-ceilings"),
            References = !given.ContainsKey("--no-references"),
            Cached = given.ContainsKey("--cached"),
            InProcess = given.ContainsKey("--in-process"),
            MemoryCheck = !given.ContainsKey("--no-memory-check"),
            Retries = (int)read.Whole("--retries", Text("--retries"), 0, MostRetries, 0),
            Explain = given.ContainsKey("--explain"),
            List = given.ContainsKey("--list"),
            Output = output with { Resume = ResumeOption.Read(read, Text("--resume"), output) },
            Verbose = verbose,
        };
        if (options.InProcess && Text("--retries") is { } retries)
            read.Problem("--retries", retries, "no --in-process beside it: what dies then is the run");
        if (options.Explain && (options.List || output.Json))
            read.Problem("--explain", options.List ? "--list" : "--json", "neither --list nor --json beside it: it is text below the table");
        if (Text("--shape") is { } shape && options.ForModel is not null)
            read.Problem("--shape", shape, $"no {ForModelFlag} beside it: the model decides");
        return read.Problems.Count == 0 ? options : throw new BadInputException(read.Problems);
    }

    private ForModelOptions? ForModel(OptionReader read)
    {
        int? prompt = read.OptionalWhole("--prompt", Text("--prompt"), 0, MostTokens), depth = read.OptionalWhole("--depth", Text("--depth"), 0, MostTokens);
        if (Text(ForModelFlag) is not { } model)
        {
            foreach (string flag in OfModel.Where(given.ContainsKey))
                read.Problem(flag, given[flag], $"only beside {ForModelFlag}, whose model it is about");
            return null;
        }

        if (model.Length == 0)
            read.Problem(ForModelFlag, "", "a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        return new()
        {
            Model = model,
            File = Text("--file"),
            Precision = Text("--precision"),
            Profile = Text("--profile"),
            Prompt = prompt,
            Depth = depth,
            CacheDirectory = Text("--cache-dir"),
        };
    }

    private string? Text(string flag) => given.GetValueOrDefault(flag);

    private IReadOnlyList<string> Words(OptionReader read, string flag, string allowed) =>
        Text(flag) is { } text ? read.WordList(flag, text, allowed) : [];
}
