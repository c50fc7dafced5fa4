namespace System.IO;

public abstract class FileSystemInfo : MarshalByRefObject
{
    internal extern FileSystemInfo();
    public extern FileAttributes Attributes { get; }
    public abstract bool Exists { get; }
    public extern string Extension { get; }
    public virtual extern string FullName { get; }
    public abstract string Name { get; }
    public abstract void Delete();
    public virtual extern void Refresh();
}

public sealed class FileInfo : FileSystemInfo
{
    public extern FileInfo(string fileName);
    public override extern bool Exists { get; }
    public extern long Length { get; }
    public override extern string Name { get; }
    public override extern void Delete();
}

public sealed class DirectoryInfo : FileSystemInfo
{
    public extern DirectoryInfo(string path);
    public override extern bool Exists { get; }
    public override extern string Name { get; }
    public override extern void Delete();
}

public static class Directory
{
    public static extern DirectoryInfo CreateDirectory(string path);
    public static extern void Delete(string path);
    public static extern void Delete(string path, bool recursive);
    public static extern bool Exists(string path);
    public static extern string[] GetDirectories(string path);
    public static extern string[] GetFiles(string path);
    public static extern void Move(string sourceDirName, string destDirName);
}

public static class Path
{
    public static readonly char DirectorySeparatorChar;
    public static extern string ChangeExtension(string path, string extension);
    public static extern string Combine(string path1, string path2);
    public static extern string GetDirectoryName(string path);
    public static extern string GetExtension(string path);
    public static extern string GetFileName(string path);
    public static extern string GetFileNameWithoutExtension(string path);
    public static extern string GetFullPath(string path);
    public static extern string GetPathRoot(string path);
    public static extern bool HasExtension(string path);
    public static extern bool IsPathRooted(string path);
}
