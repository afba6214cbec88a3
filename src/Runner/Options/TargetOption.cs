using System.Globalization;

namespace InferBench.Runner.Options;

/// <summary>Reads who executes the models, and where.</summary>
internal static class TargetOption
{
    public const string EngineFlag = "--engine", DeviceFlag = "--device";

    private const int MostDevices = 1024;

    /// <summary>Engines.</summary>
    public static IReadOnlyList<string> Engines(OptionReader read, string? text) =>
        Read(read, EngineFlag, text, "ort", "ort or genai, or both", engine => engine is "ort" or "genai");

    /// <summary>Devices, each by its one name: <c>cuda</c> is <c>cuda:0</c>. Whether this machine has them is the run's to say.</summary>
    public static IReadOnlyList<string> Devices(OptionReader read, string? text)
    {
        const string allowed = "a list of different devices, each cpu, cuda:N or webgpu:N";
        var words = Read(read, DeviceFlag, text, "cpu", allowed, word => IsDevice(Full(word)));
        string[] devices = [.. words.Select(Full)];
        if (devices.Distinct(StringComparer.Ordinal).Count() < devices.Length)
            read.Problem(DeviceFlag, text!, allowed);
        return devices;
    }

    private static IReadOnlyList<string> Read(OptionReader read, string flag, string? text, string missing, string allowed, Func<string, bool> isKnown)
    {
        if (text is null)
            return [missing];
        var words = read.WordList(flag, text, allowed);
        if (!words.All(isKnown))
            read.Problem(flag, text, allowed);
        return words;
    }

    private static string Full(string device) => device is "cuda" or "webgpu" ? device + ":0" : device;

    // One name for a device, as it is part of a case's id.
    private static bool IsDevice(string text) => text == "cpu"
        || (text.Split(':') is ["cuda" or "webgpu", var number]
            && OptionReader.TryWhole(number, 0, MostDevices, out long value)
            && number == value.ToString(CultureInfo.InvariantCulture));
}
