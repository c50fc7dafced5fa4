namespace Updater.Twin.Boards;

/// <summary>A board file cannot be used. The message names what was expected, what was found and what to do next.</summary>
public sealed class BoardException : Exception
{
    /// <summary>Makes the exception.</summary>
    public BoardException(string message)
        : base(message)
    {
    }
}
