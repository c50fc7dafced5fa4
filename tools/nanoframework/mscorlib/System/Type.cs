namespace System;

public struct RuntimeTypeHandle
{
}

public struct RuntimeFieldHandle
{
}

public struct RuntimeMethodHandle
{
}

public abstract class Type : Reflection.MemberInfo
{
    protected extern Type();
    public abstract Reflection.Assembly Assembly { get; }
    public abstract string AssemblyQualifiedName { get; }
    public abstract Type BaseType { get; }
    public abstract string FullName { get; }
    public extern bool IsAbstract { get; }
    public extern bool IsArray { get; }
    public extern bool IsClass { get; }
    public extern bool IsEnum { get; }
    public extern bool IsInterface { get; }
    public extern bool IsPublic { get; }
    public extern bool IsValueType { get; }
    public abstract Type GetElementType();
    public abstract Type[] GetInterfaces();
    public extern Reflection.MethodInfo GetMethod(string name);
    public extern Reflection.MethodInfo[] GetMethods();
    public static extern Type GetType(string typeName);
    public static extern Type GetTypeFromHandle(RuntimeTypeHandle handle);
    public virtual extern bool IsInstanceOfType(object o);
    public virtual extern bool IsSubclassOf(Type c);
    public override extern string ToString();
}
