using System.Diagnostics;
using System.Globalization;
using Updater.Registry;
using Updater.Simulation;
using Updater.Twin.Boards;

namespace Updater.Benchmarks;

/// <summary>Many devices at once, in this process, over real sockets.</summary>
public static class FleetFigures
{
    private const int ImageBytes = 20_000;
    private const int SampleIntervalMs = 20;
    // The layer goes out slowly, so that the first device is still in its transfer when the last one begins: otherwise a quick machine has a few dozen at a time.
    private const int PieceBytes = 4096;
    private const int PieceDelayMs = 1000;

    /// <summary>Updates a fleet.</summary>
    /// <param name="count">Devices.</param>
    /// <param name="timeout">Devices that are not done by then are stopped.</param>
    public static async Task<FleetCost> MeasureAsync(int count, TimeSpan timeout)
    {
        string root = Directory.CreateTempSubdirectory("updater-bench-").FullName;
        try
        {
            await using RegistryServer server = await RegistryServer.StartAsync(root);
            using RegistryClient client = new(server.BaseAddress);
            using ReleaseDesk desk = new();
            BoardFile board = BoardCatalog.Load("sim-small");
            byte[] factory = desk.Pack(ReleaseDesk.Payload(ImageBytes, 1), "1.0.0");
            byte[] image = desk.Pack(ReleaseDesk.Payload(ImageBytes, 2), "2.0.0");
            await desk.ReleaseAsync(client, board, image, "2.0.0");
            string layer = Manifests.DigestOf(image);
            server.Filter = new RequestFilter(request => request.Reference == layer ? new RequestFault { PieceBytes = PieceBytes, DelayMs = PieceDelayMs } : null);
            DeviceSetup setup = desk.SetupFor(server.Authority, board);
            long requestsBefore = server.Counters.Requests;
            long connectionsBefore = server.Counters.Connections;

            long peakManagedBytes = 0;
            using Timer sampler = new(_ => peakManagedBytes = Math.Max(peakManagedBytes, GC.GetTotalMemory(false)), null, 0, SampleIntervalMs);
            Stopwatch watch = Stopwatch.StartNew();
            IReadOnlyList<FleetMember> members = await Task.Run(() => Fleet.Update(count, _ => setup, [desk.BootKey], factory, timeout));
            TimeSpan elapsed = watch.Elapsed;
            using Process process = Process.GetCurrentProcess();
            return new FleetCost(
                members,
                server.Counters.Requests - requestsBefore,
                server.Counters.Connections - connectionsBefore,
                peakManagedBytes,
                process.PeakWorkingSet64,
                elapsed);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }

    /// <summary>The rows of the table.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAllAsync()
    {
        FleetCost cost = await MeasureAsync(Goals.FleetDevices, TimeSpan.FromMinutes(5));
        int confirmed = cost.Members.Count(member => member.IsConfirmed);
        return
        [
            new Figure("devices updated at once", $"{Goals.FleetDevices} confirmed", $"{confirmed} confirmed", confirmed == Goals.FleetDevices),
            new Figure("peak working set of the process", $"< {Mebibytes(Goals.FleetBytesMax)}", Mebibytes(cost.PeakWorkingSetBytes), cost.PeakWorkingSetBytes < Goals.FleetBytesMax),
            Figure.Information("peak managed memory, garbage included", Mebibytes(cost.PeakManagedBytes)),
            Figure.Information("requests of the fleet, over connections", $"{cost.Requests} over {cost.Connections}"),
            Figure.Information("wall time of the fleet", string.Create(CultureInfo.InvariantCulture, $"{cost.Elapsed.TotalSeconds:0.0} s")),
        ];
    }

    private static string Mebibytes(long bytes) => $"{bytes / (1 << 20)} MiB";
}
