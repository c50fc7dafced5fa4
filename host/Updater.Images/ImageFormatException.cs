namespace Updater.Images;

/// <summary>An image cannot be read or made. The message names what was expected, what was found and what to do next.</summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Makes an exception from its three parts.</summary>
    public ImageFormatException(string problem, string expected, string found, string nextStep)
        : base($"{problem}: expected {expected}, found {found}; {nextStep}")
    {
        Expected = expected;
        Found = found;
        NextStep = nextStep;
    }

    /// <summary>What a good image has there.</summary>
    public string Expected { get; }

    /// <summary>What this one has.</summary>
    public string Found { get; }

    /// <summary>What the reader can do about it.</summary>
    public string NextStep { get; }
}
