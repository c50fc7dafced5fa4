namespace Updater.Architecture.Tests.Built;

/// <summary>The assemblies that were built with these tests: for the device, of the surface, and for the host.</summary>
internal static class BuiltFiles
{
    private static readonly Lazy<IReadOnlyList<BuiltAssembly>> s_device = new(() => ReadFolder("device"));
    private static readonly Lazy<IReadOnlyList<BuiltAssembly>> s_surface = new(() => ReadFolder("surface"));
    private static readonly Lazy<IReadOnlyList<BuiltAssembly>> s_host = new(() => ReadFolder("host"));

    /// <summary>Updater.Core, Updater.Device, Updater.App for netnano1.0, and the portable tests.</summary>
    public static IReadOnlyList<BuiltAssembly> Device => s_device.Value;

    public static IEnumerable<BuiltAssembly> Firmware => Device.Where(assembly => assembly.Name.StartsWith("Updater.", StringComparison.Ordinal));

    public static IReadOnlyList<BuiltAssembly> Surface => s_surface.Value;

    /// <summary>The same firmware for net10.0, and all of host/.</summary>
    public static IReadOnlyList<BuiltAssembly> Host => s_host.Value;

    public static BuiltAssembly DeviceAssembly(string name)
    {
        return Device.Single(assembly => assembly.Name == name);
    }

    public static BuiltAssembly HostAssembly(string name)
    {
        return Host.Single(assembly => assembly.Name == name);
    }

    public static string SurfaceFile(string name)
    {
        return Path.Combine(AppContext.BaseDirectory, "built", "surface", name + ".dll");
    }

    private static List<BuiltAssembly> ReadFolder(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "built", name);
        return Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Select(BuiltAssembly.Read).ToList();
    }
}
