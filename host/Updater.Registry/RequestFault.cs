namespace Updater.Registry;

/// <summary>What to do wrong with one request. Several may be combined with <c>with</c>; what replaces the whole answer comes first, then what
/// changes its body.</summary>
public sealed record RequestFault
{
    /// <summary>Answers this status with the error form of the specification.</summary>
    public int? Status { get; init; }

    /// <summary>Headers to set on the answer, over its own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Answers this body instead of the content.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Closes the connection without any answer.</summary>
    public bool Closes { get; init; }

    /// <summary>Never answers: holds the request until the client goes away, the server stops or the limit is reached.</summary>
    public bool Hangs { get; init; }

    /// <summary>Takes no notice of Range: 200 and the whole body.</summary>
    public bool IgnoresRange { get; init; }

    /// <summary>Closes the connection after exactly so many bytes of the body.</summary>
    public long? DropsAfterBytes { get; init; }

    /// <summary>Offset, counted in the whole content also under Range, of the byte to alter.</summary>
    public long? TampersAtOffset { get; init; }

    /// <summary>What the altered byte is XORed with.</summary>
    public byte TamperMask { get; init; } = 1;

    /// <summary>Sends this Content-Range instead of the right one.</summary>
    public string? ContentRange { get; init; }

    /// <summary>Sends the body in chunks, without Content-Length.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Bytes sent behind the content; Content-Length says so too.</summary>
    public int ExtraBytes { get; init; }

    /// <summary>Sends without end, in chunks, until the client goes away or the limit is reached.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Waits so long before each piece of the body, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Size of a piece of the body, when it is slowed; 0 for the usual one.</summary>
    public int PieceBytes { get; init; }

    /// <summary>Answers a status: 401, 403, 404, 429, 500.</summary>
    /// <param name="status">The status.</param>
    /// <param name="retryAfterSeconds">Value of Retry-After, or null for none.</param>
    public static RequestFault Answer(int status, int? retryAfterSeconds = null) => new()
    {
        Status = status,
        Headers = retryAfterSeconds is int seconds ? [new("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture))] : [],
    };

    /// <summary>Redirects.</summary>
    /// <param name="location">Target, absolute or relative.</param>
    /// <param name="status">301, 302, 303, 307 or 308.</param>
    public static RequestFault Redirect(string location, int status = 307) =>
        new() { Status = status, Body = [], Headers = [new("Location", location)] };

    /// <summary>Answers another body, with status 200 unless another is set.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type.</param>
    public static RequestFault Replace(byte[] body, string contentType) => new() { Body = body, Headers = [new("Content-Type", contentType)] };

    /// <summary>Alters one byte of the content.</summary>
    /// <param name="offset">Its offset in the whole content.</param>
    /// <param name="mask">What it is XORed with.</param>
    public static RequestFault Tamper(long offset, byte mask = 1) => new() { TampersAtOffset = offset, TamperMask = mask };

    /// <summary>Closes the connection after so many bytes of the body.</summary>
    /// <param name="bytes">How many are sent.</param>
    public static RequestFault Drop(long bytes) => new() { DropsAfterBytes = bytes };

    /// <summary>Closes the connection without an answer.</summary>
    public static RequestFault Close() => new() { Closes = true };

    /// <summary>Answers 200 and the whole body to a range request.</summary>
    public static RequestFault IgnoreRange() => new() { IgnoresRange = true };

    /// <summary>Sends a wrong Content-Range.</summary>
    /// <param name="value">The header's value.</param>
    public static RequestFault WrongContentRange(string value) => new() { ContentRange = value };

    /// <summary>Sends the body in pieces with pauses.</summary>
    /// <param name="pieceBytes">Size of a piece.</param>
    /// <param name="delayMs">Pause before each.</param>
    public static RequestFault Slow(int pieceBytes, int delayMs) => new() { PieceBytes = pieceBytes, DelayMs = delayMs };

    /// <summary>Sends without end.</summary>
    public static RequestFault Endless() => new() { IsEndless = true };
}
