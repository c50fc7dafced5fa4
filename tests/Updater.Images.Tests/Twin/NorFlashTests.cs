using Updater.Twin;

namespace Updater.Images.Tests.Twin;

[TestClass]
public sealed class NorFlashTests
{
    private static NorFlash Flash(int unit = 4) => new(FlashGeometry.Uniform(0x4000, 0x1000, unit));

    [TestMethod]
    public void Programmed_bytes_are_read_back_and_the_rest_is_erased()
    {
        NorFlash flash = Flash();
        flash.Program(0x1FF8, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        CollectionAssert.AreEqual(new byte[] { 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0xFF }, flash.Read(0x1FF7, 14));
        Assert.IsTrue(flash.IsErased(0, 0x1FF8));
        Assert.IsFalse(flash.IsErased(0, 0x2001));
    }

    [TestMethod]
    [DataRow(2, 4)]
    [DataRow(4, 2)]
    [DataRow(1, 1)]
    public void Misaligned_programming_breaks_the_rules(int address, int count) =>
        Assert.ThrowsExactly<FlashRuleException>(() => Flash().Program(address, new byte[count]));

    [TestMethod]
    public void A_unit_is_programmed_once_between_erases_even_if_only_bits_are_cleared()
    {
        NorFlash flash = Flash();
        flash.Program(8, [0xFF, 0xFF, 0xFF, 0xFE]);
        Assert.ThrowsExactly<FlashRuleException>(() => flash.Program(8, [0xFF, 0xFF, 0xFF, 0xFC]));
        Assert.ThrowsExactly<FlashRuleException>(() => flash.Program(4, new byte[8]));
        flash.Program(8, [0xFF, 0xFF, 0xFF, 0xFF]);
        flash.Program(12, [0, 0, 0, 0]);
        flash.EraseBlock(0);
        flash.Program(8, [1, 1, 1, 1]);
    }

    [TestMethod]
    public void Only_whole_blocks_are_erased()
    {
        NorFlash flash = Flash();
        Assert.ThrowsExactly<FlashRuleException>(() => flash.EraseBlock(0x800));
        Assert.ThrowsExactly<FlashRuleException>(() => flash.Erase(0, 0x1800));
        Assert.ThrowsExactly<FlashRuleException>(() => flash.Erase(0x800, 0x1000));
        Assert.AreEqual(0, flash.Counters.Erases);
    }

    [TestMethod]
    [DataRow(-4, 4)]
    [DataRow(0x4000, 4)]
    [DataRow(0x3FFC, 8)]
    [DataRow(0x7FFFFFFC, 8)]
    public void Nothing_lies_outside_the_flash(int address, int count)
    {
        Assert.ThrowsExactly<FlashRuleException>(() => Flash().Program(address, new byte[count]));
        Assert.ThrowsExactly<FlashRuleException>(() => Flash().Read(address, count));
        Assert.ThrowsExactly<FlashRuleException>(() => Flash().Erase(address, count));
    }

    [TestMethod]
    public void Erases_programs_and_bytes_are_counted()
    {
        NorFlash flash = Flash();
        flash.Program(0, new byte[12]);
        flash.Erase(0, 0x2000);
        flash.EraseBlock(0);
        Assert.AreEqual(new FlashCounters(3, 1, 12), flash.Counters);
        Assert.AreEqual(2, flash.ErasesOf(0));
        Assert.AreEqual(2, flash.MostErases);
        Assert.AreEqual(new FlashCounters(1, 0, 0), flash.Counters.Since(new FlashCounters(2, 1, 12)));
    }

    [TestMethod]
    public void Blocks_of_different_sizes_are_found_by_address()
    {
        FlashGeometry geometry = new([new FlashRegion(0x8000, 4), new FlashRegion(0x20000, 1), new FlashRegion(0x40000, 3)], 4);
        Assert.AreEqual(0x100000, geometry.SizeBytes);
        Assert.AreEqual(new FlashBlock(3, 0x18000, 0x8000), geometry.BlockAt(0x1FFFF));
        Assert.AreEqual(new FlashBlock(4, 0x20000, 0x20000), geometry.BlockAt(0x20000));
        Assert.AreEqual(new FlashBlock(7, 0xC0000, 0x40000), geometry.BlockAt(0xFFFFF));
        NorFlash flash = new(geometry);
        flash.Erase(0x18000, 0x28000);
        Assert.AreEqual(2, flash.Counters.Erases);
    }

    [TestMethod]
    public void A_large_flash_that_is_mostly_erased_takes_little_memory()
    {
        NorFlash flash = new(FlashGeometry.Uniform(16 << 20, 4096, 4));
        Assert.AreEqual(0, flash.AllocatedBytes);
        flash.Program(0x10000, new byte[100]);
        flash.Program(0x20000, [0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.AreEqual(4096, flash.AllocatedBytes);
        flash.EraseBlock(0x10000);
        Assert.AreEqual(0, flash.AllocatedBytes);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(6)]
    [DataRow(8)]
    public void A_torn_program_leaves_exactly_its_prefix(int tornBytes)
    {
        PowerPlan power = new();
        NorFlash flash = new(FlashGeometry.Uniform(0x1000, 0x1000, 4), power);
        power.CutAt(0, PowerCutPoint.Torn, tornBytes);
        Assert.ThrowsExactly<PowerLossException>(() => flash.Program(0, new byte[8]));
        power.Restore();
        Assert.AreEqual(tornBytes, flash.Read(0, 8).Count(value => value == 0));
        Assert.IsTrue(flash.IsErased(tornBytes, 0x1000 - tornBytes));
        if (tornBytes > 4)
        {
            Assert.ThrowsExactly<FlashRuleException>(() => flash.Program(4, new byte[4]), "the torn unit counts as programmed");
        }
    }

    [TestMethod]
    public void A_torn_erase_leaves_a_prefix_erased_and_the_rest_as_it_was()
    {
        PowerPlan power = new(seed: 3);
        NorFlash flash = new(FlashGeometry.Uniform(0x1000, 0x1000, 4), power);
        flash.Program(0, new byte[0x1000]);
        power.CutAt(1, PowerCutPoint.Torn);
        Assert.ThrowsExactly<PowerLossException>(() => flash.EraseBlock(0));
        power.Restore();
        int erased = flash.Read(0, 0x1000).TakeWhile(value => value == 0xFF).Count();
        Assert.IsGreaterThan(0, erased);
        Assert.IsLessThan(0x1000, erased);
        Assert.AreEqual(0, erased % 4);
        Assert.IsTrue(flash.Read(erased, 0x1000 - erased).All(value => value == 0));
        flash.Program(0, new byte[erased]);
        Assert.ThrowsExactly<FlashRuleException>(() => flash.Program(erased, new byte[4]));
    }

    [TestMethod]
    public void Before_changes_nothing_and_after_changes_everything()
    {
        foreach ((PowerCutPoint point, byte expected) in new[] { (PowerCutPoint.Before, (byte)0xFF), (PowerCutPoint.After, (byte)0) })
        {
            PowerPlan power = new();
            NorFlash flash = new(FlashGeometry.Uniform(0x1000, 0x1000, 4), power);
            power.CutAt(0, point);
            Assert.ThrowsExactly<PowerLossException>(() => flash.Program(0, new byte[8]));
            power.Restore();
            Assert.IsTrue(flash.Read(0, 8).All(value => value == expected), point.ToString());
        }
    }

    [TestMethod]
    public void A_device_without_power_stays_dead_whoever_catches_what()
    {
        PowerPlan power = new();
        NorFlash flash = new(FlashGeometry.Uniform(0x1000, 0x1000, 4), power);
        power.CutAt(0, PowerCutPoint.Before);
        for (int i = 0; i < 3; i++)
        {
            Assert.ThrowsExactly<PowerLossException>(() => flash.Program(0, new byte[4]));
            Assert.ThrowsExactly<PowerLossException>(() => flash.Read(0, 4));
            Assert.ThrowsExactly<PowerLossException>(() => flash.EraseBlock(0));
            Assert.ThrowsExactly<PowerLossException>(() => flash.IsErased(0, 4));
            Assert.ThrowsExactly<PowerLossException>(() => power.Begin("journal", PowerOperationKind.Write, 0, 512));
        }

        power.Restore();
        Assert.AreEqual(1, power.OperationCount);
        flash.Program(0, new byte[4]);
    }

    [TestMethod]
    public void Flash_and_another_store_share_one_numbering_and_one_log()
    {
        PowerPlan power = new();
        NorFlash flash = new(FlashGeometry.Uniform(0x1000, 0x1000, 4), power);
        flash.Program(0, new byte[4]);
        PowerStep step = power.Begin("journal", PowerOperationKind.Write, 512, 100);
        power.End(step);
        power.CutAt(3, PowerCutPoint.After);
        flash.EraseBlock(0);
        PowerStep last = power.Begin("journal", PowerOperationKind.Write, 0, 100);
        Assert.ThrowsExactly<PowerLossException>(() => power.End(last));
        CollectionAssert.AreEqual(
            new[] { "#0 flash Program 0x000000 +4", "#1 journal Write 0x000200 +100", "#2 flash Erase 0x000000 +4096", "#3 journal Write 0x000000 +100" },
            power.RecentOperations.Select(operation => operation.ToString()).ToArray());
    }
}
