namespace Updater.Twin;

/// <summary>The program asked for a restart. As on a device the call does not return, and nothing works until the next boot.</summary>
public sealed class RebootException : Exception
{
    /// <summary>Makes the exception.</summary>
    public RebootException()
        : base("the device restarts; boot it with TwinDevice.Boot()")
    {
    }
}
