namespace Updater.Registry.Copying;

/// <summary>Whether a copy takes what refers to an artifact: signatures, attestations, SBOMs.</summary>
public enum ReferrerCopy
{
    /// <summary>The artifact alone.</summary>
    None = 0,
    /// <summary>With what refers to it when it is copied; of an artifact that is there already nothing is asked for (one request a tag).</summary>
    OfNew = 1,
    /// <summary>With what refers to it, also where the artifact is there already: finds signatures that came later.</summary>
    All = 2,
}
