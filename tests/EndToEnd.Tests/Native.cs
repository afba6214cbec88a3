namespace InferBench.EndToEnd.Tests;

/// <summary>Whether ONNX Runtime's native library lies beside the executable; CI requires it.</summary>
internal static class Native
{
    public static void RequireOnnxRuntime()
    {
        string[] names = ["libonnxruntime.so.1", "onnxruntime.dll", "libonnxruntime.1.dylib"];
        if (names.Any(n => File.Exists(Path.Combine(AppContext.BaseDirectory, n))))
            return;
        bool required = Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("ort") == true;
        Assert.False(required, "ONNX Runtime's native library is required and not there");
        Assert.Skip("ONNX Runtime's native library was not restored: npm is missing");
    }
}
