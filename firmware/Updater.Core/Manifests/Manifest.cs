using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>
/// An OCI image manifest (image-spec, manifest.md), as far as the agent uses it. It says what the registry says: whether to believe it is decided by the
/// digest and the signature.
/// </summary>
public sealed class Manifest
{
    private readonly Layer[] _layers = new Layer[Limits.LayersMax];
    private DescriptorReader _descriptors;
    private readonly DocumentHead _head;
    private bool _hasConfig;
    private bool _hasLayers;

    private Manifest(string layerType)
    {
        _descriptors = new DescriptorReader(layerType);
        _head = new DocumentHead(MediaTypes.Manifest, _descriptors);
    }

    /// <summary>Artifact type, or null.</summary>
    public string ArtifactType => _head.ArtifactType;

    /// <summary>Annotations of the manifest itself; never null.</summary>
    public Annotations Annotations => _head.Annotations;

    /// <summary>Digest of the manifest this one refers to, 32 bytes, or null.</summary>
    public byte[] SubjectDigest => _head.SubjectDigest;

    /// <summary>Layers of any type.</summary>
    public int LayersCount { get; private set; }

    /// <summary>Layers of the type asked for; these are kept.</summary>
    public int KeptCount { get; private set; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="reader">Any reader; it is reset.</param>
    /// <param name="source">The manifest's bytes. Not disposed of here.</param>
    /// <param name="bytesMax">Largest size accepted.</param>
    /// <param name="layerType">Media type of the layers to keep.</param>
    /// <param name="manifest">The manifest, or null.</param>
    /// <returns>
    /// <see cref="Outcome.Ok"/>; <see cref="Outcome.ManifestMalformed"/>, <see cref="Outcome.MediaTypeUnknown"/>, <see cref="Outcome.DigestMalformed"/>,
    /// <see cref="Outcome.TooManyEntries"/>; or what <see cref="JsonReader.Read"/> returns.
    /// </returns>
    public static Outcome Read(JsonReader reader, IByteSource source, int bytesMax, string layerType, out Manifest manifest)
    {
        manifest = null;
        reader.Reset(source, bytesMax);
        Manifest made = new Manifest(layerType);
        Outcome outcome = reader.ReadAs(JsonToken.ObjectStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ObjectEnd)
            {
                break;
            }

            outcome = made.ReadField(reader);
        }

        if (outcome == Outcome.Ok)
        {
            outcome = reader.ReadAs(JsonToken.End);
        }

        if (outcome == Outcome.Ok && !(made._head.HasSchemaVersion && made._hasConfig && made._hasLayers))
        {
            outcome = Outcome.ManifestMalformed;
        }

        if (outcome == Outcome.Ok)
        {
            // Reading is over: what it needed makes room.
            made._descriptors = null;
            made._head.EndReading();
            manifest = made;
        }

        return outcome;
    }

    /// <summary>A kept layer.</summary>
    /// <param name="index">0 to <see cref="KeptCount"/> - 1, in the manifest's order.</param>
    public Layer GetLayer(int index)
    {
        Invariant.That(index >= 0 && index < KeptCount);
        return _layers[index];
    }

    /// <summary>Selects the one layer for a board: the one labelled with it, or else the only one without a label.</summary>
    /// <param name="board">The board.</param>
    /// <param name="layer">The layer, or null.</param>
    /// <returns>
    /// <see cref="Outcome.Ok"/>; <see cref="Outcome.MediaTypeUnknown"/> if there is no layer of the type asked for; <see cref="Outcome.NoLayerForBoard"/> or
    /// <see cref="Outcome.LayerAmbiguous"/>.
    /// </returns>
    public Outcome SelectLayer(string board, out Layer layer)
    {
        layer = null;
        if (KeptCount == 0)
        {
            return Outcome.MediaTypeUnknown;
        }

        Layer labelled = null;
        Layer unlabelled = null;
        int labelledCount = 0;
        int unlabelledCount = 0;
        for (int i = 0; i < KeptCount; i++)
        {
            Layer candidate = _layers[i];
            string label = candidate.Annotations.Board;
            if (label == null)
            {
                unlabelled = candidate;
                unlabelledCount++;
            }
            else if (label == board)
            {
                labelled = candidate;
                labelledCount++;
            }
        }

        int count = labelledCount > 0 ? labelledCount : unlabelledCount;
        if (count != 1)
        {
            return count == 0 ? Outcome.NoLayerForBoard : Outcome.LayerAmbiguous;
        }

        layer = labelledCount > 0 ? labelled : unlabelled;
        return Outcome.Ok;
    }

    private Outcome ReadField(JsonReader reader)
    {
        if (reader.TextIs("layers"))
        {
            _hasLayers = true;
            return ReadLayers(reader);
        }

        if (reader.TextIs("config"))
        {
            _hasConfig = true;
            return _descriptors.Read(reader);
        }

        // A document that can be read as manifest and as index has two meanings (CVE-2021-41190).
        return reader.TextIs("manifests") ? Outcome.ManifestMalformed : _head.ReadField(reader);
    }

    private Outcome ReadLayers(JsonReader reader)
    {
        Outcome outcome = reader.ReadAs(JsonToken.ArrayStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ArrayEnd)
            {
                break;
            }

            outcome = LayersCount == Limits.ManifestEntriesMax ? Outcome.TooManyEntries : _descriptors.ReadAtStart(reader);
            if (outcome == Outcome.Ok)
            {
                LayersCount++;
                outcome = _descriptors.IsWanted ? KeepLayer() : Outcome.Ok;
            }
        }

        return outcome;
    }

    private Outcome KeepLayer()
    {
        if (KeptCount == Limits.LayersMax)
        {
            return Outcome.TooManyEntries;
        }

        _layers[KeptCount++] = new Layer(_descriptors.MakeDescriptor(), _descriptors.Annotations);
        return Outcome.Ok;
    }
}
