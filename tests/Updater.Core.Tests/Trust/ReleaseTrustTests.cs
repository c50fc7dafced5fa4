using System.Security.Cryptography;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class ReleaseTrustTests
{
    private const string NoFloor = "0.0.0";

    private static readonly byte[] s_manifest = TrustBench.Manifest();
    private static readonly byte[] s_index = TrustBench.Index((s_manifest, TrustBench.Board));

    public static IEnumerable<object[]> WrongCalls =>
        from stage in Enum.GetValues<TrustStage>()
        from call in Enum.GetValues<TrustCall>()
        where !IsAllowed(stage, call)
        select new object[] { stage, call };

    [TestMethod]
    [DynamicData(nameof(WrongCalls))]
    public void Call_out_of_order_breaks_an_invariant_and_leaves_the_stage(TrustStage stage, TrustCall call)
    {
        TrustBench bench = At(stage, out Descriptor? child);

        Assert.ThrowsExactly<InvariantException>(() => Make(bench, call, child));

        Assert.AreEqual(stage, bench.Trust.Stage);
    }

    [TestMethod]
    public void Every_stage_allows_its_own_calls()
    {
        foreach (TrustStage stage in Enum.GetValues<TrustStage>())
        {
            foreach (TrustCall call in Enum.GetValues<TrustCall>().Where(call => IsAllowed(stage, call)))
            {
                TrustBench bench = At(stage, out Descriptor? child);
                Make(bench, call, child);
            }
        }
    }

    [TestMethod]
    public void Naming_starts_over_from_every_stage()
    {
        foreach (TrustStage stage in Enum.GetValues<TrustStage>())
        {
            TrustBench bench = At(stage, out _);
            bench.Name([1]);
            Assert.AreEqual(TrustStage.Named, bench.Trust.Stage);
            Assert.AreEqual(0, bench.Trust.SignedCount);
            Assert.IsNull(bench.Trust.Index);
            Assert.AreEqual(Outcome.NoSignature, bench.Trust.Refusal());
        }
    }

    [TestMethod]
    public void Stage_without_a_policy_cannot_be_made()
    {
        Workspace workspace = new(Limits.ChunkBytes);
        Assert.ThrowsExactly<InvariantException>(
            () => new ReleaseTrust(null!, new EcdsaP256(workspace.JsonText), new Core.Digests.Sha256(), new JsonReader(workspace)));
    }

    [TestMethod]
    public void Threshold_counts_keys_and_not_signatures()
    {
        TrustBench bench = new(threshold: 2, keysCount: 3);
        bench.Name(s_manifest);
        bench.Sign(s_manifest, bench.Keys[1]);
        bench.Sign(s_manifest, bench.Keys[1]);
        Assert.AreEqual(TrustStage.Named, bench.Trust.Stage);
        Assert.AreEqual(Outcome.ThresholdNotMet, bench.Trust.Refusal());

        bench.Sign(s_manifest, bench.Keys[2]);

        Assert.AreEqual(TrustStage.Signed, bench.Trust.Stage);
        Assert.AreEqual(2, bench.Trust.SignedCount);
    }

    [TestMethod]
    public void Signatures_of_the_release_before_do_not_count_for_the_next_one()
    {
        TrustBench bench = new(threshold: 2);
        bench.Name(s_manifest);
        bench.Sign(s_manifest, bench.Keys[0]);
        byte[] next = TrustBench.Manifest(TrustBench.Annotations("2.0.0"));
        bench.Name(next);
        bench.Sign(next, bench.Keys[1]);

        Assert.AreEqual(TrustStage.Named, bench.Trust.Stage);
    }

    [TestMethod]
    public void Refusal_names_the_reason_that_got_furthest()
    {
        TrustBench bench = new();
        using ECDsa foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        bench.Name(s_manifest);
        byte[] payload = TrustBench.Payload(s_manifest);
        byte[] otherDigest = TrustBench.Payload([1]);
        byte[] otherRepository = TrustBench.Payload(s_manifest, "registry.example.org/other");
        byte[] otherType = TrustBench.Payload(s_manifest, type: "attestation");
        foreach ((byte[] signed, string? text, Outcome reason) in new (byte[], string?, Outcome)[]
        {
            (payload, null, Outcome.NoSignature),
            (payload, "no base64!", Outcome.SignatureMalformed),
            (payload, "AAAA", Outcome.SignatureMalformed),
            (payload, TrustBench.Signature(foreign, payload), Outcome.SignatureUntrusted),
            (payload, TrustBench.Signature(bench.Keys[0], otherDigest), Outcome.SignatureUntrusted),
            (otherDigest, TrustBench.Signature(bench.Keys[0], otherDigest), Outcome.SignatureForOtherDigest),
            (otherRepository, TrustBench.Signature(bench.Keys[0], otherRepository), Outcome.SignatureForOtherRepository),
            (otherType, TrustBench.Signature(bench.Keys[0], otherType), Outcome.PayloadTypeWrong),
        })
        {
            bench.Trust.AddSignature(signed, signed.Length, text);
            Assert.AreEqual(reason, bench.Trust.Refusal());
            Assert.AreEqual(TrustStage.Named, bench.Trust.Stage);
        }

        bench.Trust.AddSignature(payload, payload.Length, null);
        Assert.AreEqual(Outcome.PayloadTypeWrong, bench.Trust.Refusal());
    }

    [TestMethod]
    public void Bytes_of_another_digest_are_refused_unread()
    {
        TrustBench bench = new();
        bench.NameAndSign(s_manifest);

        Assert.AreEqual(Outcome.DigestMismatch, bench.ReadNamed(TrustBench.Manifest(TrustBench.Annotations("9.9.9"))));
        Assert.AreEqual(Outcome.DigestMismatch, bench.Trust.ReadNamed(MediaTypes.Manifest, s_manifest, s_manifest.Length - 1));
        Assert.AreEqual(Outcome.MediaTypeUnknown, bench.ReadNamed(s_manifest, "text/plain"));
        Assert.AreEqual(Outcome.MediaTypeUnknown, bench.ReadNamed(s_manifest, null!));
        Assert.AreEqual(TrustStage.Signed, bench.Trust.Stage);
    }

    [TestMethod]
    public void Manifest_stated_as_index_and_index_stated_as_manifest_are_refused()
    {
        TrustBench bench = new();
        bench.NameAndSign(s_manifest);
        Assert.AreNotEqual(Outcome.Ok, bench.ReadNamed(s_manifest, MediaTypes.Index));
        Assert.AreEqual(TrustStage.Signed, bench.Trust.Stage);
        bench.NameAndSign(s_index);
        Assert.AreNotEqual(Outcome.Ok, bench.ReadNamed(s_index));
        Assert.AreEqual(TrustStage.Signed, bench.Trust.Stage);
    }

    [TestMethod]
    public void Child_is_read_only_by_a_descriptor_out_of_the_index_itself()
    {
        byte[] foreign = TrustBench.Manifest(TrustBench.Annotations("9.9.9"));
        TrustBench bench = At(TrustStage.Indexed, out Descriptor? child);
        TrustBench other = At(TrustStage.Indexed, out Descriptor? sameElsewhere);
        Assert.AreNotSame(child, sameElsewhere);
        Assert.AreEqual(TrustStage.Indexed, other.Trust.Stage);
        // An equal descriptor is not enough: what was not read out of the signed index has no place here.
        foreach (Descriptor? stranger in new[] { null, sameElsewhere, TrustBench.DescriptorOf(s_manifest), TrustBench.DescriptorOf(foreign) })
        {
            Assert.ThrowsExactly<InvariantException>(() => bench.Trust.ReadChild(stranger!, s_manifest, s_manifest.Length));
        }

        Assert.AreEqual(Outcome.DigestMismatch, bench.Trust.ReadChild(child!, foreign, foreign.Length));
        Assert.AreEqual(TrustStage.Indexed, bench.Trust.Stage);
        Assert.AreEqual(Outcome.Ok, bench.Trust.ReadChild(child!, s_manifest, s_manifest.Length));
        Assert.AreEqual(TrustStage.Read, bench.Trust.Stage);
    }

    [TestMethod]
    public void Child_of_the_index_before_is_refused_after_a_new_name()
    {
        TrustBench bench = At(TrustStage.Indexed, out Descriptor? child);
        byte[] index = TrustBench.Index((TrustBench.Manifest(TrustBench.Annotations("3.0.0")), TrustBench.Board));
        bench.NameAndSign(index);
        Assert.AreEqual(Outcome.Ok, bench.ReadNamed(index, MediaTypes.Index));

        Assert.ThrowsExactly<InvariantException>(() => bench.Trust.ReadChild(child!, s_manifest, s_manifest.Length));
    }

    [TestMethod]
    public void Unlabelled_children_are_looked_into_one_by_one()
    {
        byte[] stranger = TrustBench.Manifest(TrustBench.Annotations(board: "other"));
        byte[] index = TrustBench.Index((stranger, null), (s_manifest, null));
        TrustBench bench = new();
        bench.NameAndSign(index);
        Assert.AreEqual(Outcome.Ok, bench.ReadNamed(index, MediaTypes.Index));

        Assert.AreEqual(Outcome.Ok, bench.Trust.ReadChild(bench.Trust.Index.GetCandidate(0), stranger, stranger.Length));
        Assert.IsFalse(bench.Trust.IsForBoard());
        bench.Trust.ReturnToIndex();
        Assert.AreEqual(TrustStage.Indexed, bench.Trust.Stage);
        Assert.AreEqual(Outcome.Ok, bench.Trust.ReadChild(bench.Trust.Index.GetCandidate(1), s_manifest, s_manifest.Length));
        Assert.IsTrue(bench.Trust.IsForBoard());
        Assert.AreEqual(Outcome.Ok, bench.Trust.Accept(new ReleaseFloor(), out VerifiedRelease release));
        CollectionAssert.AreEqual(SHA256.HashData(index), release.Digest);
    }

    [TestMethod]
    public void Manifest_read_by_name_has_no_index_to_return_to()
    {
        TrustBench bench = At(TrustStage.Read, out _);
        Assert.ThrowsExactly<InvariantException>(bench.Trust.ReturnToIndex);
    }

    [TestMethod]
    public void Accepted_release_is_the_signed_one_and_there_is_no_second()
    {
        TrustBench bench = new();

        Assert.AreEqual(Outcome.Ok, bench.Accept(TrustBench.Annotations("1.2.3+4", "5"), NoFloor, 0, out VerifiedRelease? release));

        Assert.AreEqual(TrustStage.Accepted, bench.Trust.Stage);
        Assert.AreEqual("1.2.3+4", FirmwareVersion.Format(release!.Version));
        Assert.AreEqual(5, release.SecurityCounter);
        Assert.AreEqual(3, release.Layer.SizeBytes);
        CollectionAssert.AreEqual(SHA256.HashData([1, 2, 3]), release.Layer.Digest);
        CollectionAssert.AreEqual(SHA256.HashData(TrustBench.Manifest(TrustBench.Annotations("1.2.3+4", "5"))), release.Digest);
        Assert.ThrowsExactly<InvariantException>(() => bench.Trust.Accept(new ReleaseFloor(), out _));
    }

    [TestMethod]
    [DataRow(AnnotationNames.Board, null, Outcome.AnnotationMissing)]
    [DataRow(AnnotationNames.Version, null, Outcome.AnnotationMissing)]
    [DataRow(AnnotationNames.SecurityCounter, null, Outcome.AnnotationMissing)]
    [DataRow(AnnotationNames.Product, null, Outcome.AnnotationMissing)]
    [DataRow(AnnotationNames.Board, "", Outcome.BoardMismatch)]
    [DataRow(AnnotationNames.Board, "ESP32-4MB", Outcome.BoardMismatch)]
    [DataRow(AnnotationNames.Board, "esp32-4mb ", Outcome.BoardMismatch)]
    [DataRow(AnnotationNames.Product, "", Outcome.ProductMismatch)]
    [DataRow(AnnotationNames.Product, "Lamp", Outcome.ProductMismatch)]
    [DataRow(AnnotationNames.Version, "", Outcome.VersionMalformed)]
    [DataRow(AnnotationNames.Version, "1.2", Outcome.VersionMalformed)]
    [DataRow(AnnotationNames.Version, "v1.2.3", Outcome.VersionMalformed)]
    [DataRow(AnnotationNames.Version, "256.0.0", Outcome.VersionMalformed)]
    [DataRow(AnnotationNames.Version, "1.2.3-rc1", Outcome.VersionMalformed)]
    [DataRow(AnnotationNames.SecurityCounter, "", Outcome.CounterMalformed)]
    [DataRow(AnnotationNames.SecurityCounter, "-1", Outcome.CounterMalformed)]
    [DataRow(AnnotationNames.SecurityCounter, "05", Outcome.CounterMalformed)]
    [DataRow(AnnotationNames.SecurityCounter, "2147483648", Outcome.CounterMalformed)]
    public void Signed_annotation_that_breaks_a_rule_is_refused(string name, string? value, Outcome expected)
    {
        Dictionary<string, string> annotations = TrustBench.Annotations();
        annotations.Remove(name);
        if (value != null)
        {
            annotations[name] = value;
        }

        TrustBench bench = new();
        Assert.AreEqual(expected, bench.Accept(annotations, NoFloor, 0, out VerifiedRelease? release));
        Assert.IsNull(release);
        Assert.AreEqual(TrustStage.Read, bench.Trust.Stage);
    }

    [TestMethod]
    public void Policy_without_product_takes_any()
    {
        TrustBench bench = new(product: null);
        Assert.AreEqual(Outcome.Ok, bench.Accept(TrustBench.Annotations(product: "anything"), NoFloor, 0, out _));
        Dictionary<string, string> none = TrustBench.Annotations();
        none.Remove(AnnotationNames.Product);
        Assert.AreEqual(Outcome.Ok, bench.Accept(none, NoFloor, 0, out _));
    }

    [TestMethod]
    [DataRow("1.2.3", 5, Outcome.Ok)]
    [DataRow("1.2.3+9", 5, Outcome.Ok)]
    [DataRow("1.2.2", 4, Outcome.Ok)]
    [DataRow("1.2.4", 5, Outcome.VersionTooLow)]
    [DataRow("1.3.0", 0, Outcome.VersionTooLow)]
    [DataRow("2.0.0", 0, Outcome.VersionTooLow)]
    [DataRow("255.255.65535", int.MaxValue, Outcome.VersionTooLow)]
    [DataRow("1.2.3", 6, Outcome.CounterTooLow)]
    [DataRow("0.0.0", 6, Outcome.CounterTooLow)]
    [DataRow("0.255.65535", int.MaxValue, Outcome.CounterTooLow)]
    public void Release_does_not_fall_below_the_floor_in_version_or_counter(string floorVersion, int floorCounter, Outcome expected)
    {
        TrustBench bench = new();
        Assert.AreEqual(expected, bench.Accept(TrustBench.Annotations("1.2.3", "5"), floorVersion, floorCounter, out VerifiedRelease? release));
        Assert.AreEqual(expected == Outcome.Ok, release != null);
    }

    [TestMethod]
    public void Manifest_without_a_layer_of_the_policys_type_is_refused()
    {
        TrustBench bench = new();
        byte[] manifest = TrustBench.Manifest(layerType: "application/other");
        bench.NameAndSign(manifest);
        Outcome outcome = bench.ReadNamed(manifest);
        if (outcome == Outcome.Ok)
        {
            outcome = bench.Trust.Accept(new ReleaseFloor(), out VerifiedRelease release);
            Assert.IsNull(release);
        }

        Assert.IsTrue(outcome is Outcome.MediaTypeUnknown or Outcome.NoLayerForBoard, $"{outcome}");
        Assert.AreNotEqual(TrustStage.Accepted, bench.Trust.Stage);
    }

    private static bool IsAllowed(TrustStage stage, TrustCall call) => call switch
    {
        TrustCall.AddSignature or TrustCall.SkipSignature or TrustCall.Refusal => stage == TrustStage.Named,
        TrustCall.ReadNamed => stage == TrustStage.Signed,
        TrustCall.ReadChild => stage == TrustStage.Indexed,
        _ => stage == TrustStage.Read,
    };

    private static TrustBench At(TrustStage stage, out Descriptor? child)
    {
        TrustBench bench = new();
        child = null;
        byte[] document = stage == TrustStage.Indexed ? s_index : s_manifest;
        if (stage >= TrustStage.Named)
        {
            bench.Name(document);
        }

        if (stage >= TrustStage.Signed)
        {
            bench.Sign(document, bench.Keys[0]);
        }

        if (stage >= TrustStage.Indexed)
        {
            Assert.AreEqual(Outcome.Ok, bench.ReadNamed(document, stage == TrustStage.Indexed ? MediaTypes.Index : MediaTypes.Manifest));
            child = bench.Trust.Index?.Match;
        }

        if (stage == TrustStage.Accepted)
        {
            Assert.AreEqual(Outcome.Ok, bench.Trust.Accept(new ReleaseFloor(), out _));
        }

        Assert.AreEqual(stage, bench.Trust.Stage);
        return bench;
    }

    private static void Make(TrustBench bench, TrustCall call, Descriptor? child)
    {
        switch (call)
        {
            case TrustCall.AddSignature:
                bench.Sign(s_manifest, bench.Keys[0]);
                break;
            case TrustCall.SkipSignature:
                bench.Trust.SkipSignature(Outcome.DigestMismatch);
                break;
            case TrustCall.Refusal:
                bench.Trust.Refusal();
                break;
            case TrustCall.ReadNamed:
                bench.ReadNamed(s_manifest);
                break;
            case TrustCall.ReadChild:
                bench.Trust.ReadChild(child ?? TrustBench.DescriptorOf(s_manifest), s_manifest, s_manifest.Length);
                break;
            case TrustCall.IsForBoard:
                bench.Trust.IsForBoard();
                break;
            case TrustCall.Accept:
                bench.Trust.Accept(new ReleaseFloor(), out _);
                break;
        }
    }
}
