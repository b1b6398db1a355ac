"""The right side of the published table of region scores, and a dataset known before of each."""

from dataclasses import replace

from als_muscle_mri.reconstruct import Group, Summary

# Muscles; patients and controls scanned; their quartiles (q1, median, q3); p of the patients and
# of the spinal ones against controls. The upper quartile of the paraspinals of controls is the
# left side's: the right one is misprinted, 0 above a median of 1.
ROWS = {
    "hand": (10, 7, 7, ("0", "0", "0.5"), ("0", "0", "0"), "0.142", "0.081"),
    "paraspinals": (3, 10, 8, ("1", "1", "2"), ("0.5", "1", "1"), "0.100", "0.079"),
    "iliopsoas": (2, 10, 9, ("0", "1", "1"), ("0", "0", "0"), "0.046", "0.117"),
    "gluteus maximus": (1, 10, 9, ("1", "1", "2"), ("1", "1", "2"), "0.482", "0.307"),
    "anterior thigh": (4, 10, 9, ("0.5", "0.88", "1"), ("0", "1", "1"), "0.793", "0.462"),
    "posterior thigh": (7, 10, 9, ("0.86", "1", "1"), ("0", "1", "1"), "0.664", "0.609"),
    "anterior calf": (4, 10, 9, ("0.5", "0.875", "1"), ("0", "0", "0.5"), "0.020", "0.009"),
    "posterior calf": (3, 10, 9, ("1", "1", "1.3"), ("0.33", "0.67", "1"), "0.047", "0.031"),
}
BULBAR = 2
"""Patients with a bulbar onset, among those of whom a right hand was scanned too."""

COUNTS = {
    "hand": 25,
    "paraspinals": 2,
    "iliopsoas": 6,
    "gluteus maximus": 1,
    "anterior thigh": 8,
    "posterior thigh": 4186,
    "anterior calf": 166,
    "posterior calf": 16,
}

# Sums of patients, controls and bulbar patients, and both exact p-values.
KNOWN = {
    "iliopsoas": ([0, 0, 0, 1, 2, 2, 2, 2, 3, 4], [0] * 7 + [1, 3], [2, 4], 0.05143, 0.05835),
    "gluteus maximus": (
        [1] * 6 + [2, 2, 3, 3],
        [0, 0, 1, 1, 1, 2, 2, 2, 2],
        [1, 1],
        0.49348,
        0.50183,
    ),
    "hand": ([0] * 5 + [5, 6], [0] * 7, [0, 0], 0.46154, 0.46154),
    "paraspinals": ([3] * 7 + [6] * 3, [0, 0, 3, 3, 3, 3, 3, 4], [3, 3], 0.13298, 0.07843),
    "anterior calf": (
        [0, 0, 2, 3, 3, 4, 4, 4, 4, 5],
        [0] * 6 + [2, 2, 4],
        [0, 2],
        0.02076,
        0.02232,
    ),
    "posterior calf": (
        [0, 1, 3, 3, 3, 3, 4, 4, 4, 4],
        [0, 1, 1, 2, 2, 2, 3, 3, 3],
        [1, 4],
        0.05448,
        0.05898,
    ),
    "anterior thigh": (
        [0, 0, 2, 3, 3, 4, 4, 4, 4, 5],
        [0, 0, 0, 3, 4, 4, 4, 4, 4],
        [0, 3],
        0.82041,
        0.86906,
    ),
    "posterior thigh": (
        [0, 2, 6, 7, 7, 7, 7, 7, 7, 15],
        [0, 0, 0, 6, 7, 7, 7, 10, 14],
        [6, 7],
        0.68765,
        0.69252,
    ),
}


def summary(region: str) -> Summary:
    """All that is printed of a region on the right, the sentences on the bulbar patients included."""
    items, n, m, patients, controls, p, spinal_p = ROWS[region]
    groups = tuple(
        Group(name, size, median=median, q1=q1, q3=q3)
        for name, size, (q1, median, q3) in (("patients", n, patients), ("controls", m, controls))
    )
    printed = {
        ("patients", "controls"): p,
        ("spinal", "controls"): spinal_p,
        ("bulbar", "controls"): "<0.05" if region == "iliopsoas" else ">0.05",
        ("spinal", "bulbar"): ">0.05",
    }
    return Summary(region, items, groups, printed, {"spinal": n - BULBAR, "bulbar": BULBAR})


def with_bulbar(region: str, bulbar: int) -> Summary:
    """The same with another number of bulbar patients among those scanned."""
    row = summary(region)
    return replace(row, parts={"spinal": row.whole.n - bulbar, "bulbar": bulbar})


def left_hand() -> Summary:
    """Six against six: the same quartiles and p."""
    right = summary("hand")
    groups = tuple(replace(group, n=6) for group in right.groups)
    p = {("patients", "controls"): right.p["patients", "controls"]}
    return replace(right, groups=groups, p=p, parts={})
