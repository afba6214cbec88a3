using System.Runtime.InteropServices;
using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Tests.Inference;

public sealed partial class OrtTelemetryTests
{
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string name);

    [Fact]
    public void Native_code_sees_that_it_is_off()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such variable; the C API turns it off there");

        OrtNative.Require();

        Assert.Equal("1", Marshal.PtrToStringUTF8(Get(OrtTelemetry.Variable)));
    }
}
