using System.Runtime.InteropServices;

namespace InferBench.Tests.Native;

/// <summary>A Vulkan driver that runs on the processor, so that WebGPU runs on a machine without a GPU: tests/install-swiftshader.sh.</summary>
internal static partial class SwiftShader
{
    private const string Folder = "INFERBENCH_SWIFTSHADER";

    /// <summary>Variables under which a process finds it; skips the test where there is none, and fails it where INFERBENCH_REQUIRE lists <c>webgpu</c>.</summary>
    public static Dictionary<string, string?> Variables()
    {
        string folder = Require();
        return new() { [Drivers[0]] = Driver(folder), [Drivers[1]] = Driver(folder), ["LD_LIBRARY_PATH"] = Path.Combine(folder, "usr/lib") };
    }

    /// <summary>Makes it the driver of this process, before anything looks for one.</summary>
    public static void Use()
    {
        string folder = Require();
        foreach (string variable in Drivers)
            _ = SetVariable(variable, Driver(folder), overwrite: 1);
        // Asked for by its name alone, what is loaded already is taken.
        NativeLibrary.Load(Path.Combine(folder, "usr/lib/libvulkan.so.1"));
    }

    // The newer loader's name, and the older's.
    private static string[] Drivers { get; } = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

    private static string Require()
    {
        string? folder = Environment.GetEnvironmentVariable(Folder);
        if (!string.IsNullOrEmpty(folder))
            return File.Exists(Driver(folder)) ? folder : throw new InvalidOperationException($"{Folder}: found no {Driver(folder)}");
        Assert.False(
            Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("webgpu") == true,
            $"webgpu is required, and {Folder} is not set; tests/install-swiftshader.sh prints what to set it to");
        Assert.Skip($"{Folder} is not set; tests/install-swiftshader.sh prints what to set it to");
        throw new InvalidOperationException();
    }

    private static string Driver(string folder) => Path.Combine(folder, "usr/lib/chromium/vk_swiftshader_icd.json");

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
