using System;
using System.IO;

namespace nanoFramework.Json;

public static class JsonConvert
{
    public static extern object DeserializeObject(string value, Type type);
    public static extern object DeserializeObject(Stream stream, Type type);
    public static extern string SerializeObject(object oSource);
}

public class DeserializationException : Exception
{
    public extern DeserializationException();
    public extern DeserializationException(string message);
    public extern DeserializationException(string message, Exception innerException);
}
