using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>Reads what the machine costs, which <c>run</c>, <c>results show</c> and <c>export</c> say in the same words.</summary>
internal static class PriceOption
{
    /// <summary>Its name.</summary>
    public const string Flag = "--price-per-hour";

    private const double Most = 1_000_000;

    /// <returns>Null where it was not given.</returns>
    /// <exception cref="BadInputException">It is no price.</exception>
    public static double? Read(string? text)
    {
        var read = new OptionReader();
        double? price = Read(read, text);
        return read.Problems.Count == 0 ? price : throw new BadInputException(read.Problems);
    }

    /// <returns>Null where it was not given.</returns>
    public static double? Read(OptionReader read, string? text) => text is null ? null : read.Real(Flag, text, Most, 0, "currency");
}
