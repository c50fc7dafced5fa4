namespace System.Diagnostics;

// No Assert.
public static class Debug
{
    [Conditional("DEBUG")]
    public static extern void Write(string message);
    [Conditional("DEBUG")]
    public static extern void WriteLine();
    [Conditional("DEBUG")]
    public static extern void WriteLine(string message);
}

public static class Debugger
{
    public static extern bool IsAttached { get; }
    public static extern void Break();
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class ConditionalAttribute : Attribute
{
    public extern ConditionalAttribute(string conditionString);
    public extern string ConditionString { get; }
}
