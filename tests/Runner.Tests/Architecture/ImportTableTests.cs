using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Architecture;

public sealed class ImportTableTests
{
    private const string Root = "InferBench.Runner";

    [Fact]
    public void No_folder_uses_another_that_the_table_does_not_allow()
    {
        var forbidden =
            from type in OwnTypes()
            let folder = Folder(type)
            from used in TypeReferences.Of(type)
            let other = Folder(used)
            where other is not null && other != folder && !ImportTable.Allowed[folder!].Contains(other)
            select $"{folder} -> {other} ({type.FullName} uses {used.FullName})";

        Assert.Empty(forbidden.Distinct());
    }

    [Fact]
    public void Every_folder_with_code_is_in_the_table()
    {
        Assert.Empty(OwnTypes().Select(Folder).Distinct().Except(ImportTable.Allowed.Keys));
    }

    [Fact]
    public void The_reader_of_references_sees_method_bodies()
    {
        Assert.Contains(typeof(BadInputException), TypeReferences.Of(typeof(InferBench.Runner.Options.RunArguments)));
    }

    private static IEnumerable<Type> OwnTypes() =>
        typeof(RunRecord).Assembly.GetTypes().Where(t => Folder(t) is not null);

    // InferBench.Runner.Models.Onnx.X lies in Models; Program and what the compiler makes for it in no folder.
    private static string? Folder(Type type)
    {
        var name = (type.DeclaringType ?? type).Namespace;
        if (type.Assembly != typeof(RunRecord).Assembly || name is null || !name.StartsWith(Root, StringComparison.Ordinal))
            return null;
        return name.Length == Root.Length ? "Program" : name[(Root.Length + 1)..].Split('.')[0];
    }
}
