using System.Text.Json;

namespace Updater.Signing;

/// <summary>An in-toto statement (in-toto/attestation, spec/v1/statement.md): a predicate about subjects. Read one only out of an envelope whose
/// signature was verified.</summary>
public sealed record InTotoStatement
{
    /// <summary>Version of the statement: <see cref="SigstoreNames.StatementV1"/> or <see cref="SigstoreNames.StatementV01"/>.</summary>
    public required string Type { get; init; }

    /// <summary>What it is about.</summary>
    public required IReadOnlyList<StatementSubject> Subjects { get; init; }

    /// <summary>Type of the predicate.</summary>
    public required string PredicateType { get; init; }

    /// <summary>The predicate, JSON in UTF-8, as it was written.</summary>
    public required byte[] Predicate { get; init; }

    /// <summary>Whether a subject is this manifest or file.</summary>
    /// <param name="digest"><c>sha256:</c> and 64 digits.</param>
    public bool Names(string digest) => Subjects.Any(subject => subject.Sha256 != null && "sha256:" + subject.Sha256 == digest);

    /// <summary>The statement that is a signature, as cosign 3 writes it.</summary>
    /// <param name="digest">Digest of the signed manifest.</param>
    public static InTotoStatement Signature(string digest) => new()
    {
        Type = SigstoreNames.StatementV1,
        Subjects = [new StatementSubject(null, HexOf(digest))],
        PredicateType = SigstoreNames.SignPredicate,
        Predicate = "{}"u8.ToArray(),
    };

    /// <summary>The statement of an attestation, as cosign writes it.</summary>
    /// <param name="name">Name of the subject: registry and repository, or a file.</param>
    /// <param name="digest">Digest of the subject.</param>
    /// <param name="predicateType">Type of the predicate.</param>
    /// <param name="predicate">The predicate, JSON in UTF-8.</param>
    public static InTotoStatement Attestation(string name, string digest, string predicateType, byte[] predicate) => new()
    {
        Type = SigstoreNames.StatementV01,
        Subjects = [new StatementSubject(name, HexOf(digest))],
        PredicateType = predicateType,
        Predicate = predicate,
    };

    /// <summary>Reads a statement.</summary>
    /// <param name="content">The document.</param>
    /// <exception cref="SigningException">It is none; the outcome says how.</exception>
    public static InTotoStatement Read(ReadOnlyMemory<byte> content)
    {
        using JsonDocument document = ProtoJson.Parse(content, SigningLimits.AttestationBytesMax, "an in-toto statement");
        JsonElement root = document.RootElement;
        string? type = ProtoJson.Text(root, "_type");
        if (type is not (SigstoreNames.StatementV1 or SigstoreNames.StatementV01))
        {
            throw ProtoJson.Malformed($"an in-toto statement, _type {SigstoreNames.StatementV1} or {SigstoreNames.StatementV01}", type ?? "none");
        }

        JsonElement list = ProtoJson.Require(ProtoJson.Array(root, "subject", SigningLimits.SubjectsMax), "'subject' of a statement");
        return new InTotoStatement
        {
            Type = type,
            Subjects = [.. list.EnumerateArray().Select(ReadSubject)],
            PredicateType = ProtoJson.Require(ProtoJson.Text(root, "predicateType"), "'predicateType' of a statement"),
            Predicate = ProtoJson.Object(root, "predicate") is JsonElement predicate
                ? System.Text.Encoding.UTF8.GetBytes(predicate.GetRawText()) : "{}"u8.ToArray(),
        };
    }

    /// <summary>Writes the statement; white space of the predicate is left out.</summary>
    public byte[] Write() => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("_type", Type);
        json.WriteStartArray("subject");
        foreach (StatementSubject subject in Subjects)
        {
            WriteSubject(json, subject, Type == SigstoreNames.StatementV1);
        }

        json.WriteEndArray();
        json.WriteString("predicateType", PredicateType);
        json.WritePropertyName("predicate");
        using (JsonDocument predicate = ProtoJson.Parse(Predicate, SigningLimits.AttestationBytesMax, "a predicate"))
        {
            predicate.RootElement.WriteTo(json);
        }

        json.WriteEndObject();
    });

    private static string HexOf(string digest) => digest["sha256:".Length..];

    private static StatementSubject ReadSubject(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw ProtoJson.Malformed("an object in 'subject'", value.ValueKind.ToString());
        }

        JsonElement digests = ProtoJson.Require(ProtoJson.Object(value, "digest"), "'digest' of each subject");
        return new StatementSubject(ProtoJson.Text(value, "name"), ProtoJson.Text(digests, "sha256"));
    }

    // Version 1 carries annotations, which cosign writes though they are empty.
    private static void WriteSubject(Utf8JsonWriter json, StatementSubject subject, bool hasAnnotations)
    {
        json.WriteStartObject();
        if (subject.Name != null)
        {
            json.WriteString("name", subject.Name);
        }

        json.WriteStartObject("digest");
        json.WriteString("sha256", subject.Sha256);
        json.WriteEndObject();
        if (hasAnnotations)
        {
            json.WriteStartObject("annotations");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
