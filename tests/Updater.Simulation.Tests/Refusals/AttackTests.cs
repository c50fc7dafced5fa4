using System.Text;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>Somebody between the release engineer and the device, one attack each.</summary>
[TestClass]
public sealed class AttackTests
{
    private const string SimpleSigning = MediaTypes.SimpleSigning;

    [TestMethod]
    public void Rollback_to_an_older_signed_version_is_refused()
    {
        Bystander device = new();
        device.Bench.Release(device.Image("1.5.0"), "1.5.0", 9);
        device.Refuses(Outcome.VersionTooLow, 3);
    }

    [TestMethod]
    public void Rollback_below_the_security_counter_is_refused_whatever_the_version()
    {
        Bystander device = new();
        device.Bench.Release(device.Image("9.0.0"), "9.0.0", 1);
        device.Refuses(Outcome.CounterTooLow, 3);
    }

    [TestMethod]
    public void Rollback_of_the_tag_to_the_factory_release_is_refused_after_a_confirmed_one()
    {
        // The very bytes that were once right, signed then by the right key.
        Bystander device = new();
        byte[] old = device.Bench.Release(device.Image("1.0.0"), "1.0.0", 0);
        device.Refuses(Outcome.VersionTooLow, 3);
        device.Bench.Registry.Tag(Workbench.Tag, old);
        device.Refuses(Outcome.VersionTooLow, 3);
        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void Release_for_another_board_is_refused()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3, board: "esp32-4mb");
        device.Bench.Sign(digest, Workbench.Repository, [device.Bench.Key]);
        device.Refuses(Outcome.BoardMismatch, 3);
    }

    [TestMethod]
    public void Release_for_another_product_is_refused()
    {
        Bystander device = new(bench => bench.Product = "pump");
        device.Bench.Product = "valve";
        device.Bench.Release(device.Image(), "3.0.0", 3);
        device.Refuses(Outcome.ProductMismatch, 3);
    }

    [TestMethod]
    public void Release_without_a_product_is_refused_where_the_policy_names_one()
    {
        Bystander device = new(bench => bench.Product = "pump");
        device.Bench.Product = null;
        device.Bench.Release(device.Image(), "3.0.0", 3);
        device.Refuses(Outcome.AnnotationMissing, 3);
    }

    [TestMethod]
    public void Signature_made_for_another_repository_is_refused()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        device.Bench.Sign(digest, Workbench.Authority + "/fw2", [device.Bench.Key]);
        device.Refuses(Outcome.SignatureForOtherRepository, 3);
    }

    [TestMethod]
    public void Signature_by_another_key_is_refused()
    {
        Bystander device = new();
        device.Bench.Release(device.Image(), "3.0.0", 3, device.Bench.OtherKey);
        device.Refuses(Outcome.SignatureUntrusted, 3);
    }

    [TestMethod]
    public void One_key_that_signs_twice_does_not_meet_a_threshold_of_two()
    {
        Bystander device = OfTwo(out KeyPair first, out _);
        // ECDSA signatures are random: two different ones of one key over one payload.
        device.Bench.Release(device.Image(), "3.0.0", 3, first, first);
        device.Refuses(Outcome.ThresholdNotMet, 3);
        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void One_key_over_two_payloads_does_not_meet_a_threshold_of_two()
    {
        Bystander device = OfTwo(out KeyPair first, out _);
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] one = Payload(digest);
        byte[] other = CosignPayload.Write(Workbench.Repository, DigestText.Format(digest), new Dictionary<string, string> { ["by"] = "the same" });
        Attach(device, digest, (one, Text(first, one)), (other, Text(first, other)));
        device.Refuses(Outcome.ThresholdNotMet, 4);
    }

    [TestMethod]
    public void One_signature_of_two_and_a_foreign_one_do_not_meet_a_threshold_of_two()
    {
        Bystander device = OfTwo(out KeyPair first, out _);
        device.Bench.Release(device.Image(), "3.0.0", 3, device.Bench.OtherKey, first);
        device.Refuses(Outcome.ThresholdNotMet, 3);
    }

    [TestMethod]
    public void Two_keys_of_two_meet_a_threshold_of_two()
    {
        OfTwo(out _, out _).TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void Two_keys_of_three_meet_a_threshold_of_two_in_any_order()
    {
        KeyPair[] keys = [KeyPair.Generate(), KeyPair.Generate(), KeyPair.Generate()];
        Bystander device = new(bench =>
        {
            bench.PolicyKeys = keys;
            bench.Threshold = 2;
        });
        device.Bench.Release(device.Image(), "3.0.0", 3, keys[2], keys[0]);
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
        Assert.AreEqual(3, device.Device.Running!.Version.Major);
    }

    [TestMethod]
    public void One_key_listed_twice_makes_no_policy()
    {
        Workbench bench = new();
        byte[] spki = bench.Key.Public.ToSubjectPublicKeyInfo();
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key));
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey same));
        Assert.AreEqual(
            Outcome.ConfigMalformed,
            TrustPolicy.Create([key, same], 2, Workbench.Repository, null, bench.Board.Name, MediaTypes.FirmwareImage, out TrustPolicy? policy));
        Assert.IsNull(policy);
        DeviceSetup setup = new() { Reference = Workbench.Repository + ":stable", Repository = Workbench.Repository, Board = bench.Board, Keys = [bench.Key.Public, bench.Key.Public], Threshold = 2 };
        Assert.AreEqual(Outcome.ConfigMalformed, Updater.Device.Config.DeviceConfig.Parse(setup.ToConfigJson(), out _));
    }

    [TestMethod]
    public void Foreign_signatures_beside_a_good_one_do_no_harm()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] payload = Payload(digest);
        byte[] other = Payload(new byte[32]);
        byte[] stray = "not json"u8.ToArray();
        Attach(
            device,
            digest,
            (payload, Text(device.Bench.OtherKey, payload)),
            (payload, "not base64!"),
            (payload, Convert.ToBase64String(new byte[72])),
            (payload, ""),
            (payload, null),
            (other, Text(device.Bench.Key, other)),
            (stray, Text(device.Bench.Key, stray)),
            (payload, Text(device.Bench.Key, payload)));
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
        CollectionAssert.AreEqual(digest, device.Device.Agent!.Journal.CopyConfirmedRelease());
    }

    [TestMethod]
    public void Payload_that_the_registry_lacks_beside_a_good_one_does_no_harm()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] payload = Payload(digest);
        byte[] lost = Payload(new byte[32]);
        Attach(device, digest, (lost, Text(device.Bench.Key, lost)), (payload, Text(device.Bench.Key, payload)));
        device.Source.Refusing = wanted => wanted.SizeBytes == lost.Length && !DigestText.AreEqual(wanted.Digest, Hash(payload)) && wanted.MediaType == SimpleSigning ? Outcome.NotFound : null;
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
    }

    [TestMethod]
    public void Signature_copied_from_another_release_is_refused()
    {
        Bystander device = new();
        byte[] signed = device.Bench.Release(device.Image("2.5.0"), "2.5.0", 3);
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] payload = Payload(signed);
        Attach(device, digest, (payload, Text(device.Bench.Key, payload)));
        device.Refuses(Outcome.SignatureForOtherDigest, 3);
    }

    [TestMethod]
    public void Attestation_under_the_signature_tag_is_no_signature()
    {
        // cosign attest: a DSSE envelope, signed by the right key over its own encoding.
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] envelope = Encoding.ASCII.GetBytes("{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"e30=\",\"signatures\":[]}");
        ContentDescriptor layer = Manifests.Describe("application/vnd.dsse.envelope.v1+json", envelope);
        device.Bench.Registry.AddBlob(envelope);
        AddProof(device, digest, [layer with { Annotations = [new(AnnotationNames.CosignSignature, Text(device.Bench.Key, envelope)!)] }]);
        device.Refuses(Outcome.NoSignature, 2);

        Attach(device, digest, (envelope, Text(device.Bench.Key, envelope)));
        device.Refuses(Outcome.PayloadTypeWrong, 3);
    }

    [TestMethod]
    public void Payload_of_another_type_signed_by_the_right_key_is_refused()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Payload(digest)).Replace(CosignPayload.Type, "https://example.com/something-else", StringComparison.Ordinal));
        Attach(device, digest, (payload, Text(device.Bench.Key, payload)));
        device.Refuses(Outcome.PayloadTypeWrong, 3);
    }

    [TestMethod]
    public void Payload_altered_after_signing_is_refused()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        // Signed for another repository, then rewritten to ours, with the descriptor to match.
        byte[] signed = CosignPayload.Write("127.0.0.1:5000/ff", DigestText.Format(digest));
        Attach(device, digest, (Payload(digest), Text(device.Bench.Key, signed)));
        device.Refuses(Outcome.SignatureUntrusted, 3);
    }

    [TestMethod]
    public void Payload_altered_on_its_way_is_refused()
    {
        Bystander device = new();
        device.Bench.Release(device.Image(), "3.0.0", 3);
        device.Source.Opening = wanted => wanted.MediaType == SimpleSigning ? Payload(new byte[32]) : null;
        device.Refuses(Outcome.DigestMismatch, 3);
        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void Tag_moved_between_manifest_and_signature_mixes_nothing()
    {
        Bystander device = new();
        byte[] unsigned = device.Bench.Publish(device.Bench.Image("8.0.0", Bystander.PayloadBytes, 8), "8.0.0", 8);
        byte[] good = device.Bench.Release(device.Image(), "3.0.0", 3);
        device.Bench.Registry.Tag(Workbench.Tag, unsigned);
        device.Source.Resolving = asked =>
        {
            if (asked != Workbench.Tag)
            {
                // Asked for the signature of the first: by now the tag names the second, which is signed.
                device.Bench.Registry.Tag(Workbench.Tag, good);
                Assert.AreEqual(DigestText.SignatureTag(unsigned), asked);
            }

            return null;
        };
        device.Refuses(Outcome.NoSignature, 2);
        device.Source.Behave();
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
        CollectionAssert.AreEqual(good, device.Device.Agent!.Journal.CopyConfirmedRelease());
    }

    [TestMethod]
    public void Signature_of_the_good_release_served_for_the_bad_one_is_refused()
    {
        Bystander device = new();
        byte[] good = device.Bench.Release(device.Image(), "3.0.0", 3);
        device.Bench.Publish(device.Bench.Image("8.0.0", Bystander.PayloadBytes, 8), "8.0.0", 8);
        byte[] payload = Payload(good);
        byte[] proof = Proof((payload, Text(device.Bench.Key, payload)));
        device.Source.Resolving = asked => asked == Workbench.Tag ? null : (MediaTypes.Manifest, proof, proof.Length);
        device.Refuses(Outcome.SignatureForOtherDigest, 3);
    }

    [TestMethod]
    public void Layer_swapped_after_verification_is_fetched_three_times_and_never_offered()
    {
        Bystander device = new();
        byte[] image = device.Image();
        device.Bench.Release(image, "3.0.0", 3);
        // A complete and bootable image of the same version and size, with another payload.
        byte[] other = device.Bench.Image("3.0.0", Bystander.PayloadBytes, 66);
        Assert.HasCount(image.Length, other);
        device.Source.Opening = wanted => wanted.MediaType == MediaTypes.FirmwareImage ? other : null;
        List<AgentState> states = [];
        device.Poll();
        Assert.AreEqual(Outcome.DigestMismatch, device.LastFault);
        CollectionAssert.AreEqual(Enumerable.Repeat(Outcome.DigestMismatch, Limits.LayerAttemptsMax).ToArray(), device.Outcomes);
        device.AssertUnchanged();
        device.Device.Moved = step => states.Add(step.To);
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilSettled(2));
        Assert.DoesNotContain(AgentState.Seal, states);
        Assert.DoesNotContain(AgentState.Try, states);
        device.AssertUnchanged();
        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void Manifest_served_as_an_index_is_refused()
    {
        Bystander device = new();
        byte[] manifest = Manifests.Write(device.Good(device.Image()));
        device.SignRaw(manifest, MediaTypes.Index);
        device.Refuses(Outcome.MediaTypeUnknown, 3);
    }

    [TestMethod]
    public void Manifest_without_media_type_served_as_an_index_is_refused()
    {
        Bystander device = new();
        string manifest = Encoding.UTF8.GetString(Manifests.Write(device.Good(device.Image()))).Replace($"\"mediaType\":\"{MediaTypes.Manifest}\",", "", StringComparison.Ordinal);
        device.SignRaw(Encoding.UTF8.GetBytes(manifest), MediaTypes.Index);
        device.Refuses(Outcome.ManifestMalformed, 3);
    }

    [TestMethod]
    public void Index_served_as_a_manifest_is_refused()
    {
        Bystander device = new();
        device.SignRaw(Index(device, labelled: true, Child(device)), MediaTypes.Manifest);
        device.Refuses(Outcome.MediaTypeUnknown, 3);
    }

    [TestMethod]
    [DataRow(MediaTypes.Manifest)]
    [DataRow(MediaTypes.Index)]
    public void Document_that_is_manifest_and_index_at_once_is_refused(string mediaType)
    {
        Bystander device = new();
        string manifest = Encoding.UTF8.GetString(Manifests.Write(device.Good(device.Image()))).Replace($"\"mediaType\":\"{MediaTypes.Manifest}\",", "\"manifests\":[],", StringComparison.Ordinal);
        device.SignRaw(Encoding.UTF8.GetBytes(manifest), mediaType);
        device.Refuses(Outcome.ManifestMalformed, 3);
    }

    [TestMethod]
    public void Child_of_a_signed_index_is_taken_without_a_signature_of_its_own()
    {
        Bystander device = new();
        byte[] digest = device.SignRaw(Index(device, labelled: true, Child(device)), MediaTypes.Index);
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
        CollectionAssert.AreEqual(digest, device.Device.Agent!.Journal.CopyConfirmedRelease());
    }

    [TestMethod]
    public void Child_of_a_signed_index_replaced_by_the_registry_is_refused()
    {
        Bystander device = new();
        byte[] child = Child(device);
        device.SignRaw(Index(device, labelled: true, child), MediaTypes.Index);
        byte[] evil = [.. child];
        evil[^1] = (byte)' ';
        device.Source.Opening = wanted => wanted.MediaType == MediaTypes.Manifest ? evil : null;
        device.Refuses(Outcome.DigestMismatch, 4);
        device.Source.Opening = wanted => wanted.MediaType == MediaTypes.Manifest ? [.. child, (byte)' '] : null;
        device.Refuses(Outcome.SizeMismatch, 4);
        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void Child_labelled_for_this_board_that_is_for_another_inside_is_refused()
    {
        Bystander device = new();
        device.SignRaw(Index(device, labelled: true, Child(device, "esp32-4mb")), MediaTypes.Index);
        device.Refuses(Outcome.BoardMismatch, 4);
    }

    [TestMethod]
    public void Child_of_a_signed_index_below_the_floor_is_refused()
    {
        Bystander device = new();
        device.SignRaw(Index(device, labelled: true, Child(device, counter: 1)), MediaTypes.Index);
        device.Refuses(Outcome.CounterTooLow, 4);
    }

    [TestMethod]
    public void Child_too_large_is_refused_unread()
    {
        Bystander device = new();
        byte[] child = Child(device);
        byte[] index = Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Index,
            Children = [Manifests.Describe(MediaTypes.Manifest, child) with { SizeBytes = Limits.ManifestBytesMax + 1, Annotations = [new(AnnotationNames.Board, device.Bench.Board.Name)] }],
        });
        device.SignRaw(index, MediaTypes.Index);
        device.Refuses(Outcome.ManifestTooLarge, 3);
    }

    [TestMethod]
    public void Unlabelled_children_are_searched_one_by_one()
    {
        Bystander device = new();
        byte[][] children = [.. Enumerable.Range(0, Limits.UnlabelledChildrenMax - 1).Select(i => Child(device, $"board-{i}")), Child(device)];
        device.SignRaw(Index(device, labelled: false, children), MediaTypes.Index);
        int before = device.Source.RequestsCount;
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
        Assert.AreEqual(3 + Limits.UnlabelledChildrenMax + 1 + 1, device.Source.RequestsCount - before, "proof, every child, layer; after the restart the tag");
    }

    [TestMethod]
    public void Unlabelled_children_of_other_boards_cost_no_more_than_their_number()
    {
        Bystander device = new();
        device.SignRaw(Index(device, labelled: false, [.. Enumerable.Range(0, Limits.UnlabelledChildrenMax).Select(i => Child(device, $"board-{i}"))]), MediaTypes.Index);
        device.Refuses(Outcome.NoLayerForBoard, 3 + Limits.UnlabelledChildrenMax);
    }

    [TestMethod]
    public void Too_many_unlabelled_children_are_not_fetched_at_all()
    {
        Bystander device = new();
        device.SignRaw(Index(device, labelled: false, [.. Enumerable.Range(0, Limits.UnlabelledChildrenMax + 1).Select(i => Child(device, $"board-{i}"))]), MediaTypes.Index);
        device.Refuses(Outcome.TooManyEntries, 3);
    }

    [TestMethod]
    public void Deeply_nested_signature_manifest_is_refused()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        string nested = "{\"a\":" + string.Concat(Enumerable.Repeat("[", 4000));
        device.Bench.Registry.AddManifest(MediaTypes.Manifest, Encoding.ASCII.GetBytes(nested), DigestText.SignatureTag(digest));
        device.Refuses(Outcome.JsonTooDeep, 2);
    }

    [TestMethod]
    [DataRow(true, Outcome.ManifestTooLarge)]
    [DataRow(false, Outcome.DocumentTooLarge)]
    public void Oversized_signature_manifest_is_refused(bool isStated, Outcome expected)
    {
        Bystander device = new();
        device.Bench.Publish(device.Image(), "3.0.0", 3);
        byte[] large = Encoding.ASCII.GetBytes("{\"a\":\"" + new string('x', 1 << 20));
        device.Source.Resolving = asked => asked == Workbench.Tag ? null : (MediaTypes.Manifest, large, isStated ? large.Length : -1);
        int before = device.Source.ManifestBytesRead;
        device.Refuses(expected, 2);
        Assert.IsLessThanOrEqualTo(isStated ? 0 : Limits.SignatureManifestBytesMax + Limits.JsonInputBytes, device.Source.ManifestBytesRead - before);
    }

    [TestMethod]
    public void More_signatures_than_the_limit_are_refused_with_the_good_one_among_them()
    {
        Bystander device = new();
        KeyPair[] signers = [device.Bench.Key, .. Enumerable.Repeat(device.Bench.OtherKey, Limits.LayersMax)];
        device.Bench.Release(device.Image(), "3.0.0", 3, signers);
        device.Refuses(Outcome.TooManyEntries, 2);
    }

    [TestMethod]
    public void As_many_signatures_as_the_limit_are_all_looked_at()
    {
        Bystander device = new();
        KeyPair[] signers = [.. Enumerable.Repeat(device.Bench.OtherKey, Limits.LayersMax - 1), device.Bench.Key];
        device.Bench.Release(device.Image(), "3.0.0", 3, signers);
        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(5));
    }

    [TestMethod]
    public void Huge_payload_descriptor_is_not_fetched()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        ContentDescriptor huge = Manifests.Describe(SimpleSigning, Payload(digest)) with { SizeBytes = int.MaxValue, Annotations = [new(AnnotationNames.CosignSignature, "AA==")] };
        AddProof(device, digest, [huge]);
        device.Refuses(Outcome.DocumentTooLarge, 2);

        AddProof(device, digest, [huge with { SizeBytes = Limits.PayloadBytesMax + 1 }]);
        device.Refuses(Outcome.DocumentTooLarge, 2);

        AddProof(device, digest, [huge with { SizeBytes = 1L + int.MaxValue }]);
        device.Refuses(Outcome.ManifestMalformed, 2);
    }

    [TestMethod]
    public void Payload_longer_than_its_descriptor_is_refused()
    {
        Bystander device = new();
        device.Bench.Release(device.Image(), "3.0.0", 3);
        device.Source.Opening = wanted => wanted.MediaType == SimpleSigning ? new byte[1 << 20] : null;
        int before = device.Source.ManifestBytesRead;
        device.Refuses(Outcome.DocumentTooLarge, 3);
        Assert.IsLessThanOrEqualTo(Limits.PayloadBytesMax + 1, device.Source.ManifestBytesRead - before);
    }

    [TestMethod]
    public void Endless_signatures_of_eight_different_payloads_are_bounded()
    {
        Bystander device = new();
        byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
        (byte[], string?)[] many = [.. Enumerable.Range(0, Limits.LayersMax).Select(i =>
        {
            byte[] payload = CosignPayload.Write(Workbench.Repository, DigestText.Format(digest), new Dictionary<string, string> { ["n"] = $"{i}" });
            return (payload, Text(device.Bench.OtherKey, payload));
        })];
        Attach(device, digest, many);
        device.Refuses(Outcome.SignatureUntrusted, 2 + Limits.LayersMax);
    }

    [TestMethod]
    public void Mirror_that_flips_between_an_old_release_and_the_confirmed_one_costs_few_requests_and_no_flash()
    {
        Bystander device = new();
        byte[] confirmed = device.Device.Agent!.Journal.CopyConfirmedRelease();
        byte[] old = device.Bench.Release(device.Image("1.9.0"), "1.9.0", 1);
        bool isOld = false;
        device.Source.Resolving = asked =>
        {
            if (asked == Workbench.Tag)
            {
                isOld = !isOld;
                device.Bench.Registry.Tag(Workbench.Tag, isOld ? old : confirmed);
            }

            return null;
        };
        int requests = device.PollForADay();
        Console.WriteLine($"{requests} requests, {device.Spent}");
        Assert.IsLessThanOrEqualTo(28 * 3, requests);
        Assert.AreEqual(0, device.Spent.Erases);
        Assert.AreEqual(0, device.Spent.Programs);
    }

    private static Bystander OfTwo(out KeyPair first, out KeyPair second)
    {
        KeyPair[] keys = [KeyPair.Generate(), KeyPair.Generate()];
        (first, second) = (keys[0], keys[1]);
        return new Bystander(bench =>
        {
            bench.PolicyKeys = keys;
            bench.Threshold = 2;
        });
    }

    private static byte[] Child(Bystander device, string? board = null, int counter = 3) => Manifests.Write(device.Good(device.Image(), counter: counter) with
    {
        Annotations =
        [
            new(AnnotationNames.Version, "3.0.0"),
            new(AnnotationNames.Board, board ?? device.Bench.Board.Name),
            new(AnnotationNames.SecurityCounter, $"{counter}"),
        ],
    });

    private static byte[] Index(Bystander device, bool labelled, params byte[][] children)
    {
        foreach (byte[] child in children)
        {
            device.Bench.Registry.AddManifest(MediaTypes.Manifest, child);
        }

        return Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Index,
            Children = [.. children.Select(child => Manifests.Describe(MediaTypes.Manifest, child) with
            {
                Annotations = labelled ? [new(AnnotationNames.Board, device.Bench.Board.Name)] : [],
            })],
        });
    }

    private static byte[] Payload(byte[] digest) => CosignPayload.Write(Workbench.Repository, DigestText.Format(digest));

    private static string? Text(KeyPair key, byte[] payload) => Convert.ToBase64String(key.Sign(payload));

    private static byte[] Hash(byte[] bytes) => System.Security.Cryptography.SHA256.HashData(bytes);

    private static byte[] Proof(params (byte[] Payload, string? Signature)[] signatures) => Manifests.Write(new Manifest
    {
        MediaType = MediaTypes.Manifest,
        Config = Manifests.EmptyConfig,
        Layers = [.. signatures.Select(one => Manifests.Describe(SimpleSigning, one.Payload) with
        {
            Annotations = one.Signature == null ? [] : [new(AnnotationNames.CosignSignature, one.Signature)],
        })],
    });

    private static void Attach(Bystander device, byte[] digest, params (byte[] Payload, string? Signature)[] signatures)
    {
        foreach ((byte[] payload, _) in signatures)
        {
            device.Bench.Registry.AddBlob(payload);
        }

        device.Bench.Registry.AddManifest(MediaTypes.Manifest, Proof(signatures), DigestText.SignatureTag(digest));
    }

    private static void AddProof(Bystander device, byte[] digest, ContentDescriptor[] layers) => device.Bench.Registry.AddManifest(
        MediaTypes.Manifest,
        Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Config = Manifests.EmptyConfig, Layers = layers }),
        DigestText.SignatureTag(digest));
}
