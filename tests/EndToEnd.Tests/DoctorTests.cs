namespace InferBench.EndToEnd.Tests;

public sealed class DoctorTests(ModelFixture models)
{
    [Fact]
    public async Task Every_part_of_the_machine_is_named()
    {
        var outcome = await Inferbench.Run("doctor", "--cache-dir", models.Cache);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        foreach (string topic in (string[])["CPU", "flags", "caches", "memory", ".NET", "ONNX Runtime", "GPU", "CUDA"])
            Assert.Contains(topic, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_shown_with_what_was_tried_and_what_mends_it()
    {
        var outcome = await Inferbench.RunWith(
            new Dictionary<string, string?> { ["INFERBENCH_ORT_LIBRARY"] = "/no/such/library.so" }, "doctor", "--cache-dir", models.Cache);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("/no/such/library.so", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("INFERBENCH_ORT_LIBRARY", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_library_in_use_tells_version_and_providers()
    {
        Native.RequireOnnxRuntime();

        var outcome = await Inferbench.Run("doctor", "--cache-dir", models.Cache);

        Assert.Contains("1.30.0", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", outcome.Output, StringComparison.Ordinal);
    }
}
