using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Updater.Core.Platform;

namespace Updater.Docs.Tests.Text;

/// <summary>Reads the meaning of an enumeration's members from its source; names and numbers are checked against the built type.</summary>
internal static partial class EnumSource
{
    /// <summary>All members, in the order of the source.</summary>
    /// <param name="file">The source's path in the checkout.</param>
    public static IReadOnlyList<EnumMember> Members<T>(string file)
        where T : struct, Enum
    {
        string source = File.ReadAllText(Path.Combine(Page.Root, file));
        EnumMember[] members = [.. MemberPattern().Matches(source)
            .Select(match => new EnumMember(match.Groups[2].Value, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture), Meaning(match.Groups[1].Value)))];
        string[] expected = [.. Enum.GetValues<T>().Select(value => $"{value} {Convert.ToInt32(value, CultureInfo.InvariantCulture)}")];
        CollectionAssert.AreEquivalent(expected, members.Select(member => $"{member.Name} {member.Number}").ToArray(), $"{file} is not read right");
        return members;
    }

    private static string Meaning(string summary)
    {
        string text = LineStartPattern().Replace(summary, " ");
        text = ReferencePattern().Replace(text, match => Described(match.Groups[1].Value));
        text = CodePattern().Replace(text, "`$1`");
        return SpacePattern().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    // Of a limit the reader wants the number.
    private static string Described(string name)
    {
        FieldInfo? limit = name.StartsWith("Limits.", StringComparison.Ordinal) ? typeof(Limits).GetField(name["Limits.".Length..]) : null;
        return limit == null ? $"`{name}`" : $"`{name}` ({string.Create(CultureInfo.InvariantCulture, $"{limit.GetRawConstantValue():#,0}")})";
    }

    [GeneratedRegex(@"/// <summary>((?:(?!</summary>).)*)</summary>\s*(\w+) = (\d+),", RegexOptions.Singleline)]
    private static partial Regex MemberPattern();

    [GeneratedRegex(@"\n\s*///")]
    private static partial Regex LineStartPattern();

    [GeneratedRegex("<see cref=\"([^\"]+)\"/>")]
    private static partial Regex ReferencePattern();

    [GeneratedRegex("<c>([^<]+)</c>")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex SpacePattern();
}
