using System.Text.RegularExpressions;
using InferBench.Runner.Inference.OpenBlas;

namespace InferBench.Runner.Tests.Workloads.References;

[Collection(nameof(Alone))]
public sealed class OpenBlasLibraryTests
{
    [Fact]
    public void Where_there_is_none_it_says_what_to_install()
    {
        Assert.Null(OpenBlasLibrary.Find(["libnone-of-this-name.so"], out string? absent));

        Assert.Equal(
            "OpenBLAS is not on this machine (libopenblas.so.0 or libopenblas.so where the system looks for libraries): "
            + "on Debian and Ubuntu install libopenblas0-pthread",
            absent!.Replace("libnone-of-this-name.so", "libopenblas.so.0 or libopenblas.so", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_library_of_its_name_is_refused()
    {
        string other = OperatingSystem.IsWindows() ? "kernel32.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6";

        Assert.Null(OpenBlasLibrary.Find([other], out string? absent));

        Assert.StartsWith($"{other}: it is not OpenBLAS: ", absent, StringComparison.Ordinal);
        Assert.Contains("cblas_sgemm", absent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_says_which_one_it_is_and_as_which_core_it_runs()
    {
        var engine = OpenBlasNative.Require().Describe(threads: 2);

        Assert.Equal("openblas", engine.Name);
        Assert.Equal("cblas_sgemm", engine.Provider);
        Assert.Equal(2, engine.Threads);
        Assert.Contains(engine.Library, OpenBlasLibrary.FileNames);
        Assert.Matches(new Regex(@"^\d+\.\d+"), engine.Version);
        Assert.Matches(new Regex("^OpenBLAS .*; core [A-Za-z0-9]+$"), engine.BuildInfo);
    }
}
