using Updater.Core.Content;

namespace Updater.Core.Manifests;

/// <summary>One layer of a manifest: what it is, and what is said of it.</summary>
public sealed class Layer
{
    /// <summary>Type, digest, size.</summary>
    public readonly Descriptor Descriptor;
    /// <summary>The layer's own annotations; never null.</summary>
    public readonly Annotations Annotations;

    internal Layer(Descriptor descriptor, Annotations annotations)
    {
        Descriptor = descriptor;
        Annotations = annotations;
    }
}
