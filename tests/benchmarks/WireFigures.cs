using Updater.Registry;
using Updater.Simulation;
using Updater.Twin.Boards;
using Updater.Vectors;

namespace Updater.Benchmarks;

/// <summary>Requests and bytes of updates and polls.</summary>
public static class WireFigures
{
    private const int ImageBytes = 20_000;
    private const string BoardName = "sim-small";

    /// <summary>Measures against the embedded registry, by its own counters.</summary>
    /// <param name="isIndex">Whether the tag names an index.</param>
    public static async Task<UpdateCost> MeasureEmbeddedAsync(bool isIndex)
    {
        string root = Directory.CreateTempSubdirectory("updater-bench-").FullName;
        try
        {
            await using RegistryServer server = await RegistryServer.StartAsync(root);
            return await MeasureAsync(server.BaseAddress, () => new WireCount(server.Counters.Requests, server.Counters.WireBytesSent), isIndex);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }

    /// <summary>Measures against docker-registry, through a counting proxy.</summary>
    /// <param name="isIndex">Whether the tag names an index.</param>
    /// <returns>The cost, or null if docker-registry is not installed.</returns>
    public static async Task<UpdateCost?> MeasureDockerAsync(bool isIndex)
    {
        await using DockerRegistry? registry = await DockerRegistry.TryStart();
        if (registry == null)
        {
            return null;
        }

        await using CountingProxy proxy = new(registry.BaseAddress);
        return await MeasureAsync(proxy.Address, () => proxy.Count, isIndex);
    }

    /// <summary>The rows of the table.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAllAsync()
    {
        List<Figure> figures = [];
        foreach (bool isIndex in new[] { false, true })
        {
            Add(figures, "our registry", isIndex, await MeasureEmbeddedAsync(isIndex));
            Add(figures, "docker-registry", isIndex, await MeasureDockerAsync(isIndex));
        }

        return figures;
    }

    private static async Task<UpdateCost> MeasureAsync(Uri address, Func<WireCount> count, bool isIndex)
    {
        using ReleaseDesk desk = new();
        using RegistryClient client = new(address);
        BoardFile board = BoardCatalog.Load(BoardName);
        byte[] image = desk.Pack(ReleaseDesk.Payload(ImageBytes, 2), "2.0.0");
        await (isIndex ? desk.ReleaseIndexAsync(client, image, "2.0.0") : desk.ReleaseAsync(client, board, image, "2.0.0"));

        SimulatedDevice device = new(board, [desk.BootKey], desk.SetupFor(address.Authority, board).Compose);
        device.Twin.InstallFactoryImage(desk.Pack(ReleaseDesk.Payload(ImageBytes, 1), "1.0.0"));
        return await Task.Run(() =>
        {
            WireCount before = count();
            Expect(device.RunUntilConfirmed(bootsMax: 4), device);
            WireCount updated = count();
            Expect(device.RunUntilSettled(bootsMax: 1), device);
            return new UpdateCost(updated.Since(before), image.Length, count().Since(updated));
        });
    }

    private static void Expect(DeviceEnd end, SimulatedDevice device)
    {
        if (end != DeviceEnd.Stopped)
        {
            throw new InvalidOperationException($"update: expected a confirmed image, found {end}, last failure {device.Agent?.LastFault?.Outcome}; run the journey's tests");
        }
    }

    private static void Add(List<Figure> figures, string registry, bool isIndex, UpdateCost? cost)
    {
        string what = isIndex ? $"index of {ReleaseDesk.IndexBoards} boards, {registry}" : $"manifest, {registry}";
        if (cost == null)
        {
            figures.Add(Figure.Information($"full update, {what}", "docker-registry is not installed"));
            return;
        }

        figures.Add(new Figure(
            $"full update, {what}",
            $"<= {Goals.UpdateRequestsMax} requests, <= {Goals.UpdateOverheadBytesMax} B beyond the layer",
            $"{cost.Update.Requests} requests, {cost.OverheadBytes} B",
            cost.Update.Requests <= Goals.UpdateRequestsMax && cost.OverheadBytes <= Goals.UpdateOverheadBytesMax));
        figures.Add(new Figure(
            $"poll with nothing new, {what}",
            $"{Goals.PollRequests} request, < {Goals.PollBytes} B",
            $"{cost.Poll.Requests} request, {cost.Poll.BytesReceived} B",
            cost.Poll.Requests == Goals.PollRequests && cost.Poll.BytesReceived < Goals.PollBytes));
    }
}
