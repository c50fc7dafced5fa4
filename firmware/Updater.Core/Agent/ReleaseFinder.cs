using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Agent;

/// <summary>
/// Steps from a tag to a verified release: fetches for <see cref="ReleaseTrust"/>, which decides. What the tag names stays in
/// <see cref="Workspace.Buffer"/> unread until its signature is found good.
/// </summary>
internal sealed class ReleaseFinder
{
    private readonly IContentSource _source;
    private readonly Reference _reference;
    private readonly Workspace _workspace;
    private readonly IDigest _digest;
    private readonly JsonReader _reader;
    private readonly ReleaseTrust _trust;
    private readonly ReleaseFloor _floor;
    private readonly byte[] _hash;
    private string _mediaType;
    private int _manifestCount;
    private Manifest _signatures;
    private int _signatureIndex;
    private byte[] _payloadDigest;
    private int _payloadCount;
    private int _candidateIndex;

    internal ReleaseFinder(IContentSource source, Reference reference, Workspace workspace, IDigest digest, JsonReader reader, ReleaseTrust trust, ReleaseFloor floor)
    {
        _source = source;
        _reference = reference;
        _workspace = workspace;
        _digest = digest;
        _reader = reader;
        _trust = trust;
        _floor = floor;
        _hash = new byte[DigestText.DigestBytes];
    }

    /// <summary>Digest of what the tag names, 32 bytes, or null before it was resolved.</summary>
    internal byte[] NamedDigest { get; private set; }

    /// <summary>The release, once verified.</summary>
    internal VerifiedRelease Release { get; private set; }

    /// <summary>Whether a trusted signature over <see cref="NamedDigest"/> was found: only then does a refusal say something about the release.</summary>
    internal bool IsSigned => _trust.Stage >= TrustStage.Signed;

    /// <summary>Whether the signed document turned out to be what the registry said it is.</summary>
    internal bool IsRead => _trust.Stage > TrustStage.Signed;

    internal void Forget()
    {
        Release = null;
        _signatures = null;
        _payloadDigest = null;
    }

    internal Outcome Resolve(byte[] known, out AgentEvent occurred)
    {
        occurred = AgentEvent.Again;
        NamedDigest = null;
        Outcome outcome = _source.Resolve(_reference, known, out _mediaType, out IByteSource content, out int sizeBytes);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (content == null)
        {
            occurred = AgentEvent.Unchanged;
            return Outcome.Ok;
        }

        outcome = DocumentReader.Read(content, sizeBytes, _workspace.Buffer, Limits.ManifestBytesMax, Outcome.ManifestTooLarge, out _manifestCount);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        byte[] named = new byte[DigestText.DigestBytes];
        Digest(_workspace.Buffer, _manifestCount, named);
        if (_reference.Digest != null && !DigestText.AreEqual(named, _reference.Digest))
        {
            return Outcome.DigestMismatch;
        }

        NamedDigest = named;
        occurred = DigestText.AreEqual(named, known) ? AgentEvent.Unchanged : AgentEvent.Done;
        _trust.Name(named);
        return Outcome.Ok;
    }

    internal Outcome FetchProof(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        _signatureIndex = 0;
        _payloadDigest = null;
        Reference reference = _reference.WithTag(DigestText.SignatureTag(NamedDigest));
        Outcome outcome = _source.Resolve(reference, null, out string mediaType, out IByteSource content, out int sizeBytes);
        if (outcome != Outcome.Ok)
        {
            return outcome == Outcome.NotFound ? Outcome.NoSignature : outcome;
        }

        outcome = Outcome.MediaTypeUnknown;
        if (sizeBytes > Limits.SignatureManifestBytesMax)
        {
            outcome = Outcome.ManifestTooLarge;
        }
        else if (mediaType == MediaTypes.Manifest)
        {
            outcome = Manifest.Read(_reader, content, Limits.SignatureManifestBytesMax, MediaTypes.SimpleSigning, out _signatures);
        }

        content.Dispose();
        return outcome;
    }

