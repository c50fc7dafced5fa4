namespace Updater.Benchmarks;

/// <summary>One row of the table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Goal">What it has to be; empty if it is printed for information.</param>
/// <param name="Measured">What it is.</param>
/// <param name="IsMet">Whether the goal is met; null if there is none, or nothing to measure with.</param>
public sealed record Figure(string Name, string Goal, string Measured, bool? IsMet)
{
    /// <summary>A figure without a goal.</summary>
    public static Figure Information(string name, string measured) => new(name, "", measured, null);
}
