namespace System;

public delegate void Action();

public delegate void AsyncCallback(IAsyncResult ar);

public delegate void EventHandler(object sender, EventArgs e);

public class EventArgs
{
    public static readonly EventArgs Empty;
    public extern EventArgs();
}

public abstract class Delegate
{
    protected extern Delegate();
    public extern Reflection.MethodInfo Method { get; }
    public extern object Target { get; }
    public static extern Delegate Combine(Delegate a, Delegate b);
    public override extern bool Equals(object obj);
    public virtual extern Delegate[] GetInvocationList();
    public static extern Delegate Remove(Delegate source, Delegate value);
    public static extern bool operator ==(Delegate d1, Delegate d2);
    public static extern bool operator !=(Delegate d1, Delegate d2);
}

public abstract class MulticastDelegate : Delegate
{
    protected extern MulticastDelegate();
    public override extern bool Equals(object obj);
    public static extern bool operator ==(MulticastDelegate d1, MulticastDelegate d2);
    public static extern bool operator !=(MulticastDelegate d1, MulticastDelegate d2);
}
