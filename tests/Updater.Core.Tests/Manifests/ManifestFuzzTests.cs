using System.Text;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

/// <summary>
/// Random damage to valid documents. Oracles: no exception, never more than one byte beyond the limit, the same reading for every cut into blocks, and
/// System.Text.Json's strict reader for what is JSON and what is in it.
/// </summary>
[TestClass]
public sealed class ManifestFuzzTests
{
    private const int RoundsCount = 6000;
    private const int BytesMax = 8192;
    private static readonly string[] s_pieces =
    [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "-", "0", "1e9", ".", "\\u0000", "\\ud83d", "\\ude00", "\\\"", "é", "😀", " ", "\n", "\0",
        "\"layers\":", "\"digest\":", "\"size\":", "\"annotations\":{}", "[[[[[[[[[[[[[[", "{\"a\":1,\"a\":1}", "99999999999",
    ];

    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private static byte[] Damage(byte[] document, Random random)
    {
        List<byte> bytes = [.. document];
        for (int i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            int count = Math.Min(random.Next(1, 30), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, count);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_pieces[random.Next(s_pieces.Length)]));
                    break;
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Seeds from UPDATER_SEED (one), or a fixed run of them.</summary>
    private static IEnumerable<int> Seeds()
    {
        string? replayed = Environment.GetEnvironmentVariable("UPDATER_SEED");
        return replayed == null ? Enumerable.Range(1, RoundsCount) : [int.Parse(replayed)];
    }

    private void Run(Action<Random, string> round)
    {
        foreach (int seed in Seeds())
        {
            string replay = $"UPDATER_SEED={seed} dotnet test tests/Updater.Core.Tests --filter FullyQualifiedName~ManifestFuzzTests";
            try
            {
                round(new Random(seed), replay);
            }
            catch (Exception exception) when (exception is not AssertFailedException)
            {
                throw new AssertFailedException($"{exception.GetType().Name}; replay: {replay}", exception);
            }
        }
    }

    [TestMethod]
    public void Damaged_documents_read_as_the_platform_reads_them_for_every_cut()
    {
        int acceptedCount = 0;
        Run((random, replay) =>
        {
            byte[] document = Damage(GoldenFiles.Read(GoldenFiles.s_names[random.Next(GoldenFiles.s_names.Length)]), random);
            string whole = JsonTrace.Of(_reader, new CutSource(document, 256), BytesMax, out Outcome outcome);
            Assert.AreEqual(whole, JsonTrace.Of(_reader, new CutSource(document, random), BytesMax, out _), replay);
            Assert.AreEqual(whole, JsonTrace.Of(_reader, new CutSource(document, 1), BytesMax, out _), replay);
            string? expected = JsonTrace.OfPlatform(document);
            bool isBound = outcome is Outcome.JsonStringTooLong or Outcome.TooManyEntries or Outcome.DocumentTooLarge;
            Assert.IsTrue(isBound || (outcome == Outcome.Ok ? whole : null) == expected, $"{outcome}; {replay}");
            acceptedCount += outcome == Outcome.Ok ? 1 : 0;
        });
        Assert.IsTrue(acceptedCount > 0 || Environment.GetEnvironmentVariable("UPDATER_SEED") != null, "damage that leaves no document whole tests little");
    }

    [TestMethod]
    public void Damaged_manifests_give_an_outcome_within_bounds()
    {
        Dictionary<Outcome, int> outcomes = [];
        Run((random, replay) =>
        {
            string name = GoldenFiles.s_names[random.Next(GoldenFiles.s_names.Length)];
            byte[] document = Damage(GoldenFiles.Read(name), random);
            int bytesMax = random.Next(document.Length + 10);
            CutSource source = new(document, random);
            Outcome outcome = ReadAny(name, source, bytesMax, out bool hasValue);
            Assert.AreEqual(outcome == Outcome.Ok, hasValue, replay);
            Assert.IsTrue(source.Delivered <= bytesMax + 1, replay);
            Assert.IsTrue(outcome == Outcome.Ok || (int)outcome / 100 == 2, $"{outcome}; {replay}");
            if (outcome == Outcome.Ok)
            {
                Assert.IsTrue(document.Length <= bytesMax && JsonTrace.OfPlatform(document) != null, replay);
            }

            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        });
        Console.WriteLine(string.Join(", ", outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}")));
    }

    private Outcome ReadAny(string name, CutSource source, int bytesMax, out bool hasValue)
    {
        Outcome outcome;
        if (name == "payload")
        {
            outcome = SimpleSigningPayload.Read(_reader, source, bytesMax, out SimpleSigningPayload payload);
            hasValue = payload != null && payload.DockerReference != null && payload.Type != null && payload.Digest.Length == 32;
        }
        else if (name.StartsWith("index", StringComparison.Ordinal))
        {
            outcome = ImageIndex.Read(_reader, source, bytesMax, "esp32-4mb", out ImageIndex index);
            hasValue = index != null && (index.Match != null || index.CandidatesCount > 0);
        }
        else
        {
            outcome = Manifest.Read(_reader, source, bytesMax, Updater.Core.Content.MediaTypes.FirmwareImage, out Manifest manifest);
            hasValue = manifest != null && manifest.KeptCount <= manifest.LayersCount;
            Assert.IsTrue(manifest == null || (manifest.SelectLayer("esp32-4mb", out Layer layer) == Outcome.Ok) == (layer != null));
        }

        return outcome;
    }
}
