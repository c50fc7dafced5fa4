namespace Updater.Registry;

/// <summary>Every bound of the registry server and client, in one place. Units are in the names.</summary>
public static class RegistryLimits
{
    /// <summary>Largest manifest or index, in bytes (distribution-spec, "Pushing Manifests": registries should take 4 MiB).</summary>
    public const int ManifestBytesMax = 4 * 1024 * 1024;
    /// <summary>Largest blob, in bytes. A device reads sizes as 31 bits.</summary>
    public const long BlobBytesMax = int.MaxValue;
    /// <summary>Largest list a client reads: tags, referrers, in bytes of one page.</summary>
    public const int ListBytesMax = 4 * 1024 * 1024;
    /// <summary>Largest <c>index.json</c> of a layout, in bytes.</summary>
    public const int LayoutIndexBytesMax = 64 * 1024 * 1024;
    /// <summary>Deepest nesting of a manifest.</summary>
    public const int JsonDepthMax = 32;
    /// <summary>Longest repository name (distribution-spec, "Pulling manifests").</summary>
    public const int RepositoryCharsMax = 255;
    /// <summary>Longest tag (distribution-spec, "Pulling manifests").</summary>
    public const int TagCharsMax = 128;
    /// <summary>Longest request target the server looks at.</summary>
    public const int TargetCharsMax = 4096;
    /// <summary>Layers of one manifest, or children of one index.</summary>
    public const int EntriesMax = 1024;
    /// <summary>Uploads open at one time.</summary>
    public const int UploadSessionsMax = 256;
    /// <summary>Time after which an upload nobody writes to may be dropped for a new one.</summary>
    public const int UploadIdleMs = 600_000;
    /// <summary>Entries of one page of tags.</summary>
    public const int TagsPageMax = 1000;
    /// <summary>Entries of one page of referrers.</summary>
    public const int ReferrersPageMax = 500;
    /// <summary>Pages a client follows in one list.</summary>
    public const int PagesMax = 100;
    /// <summary>Connections the server holds at one time.</summary>
    public const int ConnectionsMax = 4096;
    /// <summary>Bytes copied at a time, from disk to socket and back.</summary>
    public const int CopyBytes = 16 * 1024;
    /// <summary>Largest blob sent in one request, without an upload session, in bytes.</summary>
    public const int SinglePostBytesMax = 256 * 1024;
    /// <summary>Largest blob for which a copy does not ask first whether it is there, once several in a row were not, in bytes.</summary>
    public const int UnaskedBytesMax = 64 * 1024;
    /// <summary>Answers "not there" in a row after which a copy stops asking for small content.</summary>
    public const int MissesMax = 8;
    /// <summary>Blobs of one manifest copied at the same time.</summary>
    public const int TransfersMax = 4;
    /// <summary>Deepest nesting of indexes and of referrers of referrers.</summary>
    public const int TreeDepthMax = 8;
    /// <summary>Manifests of one tree: an artifact, its children and all that refer to them.</summary>
    public const int TreeManifestsMax = 10_000;
    /// <summary>Longest title of a file.</summary>
    public const int TitleCharsMax = 1024;
    /// <summary>Longest name of one folder or file in a title. File systems take 255 bytes; a character of a title is at most three.</summary>
    public const int TitlePartCharsMax = 85;
    /// <summary>Most folders in a title, the file's name included.</summary>
    public const int TitlePartsMax = 16;
    /// <summary>Largest configuration file with credentials, in bytes.</summary>
    public const int CredentialFileBytesMax = 1024 * 1024;
    /// <summary>Largest answer of a credential helper, in bytes.</summary>
    public const int CredentialReplyBytesMax = 64 * 1024;
    /// <summary>Time for one answer of a credential helper.</summary>
    public const int CredentialHelperTimeoutMs = 10_000;
    /// <summary>Largest file with certificates or a key, in bytes.</summary>
    public const int PemBytesMax = 1024 * 1024;
    /// <summary>Time a server that is disposed without having been stopped gives requests under way.</summary>
    public const int DisposeTimeoutMs = 1000;
    /// <summary>Longest time a graceful stop may be given.</summary>
    public const int StopTimeoutMsMax = 600_000;
    /// <summary>Deepest nesting of indexes that is followed when a layout is opened; files of others may be nested without end.</summary>
    public const int LayoutDepthMax = 32;
    /// <summary>Most bytes unpacked from one archive unless the caller allows more.</summary>
    public const long ArchiveBytesMax = 64L * 1024 * 1024 * 1024;
    /// <summary>Entries of one archive, whatever they are.</summary>
    public const int ArchiveEntriesMax = 1_000_000;
    /// <summary>Redirects a client follows for one request.</summary>
    public const int RedirectsMax = 5;
    /// <summary>Repetitions of one request after 429, 5xx or a lost connection.</summary>
    public const int RetriesMax = 4;
    /// <summary>First waiting time of a repetition; it doubles up to <see cref="RetryDelayMsMax"/>.</summary>
    public const int RetryDelayMs = 200;
    /// <summary>Longest waiting time between two repetitions, also when the server asks for more.</summary>
    public const int RetryDelayMsMax = 5000;
    /// <summary>Time for connecting and for the headers of one answer.</summary>
    public const int RequestTimeoutMs = 30_000;
    /// <summary>Time for one read of a body.</summary>
    public const int BodyTimeoutMs = 30_000;
    /// <summary>Largest answer of a token service, in bytes.</summary>
    public const int TokenReplyBytesMax = 64 * 1024;
    /// <summary>Largest error body that is read for its message, in bytes.</summary>
    public const int ErrorBytesMax = 16 * 1024;
    /// <summary>Tokens the server's token service holds at one time.</summary>
    public const int TokensMax = 10_000;
    /// <summary>Life of a token whose reply does not say (distribution token specification).</summary>
    public const int TokenSecondsDefault = 60;
    /// <summary>Longest time a fault may hold a request.</summary>
    public const int FaultHoldMsMax = 60_000;
}
