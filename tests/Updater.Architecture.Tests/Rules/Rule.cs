using Updater.Architecture.Tests.Built;

namespace Updater.Architecture.Tests.Rules;

/// <summary>One rule over built assemblies: <paramref name="Breaches"/> gives where and what.</summary>
internal sealed record Rule(string Name, string NextStep, Func<BuiltAssembly, IEnumerable<(string Where, string What)>> Breaches)
{
    public IEnumerable<Finding> Check(BuiltAssembly assembly)
    {
        return Breaches(assembly).Select(breach => new Finding(Name, assembly.Name + ": " + breach.Where, breach.What, NextStep));
    }
}
