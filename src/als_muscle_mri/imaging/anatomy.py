"""The sections of the digital phantom: where bones and muscles lie in a limb or the trunk.

Drawn by hand, roughly as in a textbook; every muscle is an ellipse, and where two overlap the
nearer one has the place. Lengths in mm. A section is of one side: x grows outwards (lateral), y to
the back; the other side is its mirror image. Trunk and pelvis are halves that meet in the midline.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ellipse:
    """Centre and half-axes, in mm, and how far along the section it goes, 0 bottom to 1 top."""

    x: float
    y: float
    rx: float
    ry: float
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True)
class Section:
    """What one side of a body segment looks like.

    Attributes
    ----------
    outline : Ellipse
        The skin.
    fat_mm : float
        Thickness of the fat beneath it.
    filling : str
        What lies between the muscles: ``fat``, or ``organ`` with a signal between muscle and fat.
    bones : tuple of Ellipse
        Dark cortex, bright marrow.
    muscles : dict
        muscle_id of the atlas to its ellipse.
    whole : bool
        Whether both sides are one body, as in the trunk.
    pixel_mm, slice_mm : float
        Spacing of the grid.
    slices : int
        Their number.
    """

    outline: Ellipse
    fat_mm: float
    filling: str
    bones: tuple[Ellipse, ...]
    muscles: dict[str, Ellipse] = field(hash=False)
    whole: bool
    pixel_mm: float
    slice_mm: float
    slices: int


HAND = Section(
    outline=Ellipse(0, -1.5, 43, 22),
    fat_mm=3,
    filling="fat",
    bones=(
        Ellipse(34, 2, 4.5, 5),
        Ellipse(17, 6, 4, 5),
        Ellipse(4, 7, 4, 5),
        Ellipse(-9, 7, 4, 5),
        Ellipse(-22, 5, 4, 5),
    ),
    muscles={
        "abductor_pollicis_brevis": Ellipse(30.5, -9, 6, 5.5),
        "opponens_pollicis": Ellipse(24, -3.5, 6, 5.5),
        "flexor_pollicis_brevis": Ellipse(19.5, -12.5, 6.5, 4.5),
        "adductor_pollicis": Ellipse(13, -5, 9, 5),
        "first_dorsal_interosseous": Ellipse(26, 7, 6, 6.5),
        "second_dorsal_interosseous": Ellipse(10.5, 5, 5, 7),
        "third_dorsal_interosseous": Ellipse(-2.5, 5, 5, 7),
        "fourth_dorsal_interosseous": Ellipse(-15.5, 5, 5, 7),
        "flexor_digiti_minimi_brevis": Ellipse(-23, -7, 6, 5),
        "abductor_digiti_minimi": Ellipse(-31, -2, 5.5, 6),
    },
    whole=False,
    pixel_mm=0.8,
    slice_mm=3.0,
    slices=5,
)

TRUNK = Section(
    outline=Ellipse(0, 0, 150, 105),
    fat_mm=16,
    filling="organ",
    bones=(Ellipse(0, 30, 24, 20), Ellipse(0, 66, 7, 16)),
    muscles={
        "thoracic_paravertebral": Ellipse(29, 63, 20, 16, 2 / 3, 1),
        "lumbar_paravertebral": Ellipse(33, 64, 25, 19, 1 / 3, 2 / 3),
        "sacral_paravertebral": Ellipse(25, 66, 17, 14, 0, 1 / 3),
    },
    whole=True,
    pixel_mm=2.2,
    slice_mm=8.0,
    slices=9,
)

PELVIS = Section(
    outline=Ellipse(0, 0, 175, 112),
    fat_mm=20,
    filling="organ",
    bones=(Ellipse(0, 52, 34, 20), Ellipse(88, 8, 9, 38)),
    muscles={
        "iliacus": Ellipse(66, -6, 20, 32),
        "psoas_major": Ellipse(50, -38, 17, 18),
        "gluteus_maximus": Ellipse(84, 62, 50, 22),
    },
    whole=True,
    pixel_mm=2.2,
    slice_mm=8.0,
    slices=5,
)

THIGH = Section(
    outline=Ellipse(0, 0, 82, 84),
    fat_mm=9,
    filling="fat",
    bones=(Ellipse(9, -6, 14, 14),),
    muscles={
        "rectus_femoris": Ellipse(4, -56, 22, 15),
        "vastus_lateralis": Ellipse(52, -16, 24, 40),
        "vastus_intermedius": Ellipse(12, -28, 25, 18),
        "vastus_medialis": Ellipse(-35, -26, 22, 28),
        "biceps_femoris_long_head": Ellipse(30, 46, 18, 18),
        "biceps_femoris_short_head": Ellipse(38, 24, 15, 12),
        "semitendinosus": Ellipse(4, 56, 15, 15),
        "semimembranosus": Ellipse(-22, 50, 17, 17),
        "adductor_magnus": Ellipse(-14, 22, 28, 20),
        "adductor_longus": Ellipse(-34, 4, 16, 14),
        "gracilis": Ellipse(-54, 24, 12, 17),
    },
    whole=False,
    pixel_mm=1.8,
    slice_mm=8.0,
    slices=5,
)

CALF = Section(
    outline=Ellipse(0, 0, 60, 64),
    fat_mm=7,
    filling="fat",
    bones=(Ellipse(-13, -22, 14, 15), Ellipse(29, 0, 7, 8)),
    muscles={
        "tibialis_anterior": Ellipse(14, -37, 15, 14),
        "extensor_digitorum_longus": Ellipse(31, -24, 12, 12),
        "extensor_hallucis_longus": Ellipse(16, -18, 11, 9),
        "fibularis_longus": Ellipse(43, -3, 10, 19),
        "gastrocnemius_medial_head": Ellipse(-25, 37, 24, 17),
        "gastrocnemius_lateral_head": Ellipse(19, 41, 22, 13),
        "soleus": Ellipse(0, 14, 38, 18),
    },
    whole=False,
    pixel_mm=1.5,
    slice_mm=8.0,
    slices=5,
)

SECTIONS = {"hand": HAND, "trunk": TRUNK, "pelvis": PELVIS, "thigh": THIGH, "calf": CALF}
"""By the body segment of the atlas; a muscle that is in none is not drawn, and gets no proposal."""
