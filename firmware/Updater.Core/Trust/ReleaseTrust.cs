using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Trust;

/// <summary>
/// From a digest somebody named to a <see cref="VerifiedRelease"/>, in an order that cannot be left: named, signed, read, accepted. The signature comes
/// before the manifest is read at all, so a manifest that reaches the parser is one a trusted key signed.
/// </summary>
public sealed class ReleaseTrust
{
    private readonly TrustPolicy _policy;
    private readonly IDigest _digest;
    private readonly JsonReader _reader;
    private readonly BufferSource _source;
    private readonly SignatureTally _tally;
    private readonly byte[] _hash;
    private byte[] _namedDigest;
    private Manifest _manifest;

    /// <summary>Makes the stage.</summary>
    /// <param name="policy">The policy; there is no other constructor, so nothing is accepted without one.</param>
    /// <param name="ecdsa">Signature verification.</param>
    /// <param name="digest">SHA-256.</param>
    /// <param name="reader">JSON reader.</param>
    public ReleaseTrust(TrustPolicy policy, EcdsaP256 ecdsa, IDigest digest, JsonReader reader)
    {
        Invariant.That(policy != null);
        _policy = policy;
        _digest = digest;
        _reader = reader;
        _source = new BufferSource();
        _hash = new byte[DigestText.DigestBytes];
        _tally = new SignatureTally(policy, ecdsa, digest, reader, _hash);
    }

    /// <summary>How far this release got.</summary>
    public TrustStage Stage { get; private set; }

    /// <summary>The signed index, while <see cref="Stage"/> is <see cref="TrustStage.Indexed"/>.</summary>
    public ImageIndex Index { get; private set; }

    /// <summary>Keys of the policy that signed.</summary>
    public int SignedCount => _tally.SignedCount;

    /// <summary>Forgets everything and names a digest.</summary>
    /// <param name="manifestDigest">32 bytes, kept.</param>
    public void Name(byte[] manifestDigest)
    {
        _namedDigest = manifestDigest;
        _manifest = null;
        Index = null;
        _tally.Reset();
        Stage = TrustStage.Named;
    }

    /// <summary>Weighs one signature. What it is worth shows in <see cref="Stage"/> and, at the end, in <see cref="Refusal"/>.</summary>
    /// <param name="payload">The signed bytes.</param>
    /// <param name="payloadCount">How many.</param>
    /// <param name="signatureText">Base64 of the DER signature, or null if the layer carries none.</param>
    public void AddSignature(byte[] payload, int payloadCount, string signatureText)
    {
        Invariant.That(Stage == TrustStage.Named);
        _tally.Add(_namedDigest, payload, payloadCount, signatureText);
        if (_tally.SignedCount >= _policy.Threshold)
        {
            Stage = TrustStage.Signed;
        }
    }

    /// <summary>Notes a signature that could not be weighed, so that <see cref="Refusal"/> can say why.</summary>
    public void SkipSignature(Outcome reason)
    {
        Invariant.That(Stage == TrustStage.Named);
        _tally.Note(reason);
    }

    /// <summary>Why the signatures seen so far do not suffice.</summary>
    public Outcome Refusal()
    {
        Invariant.That(Stage == TrustStage.Named);
        return _tally.Reason;
    }

    /// <summary>Reads what the signed digest names: a manifest (then <see cref="TrustStage.Read"/>) or an index (then <see cref="TrustStage.Indexed"/>).</summary>
    /// <param name="mediaType">Media type the registry stated; the document must say the same.</param>
    /// <param name="bytes">The document.</param>
    /// <param name="count">Its size in bytes.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.DigestMismatch"/>, <see cref="Outcome.MediaTypeUnknown"/> or a format outcome.</returns>
    public Outcome ReadNamed(string mediaType, byte[] bytes, int count)
    {
        Invariant.That(Stage == TrustStage.Signed);
        if (!HasDigest(bytes, count, _namedDigest))
        {
            return Outcome.DigestMismatch;
        }

        if (mediaType != MediaTypes.Index)
        {
            return ReadManifest(mediaType, bytes, count);
        }

        _source.Reset(bytes, 0, count);
        Outcome outcome = ImageIndex.Read(_reader, _source, Limits.ManifestBytesMax, _policy.Board, out ImageIndex index);
        if (outcome == Outcome.Ok)
        {
            Index = index;
            Stage = TrustStage.Indexed;
        }

        return outcome;
    }

