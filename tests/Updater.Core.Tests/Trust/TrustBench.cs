using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

/// <summary>Keys, documents and signatures of .NET's making, and the trust stage they are put before.</summary>
internal sealed class TrustBench
{
    public const string Repository = "registry.example.org/lamp";
    public const string Board = "esp32-4mb";
    public const string Product = "lamp";

    public TrustBench(int threshold = 1, string? product = Product, int keysCount = 2)
    {
        Keys = [.. Enumerable.Range(0, keysCount).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
        Assert.AreEqual(Outcome.Ok, TrustPolicy.Create([.. Keys.Select(PublicOf)], threshold, Repository, product, Board, MediaTypes.FirmwareImage, out TrustPolicy policy));
        Workspace workspace = new(Limits.ChunkBytes);
        Trust = new ReleaseTrust(policy, new EcdsaP256(workspace.JsonText), new Sha256(), new JsonReader(workspace));
    }

    public ECDsa[] Keys { get; }

    public ReleaseTrust Trust { get; }

    public static EcPublicKey PublicOf(ECDsa key)
    {
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey read));
        return read;
    }

    public static Dictionary<string, string> Annotations(string version = "1.2.3", string counter = "5", string board = Board, string product = Product) => new()
    {
        [AnnotationNames.Version] = version,
        [AnnotationNames.SecurityCounter] = counter,
        [AnnotationNames.Board] = board,
        [AnnotationNames.Product] = product,
    };

    public static byte[] Manifest(Dictionary<string, string>? annotations = null, string layerType = MediaTypes.FirmwareImage) => Bytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.Manifest,
        ["artifactType"] = MediaTypes.FirmwareArtifact,
        ["config"] = Describe(MediaTypes.Empty, "{}"u8.ToArray()),
        ["layers"] = new JsonArray(Describe(layerType, [1, 2, 3])),
        ["annotations"] = new JsonObject((annotations ?? Annotations()).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    });

    /// <summary>An index of manifests, each with the board it is labelled with, or null.</summary>
    public static byte[] Index(params (byte[] Manifest, string? Board)[] children) => Bytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.Index,
        ["manifests"] = new JsonArray([.. children.Select(child =>
        {
            JsonObject described = Describe(MediaTypes.Manifest, child.Manifest);
            if (child.Board != null)
            {
                described["annotations"] = new JsonObject { [AnnotationNames.Board] = child.Board };
            }

            return described;
        })]),
    });

    public static Descriptor DescriptorOf(byte[] document) => new(MediaTypes.Manifest, SHA256.HashData(document), document.Length);

    public static byte[] Payload(byte[] document, string repository = Repository, string type = "cosign container image signature") => Bytes(new JsonObject
    {
        ["critical"] = new JsonObject
        {
            ["identity"] = new JsonObject { ["docker-reference"] = repository },
            ["image"] = new JsonObject { ["docker-manifest-digest"] = DigestText.Format(SHA256.HashData(document)) },
            ["type"] = type,
        },
        ["optional"] = null,
    });

    public static string Signature(ECDsa key, byte[] payload) =>
        Convert.ToBase64String(key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Name(byte[] document) => Trust.Name(SHA256.HashData(document));

    public void Sign(byte[] document, ECDsa key)
    {
        byte[] payload = Payload(document);
        Trust.AddSignature(payload, payload.Length, Signature(key, payload));
    }

    public void NameAndSign(byte[] document)
    {
        Name(document);
        Sign(document, Keys[0]);
        Assert.AreEqual(TrustStage.Signed, Trust.Stage);
    }

    public Outcome ReadNamed(byte[] document, string mediaType = MediaTypes.Manifest) => Trust.ReadNamed(mediaType, document, document.Length);

    /// <summary>Brings a manifest with these annotations before the policy.</summary>
    public Outcome Accept(Dictionary<string, string> annotations, string floorVersion, int floorCounter, out VerifiedRelease? release)
    {
        byte[] manifest = Manifest(annotations);
        NameAndSign(manifest);
        Assert.AreEqual(Outcome.Ok, ReadNamed(manifest));
        Assert.AreEqual(Outcome.Ok, FirmwareVersion.Parse(floorVersion, out ulong version));
        return Trust.Accept(new ReleaseFloor { Version = version, SecurityCounter = floorCounter }, out release);
    }

    private static JsonObject Describe(string mediaType, byte[] content) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = DigestText.Format(SHA256.HashData(content)),
        ["size"] = content.Length,
    };

    private static byte[] Bytes(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString());
}
