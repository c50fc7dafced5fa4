namespace Updater.Registry;

/// <summary>A request target taken apart: <c>/v2/name/kind/reference</c>. Works on the raw target, so nothing was normalised before.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Repository">Repository, or the empty string.</param>
/// <param name="Reference">What follows the kind, or the empty string.</param>
internal readonly record struct RegistryTarget(RequestKind Kind, string Repository, string Reference)
{
    private const string Root = "/v2/";

    public bool IsRoot => Kind == RequestKind.Other && Repository == Root;

    public static RegistryTarget Parse(string rawTarget)
    {
        int end = rawTarget.IndexOf('?');
        string path = Uri.UnescapeDataString(end < 0 ? rawTarget : rawTarget[..end]);
        if (path is Root or "/v2")
        {
            return new(RequestKind.Other, Root, "");
        }

        if (path == "/token")
        {
            return new(RequestKind.Token, "", "");
        }

        if (path == "/metrics")
        {
            return new(RequestKind.Metrics, "", "");
        }

        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return new(RequestKind.Other, "", "");
        }

        string rest = path[Root.Length..];
        return Match(rest, "/blobs/uploads/", RequestKind.Upload)
            ?? MatchEnd(rest, "/blobs/uploads", RequestKind.Upload)
            ?? Match(rest, "/manifests/", RequestKind.Manifest)
            ?? Match(rest, "/blobs/", RequestKind.Blob)
            ?? Match(rest, "/referrers/", RequestKind.Referrers)
            ?? MatchEnd(rest, "/tags/list", RequestKind.Tags)
            ?? new(RequestKind.Other, "", "");
    }

    private static RegistryTarget? MatchEnd(string rest, string end, RequestKind kind) =>
        rest.EndsWith(end, StringComparison.Ordinal) ? new RegistryTarget(kind, rest[..^end.Length], "") : null;

    // A repository may itself have a part "manifests": the last occurrence separates.
    private static RegistryTarget? Match(string rest, string separator, RequestKind kind)
    {
        int index = rest.LastIndexOf(separator, StringComparison.Ordinal);
        return index <= 0 ? null : new RegistryTarget(kind, rest[..index], rest[(index + separator.Length)..]);
    }
}
