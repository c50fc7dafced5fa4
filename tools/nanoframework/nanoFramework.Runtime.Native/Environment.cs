namespace System;

// Not in mscorlib, where .NET has it.
public static class Environment
{
    public static extern long TickCount64 { get; }
}
