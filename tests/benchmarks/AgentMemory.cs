namespace Updater.Benchmarks;

/// <summary>What an agent takes of the managed heap.</summary>
/// <param name="PeakBytes">Most live bytes seen at any state change and chunk of an update, as a microcontroller lays them out.</param>
/// <param name="ChunkCount">Chunks after the first.</param>
/// <param name="ChunkAllocatedBytes">Bytes allocated while those chunks were fetched, digested, stored and noted in the journal.</param>
public sealed record AgentMemory(int PeakBytes, int ChunkCount, long ChunkAllocatedBytes);