    /// <summary>Reads a child of the signed index; the index's signature covers it by its digest.</summary>
    /// <param name="child">A descriptor out of <see cref="Index"/>.</param>
    /// <param name="bytes">The document.</param>
    /// <param name="count">Its size in bytes.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.DigestMismatch"/> or a format outcome.</returns>
    public Outcome ReadChild(Descriptor child, byte[] bytes, int count)
    {
        Invariant.That(Stage == TrustStage.Indexed && Index.Lists(child));
        return HasDigest(bytes, count, child.Digest) ? ReadManifest(child.MediaType, bytes, count) : Outcome.DigestMismatch;
    }

    /// <summary>Whether the manifest read last names this board. An index without labels is searched with it.</summary>
    public bool IsForBoard()
    {
        Invariant.That(Stage == TrustStage.Read);
        return _manifest.Annotations.Board == _policy.Board;
    }

    /// <summary>Goes back from an unlabelled child that was for another board to the index.</summary>
    public void ReturnToIndex()
    {
        Invariant.That(Stage == TrustStage.Read && Index != null);
        Stage = TrustStage.Indexed;
    }

    /// <summary>Holds the manifest against policy and floor.</summary>
    /// <param name="floor">What is confirmed.</param>
    /// <param name="release">The release, or null.</param>
    /// <returns><see cref="Outcome.Ok"/> or the first rule it breaks.</returns>
    public Outcome Accept(ReleaseFloor floor, out VerifiedRelease release)
    {
        Invariant.That(Stage == TrustStage.Read);
        release = null;
        Annotations annotations = _manifest.Annotations;
        if (annotations.Board == null || annotations.Version == null || annotations.SecurityCounter == null)
        {
            return Outcome.AnnotationMissing;
        }

        if (annotations.Board != _policy.Board)
        {
            return Outcome.BoardMismatch;
        }

        if (_policy.Product != null && annotations.Product != _policy.Product)
        {
            return annotations.Product == null ? Outcome.AnnotationMissing : Outcome.ProductMismatch;
        }

        Outcome outcome = FirmwareVersion.Parse(annotations.Version, out ulong version);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = SecurityCounter.Parse(annotations.SecurityCounter, out int counter);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        // The build number orders nothing (semver.org, item 10), and tags of one version may be rebuilt: it does not count here.
        if (FirmwareVersion.WithoutBuild(version) < FirmwareVersion.WithoutBuild(floor.Version))
        {
            return Outcome.VersionTooLow;
        }

        if (counter < floor.SecurityCounter)
        {
            return Outcome.CounterTooLow;
        }

        outcome = _manifest.SelectLayer(_policy.Board, out Layer layer);
        if (outcome == Outcome.Ok)
        {
            // What the release needs of the documents is in it; they need not be held while the layer streams.
            Index = null;
            _manifest = null;
            Stage = TrustStage.Accepted;
            release = new VerifiedRelease(_namedDigest, layer.Descriptor, version, counter);
        }

        return outcome;
    }

    private Outcome ReadManifest(string mediaType, byte[] bytes, int count)
    {
        if (mediaType != MediaTypes.Manifest)
        {
            return Outcome.MediaTypeUnknown;
        }

        _source.Reset(bytes, 0, count);
        Outcome outcome = Manifest.Read(_reader, _source, Limits.ManifestBytesMax, _policy.LayerType, out Manifest manifest);
        if (outcome == Outcome.Ok)
        {
            _manifest = manifest;
            Stage = TrustStage.Read;
        }

        return outcome;
    }

    private bool HasDigest(byte[] bytes, int count, byte[] digest)
    {
        _digest.Reset();
        _digest.Update(bytes, 0, count);
        _digest.Finish(_hash, 0);
        return DigestText.AreEqual(_hash, digest);
    }
}
