namespace Updater.Cli.Reporting;

/// <summary>Progress told at once, on the thread that makes it: the order is kept and nothing is told after the end.</summary>
internal sealed class TransferProgress(Action<long> report) : IProgress<long>
{
    public void Report(long value) => report(value);
}
