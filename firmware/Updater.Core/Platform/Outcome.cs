namespace Updater.Core.Platform;

/// <summary>
/// What became of one step. Every expected failure is one of these; none throws. Numbers are part of the journal, of <c>--json</c> and of
/// exit codes, so they are never reused: a retired one stays listed. The hundreds are the class (<see cref="OutcomeClass"/>), not the tens
/// of the design brief: trust alone needs more than ten.
/// </summary>
public enum Outcome
{
    /// <summary>The step did what it should.</summary>
    Ok = 0,

    /// <summary>No connection to the registry: name, route, TLS, refused or reset.</summary>
    Unreachable = 100,
    /// <summary>The registry did not answer within <see cref="Limits.RequestTimeoutMs"/> or <see cref="Limits.BodyTimeoutMs"/>.</summary>
    TimedOut = 101,
    /// <summary>404: no such repository, tag or blob.</summary>
    NotFound = 102,
    /// <summary>401, also after the credentials at hand were tried.</summary>
    Unauthorized = 103,
    /// <summary>403: the credentials are known and do not suffice.</summary>
    Forbidden = 104,
    /// <summary>429 or 5xx: the registry asks to come back later.</summary>
    ServerUnavailable = 105,
    /// <summary>A range was asked for and the whole body came (distribution-spec: Range is a SHOULD). Start over, never append.</summary>
    RangeIgnored = 106,
    /// <summary>A redirect without target, to a scheme not understood, or more than <see cref="Limits.RedirectsMax"/> in a row.</summary>
    RedirectRefused = 107,
    /// <summary>The answer breaks HTTP or the distribution specification: status, Content-Range, framing.</summary>
    ProtocolViolation = 108,
    /// <summary>The body ended before its stated length.</summary>
    BodyTruncated = 109,

    /// <summary>Not <c>registry[:port]/repository[:tag][@digest]</c>.</summary>
    ReferenceMalformed = 200,
    /// <summary>Not <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    DigestMalformed = 201,
    /// <summary>Not JSON (RFC 8259).</summary>
    JsonMalformed = 202,
    /// <summary>Nested deeper than <see cref="Limits.JsonDepthMax"/>.</summary>
    JsonTooDeep = 203,
    /// <summary>A string longer than <see cref="Limits.JsonStringBytesMax"/> where it has to be read.</summary>
    JsonStringTooLong = 204,
    /// <summary>The same key twice in one object: parsers would read it differently.</summary>
    JsonDuplicateKey = 205,
    /// <summary>Something other than white space behind the value.</summary>
    JsonTrailingData = 206,
    /// <summary>Not UTF-8, or a lone surrogate.</summary>
    JsonBadEncoding = 207,
    /// <summary>More bytes than the reader was allowed.</summary>
    DocumentTooLarge = 208,
    /// <summary>A manifest larger than <see cref="Limits.ManifestBytesMax"/>; it is refused unread.</summary>
    ManifestTooLarge = 209,
    /// <summary>A required field is missing or of the wrong type.</summary>
    ManifestMalformed = 210,
    /// <summary>A media type this agent has no reading for, of the manifest or of all its layers.</summary>
    MediaTypeUnknown = 211,
    /// <summary>The index lists no manifest, or the manifest no layer, for this board.</summary>
    NoLayerForBoard = 212,
    /// <summary>More than one layer would fit.</summary>
    LayerAmbiguous = 213,
    /// <summary>More layers, children, signatures or keys than the limits allow.</summary>
    TooManyEntries = 214,
    /// <summary>Not <c>major.minor.patch[+build]</c> within MCUboot's field widths.</summary>
    VersionMalformed = 215,
    /// <summary>The security counter is not a decimal number of 31 bits.</summary>
    CounterMalformed = 216,
    /// <summary>Not strict base64 (RFC 4648 section 4).</summary>
    Base64Malformed = 217,
    /// <summary>The first bytes of the layer are no header this slot can boot.</summary>
    ImageHeaderMalformed = 218,
    /// <summary>The device's configuration cannot be used.</summary>
    ConfigMalformed = 219,

    /// <summary>No policy, or one without keys: nothing is accepted.</summary>
    PolicyMissing = 300,
    /// <summary>No signature is attached to what the tag names.</summary>
    NoSignature = 301,
    /// <summary>A signature that is not DER, or whose numbers are out of range.</summary>
    SignatureMalformed = 302,
    /// <summary>No key of the policy made this signature: foreign key, or signature or payload altered.</summary>
    SignatureUntrusted = 303,
    /// <summary>Some keys of the policy signed, but fewer than its threshold.</summary>
    ThresholdNotMet = 304,
    /// <summary>Properly signed, for another manifest.</summary>
    SignatureForOtherDigest = 305,
    /// <summary>Properly signed, for another repository than the policy's.</summary>
    SignatureForOtherRepository = 306,
    /// <summary>Properly signed, but what was signed is no signature payload (an attestation, say).</summary>
    PayloadTypeWrong = 307,
    /// <summary>Not an uncompressed P-256 SubjectPublicKeyInfo, or a point off the curve.</summary>
    KeyMalformed = 308,
    /// <summary>The release is signed for another board.</summary>
    BoardMismatch = 309,
    /// <summary>The release is signed for another product.</summary>
    ProductMismatch = 310,
    /// <summary>The release's version is below the confirmed one.</summary>
    VersionTooLow = 311,
    /// <summary>The release's security counter is below the confirmed one.</summary>
    CounterTooLow = 312,
    /// <summary>This release failed on this device before; it is not fetched again.</summary>
    ReleaseRejectedBefore = 313,
    /// <summary>A signed annotation the policy needs is missing.</summary>
    AnnotationMissing = 314,

    /// <summary>The bytes do not have the digest they were asked for by.</summary>
    DigestMismatch = 400,
    /// <summary>The stated size and the descriptor's size differ.</summary>
    SizeMismatch = 401,
    /// <summary>More bytes than the descriptor states.</summary>
    TrailingData = 402,
    /// <summary>What the slot holds is not what was streamed.</summary>
    SlotContentMismatch = 403,
    /// <summary>The image's own header disagrees with the signed manifest.</summary>
    ImageVersionMismatch = 404,
    /// <summary>A saved digest state that cannot be one.</summary>
    DigestStateMalformed = 405,

    /// <summary>The image is larger than the slot.</summary>
    ImageTooLarge = 500,
    /// <summary>Erasing, programming or reading flash failed.</summary>
    FlashFailed = 501,
    /// <summary>Another writer holds the slot, or a swap is already scheduled.</summary>
    SlotBusy = 502,
    /// <summary>The open slot was lost; open it again.</summary>
    SlotLost = 503,
    /// <summary>The slot holds no resumable part of this image.</summary>
    NotResumable = 504,
    /// <summary>This device has no slot for such images.</summary>
    SlotMissing = 505,
    /// <summary>The journal could not be written; nothing further is done without it.</summary>
    JournalFailed = 506,

    /// <summary>The image on trial did not pass its health check.</summary>
    TrialFailed = 600,
    /// <summary>The image was tried and the bootloader fell back to the old one.</summary>
    TrialReverted = 601,
    /// <summary>The bootloader did not take the confirmation.</summary>
    ConfirmFailed = 602,
    /// <summary>The bootloader did not take the revert request.</summary>
    RevertFailed = 603,
    /// <summary>A programmer's error was caught (<see cref="Invariant"/>).</summary>
    InvariantBroken = 604,
}
