using System.CommandLine;
using Updater.Cli.Failures;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Cli.Commands;

/// <summary>References on the command line; the device's own parser reads them.</summary>
internal static class ReferenceText
{
    private const string Form = "registry[:port]/repository[:tag][@sha256:<64 hex digits>]";
    private static readonly string LimitsText =
        $"of at most {Limits.ReferenceCharsMax} characters, registry and repository {Limits.RepositoryCharsMax}, tag {Limits.TagCharsMax}";
    private const string Advice = "give a reference such as 127.0.0.1:5000/lamp:stable";

    public static Argument<string> CreateArgument(string description) => new("REF") { Description = $"{description}: {Form}" };

    /// <summary>Reads a reference that names something: a tag or a digest.</summary>
    public static Reference ParseNamed(string text)
    {
        Reference reference = Parse(text);
        return reference.Tag != null || reference.Digest != null
            ? reference
            : throw CliException.Of(Outcome.ReferenceMalformed, Form, $"\"{text}\" with neither tag nor digest", Advice);
    }

    /// <summary>Reads a reference.</summary>
    public static Reference Parse(string text)
    {
        Outcome outcome = Reference.Parse(text, out Reference reference);
        return outcome == Outcome.Ok ? reference : throw (
            TooLong(text) is string found
                ? CliException.Of(outcome, $"{Form} {LimitsText}", found, "shorten the repository or the tag")
                : CliException.Of(outcome, Form, $"\"{text}\"", Advice));
    }

    // The form alone would not tell what is wrong with a reference that has it.
    private static string? TooLong(string text)
    {
        if (text.Length > Limits.ReferenceCharsMax)
        {
            return $"{text.Length} characters";
        }

        string name = text.Split('@')[0];
        int colon = name.IndexOf(':', Math.Max(0, name.IndexOf('/')));
        (string repository, string tag) = colon < 0 ? (name, "") : (name[..colon], name[(colon + 1)..]);
        return repository.Length > Limits.RepositoryCharsMax ? $"{repository.Length} characters of registry and repository"
            : tag.Length > Limits.TagCharsMax ? $"a tag of {tag.Length} characters" : null;
    }

    /// <summary>What a registry is asked for: the digest if there is one, else the tag.</summary>
    public static string NameOf(Reference reference) => reference.Digest == null ? reference.Tag : DigestText.Format(reference.Digest);

    /// <summary>Registry and repository: what signatures name.</summary>
    public static string RepositoryOf(Reference reference) => $"{reference.Registry}/{reference.Repository}";
}
