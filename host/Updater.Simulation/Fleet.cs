using System.Diagnostics;
using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Twin;

namespace Updater.Simulation;

/// <summary>Many devices at once in one process, each on a thread of its own, over real sockets.</summary>
public static class Fleet
{
    // The program's call depth is small; threads by the thousand must be cheap.
    private const int StackBytes = 512 * 1024;
    private const int BootsMax = 10;
    private const int JoinMs = 20;
    // A device that waits for its registry ends no sooner than the registry's answer; nobody waits for it who has asked to stop.
    private const int StopMsMax = 1500;

    /// <summary>Updates <paramref name="count"/> devices from their factory image until each has confirmed a release.</summary>
    /// <param name="count">How many.</param>
    /// <param name="setup">Set-up of a device, by its index.</param>
    /// <param name="bootKeys">Keys the bootloaders trust.</param>
    /// <param name="factoryImage">What they start from.</param>
    /// <param name="timeout">Devices that are not done by then are stopped.</param>
    /// <param name="ended">Told of each device as it ends, from its thread.</param>
    /// <param name="cancel">Stops all devices.</param>
    /// <returns>One entry a device, in order.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<FleetMember> Update(
        int count,
        Func<int, DeviceSetup> setup,
        IReadOnlyCollection<McubootPublicKey> bootKeys,
        byte[] factoryImage,
        TimeSpan timeout,
        Action<FleetMember>? ended = null,
        CancellationToken cancel = default)
    {
        FleetMember[] members = new FleetMember[count];
        SimulatedDevice[] devices = new SimulatedDevice[count];
        Thread[] threads = new Thread[count];
        Exception? problem = null;
        for (int i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            int index = i;
            DeviceSetup own = setup(index);
            devices[index] = new SimulatedDevice(own.Board, bootKeys, own.Compose, new PowerPlan(index), $"device-{index}");
            threads[index] = new Thread(
                () =>
                {
                    try
                    {
                        cancel.ThrowIfCancellationRequested();
                        members[index] = UpdateOne(devices[index], factoryImage);
                        ended?.Invoke(members[index]);
                    }
                    catch (Exception caught)
                    {
                        // A thread of its own may not end the process; the caller gets it.
                        Interlocked.CompareExchange(ref problem, caught, null);
                    }
                },
                StackBytes)
            { IsBackground = true, Name = devices[index].Twin.Name };
        }

        // At once, and not by the loops below: thousands of devices leave them little time.
        using CancellationTokenRegistration stop = cancel.Register(() => Array.ForEach(devices, device => device.RequestStop()));
        int startedCount = 0;
        for (; startedCount < count && !cancel.IsCancellationRequested; startedCount++)
        {
            threads[startedCount].Start();
        }

        Join(threads.AsSpan(0, startedCount), devices, timeout, cancel);
        return problem == null ? members : throw new InvalidOperationException($"a simulated device failed: {problem.Message}", problem);
    }

    private static void Join(ReadOnlySpan<Thread> threads, SimulatedDevice[] devices, TimeSpan timeout, CancellationToken cancel)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Stopwatch stopping = new();
        foreach (Thread thread in threads)
        {
            while (!(cancel.IsCancellationRequested && stopping.ElapsedMilliseconds > StopMsMax) && !thread.Join(JoinMs))
            {
                if (cancel.IsCancellationRequested || watch.Elapsed >= timeout)
                {
                    // Each time anew: a device may be between two starts, where it does not see the first one.
                    stopping.Start();
                    Array.ForEach(devices, device => device.RequestStop());
                }
            }
        }

        cancel.ThrowIfCancellationRequested();
    }

    private static FleetMember UpdateOne(SimulatedDevice device, byte[] factoryImage)
    {
        Stopwatch watch = Stopwatch.StartNew();
        device.Twin.InstallFactoryImage(factoryImage);
        FlashCounters before = device.Twin.Flash.Counters;
        Outcome last = Outcome.Ok;
        bool isConfirmed = false;
        device.Moved = step => last = step.Outcome == Outcome.Ok ? last : step.Outcome;
        DeviceEnd end = device.Run(step => isConfirmed = step.From == AgentState.Confirm && step.To == AgentState.Idle, BootsMax);
        FlashCounters spent = device.Twin.Flash.Counters.Since(before);
        return new FleetMember(
            device.Twin.Name,
            end == DeviceEnd.Stopped && !isConfirmed ? DeviceEnd.OutOfTime : end,
            device.Running is { HasImage: true } running ? running.Version.ToString() : "none",
            last,
            device.Twin.BootCount,
            spent.Erases,
            spent.Programs,
            watch.Elapsed);
    }
}
