namespace Updater.Registry;

/// <summary>One request to the registry, as a filter sees it.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Method">HTTP method, upper case.</param>
/// <param name="Repository">Repository, or the empty string.</param>
/// <param name="Reference">Tag, digest or upload id, or the empty string.</param>
/// <param name="Query">Query with its question mark, or the empty string.</param>
/// <param name="Range">The Range header, or null.</param>
/// <param name="Authorization">The Authorization header, or null.</param>
/// <param name="Number">How many requests of this kind there were before, on this server.</param>
public sealed record RegistryRequest(
    RequestKind Kind, string Method, string Repository, string Reference, string Query, string? Range, string? Authorization, long Number);
