using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>
/// An OCI image index (image-spec, image-index.md), read for one board. A child is labelled by the annotation <see cref="AnnotationNames.Board"/> or,
/// without it, by <c>platform.variant</c>. Children that are no manifests (nested indexes, say) are passed over.
/// </summary>
public sealed class ImageIndex
{
    private readonly Descriptor[] _candidates = new Descriptor[Limits.UnlabelledChildrenMax];
    private DescriptorReader _descriptors = new DescriptorReader(MediaTypes.Manifest);
    private readonly DocumentHead _head;
    private readonly string _board;
    private Descriptor _byAnnotation;
    private Descriptor _byVariant;
    private int _unlabelledCount;
    private bool _annotationIsAmbiguous;
    private bool _variantIsAmbiguous;
    private bool _hasManifests;

    private ImageIndex(string board)
    {
        _board = board;
        _head = new DocumentHead(MediaTypes.Index, _descriptors);
    }

    /// <summary>The child labelled for the board, or null. One labelled by annotation comes before one labelled by variant.</summary>
    public Descriptor Match => _byAnnotation ?? _byVariant;

    /// <summary>Children without any label, to be looked into one by one; 0 if there is a <see cref="Match"/>.</summary>
    public int CandidatesCount => Match == null ? _unlabelledCount : 0;

    /// <summary>Children of any type.</summary>
    public int ChildrenCount { get; private set; }

    /// <summary>Artifact type, or null.</summary>
    public string ArtifactType => _head.ArtifactType;

    /// <summary>Annotations of the index itself; never null.</summary>
    public Annotations Annotations => _head.Annotations;

    /// <summary>Reads an index.</summary>
    /// <param name="reader">Any reader; it is reset.</param>
    /// <param name="source">The index's bytes. Not disposed of here.</param>
    /// <param name="bytesMax">Largest size accepted.</param>
    /// <param name="board">The board to look for.</param>
    /// <param name="index">The index, or null; it has a match or at least one candidate.</param>
    /// <returns>
    /// <see cref="Outcome.Ok"/>; <see cref="Outcome.NoLayerForBoard"/>; <see cref="Outcome.LayerAmbiguous"/> if two different children are labelled with the
    /// board; <see cref="Outcome.TooManyEntries"/>, also for more unlabelled children than <see cref="Limits.UnlabelledChildrenMax"/> if they matter;
    /// <see cref="Outcome.ManifestMalformed"/>, <see cref="Outcome.MediaTypeUnknown"/>, <see cref="Outcome.DigestMalformed"/>; or what
    /// <see cref="JsonReader.Read"/> returns.
    /// </returns>
    public static Outcome Read(JsonReader reader, IByteSource source, int bytesMax, string board, out ImageIndex index)
    {
        index = null;
        reader.Reset(source, bytesMax);
        ImageIndex made = new ImageIndex(board);
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

        if (outcome == Outcome.Ok)
        {
            outcome = made.Decide();
        }

        if (outcome == Outcome.Ok)
        {
            // Reading is over: what it needed makes room.
            made._descriptors = null;
            made._head.EndReading();
            index = made;
        }

        return outcome;
    }

    /// <summary>A child without label.</summary>
    /// <param name="index">0 to <see cref="CandidatesCount"/> - 1, in the index's order.</param>
    public Descriptor GetCandidate(int index)
    {
        Invariant.That(index >= 0 && index < CandidatesCount);
        return _candidates[index];
    }

    /// <summary>Whether a descriptor came out of this index.</summary>
    public bool Lists(Descriptor child)
    {
        bool isListed = child != null && child == Match;
        for (int i = 0; i < CandidatesCount && !isListed; i++)
        {
            isListed = child != null && child == _candidates[i];
        }

        return isListed;
    }

    private Outcome ReadField(JsonReader reader)
    {
        if (reader.TextIs("manifests"))
        {
            _hasManifests = true;
            return ReadChildren(reader);
        }

        // A document that can be read as manifest and as index has two meanings (CVE-2021-41190).
        return reader.TextIs("layers") || reader.TextIs("config") ? Outcome.ManifestMalformed : _head.ReadField(reader);
    }

    private Outcome ReadChildren(JsonReader reader)
    {
        Outcome outcome = reader.ReadAs(JsonToken.ArrayStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ArrayEnd)
            {
                break;
            }

            outcome = ChildrenCount == Limits.ManifestEntriesMax ? Outcome.TooManyEntries : _descriptors.ReadAtStart(reader);
            if (outcome == Outcome.Ok)
            {
                ChildrenCount++;
                if (_descriptors.IsWanted)
                {
                    SortChild();
                }
            }
        }

        return outcome;
    }

    private void SortChild()
    {
        string label = _descriptors.Annotations.Board;
        string variant = _descriptors.Variant;
        if (label != null)
        {
            if (label == _board)
            {
                _annotationIsAmbiguous |= IsOther(_byAnnotation);
                _byAnnotation = _descriptors.MakeDescriptor();
            }
        }
        else if (variant != null)
        {
            if (variant == _board)
            {
                _variantIsAmbiguous |= IsOther(_byVariant);
                _byVariant = _descriptors.MakeDescriptor();
            }
        }
        else
        {
            if (_unlabelledCount < Limits.UnlabelledChildrenMax)
            {
                _candidates[_unlabelledCount] = _descriptors.MakeDescriptor();
            }

            _unlabelledCount++;
        }
    }

    private bool IsOther(Descriptor earlier)
    {
        return earlier != null && !DigestText.AreEqual(earlier.Digest, _descriptors.Digest);
    }

    private Outcome Decide()
    {
        if (!_head.HasSchemaVersion || !_hasManifests)
        {
            return Outcome.ManifestMalformed;
        }

        if (_byAnnotation != null)
        {
            return _annotationIsAmbiguous ? Outcome.LayerAmbiguous : Outcome.Ok;
        }

        if (_byVariant != null)
        {
            return _variantIsAmbiguous ? Outcome.LayerAmbiguous : Outcome.Ok;
        }

        if (_unlabelledCount > Limits.UnlabelledChildrenMax)
        {
            return Outcome.TooManyEntries;
        }

        return _unlabelledCount == 0 ? Outcome.NoLayerForBoard : Outcome.Ok;
    }
}
