using System;
using Updater.Core.Platform;

namespace Updater.Device.Platform;

/// <summary>Time since power-up; the wall clock may be unset and may jump.</summary>
public sealed class SystemClock : IClock
{
    /// <inheritdoc/>
    public long NowMs => Environment.TickCount64;
}
