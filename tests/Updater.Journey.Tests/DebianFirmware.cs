namespace Updater.Journey.Tests;

/// <summary>Real firmware, read where Debian's packages put it and never copied. Absent packages are said on the console; in CI they fail the test.</summary>
internal static class DebianFirmware
{
    private static readonly string[] s_roots = ["/usr", "/"];

    /// <summary>Reads a file of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="pattern">Path below the root or /usr (Debian merges the two); * stands for any part of the file's name, such as a version.</param>
    public static byte[]? TryRead(string package, string pattern)
    {
        foreach (string root in s_roots)
        {
            string folder = Path.Combine(root, Path.GetDirectoryName(pattern)!);
            string? file = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal).LastOrDefault() : null;
            if (file != null)
            {
                return File.ReadAllBytes(file);
            }
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"{pattern}: expected a file of Debian's package {package}, found none; apt-get install {package}");
        }

        Console.WriteLine($"package {package} is absent: nothing was tested with {pattern} (apt-get install {package})");
        return null;
    }
}
