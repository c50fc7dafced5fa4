namespace System;

public abstract class Attribute
{
    protected extern Attribute();
}

[Flags]
public enum AttributeTargets
{
    Assembly = 1,
    Module = 2,
    Class = 4,
    Struct = 8,
    Enum = 16,
    Constructor = 32,
    Method = 64,
    Property = 128,
    Field = 256,
    Event = 512,
    Interface = 1024,
    Parameter = 2048,
    Delegate = 4096,
    ReturnValue = 8192,
    All = 16383,
}

[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class AttributeUsageAttribute : Attribute
{
    public extern AttributeUsageAttribute(AttributeTargets validOn);
    public extern bool AllowMultiple { get; set; }
    public extern bool Inherited { get; set; }
    public extern AttributeTargets ValidOn { get; }
}

[AttributeUsage(AttributeTargets.Enum)]
public class FlagsAttribute : Attribute
{
    public extern FlagsAttribute();
}

[AttributeUsage(AttributeTargets.All)]
public sealed class ObsoleteAttribute : Attribute
{
    public extern ObsoleteAttribute();
    public extern ObsoleteAttribute(string message);
    public extern ObsoleteAttribute(string message, bool error);
    public extern bool IsError { get; }
    public extern string Message { get; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ParamArrayAttribute : Attribute
{
    public extern ParamArrayAttribute();
}
