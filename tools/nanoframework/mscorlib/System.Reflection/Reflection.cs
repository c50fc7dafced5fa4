namespace System.Reflection;

public abstract class MemberInfo
{
    protected extern MemberInfo();
    public abstract Type DeclaringType { get; }
    public abstract string Name { get; }
}

public abstract class MethodBase : MemberInfo
{
    protected extern MethodBase();
    public override extern Type DeclaringType { get; }
    public extern bool IsAbstract { get; }
    public extern bool IsPublic { get; }
    public extern bool IsStatic { get; }
    public override extern string Name { get; }
    public extern object Invoke(object obj, object[] parameters);
}

public abstract class MethodInfo : MethodBase
{
    protected extern MethodInfo();
    public abstract Type ReturnType { get; }
}

public sealed class AssemblyName
{
    internal extern AssemblyName();
    public extern string FullName { get; }
    public extern string Name { get; }
    public extern Version Version { get; }
}

public class Assembly
{
    internal extern Assembly();
    public virtual extern string FullName { get; }
    public static extern Assembly GetAssembly(Type type);
    public static extern Assembly GetExecutingAssembly();
    public extern AssemblyName GetName();
    public virtual extern Type GetType(string name);
    public virtual extern Type[] GetTypes();
    public static extern Assembly Load(byte[] rawAssembly);
    public static extern Assembly Load(string assemblyString);
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class DefaultMemberAttribute : Attribute
{
    public extern DefaultMemberAttribute(string memberName);
    public extern string MemberName { get; }
}
