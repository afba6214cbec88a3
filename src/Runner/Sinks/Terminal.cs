using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>The two consoles: results on standard output, progress and errors on standard error.</summary>
public static class Terminal
{
    // Wide enough for every column when nobody is looking at the width.
    private const int RedirectedWidth = 200;
    private const int TableWidth = 140;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Output() => Open(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Error() => Open(Console.Error, Console.IsErrorRedirected);

    /// <summary>
    /// At least wide enough for a table of ours: a terminal that is too narrow wraps lines, a table cut to its width
    /// would lose figures.
    /// </summary>
    public static IAnsiConsole Wide(IAnsiConsole console)
    {
        console.Profile.Width = Math.Max(console.Profile.Width, TableWidth);
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

        var console = AnsiConsole.Create(settings);
        if (redirected)
            console.Profile.Width = RedirectedWidth;
        return console;
    }
}
