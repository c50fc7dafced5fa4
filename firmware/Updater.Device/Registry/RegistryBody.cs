using System;
using System.IO;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>
/// The body of a response. Sees to the framing alone: fewer bytes than stated are a failure, on nanoFramework (whose stream just ends) as on .NET
/// (whose stream throws). A body without stated length ends where the platform says so; whether it is whole, size and digest tell.
/// </summary>
internal sealed class RegistryBody : IByteSource
{
    private readonly RegistrySource _owner;
    private readonly HttpAnswer _answer;
    private readonly Stream _stream;
    private readonly int _patienceMs;
    private long _leftBytes;
    private long _readBytes;
    private long _waitedMs;
    private bool _isAtEnd;
    private Outcome _failure;

    /// <summary>Takes over a response.</summary>
    /// <param name="owner">Who counts the bytes.</param>
    /// <param name="answer">The response.</param>
    /// <param name="stream">Its body.</param>
    /// <param name="lengthBytes">Stated length of the body, or -1.</param>
    /// <param name="patienceMs">How long it may be as slow as it likes.</param>
    internal RegistryBody(RegistrySource owner, HttpAnswer answer, Stream stream, long lengthBytes, int patienceMs)
    {
        _patienceMs = patienceMs;
        _owner = owner;
        _answer = answer;
        _leftBytes = lengthBytes;
        _stream = stream;
        _isAtEnd = _leftBytes == 0;
    }

    /// <inheritdoc/>
    public Outcome Read(byte[] buffer, int offset, int count, out int read)
    {
        read = 0;
        if (_failure != Outcome.Ok || _isAtEnd)
        {
            return _failure;
        }

        long leftBytes = _leftBytes;
        if (leftBytes >= 0 && count > leftBytes)
        {
            count = (int)leftBytes;
        }

        // Only time spent waiting counts: what the caller does with the bytes (erasing flash takes seconds) is not the server's fault.
        long startMs = Environment.TickCount64;
        Outcome outcome = HttpPlatform.Read(_stream, buffer, offset, count, out int got);
        _waitedMs += Environment.TickCount64 - startMs;
        _readBytes += got;
        if (outcome == Outcome.Ok && got <= 0 && leftBytes > 0)
        {
            outcome = Outcome.BodyTruncated;
        }

        if (outcome == Outcome.Ok && _waitedMs > _patienceMs && _readBytes * 1000 < _waitedMs * Limits.BodyBytesPerSecondMin)
        {
            outcome = Outcome.TimedOut;
        }

        if (outcome != Outcome.Ok)
        {
            _failure = outcome;
            return outcome;
        }

        if (leftBytes > 0)
        {
            _leftBytes = leftBytes - got;
        }

        _isAtEnd = got <= 0 || leftBytes == got;
        _owner.BytesReceived += got;
        read = got;
        return Outcome.Ok;
    }

    /// <summary>Closes the response; the connection is sure to be kept only if the body came to its end.</summary>
    public void Dispose()
    {
        if (_failure == Outcome.Ok && !_isAtEnd)
        {
            _failure = Outcome.Unreachable;
        }

        _answer.Close();
    }
}
