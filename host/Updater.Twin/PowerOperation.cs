using System.Globalization;

namespace Updater.Twin;

/// <summary>One operation in the log.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Store">What it changed.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Address">Where.</param>
/// <param name="CountBytes">How much.</param>
public readonly record struct PowerOperation(int Index, string Store, PowerOperationKind Kind, int Address, int CountBytes)
{
    /// <summary>One line for a failure message.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Index} {Store} {Kind} 0x{Address:x6} +{CountBytes}");
}
