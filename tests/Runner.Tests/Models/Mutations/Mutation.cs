using System.Globalization;
using System.Security.Cryptography;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>One way to change a model.</summary>
internal sealed record Mutation(string Name, Action<Mutant> Apply)
{
    private static readonly Mutation[] All =
        [.. GraphValueMutations.All, .. GraphNodeMutations.All, .. ExternalDataMutations.All, .. ByteMutations.All, .. JsonMutations.All, .. FileMutations.All];

    /// <summary>What a seed makes of which model: the same for ever, as long as no mutation or model is added.</summary>
    public static (string Name, Mutant Mutant) OfSeed(int seed)
    {
        // Generators whose seeds follow one another begin with numbers that do, too.
        Random random = new(BitConverter.ToInt32(SHA256.HashData(BitConverter.GetBytes(seed))));
        Mutation mutation = All[seed % All.Length];
        (string model, var files) = SourceModels.All[random.Next(SourceModels.All.Count)];
        Mutant mutant = new(random, files);
        mutation.Apply(mutant);
        return (string.Create(CultureInfo.InvariantCulture, $"{seed:d5} {mutation.Name} of {model}"), mutant);
    }
}
