using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace InferBench.Kernels.Tests;

public sealed partial class KernelCatalogTests
{
    [Fact]
    public void Every_step_is_a_file_of_its_name_in_the_folder_of_its_ladder_and_every_such_file_a_step()
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "src", "Kernels", "Cpu"));
        var files = from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                    where NumberedName().IsMatch(Path.GetFileName(file))
                    let folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!)
                    select $"{Folded(folder)} {Path.GetFileNameWithoutExtension(file)}";
        var steps = from kernel in KernelCatalog.All
                    select $"{Folded(kernel.Ladder)} {kernel.Name.Split('.')[^1]}";

        Assert.Equal(files.Order(StringComparer.Ordinal), steps.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_made_of_ladder_and_step() => Assert.All(KernelCatalog.All, kernel =>
        Assert.Matches($"^cpu\\.{Regex.Escape(kernel.Ladder)}\\.{kernel.Step}_[a-z0-9_]+$", kernel.Name));

    [Fact]
    public void Steps_of_a_ladder_count_from_one() => Assert.All(KernelCatalog.All.GroupBy(kernel => kernel.Ladder), ladder =>
        Assert.Equal(Enumerable.Range(1, ladder.Count()), ladder.Select(kernel => kernel.Step)));

    [Fact]
    public void Every_kernel_accepts_the_size_it_addresses_and_tells_its_work() => Assert.All(KernelCatalog.All, kernel =>
    {
        Assert.Equal(kernel.Sizes.Count, kernel.Addresses.Count);
        Assert.Null(kernel.Refusal(kernel.Addresses));
        var work = kernel.Work(kernel.Addresses);
        bool isCeiling = kernel.Ladder.StartsWith("ceiling.", StringComparison.Ordinal);
        Assert.Equal(isCeiling ? 1 : 2, (work.Flops > 0 ? 1 : 0) + (work.Bytes > 0 ? 1 : 0));
        Assert.Equal(work.Bytes > 0, kernel.Footprint(kernel.Addresses) > 0);
        Assert.NotEmpty(kernel.Sets);
        Assert.Equal(kernel.Sets.Order(), kernel.Sets);
        Assert.Contains(kernel.Arithmetic, work.Flops > 0 ? new[] { "fp32", "int8" } : ["none"]);
    });

    [Fact]
    public void Kernels_of_decode_rotate_and_no_others() => Assert.Equal(
        ["matvec.fp32", "matvec.int8", "matvec.int4", "attention_decode"],
        KernelCatalog.All.GroupBy(kernel => kernel.Ladder).Where(ladder => ladder.Select(kernel => kernel.Rotates).Distinct().Single()).Select(ladder => ladder.Key));

    // Folders are named in the plural and group what has no ladder of its own.
    private static string Folded(string name)
    {
        string letters = string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return letters.Replace("ceilings", "ceiling", StringComparison.Ordinal).Replace("layers", "", StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^[1-9][0-9]*_[a-z0-9_]+\.cs$")]
    private static partial Regex NumberedName();
}