    internal Outcome CheckNextSignature(out AgentEvent occurred)
    {
        occurred = AgentEvent.Again;
        if (_signatureIndex == _signatures.KeptCount)
        {
            return _trust.Refusal();
        }

        Layer layer = _signatures.GetLayer(_signatureIndex);
        Outcome outcome = LoadPayload(layer.Descriptor);
        if (RecoveryTable.Of(outcome) == Recovery.RetryLater)
        {
            return outcome;
        }

        _signatureIndex++;
        if (outcome != Outcome.Ok)
        {
            // A payload that is missing, oversized or altered is a signature that does not count; others may.
            _trust.SkipSignature(outcome);
            return Outcome.Ok;
        }

        _trust.AddSignature(_workspace.Payload, _payloadCount, layer.Annotations.CosignSignature);
        if (_trust.Stage == TrustStage.Signed)
        {
            // Proven; the list of signatures makes room for the manifest.
            _signatures = null;
            occurred = AgentEvent.Done;
        }

        return Outcome.Ok;
    }

    internal Outcome ReadManifest(out AgentEvent occurred)
    {
        occurred = AgentEvent.Again;
        _candidateIndex = 0;
        Outcome outcome = _trust.ReadNamed(_mediaType, _workspace.Buffer, _manifestCount);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (_trust.Stage == TrustStage.Indexed)
        {
            occurred = AgentEvent.IsIndex;
            return Outcome.Ok;
        }

        return Accept(out occurred);
    }

    internal Outcome FetchNextChild(out AgentEvent occurred)
    {
        occurred = AgentEvent.Again;
        ImageIndex index = _trust.Index;
        bool isLabelled = index.Match != null;
        if (!isLabelled && _candidateIndex == index.CandidatesCount)
        {
            return Outcome.NoLayerForBoard;
        }

        Descriptor child = isLabelled ? index.Match : index.GetCandidate(_candidateIndex);
        Outcome outcome = FetchChild(child);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (isLabelled || _trust.IsForBoard())
        {
            return Accept(out occurred);
        }

        _candidateIndex++;
        _trust.ReturnToIndex();
        return Outcome.Ok;
    }

    private Outcome FetchChild(Descriptor child)
    {
        if (child.SizeBytes > Limits.ManifestBytesMax)
        {
            return Outcome.ManifestTooLarge;
        }

        Outcome outcome = _source.Open(child, 0, out IByteSource content);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = DocumentReader.Read(content, child.SizeBytes, _workspace.Buffer, Limits.ManifestBytesMax, Outcome.ManifestTooLarge, out int count);
        return outcome == Outcome.Ok ? _trust.ReadChild(child, _workspace.Buffer, count) : outcome;
    }

    private Outcome Accept(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = _trust.Accept(_floor, out VerifiedRelease release);
        Release = release;
        return outcome;
    }

    // Several keys sign the same payload, which is then fetched once.
    private Outcome LoadPayload(Descriptor payload)
    {
        if (DigestText.AreEqual(_payloadDigest, payload.Digest))
        {
            return Outcome.Ok;
        }

        _payloadDigest = null;
        if (payload.SizeBytes > Limits.PayloadBytesMax)
        {
            return Outcome.DocumentTooLarge;
        }

        Outcome outcome = _source.Open(payload, 0, out IByteSource content);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = DocumentReader.Read(content, payload.SizeBytes, _workspace.Payload, Limits.PayloadBytesMax, Outcome.DocumentTooLarge, out _payloadCount);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        Digest(_workspace.Payload, _payloadCount, _hash);
        if (!DigestText.AreEqual(_hash, payload.Digest))
        {
            return Outcome.DigestMismatch;
        }

        _payloadDigest = payload.Digest;
        return Outcome.Ok;
    }

    private void Digest(byte[] bytes, int count, byte[] target)
    {
        _digest.Reset();
        _digest.Update(bytes, 0, count);
        _digest.Finish(target, 0);
    }
}
