using System;
using System.Diagnostics;
using Updater.Core.Boot;
using Updater.Core.Platform;
using Updater.Device.Config;
using Updater.Device.Slots;

namespace Updater.App;

/// <summary>The device program.</summary>
public static class Program
{
    private const string ConfigPath = "I:\\updater.json";
    private const string JournalPathPrefix = "I:\\updater.j";

    /// <summary>Starts the updater with the board's configuration file; without a valid one nothing is updated.</summary>
    public static void Main()
    {
        IBootControl boot = new IfuBootControl();
        try
        {
            Run();
        }
        catch (Exception problem)
        {
            // The outermost frame of the device: nanoCLR would end the program without a word, with an image on trial running on for good.
            Debug.WriteLine("updater: ended by " + problem.GetType().FullName);
        }

        if (boot.GetState() == BootState.Trial)
        {
            boot.Restart();
        }
    }

    private static void Run()
    {
        Outcome outcome = DeviceConfig.Load(ConfigPath, out DeviceConfig config);
        if (outcome == Outcome.Ok)
        {
            new UpdaterApplication(UpdaterApplication.Compose(config, JournalPathPrefix)).Run();
            return;
        }

        Debug.WriteLine("updater: configuration refused, outcome " + ((int)outcome).ToString());
    }
}
