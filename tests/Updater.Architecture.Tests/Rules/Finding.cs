namespace Updater.Architecture.Tests.Rules;

/// <summary>One place that breaks a rule.</summary>
internal sealed record Finding(string Rule, string Where, string What, string NextStep)
{
    public static void AssertNone(IEnumerable<Finding> findings)
    {
        List<Finding> all = findings.Distinct().ToList();
        Assert.IsEmpty(all, string.Join(Environment.NewLine, all.Select(finding => finding.ToString()).Prepend(string.Empty)));
    }

    public override string ToString()
    {
        return $"[{Rule}] {Where}: {What}. {NextStep}";
    }
}
