using System.ComponentModel;
using System.Diagnostics;
using InferBench.Runner.Devices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

/// <summary>Which libraries a provider's file needs, and which of them are not there.</summary>
public sealed class ProviderFileTests : IDisposable
{
    private const string Provider = "libonnxruntime_providers_cuda.so", Shared = "libonnxruntime_providers_shared.so";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_library_that_is_not_found_is_named_with_the_package_that_has_it()
    {
        Compile(Shared);
        string[] needed = ["libcublasLt.so.13", "libcudart.so.13", "libcuda.so.1", "libother.so.7"];
        foreach (string name in needed)
            Compile(name, $"-Wl,-soname,{name}");
        Compile(Provider, ["-Wl,--no-as-needed", .. needed.Select(name => folder[name]), "-lc"]);

        Assert.Equal([.. needed, "libc.so.6"], ElfNeeds.Read(folder[Provider]));
        foreach (string name in needed)
            File.Delete(folder[name]);

        string problem = ProviderFile.WhatIsMissing(folder["libonnxruntime.so.1"], Provider)!;
        Assert.StartsWith(
            "libcublasLt.so.13, libcudart.so.13, libcuda.so.1, libother.so.7 are not found where the loader looks: libcuda.so.1 comes with NVIDIA's driver; ",
            problem, StringComparison.Ordinal);
        Assert.EndsWith("cuda-libraries-13-0", problem.Replace(" from NVIDIA's own repository", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_missing_where_it_loads()
    {
        Compile(Shared);
        Compile(Provider);

        Assert.Null(ProviderFile.WhatIsMissing(folder["libonnxruntime.so.1"], Provider));
    }

    [Fact]
    public void A_file_that_is_not_beside_the_runtime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loader's words are those of Linux");

        Assert.Equal(
            $"{Shared} does not lie beside ONNX Runtime's library; put that of the same version there",
            ProviderFile.WhatIsMissing(folder["libonnxruntime.so.1"], Provider));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("\u007fELF\u0002\u0001 and then something that is no library at all, but longer than its header")]
    public void What_is_no_library_needs_none(string content)
    {
        File.WriteAllText(folder["file"], content);

        Assert.Empty(ElfNeeds.Read(folder["file"]));
    }

    private void Compile(string library, params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libraries are made as they are on Linux");
        File.WriteAllText(folder["empty.c"], "int nothing;");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", folder[library], folder["empty.c"], .. options]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (Win32Exception e) when (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("cc") != true)
        {
            Assert.Skip($"cc, the C compiler, does not start: {e.Message}");
        }
    }
}
