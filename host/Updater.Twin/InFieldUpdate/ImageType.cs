namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>Which image.</summary>
public enum ImageType
{
    /// <summary>The nanoCLR firmware.</summary>
    NanoClr = 0,
    /// <summary>The application.</summary>
    Deployment = 1,
}
