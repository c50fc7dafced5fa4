using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Updater.Cli.Failures;
using Updater.Core.Platform;

namespace Updater.Cli.Reporting;

/// <summary>
/// What a command says. In a terminal it is drawn (Spectre.Console), elsewhere it is plain lines, and with <c>--json</c> it is one document at the
/// end and
/// nothing else.
/// </summary>
internal sealed class CommandOutput
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly IAnsiConsole? _terminal;

    public CommandOutput(TextWriter output, TextWriter error, bool isJson)
    {
        _output = output;
        _error = error;
        IsJson = isJson;
        bool isTerminal = !isJson && ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        _terminal = isTerminal ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }) : null;
    }

    public bool IsJson { get; }

    /// <summary>A line for people.</summary>
    public void Line(string text = "")
    {
        if (_terminal != null)
        {
            // Not past the terminal: a progress bar below has to know.
            _terminal.WriteLine(text);
        }
        else if (!IsJson)
        {
            _output.WriteLine(text);
        }
    }

    /// <summary>Shows at once what was said so far.</summary>
    public void Flush() => _output.Flush();

    /// <summary>A step that did what it should.</summary>
    public void Done(string text) => Mark("✓", "green", text);

    /// <summary>A step that did not.</summary>
    public void Missed(string text) => Mark("✗", "red", text);

    /// <summary>Something that was done as asked and may still be a mistake.</summary>
    public void Warn(string text) => Mark("!", "yellow", text);

    /// <summary>A heading between steps.</summary>
    public void Heading(string text)
    {
        Line();
        if (_terminal != null)
        {
            _terminal.Write(new Text(text + "\n", new Style(decoration: Decoration.Bold)));
        }
        else
        {
            Line(text);
        }
    }

    /// <summary>Names and values, aligned.</summary>
    public void Fields(params (string Name, string? Value)[] fields)
    {
        int width = fields.Length == 0 ? 0 : fields.Max(field => field.Name.Length);
        foreach ((string name, string? value) in fields)
        {
            if (value != null)
            {
                Line($"  {CleanText.Of(name).PadRight(width)}  {CleanText.Of(value)}");
            }
        }
    }

    /// <summary>A table.</summary>
    public void Table(TextTable table)
    {
        if (_terminal != null)
        {
            if (table.WidthChars <= _terminal.Profile.Width)
            {
                _terminal.Write(table.Draw());
                return;
            }

            foreach (string line in table.NarrowLines())
            {
                Line("  " + line);
            }

            return;
        }

        foreach (string line in table.Lines())
        {
            Line("  " + line);
        }
    }

    /// <summary>Runs a transfer under a progress bar where there is a terminal.</summary>
    /// <param name="title">What is transferred.</param>
    /// <param name="sizeBytes">How much there is.</param>
    /// <param name="transfer">Moves the bytes and tells how many there are so far.</param>
    public async Task<T> TransferAsync<T>(string title, long sizeBytes, Func<IProgress<long>, Task<T>> transfer)
    {
        if (_terminal == null)
        {
            return await transfer(new TransferProgress(_ => { }));
        }

        Progress progress = _terminal.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn());
        return await progress.StartAsync(async bars =>
        {
            ProgressTask bar = bars.AddTask(Markup.Escape(title), maxValue: Math.Max(1, sizeBytes));
            T result = await transfer(new TransferProgress(count => bar.Value = count));
            bar.Value = bar.MaxValue;
            return result;
        });
    }

    /// <summary>The document of a command that did what it should.</summary>
    public void Result(string command, JsonObject result)
    {
        if (IsJson)
        {
            JsonObject document = Head(command, nameof(Outcome.Ok), 0, nameof(OutcomeClass.Ok), ExitCodes.Ok);
            Write(document, result);
        }
    }

    /// <summary>A failure: on the error stream, or as the document.</summary>
    public void Fail(string command, Failure failure)
    {
        if (!IsJson)
        {
            string number = failure.OutcomeNumber is int value ? value.ToString(CultureInfo.InvariantCulture) + " " : "";
            _error.WriteLine($"updater{(command.Length > 0 ? " " : "")}{command}: {failure.Message} ({number}{failure.OutcomeName})");
            _error.WriteLine($"  expected: {failure.Expected}");
            _error.WriteLine($"  found:    {failure.Found}");
            _error.WriteLine($"  next:     {failure.NextStep}");
            return;
        }

        JsonObject document = Head(command, failure.OutcomeName, failure.OutcomeNumber, failure.ClassName, failure.ExitCode);
        document["message"] = failure.Message;
        document["expected"] = failure.Expected;
        document["found"] = failure.Found;
        document["nextStep"] = failure.NextStep;
        Write(document, failure.Details ?? []);
    }

    private static JsonObject Head(string command, string name, int? number, string className, int exitCode) => new()
    {
        ["command"] = command,
        ["outcome"] = new JsonObject { ["name"] = name, ["number"] = number },
        ["class"] = className,
        ["exitCode"] = exitCode,
    };

    private void Write(JsonObject document, JsonObject more)
    {
        foreach ((string name, JsonNode? value) in more)
        {
            document[name] = value?.DeepClone();
        }

        _output.WriteLine(document.ToJsonString(s_json));
        _output.Flush();
    }

    private void Mark(string mark, string colour, string text)
    {
        if (_terminal != null)
        {
            _terminal.MarkupLine($"[{colour}]{mark}[/] {Markup.Escape(CleanText.Of(text))}");
        }
        else
        {
            Line($"{mark} {CleanText.Of(text)}");
        }
    }
}
