using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Onnx;

/// <summary>The files beside a graph that hold its weights.</summary>
internal static class ExternalData
{
    private const int LongestQuote = 40;

    /// <summary>Checks that every tensor kept outside the graph lies inside a file of the model's folder.</summary>
    /// <returns>Full paths of those files, each once, sorted.</returns>
    /// <exception cref="BadInputException">A file leaves the folder, is missing, or is too short.</exception>
    public static IReadOnlyList<string> Check(ModelProto model, string graphPath)
    {
        string folder = Path.GetDirectoryName(graphPath)!;
        SortedDictionary<string, long> sizes = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in OnnxFile.Tensors(model))
        {
            // A parser that drops unknown locations may see an earlier EXTERNAL where this one sees the unknown one.
            if (tensor.DataLocation == TensorProto.Types.DataLocation.Default)
                continue;
            string location = Entry(tensor, "location", graphPath) ?? "";
            // ONNX Runtime takes "*/_ORT_MEM_ADDR_/*" and its like for places in its own memory.
            if (location.Contains('*', StringComparison.Ordinal))
                throw new BadInputException(
                    $"{graphPath}: tensor {tensor.Name} is in '{location}', which ONNX Runtime may take for a place in memory; refused");
            string path = FolderPath.Inside(folder, location, graphPath);
            if (!sizes.TryGetValue(path, out long size))
            {
                RegularFile.Require(path, $"{Path.GetFileName(graphPath)} keeps weights there");
                sizes[path] = size = FolderPath.FileLength(path);
            }

            CheckExtent(tensor, graphPath, path, size);
        }

        return [.. sizes.Keys];
    }

    private static void CheckExtent(TensorProto tensor, string graphPath, string path, long size)
    {
        long offset = Number(tensor, "offset", graphPath) ?? 0;
        Int128? bytes = ByteCount(tensor);
        Int128 length = Number(tensor, "length", graphPath) ?? bytes ?? 0;
        if (bytes is { } expected && length != expected)
            throw new BadInputException(
                $"{graphPath}: tensor {tensor.Name} has {expected} bytes by its shape but {length} in its file; "
                + "the graph is damaged");
        if (offset > size || length > size - offset)
            throw new BadInputException(
                $"{path}: has {size} bytes, but tensor {tensor.Name} ends at {offset + length}; "
                + "the file is truncated or belongs to another graph");
    }

    /// <summary>Bytes of a tensor by its shape; null where its type is not one of ours.</summary>
    private static Int128? ByteCount(TensorProto tensor) => (Int128?)((ElementType)tensor.DataType).Size() * GraphCheck.Elements(tensor);

    private static long? Number(TensorProto tensor, string key, string graphPath)
    {
        if (Entry(tensor, key, graphPath) is not { } text)
            return null;
        string shown = text.Length > LongestQuote ? $"{text[..LongestQuote]}..." : text;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new BadInputException(
                $"{graphPath}: tensor {tensor.Name} has the {key} '{shown}', which is not a number; the graph is damaged");
    }

    private static string? Entry(TensorProto tensor, string key, string graphPath)
    {
        string[] found = [.. tensor.ExternalData.Where(e => e.Key == key).Select(e => e.Value)];
        return found.Length <= 1
            ? found.FirstOrDefault()
            : throw new BadInputException($"{graphPath}: tensor {tensor.Name} has {found.Length} entries {key}; the graph is damaged");
    }
}
