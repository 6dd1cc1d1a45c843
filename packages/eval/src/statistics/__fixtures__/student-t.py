# Two-sided p of Student's t with 50 digits: python3 student-t.py > student-t.json (needs mpmath).
# Integrates the density, so it shares no formula with the code under test.
import json

from mpmath import beta, inf, mp, mpf, quad, sqrt

mp.dps = 50


def p(t, df):
    t, df = mpf(t), mpf(df)
    density = lambda x: (1 + x * x / df) ** (-(df + 1) / 2) / (sqrt(df) * beta(mpf(1) / 2, df / 2))
    steps = [t + k for k in range(0, 40, 2)] + [t + 100, t + 1000, inf]
    return 2 * quad(density, steps)


cases = [(0.5, 1), (12.706, 1), (0.001, 2), (2.92, 2), (4.303, 2), (31.6, 2), (1.0, 4), (2.5, 4), (1.96, 9), (0.1, 29),
         (2.045, 29), (8.0, 29), (0.7, 99), (3.2, 942), (1.5, 999), (6.5, 999), (13.0, 999), (2.8, 19411),
         (8.2, 19411), (12.4, 19411), (0.3, 1000000)]
print(json.dumps([{"t": t, "df": df, "p": mp.nstr(p(t, df), 20)} for t, df in cases], indent=1))
