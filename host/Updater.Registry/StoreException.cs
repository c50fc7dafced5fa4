namespace Updater.Registry;

/// <summary>What a <see cref="LayoutStore"/> does not do for a client: status and error code of the answer (distribution-spec, "Error Codes").</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="code">Error code of the answer.</param>
    /// <param name="message">What was expected and found.</param>
    public StoreException(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>Error code of the answer.</summary>
    public string Code { get; }

    internal static StoreException NameInvalid(string name) => new(400, "NAME_INVALID", $"not a repository name: {Shorten(name)}");

    internal static StoreException DigestInvalid(string digest) => new(400, "DIGEST_INVALID", $"not sha256:<64 lower-case hex digits>: {Shorten(digest)}");

    internal static StoreException DigestMismatch(string expected, string found) => new(400, "DIGEST_INVALID", $"expected {expected}, the content has {found}");

    internal static StoreException ManifestUnknown(string reference) => new(404, "MANIFEST_UNKNOWN", $"no manifest {Shorten(reference)}");

    internal static StoreException BlobUnknown(string digest) => new(404, "BLOB_UNKNOWN", $"no blob {Shorten(digest)}");

    internal static StoreException UploadUnknown() => new(404, "BLOB_UPLOAD_UNKNOWN", "no such upload; it may have ended or been dropped");

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
