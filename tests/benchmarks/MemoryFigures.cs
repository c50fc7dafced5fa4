using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Config;
using Updater.Registry;
using Updater.Simulation;
using Updater.Twin.Boards;

namespace Updater.Benchmarks;

/// <summary>Memory of the agent itself: everything of Updater.Core, with a registry, slot and journal around it that allocate nothing.</summary>
public static class MemoryFigures
{
    private const int ImageBytes = 60_000;
    private const int StepsMax = 1_000_000;

    /// <summary>Runs one update, step by step.</summary>
    /// <param name="isIndex">Whether the tag names an index.</param>
    public static async Task<AgentMemory> MeasureAsync(bool isIndex)
    {
        string root = Directory.CreateTempSubdirectory("updater-bench-").FullName;
        try
        {
            await using RegistryServer server = await RegistryServer.StartAsync(root);
            using RegistryClient client = new(server.BaseAddress);
            using ReleaseDesk desk = new();
            BoardFile board = BoardCatalog.Load("sim-small");
            byte[] image = desk.Pack(ReleaseDesk.Payload(ImageBytes, 2), "2.0.0");
            await (isIndex ? desk.ReleaseIndexAsync(client, image, "2.0.0") : desk.ReleaseAsync(client, board, image, "2.0.0"));
            MemoryRegistry registry = await CopyAsync(client, board.Name);
            string config = desk.SetupFor(server.Authority, board).ToConfigJson();
            // Twice: what is live is looked at by reflection, which allocates; what is allocated must not be disturbed by that.
            int peakBytes = MeasureLive(NewAgent(config, registry, new Watcher()));
            Watcher watcher = new();
            long allocatedBytes = MeasureAllocated(NewAgent(config, registry, watcher), watcher);
            return new AgentMemory(peakBytes, watcher.ChunkCount - 1, allocatedBytes);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }

    /// <summary>The rows of the table.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAllAsync()
    {
        List<Figure> figures = [];
        foreach (bool isIndex in new[] { false, true })
        {
            AgentMemory memory = await MeasureAsync(isIndex);
            string what = isIndex ? $"index of {ReleaseDesk.IndexBoards} boards" : "manifest";
            figures.Add(new Figure($"agent's live managed memory, peak, {what}", $"<= {Goals.AgentBytesMax} B", $"{memory.PeakBytes} B", memory.PeakBytes <= Goals.AgentBytesMax));
            figures.Add(new Figure(
                $"allocated for further chunks of {Limits.ChunkBytes} B, {what}",
                "0 B",
                $"{memory.ChunkAllocatedBytes} B in {memory.ChunkCount} chunks",
                memory.ChunkAllocatedBytes == 0));
        }

        return figures;
    }

    private static int MeasureLive(UpdateAgent agent)
    {
        int peakBytes = 0;
        AgentState looked = AgentState.Halted;
        bool hasStreamed = false;
        Turn(agent, () =>
        {
            // At each state once, and at each of a few hundred steps of the transfer: that is where the journal and the slot are open.
            if (agent.State != looked || agent.State == AgentState.Stream)
            {
                looked = agent.State;
                hasStreamed |= looked == AgentState.Stream;
                peakBytes = Math.Max(peakBytes, ManagedFootprint.Of(agent));
            }
        });
        return hasStreamed ? peakBytes : throw new InvalidOperationException($"memory: expected an update, found {agent.LastFault?.Outcome}");
    }

    private static long MeasureAllocated(UpdateAgent agent, Watcher watcher)
    {
        long allocatedBytes = 0;
        for (int step = 0; step < StepsMax && agent.State != AgentState.Seal; step++)
        {
            bool isFurtherChunk = agent.State == AgentState.Stream && watcher.ChunkCount > 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            agent.Step();
            allocatedBytes += isFurtherChunk ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        }

        return agent.State == AgentState.Seal ? allocatedBytes : throw new InvalidOperationException($"memory: expected a transfer, found {agent.LastFault?.Outcome}");
    }

    private static void Turn(UpdateAgent agent, Action afterStep)
    {
        for (int step = 0; step < StepsMax && agent.State != AgentState.Try; step++)
        {
            agent.Step();
            afterStep();
        }
    }

    private static UpdateAgent NewAgent(string configJson, MemoryRegistry registry, Watcher watcher)
    {
        Outcome outcome = DeviceConfig.Parse(configJson, out DeviceConfig config);
        BareDevice device = outcome == Outcome.Ok ? new BareDevice(config.SlotSizeBytes, [1, 0, 0]) : throw new InvalidOperationException($"device configuration: {outcome}");
        return new UpdateAgent(new AgentParts
        {
            Reference = config.Reference,
            Policy = config.Policy,
            Source = registry,
            Slot = device,
            Boot = device,
            JournalStore = device,
            Clock = new VirtualClock(),
            Random = new SeededRandom(1),
            Observer = watcher,
        });
    }

    private static async Task<MemoryRegistry> CopyAsync(RegistryClient client, string board)
    {
        MemoryRegistry copy = new();
        Manifest top = await AddAsync(ReleaseDesk.Tag);
        string digest = (await client.ResolveAsync(ReleaseDesk.Repository, ReleaseDesk.Tag)).Digest;
        await AddAsync(OciNames.SignatureTag(digest));
        foreach (ContentDescriptor child in top.Children.Where(child => child.Annotation(AnnotationNames.Board) == board))
        {
            await AddAsync(child.Digest);
        }

        return copy;

        async Task<Manifest> AddAsync(string name)
        {
            FetchedManifest fetched = await client.FetchManifestAsync(ReleaseDesk.Repository, name);
            copy.AddManifest(fetched.Descriptor.MediaType, fetched.Content, name);
            Manifest manifest = fetched.Read();
            foreach (ContentDescriptor layer in manifest.Layers)
            {
                copy.AddBlob(await client.FetchBlobAsync(ReleaseDesk.Repository, layer, ImageBytes * 2));
            }

            return manifest;
        }
    }

    private sealed class Watcher : IAgentObserver
    {
        public int ChunkCount { get; private set; }

        public void Moved(AgentState from, AgentState to, Outcome outcome)
        {
        }

        public void Progressed(int offset, int sizeBytes) => ChunkCount++;
    }
}
