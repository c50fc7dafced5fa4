using System;

namespace Updater.Core.Platform;

/// <summary>A broken invariant. Caught in one place, the application's outermost loop, which records the fault and restarts.</summary>
public sealed class InvariantException : Exception
{
}
