using System.Buffers.Binary;
using System.Text;
using Updater.Cli.Failures;

namespace Updater.Cli.Site;

/// <summary>
/// The default firmware: the device program's own assemblies in one container. <c>UFW1</c>, the number of files (32 bits), then for each file the
/// length of its name
/// (32 bits), the name in UTF-8, the size (32 bits) and the bytes; numbers are little-endian, names and bytes are padded with zeros to a multiple of
/// 4.
/// </summary>
internal static class FirmwareContainer
{
    private const string FolderName = "firmware";
    private static readonly string[] s_files = ["Updater.Core.dll", "Updater.Device.dll", "Updater.App.exe"];

    /// <summary>Joins the assemblies that lie beside the program.</summary>
    public static byte[] Create()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, FolderName);
        using MemoryStream container = new();
        container.Write("UFW1"u8);
        WriteNumber(container, s_files.Length);
        foreach (string name in s_files)
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                throw CliException.Unreadable(path, "none: the program was built without the device program, so give --firmware FILE");
            }

            WritePadded(container, Encoding.UTF8.GetBytes(name));
            WritePadded(container, File.ReadAllBytes(path));
        }

        return container.ToArray();
    }

    private static void WritePadded(MemoryStream container, byte[] bytes)
    {
        WriteNumber(container, bytes.Length);
        container.Write(bytes);
        container.Write(new byte[(4 - (bytes.Length % 4)) % 4]);
    }

    private static void WriteNumber(MemoryStream container, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        container.Write(bytes);
    }
}
