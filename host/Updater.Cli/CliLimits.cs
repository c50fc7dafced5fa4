namespace Updater.Cli;

/// <summary>Every bound of the command line program. Units are in the names.</summary>
internal static class CliLimits
{
    /// <summary>Repetitions of one request after 429, 5xx or a lost connection: somebody is waiting at the terminal.</summary>
    public const int RetriesMax = 3;
    /// <summary>First waiting time of a repetition.</summary>
    public const int RetryDelayMs = 150;
    /// <summary>Steps of the agent in one verification; each fetches or checks one document.</summary>
    public const int VerificationStepsMax = 500;
    /// <summary>Signatures that <c>inspect</c> and <c>verify</c> list.</summary>
    public const int SignaturesListedMax = 32;
    /// <summary>Largest signed payload that is listed, in bytes.</summary>
    public const int PayloadBytesMax = 16 * 1024;
    /// <summary>Largest key file, in bytes.</summary>
    public const int KeyFileBytesMax = 16 * 1024;
    /// <summary>Longest text of an error's field: some of it comes from registries.</summary>
    public const int FieldCharsMax = 600;
    /// <summary>Longest file name taken from a title.</summary>
    public const int TitleCharsMax = 128;
    /// <summary>Firmware of a demonstration, at least: less leaves nothing behind the first checkpoint that a cut transfer could go on with.</summary>
    public const int DemoFirmwareBytesMin = 16 * 1024;
    /// <summary>Time that a simulated device is given to stop when the command is stopped.</summary>
    public const int DeviceStopMsMax = 1500;
    /// <summary>Time that cleaning up in a registry is given.</summary>
    public const int RegistryCleanupMsMax = 2000;
    /// <summary>Time that cleaning up is given when the command is stopped; further signals are not heard in it.</summary>
    public const int StopMsMax = 10_000;
    /// <summary>Devices of one <c>simulate</c>.</summary>
    public const int DevicesMax = 10_000;
    /// <summary>Time that a <c>simulate</c> of few devices is given.</summary>
    public const int FleetSecondsMin = 30;
    /// <summary>Devices that a slow machine updates in a second; more devices are given more time.</summary>
    public const int DevicesASecondMin = 5;
}
