namespace System;

// No Parse, no comparison.
public sealed class Version
{
    public extern Version(int major, int minor);
    public extern Version(int major, int minor, int build, int revision);
    public extern int Build { get; }
    public extern int Major { get; }
    public extern int Minor { get; }
    public extern int Revision { get; }
    public override extern bool Equals(object obj);
    public override extern int GetHashCode();
    public override extern string ToString();
}

// No Next(min, max).
public class Random
{
    public extern Random();
    public extern Random(int seed);
    public virtual extern int Next();
    public virtual extern int Next(int maxValue);
    public virtual extern void NextBytes(byte[] buffer);
    public virtual extern double NextDouble();
}

public static class Console
{
    public static extern void Write(string value);
    public static extern void WriteLine();
    public static extern void WriteLine(string value);
}
