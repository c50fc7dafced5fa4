namespace System;

public class Object
{
    public extern Object();
    extern ~Object();
    public virtual extern bool Equals(object obj);
    public static extern bool Equals(object objA, object objB);
    public virtual extern int GetHashCode();
    public extern Type GetType();
    protected extern object MemberwiseClone();
    public static extern bool ReferenceEquals(object objA, object objB);
    public virtual extern string ToString();
}

public abstract class ValueType
{
    protected extern ValueType();
    public override extern bool Equals(object obj);
}

public abstract class Enum : ValueType
{
    protected extern Enum();
    public extern bool HasFlag(Enum flag);
    public override extern string ToString();
}

public abstract class MarshalByRefObject
{
    protected extern MarshalByRefObject();
}

public class WeakReference
{
    public extern WeakReference(object target);
    public virtual extern bool IsAlive { get; }
    public virtual extern object Target { get; set; }
}
