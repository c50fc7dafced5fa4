using System.Diagnostics;
using Updater.Cli.Site;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Simulation;

namespace Updater.Cli.Fleet;

/// <summary>Updates many simulated devices at once, each on a thread of its own, all against one registry.</summary>
internal sealed class FleetRun(DemoSite site, SiteRelease factory, string version, int seed, CancellationToken cancel)
{
    private const int BootsMax = 8;
    private const int StackBytes = 512 * 1024;
    private int _doneCount;

    /// <summary>Runs the devices.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="atOnce">How many run at one time.</param>
    /// <param name="progress">Told how many are done.</param>
    public FleetResult[] Run(int count, int atOnce, IProgress<long> progress)
    {
        FleetResult[] results = new FleetResult[count];
        int next = -1;
        List<Thread> threads = [];
        for (int i = 0; i < Math.Min(count, atOnce); i++)
        {
            Thread thread = new(Work, StackBytes) { IsBackground = true, Name = $"devices {i}" };
            threads.Add(thread);
            thread.Start();
        }

        threads.ForEach(thread => thread.Join());
        cancel.ThrowIfCancellationRequested();
        return results;

        void Work()
        {
            int index;
            while (!cancel.IsCancellationRequested && (index = Interlocked.Increment(ref next)) < count)
            {
                results[index] = RunOne(index);
                int done = Interlocked.Increment(ref _doneCount);
                lock (threads)
                {
                    progress.Report(done);
                }
            }
        }
    }

    private FleetResult RunOne(int index)
    {
        Stopwatch wall = Stopwatch.StartNew();
        Outcome last = Outcome.Ok;
        SiteDevice device = new(site, factory, unchecked((seed * 31) + index), $"device {index}");
        device.Device.Moved = step => last = step.Outcome == Outcome.Ok ? last : step.Outcome;
        DeviceEnd end = DeviceEnd.Halted;
        string? error = null;
        try
        {
            end = device.Device.RunUntilConfirmed(BootsMax);
        }
        catch (Exception problem)
        {
            // One device that fails must not take the others with it; its result says so.
            error = $"{problem.GetType().Name}: {problem.Message}";
        }

        bool isConfirmed = error == null && end == DeviceEnd.Stopped && device.RunningVersion == version && device.Device.Agent?.Journal.Phase == JournalPhase.Idle;
        return new FleetResult(
            index, end, isConfirmed ? Outcome.Ok : last, device.RunningVersion, isConfirmed, device.Device.Twin.BootCount, device.Requests, device.BytesReceived,
            device.Device.Twin.Flash.Counters.Erases, wall.ElapsedMilliseconds, error);
    }
}
