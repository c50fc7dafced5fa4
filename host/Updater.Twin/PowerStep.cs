namespace Updater.Twin;

/// <summary>Leave to carry out one operation: how much of it, and whether the power goes at the end.</summary>
/// <param name="Index">Number of the operation.</param>
/// <param name="CountBytes">Bytes to carry out.</param>
/// <param name="EndsInCut">Whether <see cref="PowerPlan.End"/> will throw.</param>
public readonly record struct PowerStep(int Index, int CountBytes, bool EndsInCut);
