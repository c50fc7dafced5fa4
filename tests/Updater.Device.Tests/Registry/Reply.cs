using System.Text;

namespace Updater.Device.Tests.Registry;

/// <summary>What a hostile server sends back, byte for byte.</summary>
internal sealed class Reply
{
    /// <summary>What is sent first: status line, headers and, as a rule, all of the body.</summary>
    public required byte[] Bytes { get; init; }
    /// <summary>What is sent for ever after that, until the client hangs up or <see cref="HostileServer.EndlessBytesMax"/> are gone.</summary>
    public byte[]? Endless { get; init; }
    /// <summary>Pause before each <see cref="Endless"/>.</summary>
    public int EndlessDelayMs { get; init; }
    /// <summary>Pause before each single byte of <see cref="Bytes"/> from <see cref="SlowFrom"/> on.</summary>
    public int ByteDelayMs { get; init; }
    public int SlowFrom { get; init; }
    /// <summary>The connection is closed afterwards.</summary>
    public bool IsClosing { get; init; }
    /// <summary>The connection is reset afterwards.</summary>
    public bool IsResetting { get; init; }
    /// <summary>Waits for this before anything is sent.</summary>
    public Task? Gate { get; init; }

    /// <summary>A well-formed response; the length is stated.</summary>
    public static Reply Of(int status, string body = "", params string[] headers)
    {
        return Raw(Head(status, [.. headers, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}"]) + body);
    }

    public static Reply Redirect(int status, string location)
    {
        return Of(status, "see there", "Location: " + location);
    }

    public static Reply Raw(string text, bool isClosing = false)
    {
        return new Reply { Bytes = Encoding.Latin1.GetBytes(text), IsClosing = isClosing };
    }

    public static string Head(int status, params string[] headers)
    {
        return $"HTTP/1.1 {status} X\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
    }
}
