using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>Opens envelopes, signature first: a statement that comes out was signed by a key of the policy and names the subject.</summary>
internal sealed class EnvelopeTrust(TrustedKeys keys)
{
    /// <summary>Opens an envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="hint">What it says of its key.</param>
    /// <param name="subject">Digest of the manifest or file it has to be about.</param>
    /// <param name="checks">Takes what was checked.</param>
    /// <param name="hasPredicate">Whether the type of the predicate is the one wanted; it is asked before the subject is looked at.</param>
    /// <param name="statement">The statement, or null.</param>
    /// <returns>Null if all held, else the refusal.</returns>
    public SignatureFinding? Open(DsseEnvelope envelope, string hint, string subject, CheckList checks, Func<string, bool> hasPredicate,
        out InTotoStatement? statement)
    {
        statement = null;
        Outcome outcome = FindSigners(envelope, checks.KeyIds);
        if (checks.KeyIds.Count == 0)
        {
            string found = outcome == Outcome.SignatureMalformed ? "not a DER signature of P-256" : keys.DescribeHint(hint);
            return checks.Refused(outcome, "signature", found);
        }

        checks.Met("signature", "key " + string.Join(", ", checks.KeyIds));
        if (envelope.PayloadType != SigstoreNames.StatementPayloadType)
        {
            return checks.Refused(Outcome.PayloadTypeWrong, "payload type", envelope.PayloadType);
        }

        InTotoStatement read;
        try
        {
            read = InTotoStatement.Read(envelope.Payload);
        }
        catch (SigningException problem)
        {
            return checks.Refused(Outcome.PayloadTypeWrong, "statement", problem.Found);
        }

        checks.Met("statement", read.Type);
        if (!hasPredicate(read.PredicateType))
        {
            return checks.Refused(Outcome.PayloadTypeWrong, "predicate type", read.PredicateType);
        }

        checks.Met("predicate type", read.PredicateType);
        if (!read.Names(subject))
        {
            return checks.Refused(Outcome.SignatureForOtherDigest, "subject", DescribeSubjects(read));
        }

        checks.Met("subject", subject);
        statement = read;
        return null;
    }

    private static string DescribeSubjects(InTotoStatement statement) => statement.Subjects.Count == 0
        ? "none"
        : string.Join(", ", statement.Subjects.Take(4).Select(subject => subject.Sha256 == null ? "no SHA-256" : "sha256:" + subject.Sha256));

    private Outcome FindSigners(DsseEnvelope envelope, List<string> keyIds)
    {
        byte[] signed = envelope.ToSignedBytes();
        Outcome reason = Outcome.NoSignature;
        foreach (DsseSignature signature in envelope.Signatures)
        {
            Outcome outcome = keys.FindSigner(signed, signature.Signature, out PublicKey? signer);
            if (signer == null)
            {
                reason = outcome > reason ? outcome : reason;
            }
            else if (!keyIds.Contains(signer.KeyId))
            {
                keyIds.Add(signer.KeyId);
            }
        }

        return reason;
    }
}
