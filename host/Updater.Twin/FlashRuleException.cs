namespace Updater.Twin;

/// <summary>A caller broke a rule of NOR flash. On a real device this loses data silently; here it fails the test.</summary>
public sealed class FlashRuleException : Exception
{
    /// <summary>Names the rule, what was asked for, and what to do.</summary>
    public FlashRuleException(string message)
        : base(message)
    {
    }
}
