using nanoFramework.Runtime.Events;

namespace System.Device.Gpio;

public enum PinMode
{
    Input = 0,
    InputPullDown = 1,
    InputPullUp = 2,
    Output = 3,
    OutputOpenDrain = 4,
    OutputOpenDrainPullUp = 5,
    OutputOpenSource = 6,
    OutputOpenSourcePullDown = 7,
}

[Flags]
public enum PinEventTypes
{
    None = 0,
    Rising = 1,
    Falling = 2,
}

public struct PinValue
{
    private byte _value;
    public static extern PinValue High { get; }
    public static extern PinValue Low { get; }
    public extern bool Equals(PinValue other);
    public override extern bool Equals(object obj);
    public override extern int GetHashCode();
    public override extern string ToString();
    public static extern implicit operator PinValue(bool value);
    public static extern implicit operator PinValue(int value);
    public static extern explicit operator bool(PinValue value);
    public static extern explicit operator byte(PinValue value);
    public static extern explicit operator int(PinValue value);
    public static extern bool operator ==(PinValue a, PinValue b);
    public static extern bool operator !=(PinValue a, PinValue b);
}

public class PinValueChangedEventArgs : BaseEvent
{
    public extern PinValueChangedEventArgs(PinEventTypes changeType, int pinNumber);
    public extern PinEventTypes ChangeType { get; }
    public extern int PinNumber { get; }
}

public delegate void PinChangeEventHandler(object sender, PinValueChangedEventArgs pinValueChangedEventArgs);
