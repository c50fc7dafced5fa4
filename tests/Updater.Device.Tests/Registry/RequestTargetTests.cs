using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

/// <summary>Addresses as the firmware reads them. .NET hands a Location over already normalised, nanoFramework as it came: so here without a server.</summary>
[TestClass]
public sealed class RequestTargetTests
{
    [TestMethod]
    [DataRow("http://Host", true, "http://host/")]
    [DataRow("HTTPS://host:443/a?b=c", true, "https://host/a?b=c")]
    [DataRow("https://host:80/a", true, "https://host:80/a")]
    [DataRow("http://host:80?x", true, "http://host/?x")]
    [DataRow("http://host:/x", false, null)]
    [DataRow("http://host:0/x", false, null)]
    [DataRow("http://host:65536/x", false, null)]
    [DataRow("http://host:4294967376/x", false, null)]
    [DataRow("http://host:1:2/x", false, null)]
    [DataRow("http://host/a b", false, null)]
    [DataRow("http://host/\u00e4", false, null)]
    [DataRow("http://host/\r\nX: 1", false, null)]
    [DataRow("http://h\u00f6st/", false, null)]
    [DataRow("http://host\\@other/", false, null)]
    [DataRow("http://user@host/", false, null)]
    [DataRow("http://host#@other/", false, null)]
    [DataRow("http://[::1]/", false, null)]
    [DataRow("http:host/", false, null)]
    [DataRow("ftp://host/", false, null)]
    [DataRow("://host/", false, null)]
    [DataRow("", false, null)]
    [DataRow(null, false, null)]
    public void Addresses_are_read_in_one_way_or_not_at_all(string? address, bool isTarget, string? expected)
    {
        RequestTarget? target = RequestTarget.Parse(address!);
        Assert.AreEqual(isTarget, target is not null);
        Assert.AreEqual(expected, target?.Address);
    }

    [TestMethod]
    [DataRow("/a b")]
    [DataRow("/\u00e4")]
    [DataRow("http://other:/x")]
    [DataRow("//user@other/x")]
    [DataRow("//other\\x")]
    [DataRow("mailto:x")]
    [DataRow("#x")]
    [DataRow("   ")]
    [DataRow(null)]
    public void Locations_that_are_none_lead_nowhere(string? location)
    {
        Assert.IsNull(RequestTarget.Parse("http://host/v2/x")!.Resolve(location!));
    }

    [TestMethod]
    [DataRow("http://host/a", "http://host:80/b", true)]
    [DataRow("https://host/a", "https://HOST:443/b", true)]
    [DataRow("http://host:443/", "https://host:443/", false)]
    [DataRow("http://host/", "http://host:8080/", false)]
    [DataRow("http://host/", "http://host.example/", false)]
    [DataRow("http://host/", "http://host./", false)]
    public void The_origin_is_scheme_host_and_port(string one, string other, bool isSame)
    {
        Assert.AreEqual(isSame, RequestTarget.Parse(one)!.IsSameOrigin(RequestTarget.Parse(other)!));
    }
}
