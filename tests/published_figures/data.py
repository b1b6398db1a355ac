"""The CSV files of a cohort, and what follows from them, in plain pandas and scipy."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

DATA = Path(__file__).parents[2] / "data"
SIDES = ("right", "left")
PLACES = ("first", "median", "third")
READINGS = [("R1", 1), ("R1", 2), ("R2", 1), ("R2", 2)]


@dataclass(frozen=True)
class Cohort:
    """The CSV files of a folder, and the consensus and region scores that follow from them."""

    folder: Path

    @cached_property
    def subjects(self) -> pd.DataFrame:
        return self._read("subjects").set_index("subject_id")

    @cached_property
    def alsfrs(self) -> pd.DataFrame:
        return self._read("alsfrs").pivot_table(index="subject_id", columns="item", values="score")

    @cached_property
    def strength(self) -> pd.DataFrame:
        return self._read("strength")

    @cached_property
    def muaps(self) -> pd.DataFrame:
        return self._read("muaps")

    @cached_property
    def ratings(self) -> pd.DataFrame:
        atlas = pd.read_csv(DATA / "atlas.csv")[["muscle_id", "region"]]
        return self._read("mri_ratings").merge(atlas, on="muscle_id", validate="many_to_one")

    @cached_property
    def muscles(self) -> pd.DataFrame:
        """Consensus of each muscle: the commonest reading, ties to the first rater's first."""
        keys = ["subject_id", "side", "region", "muscle_id"]
        ordered = self.ratings.sort_values(["rater", "session"], kind="stable")
        groups = ordered.groupby(keys, sort=False)[["mercuri_grade", "atrophy"]]
        return groups.agg(_commonest).reset_index()

    @cached_property
    def scores(self) -> pd.Series:
        return self.muscles.groupby(["region", "side", "subject_id"])["mercuri_grade"].mean()

    def score(self, region: str, side: str, who: list[str]) -> np.ndarray:
        scores = self.scores[region, side]
        return scores[scores.index.isin(who)].to_numpy()

    def group(self, name: str) -> list[str]:
        return self.subjects.index[self.subjects["group"] == name].tolist()

    def onset(self, site: str) -> list[str]:
        return self.subjects.index[self.subjects["onset_site"] == site].tolist()

    def umn(self, above: float) -> tuple[list[str], list[str]]:
        umn = self.subjects["umn_score"].dropna()
        return umn.index[umn > above].tolist(), umn.index[umn <= above].tolist()

    def _read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv")


def _commonest(readings: pd.Series) -> object:
    counts = readings.value_counts()
    best = counts.index[counts == counts.max()]
    first = readings.iloc[0]
    return first if first in best else best[0]


@lru_cache
def read(folder: Path) -> Cohort:
    return Cohort(folder)


def quartile(values: pd.Series | np.ndarray, place: str) -> float:
    share = {"first": 0.25, "median": 0.5, "third": 0.75}[place]
    return float(np.quantile(np.asarray(values, float), share, method="averaged_inverted_cdf"))


def rank_sum(x: np.ndarray, y: np.ndarray) -> float:
    if np.ptp(np.concatenate([x, y])) == 0:
        return 1.0
    return float(stats.mannwhitneyu(x, y, use_continuity=False, method="asymptotic").pvalue)
