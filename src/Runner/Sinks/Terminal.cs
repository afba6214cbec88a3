using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>The two consoles: results on standard output, progress and errors on standard error.</summary>
public static class Terminal
{
    // Wider than any table: what does not fit a terminal is wrapped by it, while a table cut to a width loses figures.
    private const int Unlimited = 1 << 16;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Output() => Open(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error() => Open(Console.Error, Console.IsErrorRedirected);

    /// <summary>
    /// The same console without a width, for a table whose columns hold what they hold: the terminal may wrap its lines,
    /// but no figure is cut.
    /// </summary>
    public static IAnsiConsole Wide(IAnsiConsole console)
    {
        console.Profile.Width = Unlimited;
        return console;
    }

    /// <summary>A console on any writer; without escape codes where it is not a terminal.</summary>
    public static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (redirected)
        {
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
            settings.Interactive = InteractionSupport.No;
        }

        return AnsiConsole.Create(settings);
    }
}
