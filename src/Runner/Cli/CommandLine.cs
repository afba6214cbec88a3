using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Cli;

/// <summary>What the command line asks for: a command's options, or an exit code where help or the version was printed.</summary>
public readonly record struct Invocation(CommandOptions? Command, int ExitCode);

/// <summary>The commands, their options and their help.</summary>
public static class CommandLine
{
    /// <summary>Reads the arguments; prints help, version or completions itself.</summary>
    /// <exception cref="BadInputException">One line for each thing that cannot be understood or is out of range.</exception>
    public static Invocation Parse(string[] args)
    {
        var readers = new Dictionary<Command, Func<ParseResult, CommandOptions>>();
        var root = new RootCommand("Measures how fast Llama-class ONNX models run, and shows why.");
        var verbose = new Option<bool>("--verbose") { Description = "Print the stack trace of an error.", Recursive = true };
        root.Options.Add(verbose);

        Add(root, new QuickstartCommandLine(verbose));
        Add(root, new RunCommandLine(verbose));
        Add(root, new ProfileCommandLine(verbose));
        Add(root, new KernelsCommandLine(verbose));
        Add(root, new CompareCommandLine(verbose));
        Add(root, new ExportCommandLine(verbose));
        var results = new Command("results", "List, show, merge and prune results files.");
        Add(results, new ResultsListCommandLine(verbose));
        Add(results, new ResultsShowCommandLine(verbose));
        Add(results, new ResultsMergeCommandLine(verbose));
        Add(results, new ResultsPruneCommandLine(verbose));
        root.Subcommands.Add(results);
        var model = new Command("model", "Make, list and inspect models.");
        Add(model, new SynthCommandLine(verbose));
        Add(model, new ModelListCommandLine(verbose));
        Add(model, new InspectCommandLine(verbose));
        root.Subcommands.Add(model);
        Add(root, new ExplainCommandLine(verbose));
        Add(root, new DoctorCommandLine(verbose));
        Add(root, new DevicesCommandLine(verbose));
        Add(root, new GpuCheckCommandLine(verbose));
        Add(root, new SelfTestCommandLine(verbose));

        // No response files: a path may begin with @.
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is not null && (result.Errors.Count == 0 || result.Action is HelpAction))
            return new(null, result.Invoke());
        if (result.Errors.Count > 0 && args.Length > 0)
            throw new BadInputException(Problem(result));
        if (readers.TryGetValue(result.CommandResult.Command, out var read))
            return new(read(result), ExitCode.Ok);
        root.Parse([.. args, "--help"]).Invoke();
        return new(null, ExitCode.BadInput);

        void Add(Command parent, LeafCommandLine leaf)
        {
            parent.Subcommands.Add(leaf.Command);
            readers.Add(leaf.Command, leaf.Read);
        }
    }

    // One mistake makes several errors, such as a misspelt option and then its value: the first is the one to mend.
    private static string Problem(ParseResult result)
    {
        var names = new Stack<string>();
        for (var at = result.CommandResult; at is not null; at = at.Parent as CommandResult)
            names.Push(at.Command is RootCommand ? "inferbench" : at.Command.Name);
        string command = string.Join(' ', names);
        string found = result.UnmatchedTokens is [var token, ..]
            ? $"found '{token}', which is no option or argument of '{command}'"
            : result.Errors[0].Message.TrimEnd('.');
        return $"{found}; see '{command} --help'";
    }
}
