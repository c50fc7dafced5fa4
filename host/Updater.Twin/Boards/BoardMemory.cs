namespace Updater.Twin.Boards;

/// <summary>Memory budget.</summary>
public sealed record BoardMemory
{
    /// <summary>Managed heap an application finds.</summary>
    public required int ManagedHeapBytes { get; init; }
}
