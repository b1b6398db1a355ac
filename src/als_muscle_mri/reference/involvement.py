"""How much disease Table 1B's words on the type of involvement lead one to expect, limb by limb."""

from als_muscle_mri.reference.printed import Patient

LIMB_OF_SEGMENT = {"hand": "arm", "pelvis": "leg", "thigh": "leg", "calf": "leg"}
"""The limb a body segment of the atlas belongs to; the trunk belongs to none."""

NAMED_LIMB, OTHER_SIDE, UPPER_ONLY, TRUNK, ELSEWHERE, BULBAR = 3.0, 2.0, 1.5, 1.0, 0.5, 0.25
"""Expected involvement: of the limb named as losing lower motor neurons, of its fellow on the
other side, of a limb with upper motor neuron signs alone, of the trunk, of the other limbs in
spinal and in bulbar disease. Only their order carries meaning."""

SHOWN_IN_FIGURE = 1.5
"""Added where a figure of the paper shows the region as an example of disease."""


def named_limb(patient: Patient) -> str | None:
    """Name the limb of Table 1B's involvement, ``"arm"`` or ``"leg"``, None when bulbar.

    Examples
    --------
    >>> from als_muscle_mri.inputs import data_folder
    >>> from als_muscle_mri.reference.printed import read_print
    >>> patients = read_print(data_folder()).patients.values()
    >>> [named_limb(patient) for patient in patients][:5]
    ['leg', None, None, 'leg', 'arm']
    """
    return next((limb for limb in ("arm", "leg") if limb in patient.involvement), None)


def named_side(patient: Patient) -> str | None:
    """Side of the named limb; None when both sides or no limb is named."""
    return next((side for side in ("right", "left") if side in patient.involvement), None)


def emg_side(patient: Patient) -> str:
    """Side examined by EMG: the one named, as the more affected; right where none or both are."""
    return named_side(patient) or "right"


def expected_burden(patient: Patient | None, segment: str, side: str) -> float:
    """Expect this involvement of a body segment on one side, 0 (none) to 3 (the limb named).

    Of a control, who is no patient, none is expected.

    Examples
    --------
    >>> from als_muscle_mri.inputs import data_folder
    >>> from als_muscle_mri.reference.printed import read_print
    >>> first = read_print(data_folder()).patients["P01"]
    >>> expected_burden(first, "calf", "right"), expected_burden(first, "calf", "left")
    (3.0, 2.0)
    """
    if patient is None:
        return 0.0
    if patient.onset_site == "bulbar":
        return BULBAR
    if segment == "trunk":
        return TRUNK
    if LIMB_OF_SEGMENT[segment] != named_limb(patient):
        return ELSEWHERE
    if not patient.involvement.startswith(("LMN", "UMN + LMN")):
        return UPPER_ONLY
    return NAMED_LIMB if named_side(patient) in (side, None) else OTHER_SIDE
