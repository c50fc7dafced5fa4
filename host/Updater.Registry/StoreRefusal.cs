namespace Updater.Registry;

/// <summary>What the store or the server does not do for a client: status and error code of the answer (distribution-spec, "Error Codes").</summary>
internal sealed class StoreRefusal(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static StoreRefusal NameInvalid(string name) => new(400, "NAME_INVALID", $"not a repository name: {Shorten(name)}");

    public static StoreRefusal DigestInvalid(string digest) => new(400, "DIGEST_INVALID", $"not sha256:<64 lower-case hex digits>: {Shorten(digest)}");

    public static StoreRefusal DigestMismatch(string expected, string found) => new(400, "DIGEST_INVALID", $"expected {expected}, the content has {found}");

    public static StoreRefusal ManifestUnknown(string reference) => new(404, "MANIFEST_UNKNOWN", $"no manifest {Shorten(reference)}");

    public static StoreRefusal BlobUnknown(string digest) => new(404, "BLOB_UNKNOWN", $"no blob {Shorten(digest)}");

    public static StoreRefusal UploadUnknown() => new(404, "BLOB_UPLOAD_UNKNOWN", "no such upload; it may have ended or been dropped");

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
