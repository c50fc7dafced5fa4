namespace Updater.Twin;

/// <summary>A planned loss of power.</summary>
/// <param name="OperationIndex">In which operation, counted from 0 since the plan was made.</param>
/// <param name="Point">When in it.</param>
/// <param name="TornBytes">
/// For <see cref="PowerCutPoint.Torn"/>: bytes that still get done; negative: chosen by the plan's seed. Of an erase they are rounded down to a write unit.
/// </param>
public readonly record struct PowerCut(int OperationIndex, PowerCutPoint Point, int TornBytes = -1);
