namespace System.Net;

// No TryParse.
public class IPAddress
{
    public static readonly IPAddress Any;
    public static readonly IPAddress Loopback;
    public extern IPAddress(byte[] address);
    public extern IPAddress(long newAddress);
    public override extern bool Equals(object other);
    public extern byte[] GetAddressBytes();
    public override extern int GetHashCode();
    public static extern IPAddress Parse(string ipString);
    public override extern string ToString();
}
