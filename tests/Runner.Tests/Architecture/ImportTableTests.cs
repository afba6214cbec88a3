using InferBench.Kernels;
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

    [Theory]
    [InlineData(typeof(FileNotFoundException), "a body")]
    [InlineData(typeof(InvalidDataException), "a catch clause")]
    [InlineData(typeof(ObsoleteAttribute), "an attribute")]
    [InlineData(typeof(IFormattable), "a constraint")]
    [InlineData(typeof(Version), "an argument of a generic type")]
    public void The_reader_of_references_sees(Type used, string place) =>
        Assert.True(TypeReferences.Of(typeof(Example<>)).Contains(used), place);

    private sealed class Example<T>
        where T : IFormattable
    {
        private readonly List<Version[]> versions = [];

        [Obsolete("to be seen")]
        public int Count()
        {
            try
            {
                return versions.Count > 0 ? versions.Count : throw new FileNotFoundException();
            }
            catch (InvalidDataException)
            {
                return 0;
            }
        }
    }

    private static IEnumerable<Type> OwnTypes() =>
        typeof(RunRecord).Assembly.GetTypes().Where(t => Folder(t) is not null);

    // InferBench.Runner.Models.Onnx.X lies in Models; Program and what the compiler makes for it in no folder.
    private static string? Folder(Type type)
    {
        var name = (type.DeclaringType ?? type).Namespace;
        if (type.Assembly == typeof(KernelCatalog).Assembly)
            return "Kernels";
        if (type.Assembly != typeof(RunRecord).Assembly || name is null || !name.StartsWith(Root, StringComparison.Ordinal))
            return null;
        return name.Length == Root.Length ? "Program" : name[(Root.Length + 1)..].Split('.')[0];
    }
}
