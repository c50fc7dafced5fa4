using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace nanoFramework.Json;

/// <summary>
/// nanoFramework.Json over System.Text.Json: the whole document becomes Hashtable, ArrayList, string, bool, null and boxed int, long, ulong or double;
/// objects bind by exact property name. A value alone at the top is written as an array of one, as nanoFramework does.
/// </summary>
public static class JsonConvert
{
    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = DepthMax };

    /// <summary>Writes an object as JSON.</summary>
    public static string? SerializeObject(object? oSource)
    {
        StringBuilder text = new();
        bool isValueAlone = oSource != null && oSource.GetType().IsValueType;
        text.Append(isValueAlone ? "[" : "");
        Write(text, oSource, 0);
        return text.Append(isValueAlone ? "]" : "").ToString();
    }

    /// <summary>Reads JSON into a type.</summary>
    /// <exception cref="DeserializationException">Not JSON, or it does not fit.</exception>
    public static object? DeserializeObject(string value, Type type)
    {
        if (type == typeof(string))
        {
            return value;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(value, s_reading);
            return Bind(document.RootElement, type);
        }
        catch (JsonException error)
        {
            throw new DeserializationException(error.Message, error);
        }
    }

    /// <summary>Reads JSON from a stream into a type.</summary>
    /// <exception cref="DeserializationException">Not JSON, or it does not fit.</exception>
    public static object? DeserializeObject(Stream stream, Type type)
    {
        using StreamReader reader = new(stream, Encoding.UTF8, true, 1024, true);
        return DeserializeObject(reader.ReadToEnd(), type);
    }

    private static object? Bind(JsonElement element, Type type)
    {
        bool isDom = type == typeof(Hashtable) || type == typeof(ArrayList) || type == typeof(object);
        if (isDom || element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            object? value = ToObject(element);
            return value is null || type.IsInstanceOfType(value) ? value : Convert(value, type);
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            Type item = type.GetElementType() ?? throw Misfit(element, type);
            Array array = Array.CreateInstance(item, element.GetArrayLength());
            for (int i = 0; i < array.Length; i++)
            {
                array.SetValue(Bind(element[i], item), i);
            }

            return array;
        }

        object instance = type.GetConstructor(Type.EmptyTypes)?.Invoke(null) ?? throw Misfit(element, type);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            PropertyInfo property = type.GetProperty(member.Name) is { CanWrite: true } found ? found : throw Misfit(element, type);
            property.SetValue(instance, Bind(member.Value, property.PropertyType));
        }

        return instance;
    }

    private static object Convert(object value, Type type)
    {
        try
        {
            return System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is InvalidCastException or FormatException or OverflowException)
        {
            throw new DeserializationException($"expected {type.Name}, found {value}; correct the document");
        }
    }

    private static object? ToObject(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToHashtable(element),
        JsonValueKind.Array => ToArrayList(element),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => ToNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Hashtable ToHashtable(JsonElement element)
    {
        Hashtable table = [];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (table.ContainsKey(member.Name))
            {
                throw new DeserializationException($"expected each name once, found \"{member.Name}\" again; correct the document");
            }

            table.Add(member.Name, ToObject(member.Value));
        }

        return table;
    }

    private static ArrayList ToArrayList(JsonElement element)
    {
        ArrayList list = [];
        foreach (JsonElement item in element.EnumerateArray())
        {
            list.Add(ToObject(item));
        }

        return list;
    }

    private static object ToNumber(JsonElement element)
    {
        if (element.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0)
        {
            if (element.TryGetInt32(out int small))
            {
                return small;
            }

            if (element.TryGetInt64(out long large))
            {
                return large;
            }

            if (element.TryGetUInt64(out ulong largest))
            {
                return largest;
            }
        }

        return element.GetDouble();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        if (depth > DepthMax)
        {
            throw new InvalidOperationException($"expected at most {DepthMax} levels, found more; is the object part of itself?");
        }

        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or char or Guid:
                Quote(text, value.ToString()!);
                break;
            case DateTime time:
                Quote(text, time.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
                break;
            case TimeSpan span:
                Quote(text, span.ToString());
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case Enum number:
                text.Append(number.ToString("D"));
                break;
            case float or double:
                text.Append(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture));
                break;
            case IDictionary dictionary:
                WriteDictionary(text, dictionary, depth);
                break;
            case IEnumerable items:
                WriteItems(text, items, depth);
                break;
            case IFormattable when value.GetType().IsPrimitive:
                text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                WriteProperties(text, value, depth);
                break;
        }
    }

    private static void WriteDictionary(StringBuilder text, IDictionary dictionary, int depth)
    {
        char separator = '{';
        foreach (DictionaryEntry entry in dictionary)
        {
            Quote(text.Append(separator), entry.Key.ToString()!);
            Write(text.Append(':'), entry.Value, depth + 1);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void WriteItems(StringBuilder text, IEnumerable items, int depth)
    {
        char separator = '[';
        foreach (object? item in items)
        {
            Write(text.Append(separator), item, depth + 1);
            separator = ',';
        }

        text.Append(separator == '[' ? "[]" : "]");
    }

    private static void WriteProperties(StringBuilder text, object value, int depth)
    {
        Hashtable members = [];
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0)
            {
                members.Add(property.Name, property.GetValue(value));
            }
        }

        WriteDictionary(text, members, depth);
    }

    private static void Quote(StringBuilder text, string value) =>
        text.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)).Append('"');

    private static DeserializationException Misfit(JsonElement element, Type type) =>
        new($"expected {type.Name}, found {element.ValueKind}; correct the document or the type");
}
