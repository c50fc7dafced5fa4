using System.Diagnostics;
using System.Text.Json;
using Updater.Vectors;

namespace Updater.Architecture.Tests;

/// <summary>One property turns the same projects to nanoFramework's own packages. They are evaluated, not restored.</summary>
[TestClass]
public sealed class PackageSwitchTests
{
    private const int EvaluationTimeoutMs = 120_000;

    [TestMethod]
    [DataRow("firmware/Updater.Core", "v1")]
    [DataRow("firmware/Updater.Core", "v2")]
    [DataRow("firmware/Updater.Device", "v1")]
    [DataRow("firmware/Updater.Device", "v2")]
    [DataRow("firmware/Updater.App", "v1")]
    [DataRow("firmware/Updater.App", "v2")]
    [DataRow("tests/Updater.Core.Tests.Device", "v1")]
    [DataRow("tests/Updater.Core.Tests.Device", "v2")]
    public void Switch_turns_every_surface_reference_into_a_package_with_a_version(string project, string packages)
    {
        using JsonDocument real = Evaluate(project, packages);

        List<(string Name, string Package)> wanted = Items(real, "NanoReference")
            .Select(item => (Identity(item), item.TryGetProperty("Package", out JsonElement package) ? package.GetString()! : string.Empty))
            .ToList();
        HashSet<string> referenced = Items(real, "PackageReference").Select(Identity).ToHashSet();
        HashSet<string> versions = Items(real, "PackageVersion").Select(Identity).ToHashSet();

        Assert.Contains("mscorlib", wanted.Select(reference => reference.Name));
        Assert.IsEmpty(Items(real, "ProjectReference").Select(Identity).Where(path => path.Contains("tools/nanoframework", StringComparison.Ordinal)));
        foreach ((string name, string package) in wanted)
        {
            Assert.AreNotEqual(string.Empty, package, $"{project}: NanoReference {name} names no Package.");
            Assert.Contains(package, referenced, $"{project} with {packages}: {name} does not become {package}.");
            Assert.Contains(package, versions, $"{project} with {packages}: {package} has no version in Directory.Packages.props.");
        }
    }

    private static JsonDocument Evaluate(string project, string packages)
    {
        string root = Checkout.Root ?? throw new InvalidOperationException("Expected Updater.sln above the tests, found none: run them from a checkout.");
        string file = Path.Combine(root, project, Path.GetFileName(project) + ".csproj");
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = root,
            ArgumentList =
            {
                "msbuild", file, "-nologo", "-p:TargetFramework=netnano1.0", $"-p:NanoFrameworkPackages={packages}",
                "-getItem:NanoReference", "-getItem:PackageReference", "-getItem:PackageVersion", "-getItem:ProjectReference",
            },
        };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(EvaluationTimeoutMs))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{project}: evaluation took more than {EvaluationTimeoutMs} ms.");
        }

        Assert.AreEqual(0, process.ExitCode, $"{project}: {output.Result}{errors.Result}");
        return JsonDocument.Parse(output.Result);
    }

    private static IEnumerable<JsonElement> Items(JsonDocument evaluation, string kind)
    {
        return evaluation.RootElement.GetProperty("Items").GetProperty(kind).EnumerateArray();
    }

    private static string Identity(JsonElement item)
    {
        return item.GetProperty("Identity").GetString()!.Replace('\\', '/');
    }
}
