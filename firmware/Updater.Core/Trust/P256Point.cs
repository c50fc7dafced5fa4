using System;

namespace Updater.Core.Trust;

/// <summary>
/// A sum of points that grows: Jacobian coordinates, x = X / Z^2 and y = Y / Z^3, in Montgomery form. Bounds are in units of p; see
/// <see cref="P256Field"/>.
/// |X| and |Y| are at most 10, Z at most 1.1. Not in constant time: everything here is public.
/// </summary>
internal sealed class P256Point
{
    /// <summary>The first coordinate.</summary>
    internal readonly long[] X = new long[P256Field.LimbCount];
    /// <summary>The second coordinate.</summary>
    internal readonly long[] Y = new long[P256Field.LimbCount];
    /// <summary>The denominator; of no meaning at infinity.</summary>
    internal readonly long[] Z = new long[P256Field.LimbCount];
    /// <summary>Whether this is the neutral element.</summary>
    internal bool IsInfinity = true;

    private readonly long[] _t0 = new long[P256Field.LimbCount];
    private readonly long[] _t1 = new long[P256Field.LimbCount];
    private readonly long[] _t2 = new long[P256Field.LimbCount];
    private readonly long[] _t3 = new long[P256Field.LimbCount];

    /// <summary>Doubles the point: 4 products, 4 squares (the curve's a is -3, so 3 X^2 + a Z^4 = 3 (X + Z^2) (X - Z^2)). No point has order
    /// 2.</summary>
    internal void Double()
    {
        if (IsInfinity)
        {
            return;
        }

        long[] x = X, y = Y, z = Z, t0 = _t0, t1 = _t1, t2 = _t2, t3 = _t3;
        P256Field.Square(t0, z);
        P256Field.Square(t1, y);
        P256Field.Multiply(t2, x, t1);
        P256Field.Combine(t3, x, 3, t0, 3);     // at most 34
        P256Field.Subtract(t0, x, t0);          // width 2, at most 11.1
        P256Field.Multiply(t3, t0, t3);         // alpha
        P256Field.Add(t0, z, z);                // width 2
        P256Field.Multiply(z, y, t0);           // Z' = 2 Y Z
        P256Field.Square(t1, t1);               // Y^4
        P256Field.Square(t0, t3);
        P256Field.Combine(x, t0, 1, t2, -8);    // X' = alpha^2 - 8 X Y^2
        P256Field.Combine(t2, t2, 4, x, -1);
        P256Field.Multiply(t2, t3, t2);
        P256Field.Combine(y, t2, 1, t1, -8);    // Y' = alpha (4 X Y^2 - X') - 8 Y^4
    }

    /// <summary>Adds (x2, sign y2, z2): 8 products and 3 squares if z2 is 1, else 12 and 4. Equal, opposite and infinite points are all
    /// right.</summary>
    /// <param name="x2">Width 2 at most.</param>
    /// <param name="y2">Width 2 at most.</param>
    /// <param name="z2">Null for 1, else normal.</param>
    /// <param name="sign">1 or -1.</param>
    internal void Add(long[] x2, long[] y2, long[] z2, int sign)
    {
        if (IsInfinity)
        {
            Set(x2, y2, z2, sign);
            return;
        }

        long[] x = X, y = Y, z = Z, t0 = _t0, t1 = _t1, t2 = _t2;
        P256Field.Square(t0, z);
        P256Field.Multiply(t1, x2, t0);
        P256Field.Multiply(t0, t0, z);
        P256Field.Multiply(t0, y2, t0);
        if (z2 != null)
        {
            // The same point over Z z2, so that both have one denominator.
            P256Field.Square(t2, z2);
            P256Field.Multiply(x, x, t2);
            P256Field.Multiply(t2, t2, z2);
            P256Field.Multiply(y, y, t2);
            P256Field.Multiply(z, z, z2);
        }

        P256Field.Combine(t1, t1, 1, x, -1);        // H, at most 11.1
        P256Field.Combine(t0, t0, sign, y, -1);     // S, at most 11.1
        if (P256Field.IsZero(t1, _t3))
        {
            AddOnSameX();
            return;
        }

        P256Field.Multiply(z, z, t1);               // Z' = Z H
        P256Field.Square(t2, t1);
        P256Field.Multiply(t1, t1, t2);             // H^3
        P256Field.Multiply(t2, x, t2);              // X H^2
        P256Field.Square(x, t0);
        P256Field.Subtract(x, x, t1);
        P256Field.Combine(x, x, 1, t2, -2);         // X' = S^2 - H^3 - 2 X H^2
        P256Field.Subtract(t2, t2, x);              // width 2
        P256Field.Multiply(t2, t0, t2);
        P256Field.Multiply(t1, y, t1);
        P256Field.Combine(y, t2, 1, t1, -1);        // Y' = S (X H^2 - X') - Y H^3
    }

    private void Set(long[] x2, long[] y2, long[] z2, int sign)
    {
        P256Field.Combine(X, x2, 1, x2, 0);
        P256Field.Combine(Y, y2, sign, y2, 0);
        if (z2 == null)
        {
            P256Field.Load(Z, P256Constants.Table, P256Constants.OneOffset);
        }
        else
        {
            Array.Copy(z2, 0, Z, 0, P256Field.LimbCount);
        }

        IsInfinity = false;
    }

    /// <summary>The summands have one x: they are equal if S is 0, else opposite.</summary>
    private void AddOnSameX()
    {
        if (P256Field.IsZero(_t0, _t3))
        {
            Double();
        }
        else
        {
            IsInfinity = true;
        }
    }
}
