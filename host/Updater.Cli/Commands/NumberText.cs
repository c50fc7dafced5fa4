using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Updater.Cli.Failures;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Images;

namespace Updater.Cli.Commands;

/// <summary>Numbers and versions on the command line.</summary>
internal static class NumberText
{
    /// <summary>A size, decimal or 0x.</summary>
    public static Option<int> CreateSizeOption(string name, string description, int absent) => new(name)
    {
        Description = description,
        HelpName = "BYTES",
        DefaultValueFactory = _ => absent,
        CustomParser = Size,
    };

    /// <summary>A version as images and devices read it.</summary>
    public static ulong Version(string text)
    {
        Outcome outcome = FirmwareVersion.Parse(text, out ulong packed);
        return outcome == Outcome.Ok
            ? packed
            : throw CliException.Of(
                outcome, "major.minor.patch[+build] with at most 255.255.65535+4294967295", $"\"{text}\"",
                "give a version such as 1.2.3 or 1.2.3+45");
    }

    /// <summary>A security counter as devices read it.</summary>
    public static int Counter(string text)
    {
        Outcome outcome = SecurityCounter.Parse(text, out int counter);
        return outcome == Outcome.Ok
            ? counter
            : throw CliException.Of(outcome, "a decimal number from 0 to 2147483647", $"\"{text}\"", "give a counter such as 7");
    }

    /// <summary>The version of an image's header, as a release states it.</summary>
    public static string Of(McubootVersion version) => version.Build == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}.{version.Revision}")
        : string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}.{version.Revision}+{version.Build}");

    /// <summary>A size for people.</summary>
    public static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} bytes");

    private static int Size(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> digits = isHex ? text.AsSpan(2) : text;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!int.TryParse(digits, style, CultureInfo.InvariantCulture, out int size) || size < 0)
        {
            result.AddError($"Not a number of bytes: {text}.");
        }

        return size;
    }
}
