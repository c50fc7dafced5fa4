using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Slots;

namespace Updater.Core.Agent;

/// <summary>An image that can still reach its registry can still be updated: the least a new image must show, and what an application's own check adds to.</summary>
public sealed class RegistryHealthCheck : IHealthCheck
{
    private readonly IContentSource _source;
    private readonly Reference _reference;
    private readonly Journal _journal;

    /// <summary>Makes the check.</summary>
    /// <param name="source">The registry.</param>
    /// <param name="reference">What the agent polls.</param>
    /// <param name="journal">Knows the pending release, so that an unchanged tag costs one small answer.</param>
    public RegistryHealthCheck(IContentSource source, Reference reference, Journal journal)
    {
        _source = source;
        _reference = reference;
        _journal = journal;
    }

    /// <inheritdoc/>
    public Outcome Check()
    {
        Outcome outcome = _source.Resolve(_reference, _journal.CopyPendingRelease(), out _, out IByteSource content, out _);
        if (content != null)
        {
            content.Dispose();
        }

        // The tag may be gone by now; that the registry says so shows that it is within reach.
        return outcome == Outcome.NotFound ? Outcome.Ok : outcome;
    }
}
