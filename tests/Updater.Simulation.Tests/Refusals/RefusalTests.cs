using Updater.Core.Platform;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>Bad input as a whole device meets it.</summary>
[TestClass]
public sealed class RefusalTests
{
    // 24 polls of an hour, give or take a tenth, and the one at the start.
    private const int PollsADayMax = 28;

    public static IEnumerable<object[]> Names => RefusalTable.All.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Bad_input_changes_nothing_and_the_next_good_release_goes_in(string name)
    {
        Refusal refusal = RefusalTable.All[name];
        Bystander device = new();
        refusal.Arrange(device);

        device.Refuses(refusal.Expected, refusal.RequestsMax, refusal.TouchesFlash);
        device.Refuses(refusal.ExpectedAgain ?? refusal.Expected, refusal.RequestsMax + 1, refusal.TouchesFlash);

        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Day_of_polls_over_bad_input_stays_within_its_requests(string name)
    {
        Refusal refusal = RefusalTable.All[name];
        Bystander device = new();
        refusal.Arrange(device);

        int requests = device.PollForADay();

        int requestsMax = refusal.RequestsMax + ((PollsADayMax - 1) * (refusal.NextRequestsMax + (refusal.TouchesFlash ? 1 : 0)));
        Assert.IsLessThanOrEqualTo(requestsMax, requests);
        Assert.IsGreaterThan(20, requests, "the device went on polling");
        if (!refusal.TouchesFlash)
        {
            Assert.AreEqual(default, device.Spent, "flash was touched");
        }

        device.AssertUnchanged();
        Console.WriteLine($"{name}: {requests} requests, {device.Spent.Erases} erases, {device.Spent.Programs} programs a day");
        device.TakesTheNextGoodRelease();
    }

    [TestMethod]
    public void Manifest_of_a_stated_size_too_large_is_not_read_at_all()
    {
        Bystander device = new();
        RefusalTable.All["manifest too large, stated"].Arrange(device);
        int before = device.Source.ManifestBytesRead;
        device.Refuses(Outcome.ManifestTooLarge, 1);
        Assert.AreEqual(before, device.Source.ManifestBytesRead);
    }

    [TestMethod]
    public void Manifest_of_an_unstated_size_is_read_to_the_limit_and_one_byte_further()
    {
        Bystander device = new();
        RefusalTable.All["manifest too large, unstated"].Arrange(device);
        int before = device.Source.ManifestBytesRead;
        device.Refuses(Outcome.ManifestTooLarge, 1);
        Assert.AreEqual(Limits.ManifestBytesMax + 1, device.Source.ManifestBytesRead - before);
    }
}
