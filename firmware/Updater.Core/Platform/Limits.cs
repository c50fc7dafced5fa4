namespace Updater.Core.Platform;

/// <summary>Every bound of the agent, in one place. Units are in the names.</summary>
public static class Limits
{
    /// <summary>Largest manifest or index, in bytes. Firmware manifests are about 600, an index about 350 a board.</summary>
    public const int ManifestBytesMax = 3072;
    /// <summary>Largest signature manifest (a <c>.sig</c> tag), in bytes; read as a stream, never held.</summary>
    public const int SignatureManifestBytesMax = 8192;
    /// <summary>Largest signed payload, in bytes. cosign's are about 250.</summary>
    public const int PayloadBytesMax = 512;
    /// <summary>Bytes moved from registry to flash at a time, unless configured otherwise.</summary>
    public const int ChunkBytes = 2048;
    /// <summary>Smallest chunk: it must hold <see cref="ImageHeaderBytes"/>.</summary>
    public const int ChunkBytesMin = 256;
    /// <summary>Start of an image that identifies it: MCUboot's header without padding.</summary>
    public const int ImageHeaderBytes = 32;
    /// <summary>Deepest nesting of JSON.</summary>
    public const int JsonDepthMax = 12;
    /// <summary>Longest string that can be read from JSON, in UTF-8 bytes; longer ones can only be skipped, up to the document's limit.</summary>
    public const int JsonStringBytesMax = 260;
    /// <summary>Keys of all JSON objects that are open at one time.</summary>
    public const int JsonKeysMax = 48;
    /// <summary>Block in which the JSON reader takes bytes from its source.</summary>
    public const int JsonInputBytes = 64;
    /// <summary>Longest reference text.</summary>
    public const int ReferenceCharsMax = 384;
    /// <summary>Longest repository name (distribution-spec, "Pulling manifests": 255 with the host name).</summary>
    public const int RepositoryCharsMax = 255;
    /// <summary>Longest tag (distribution-spec).</summary>
    public const int TagCharsMax = 128;
    /// <summary>Layers of one manifest that are kept; of a signature manifest these are the signatures.</summary>
    public const int LayersMax = 8;
    /// <summary>Entries of an array in a manifest that are looked at, kept or not.</summary>
    public const int ManifestEntriesMax = 64;
    /// <summary>Children of an index without board labels that are fetched to look for the board.</summary>
    public const int UnlabelledChildrenMax = 8;
    /// <summary>Longest DER signature of P-256: 8 bytes of framing and two numbers of 33.</summary>
    public const int SignatureBytesMax = 72;
    /// <summary>Keys of one policy.</summary>
    public const int KeysMax = 8;
    /// <summary>Redirects followed for one request.</summary>
    public const int RedirectsMax = 3;
    /// <summary>Time for connecting and headers of one request.</summary>
    public const int RequestTimeoutMs = 15000;
    /// <summary>Time for one read of a body.</summary>
    public const int BodyTimeoutMs = 15000;
    /// <summary>Slowest body: below this rate, over the time spent reading, one that goes on for longer than <see cref="BodyTimeoutMs"/> is given up.</summary>
    public const int BodyBytesPerSecondMin = 64;
    /// <summary>Largest token answer of an authorization service, in bytes.</summary>
    public const int TokenReplyBytesMax = 8192;
    /// <summary>Size of one journal record, in bytes.</summary>
    public const int RecordBytes = 512;
    /// <summary>Layer bytes between two records of progress; at least one erase block, so that a resumed slot and the record agree.</summary>
    public const int CheckpointBytes = 4096;
    /// <summary>Attempts to stream one layer before the release waits for the next poll.</summary>
    public const int LayerAttemptsMax = 3;
    /// <summary>Attempts of one transport step before waiting for the next poll.</summary>
    public const int RetriesMax = 6;
    /// <summary>First waiting time after a failure; it doubles up to <see cref="RetryDelayMsMax"/>.</summary>
    public const int RetryDelayMs = 1000;
    /// <summary>Longest waiting time between two retries.</summary>
    public const int RetryDelayMsMax = 60000;
    /// <summary>Time between two polls, unless configured otherwise.</summary>
    public const int PollIntervalMs = 3600000;
    /// <summary>Longest time between two polls: a day.</summary>
    public const int PollIntervalMsMax = 86400000;
    /// <summary>Times an image is offered to the bootloader before it is rejected: a power cut during the trial is not the image's fault.</summary>
    public const int TrialsMax = 3;
    /// <summary>Health checks that may ask for more time before the trial counts as failed.</summary>
    public const int HealthChecksMax = 10;
    /// <summary>Rejected releases that are remembered; the oldest is forgotten first.</summary>
    public const int RejectedDigestsMax = 4;
    /// <summary>Largest configuration file, in bytes.</summary>
    public const int ConfigBytesMax = 4096;
}
