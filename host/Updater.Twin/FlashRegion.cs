namespace Updater.Twin;

/// <summary>Neighbouring erase blocks of one size.</summary>
/// <param name="BlockSizeBytes">Size of each.</param>
/// <param name="Count">How many.</param>
public sealed record FlashRegion(int BlockSizeBytes, int Count);
