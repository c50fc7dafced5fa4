namespace System.Device.Gpio;

// GpioPin.ValueChanged differs in its delegate between nanoFramework and .NET: use the controller's callbacks.
public sealed class GpioPin : IDisposable
{
    internal extern GpioPin();
    public extern int PinNumber { get; }
    public extern void Dispose();
    public extern PinMode GetPinMode();
    public extern bool IsPinModeSupported(PinMode pinMode);
    public extern PinValue Read();
    public extern void SetPinMode(PinMode value);
    public extern void Toggle();
    public extern void Write(PinValue value);
}

public sealed class GpioController : IDisposable
{
    public extern GpioController();
    public extern int PinCount { get; }
    public extern void ClosePin(int pinNumber);
    public extern void Dispose();
    public extern PinMode GetPinMode(int pinNumber);
    public extern bool IsPinModeSupported(int pinNumber, PinMode mode);
    public extern bool IsPinOpen(int pinNumber);
    public extern GpioPin OpenPin(int pinNumber);
    public extern GpioPin OpenPin(int pinNumber, PinMode mode);
    public extern PinValue Read(int pinNumber);
    public extern void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback);
    public extern void SetPinMode(int pinNumber, PinMode mode);
    public extern void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback);
    public extern void Write(int pinNumber, PinValue value);
}
