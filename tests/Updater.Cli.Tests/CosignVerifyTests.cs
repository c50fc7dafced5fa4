using System.Text.Json;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Vectors;

namespace Updater.Cli.Tests;

/// <summary>What the real cosign signed in its tag form, <c>verify</c> decides as the vectors say; what it signed otherwise counts as unsigned.</summary>
[TestClass]
public sealed class CosignVerifyTests
{
    private const string SignedRepository = "127.0.0.1:5000/fw";
    private const string LayerType = "application/vnd.example.firmware.image";

    [TestMethod]
    public async Task Releases_signed_by_the_real_cosign_are_decided_as_listed()
    {
        if (!SharedVectors.ArePresent)
        {
            Console.WriteLine("shared/vectors is absent; nothing was compared");
            Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"));
            return;
        }

        string root = Directory.CreateTempSubdirectory("updater-cosign-").FullName;
        try
        {
            Copy(SharedVectors.PathOf("cosign", "layout"), root);
            RegistryServerOptions options = new() { Store = new LayoutStoreOptions { DefaultRepository = "fw", FlushesToDisk = false } };
            await using RegistryServer server = await RegistryServer.StartAsync(root, options);
            using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.PathOf("cosign", "index.json")));
            int decided = 0;
            foreach (JsonElement entry in index.RootElement.GetProperty("cases").EnumerateArray())
            {
                await DecideAsync(server, entry);
                decided++;
            }

            Assert.IsGreaterThan(40, decided);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task DecideAsync(RegistryServer server, JsonElement entry)
    {
        string tag = entry.GetProperty("tag").GetString()!;
        string board = entry.TryGetProperty("board", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "esp32-4mb";
        string[] forms = [.. entry.GetProperty("expected").GetProperty("tagForm").EnumerateArray().Select(form => form.GetString()!)];
        string[] command =
        [
            "verify", $"{server.Authority}/fw@{entry.GetProperty("digest").GetString()}", "--key", SharedVectors.PathOf("cosign", "cosign.pub"),
            "--repository", SignedRepository, "--board", board, "--layer-type", LayerType,
        ];
        if (forms.Contains("valid"))
        {
            CliRun accepted = await CliRun.RunAsync(command);
            Assert.AreEqual(0, accepted.ExitCode, $"{tag}: {accepted.Error}");
            return;
        }

        Outcome? expected = forms.FirstOrDefault() switch
        {
            null => Outcome.NoSignature,
            "unknown key" or "signature invalid" => Outcome.SignatureUntrusted,
            "other digest" => Outcome.SignatureForOtherDigest,
            "other repository" => Outcome.SignatureForOtherRepository,
            "wrong type" => Outcome.PayloadTypeWrong,
            _ => null,
        };
        CliRun refused = await CliRun.RunAsync(command);
        Assert.AreEqual(30, refused.ExitCode, $"{tag}: {refused.Error}{refused.Output}");
        Assert.Contains(expected?.ToString() ?? "", refused.Error, tag);
    }

    private static void Copy(string source, string target)
    {
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
