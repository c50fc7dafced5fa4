namespace Updater.Core.Platform;

/// <summary>Programmer's errors. Expected failures are outcomes; a broken invariant ends the program's run, so that an image on trial reverts.</summary>
public static class Invariant
{
    /// <summary>Goes on only if <paramref name="condition"/> holds.</summary>
    /// <exception cref="InvariantException">It does not hold.</exception>
    public static void That(bool condition)
    {
        if (!condition)
        {
            throw new InvariantException();
        }
    }
}
