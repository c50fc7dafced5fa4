namespace System.Runtime.CompilerServices;

// What the compiler asks for by name. RuntimeFeature is left out on purpose: with it default interface methods would compile, and fail on the device.
public static class RuntimeHelpers
{
    public static extern int OffsetToStringData { get; }
    public static extern object GetObjectValue(object obj);
    public static extern void InitializeArray(Array array, RuntimeFieldHandle fldHandle);
    public static extern void RunClassConstructor(RuntimeTypeHandle type);
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CallerArgumentExpressionAttribute : Attribute
{
    public extern CallerArgumentExpressionAttribute(string parameterName);
    public extern string ParameterName { get; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CallerMemberNameAttribute : Attribute
{
    public extern CallerMemberNameAttribute();
}

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class ExtensionAttribute : Attribute
{
    public extern ExtensionAttribute();
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class IndexerNameAttribute : Attribute
{
    public extern IndexerNameAttribute(string indexerName);
}

[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class InternalsVisibleToAttribute : Attribute
{
    public extern InternalsVisibleToAttribute(string assemblyName);
    public extern string AssemblyName { get; }
}

public static class IsExternalInit
{
}
