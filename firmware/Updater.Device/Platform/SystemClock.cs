using System;
using System.Threading;
using Updater.Core.Platform;

namespace Updater.Device.Platform;

/// <summary>Time since power-up; the wall clock may be unset and may jump.</summary>
public sealed class SystemClock : IClock
{
    /// <inheritdoc/>
    public long NowMs => Environment.TickCount64;

    /// <inheritdoc/>
    public void Sleep(int durationMs)
    {
        Thread.Sleep(durationMs);
    }
}
