namespace Updater.Twin;

/// <summary>When in an operation the power goes.</summary>
public enum PowerCutPoint
{
    /// <summary>Before anything of it happened.</summary>
    Before,
    /// <summary>In the middle: a part is done.</summary>
    Torn,
    /// <summary>When all of it is done, before the caller learns it.</summary>
    After,
}
