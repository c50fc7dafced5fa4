namespace Updater.Twin;

/// <summary>The power is gone. Every further operation of the device throws this again until it boots, so catching it changes nothing.</summary>
public sealed class PowerLossException : Exception
{
    /// <summary>Names the operation in which the power went.</summary>
    public PowerLossException(string message)
        : base(message)
    {
    }
}
