namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>Which slot.</summary>
public enum SlotId
{
    /// <summary>The one that runs.</summary>
    Primary = 0,
    /// <summary>The one updates are staged in.</summary>
    Secondary = 1,
}
