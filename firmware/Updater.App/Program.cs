using System.Diagnostics;
using Updater.Core.Platform;
using Updater.Device.Config;

namespace Updater.App;

/// <summary>The device program.</summary>
public static class Program
{
    private const string ConfigPath = "I:\\updater.json";
    private const string JournalPathPrefix = "I:\\updater.j";

    /// <summary>Starts the updater with the board's configuration file; without a valid one nothing is updated.</summary>
    public static void Main()
    {
        Outcome outcome = DeviceConfig.Load(ConfigPath, out DeviceConfig config);
        if (outcome != Outcome.Ok)
        {
            Debug.WriteLine("updater: configuration refused, outcome " + ((int)outcome).ToString());
            return;
        }

        new UpdaterApplication(UpdaterApplication.Compose(config, JournalPathPrefix)).Run();
    }
}
