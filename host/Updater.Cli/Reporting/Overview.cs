using Updater.Cli.Commands;

namespace Updater.Cli.Reporting;

/// <summary>What the program is for, on one screen.</summary>
internal static class Overview
{
    private static readonly string[] s_journey =
    [
        "updater keygen --out keys",
        "updater pack app.bin --out app.img --version 1.0.0 --counter 1 --key keys/release.pem --board esp32-4mb",
        "updater serve --root site --listen 127.0.0.1:5000",
        "updater publish 127.0.0.1:5000/lamp:stable app.img --board esp32-4mb --sign-key keys/release.pem",
        "updater verify 127.0.0.1:5000/lamp:stable --key keys/release.pub.pem --board esp32-4mb",
    ];

    public static IReadOnlyList<string> Journey => s_journey;

    public static IEnumerable<string> Lines(IReadOnlyList<CliCommand> commands)
    {
        yield return "updater: firmware of small devices, delivered through any OCI registry";
        yield return "";
        yield return "The journey:";
        foreach (string line in s_journey)
        {
            yield return "  " + line;
        }

        yield return "";
        yield return "Commands:";
        int width = commands.Max(command => command.Name.Length);
        foreach (CliCommand command in commands)
        {
            yield return $"  {command.Name.PadRight(width)}  {command.Description}";
        }

        yield return "";
        yield return "updater COMMAND --help shows options and examples. --json writes one JSON document.";
        yield return "Exit codes: 0 ok, 10 transport, 20 format, 30 trust, 40 integrity, 50 storage, 60 boot, 1 unexpected, 2 usage.";
    }
}
