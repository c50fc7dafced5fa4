using System.Text.RegularExpressions;
using Updater.Architecture.Tests.Fixtures;

namespace Updater.Architecture.Tests.Rules;

/// <summary>What can be said of source files alone.</summary>
internal static partial class SourceRules
{
    public const int LinesMax = 600;

    private static readonly string[] s_vagueFolders = ["Interfaces", "Helpers", "Helper", "Utils", "Util", "Common", "Shared"];

    public static IEnumerable<Finding> All(SourceFile file)
    {
        return TooLong(file)
            .Concat(Unfinished(file))
            .Concat(Conditional(file))
            .Concat(VagueFolder(file))
            .Concat(NamespaceNotFolder(file))
            .Concat(SeveralTypes(file))
            .Concat(ScatteredLimits(file));
    }

    private static IEnumerable<Finding> TooLong(SourceFile file)
    {
        if (file.Lines.Length > LinesMax + 1)
        {
            yield return new("length", file.Path, $"{file.Lines.Length} lines of {LinesMax}", "Split it by what it does.");
        }
    }

    private static IEnumerable<Finding> Unfinished(SourceFile file)
    {
        return from line in Enumerable.Range(0, file.Lines.Length)
               where UnfinishedMark().IsMatch(file.Lines[line])
               select new Finding("unfinished", $"{file.Path}:{line + 1}", "a mark of unfinished work", "Finish it, or open an issue.");
    }

    private static IEnumerable<Finding> Conditional(SourceFile file)
    {
        return from line in Enumerable.Range(0, file.Lines.Length)
               where file.Path.StartsWith("firmware/Updater.Core/", StringComparison.Ordinal) && ConditionalMark().IsMatch(file.Lines[line])
               select new Finding("no #if", $"{file.Path}:{line + 1}", "conditional compilation in the core", "Put what differs behind an interface of Core, implemented in Device.");
    }

    private static IEnumerable<Finding> VagueFolder(SourceFile file)
    {
        return from folder in file.Path.Split('/').SkipLast(1)
               where s_vagueFolders.Contains(folder, StringComparer.OrdinalIgnoreCase)
               select new Finding("folder", file.Path, $"lies in a folder named {folder}", "Put it beside what uses it; interfaces live with their consumer.");
    }

    private static IEnumerable<Finding> NamespaceNotFolder(SourceFile file)
    {
        if (!file.Path.StartsWith("firmware/", StringComparison.Ordinal) && !file.Path.StartsWith("host/", StringComparison.Ordinal))
        {
            yield break;
        }

        string expected = string.Join('.', file.Path.Split('/').Skip(1).SkipLast(1));
        bool isTwin = file.Path.StartsWith("host/Updater.Twin/", StringComparison.Ordinal);
        foreach (string found in file.Namespaces)
        {
            // The twin supplies nanoFramework's own packages, whose namespaces are not ours to choose.
            bool isSupplied = isTwin && (found.StartsWith("nanoFramework.", StringComparison.Ordinal) || found.StartsWith("System.", StringComparison.Ordinal));
            if (found != expected && !isSupplied)
            {
                yield return new("namespace", file.Path, $"declares {found}", $"Its folder says {expected}.");
            }
        }
    }

    private static IEnumerable<Finding> SeveralTypes(SourceFile file)
    {
        bool isOurs = file.Path.StartsWith("firmware/", StringComparison.Ordinal) || file.Path.StartsWith("host/", StringComparison.Ordinal);
        List<string> types = file.PublicTypes.ToList();
        if (isOurs && types.Count > 1)
        {
            yield return new("one type", file.Path, "declares " + string.Join(", ", types), "One public type a file.");
        }
    }

    private static IEnumerable<Finding> ScatteredLimits(SourceFile file)
    {
        return from constant in file.PublicConstants
               where file.Path.StartsWith("firmware/", StringComparison.Ordinal)
               where constant.EndsWith("Max", StringComparison.Ordinal) && !constant.StartsWith("Limits.", StringComparison.Ordinal)
               select new Finding("one place", file.Path, $"the limit {constant}", "Limits are named in Platform/Limits.cs.");
    }

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex UnfinishedMark();

    [GeneratedRegex(@"^\s*#\s*(if|elif|else|define|undef)\b")]
    private static partial Regex ConditionalMark();
}
