using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Plan;

/// <summary>Names a case by what it asks for.</summary>
public static class CaseId
{
    /// <summary>12 hex digits of the SHA-256 of the case's fields, in fixed order and invariant text.</summary>
    public static string Of(CaseSpec spec)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"engine={spec.Engine}\ndevice={spec.Device}\nmodel={spec.Model}\nbatch={spec.Batch}\nprompt={spec.Prompt}\ngenerate={spec.Generate}\ndepth={spec.Depth}\nthreads={spec.Threads}\nseed={spec.Seed}\n");
        // Greedy cases, and those without options, have the ids they had before there was a choice; so have those of models before there were kernels.
        if (spec.Sample is { } sample)
            text += $"sample={sample}\n";
        if (spec.Options is { } options)
            text += $"options={options}\n";
        if (spec.Shape is { } shape)
            text += $"shape={shape}\n";
        if (spec.Isa is { } isa)
            text += $"isa={isa}\n";
        if (spec.Cached == true)
            text += "cached\n";
        if (spec.Profile == true)
            text += "profile\n";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }
}
