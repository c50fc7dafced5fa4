namespace Updater.Registry;

/// <summary>Ends an answer in the middle, on purpose.</summary>
internal sealed class DroppedException() : Exception("dropped on purpose")
{
}
