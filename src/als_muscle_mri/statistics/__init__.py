"""Statistics for small samples with many ties: arrays in, frozen results out.

Every function drops missing values (NaN) and counts them, names its method in its result, and
answers degenerate samples with a defined value or a ValueError. No p-value is 0 or above 1. Only
equal numbers are tied: round what was computed from fractions first.
"""

from als_muscle_mri.statistics.adjust import adjust
from als_muscle_mri.statistics.cliffs_delta import CliffsDelta, cliffs_delta
from als_muscle_mri.statistics.clustered_proportions import (
    ClusteredProportions,
    clustered_proportions,
)
from als_muscle_mri.statistics.coefficient_of_variation import (
    CoefficientOfVariation,
    coefficient_of_variation,
)
from als_muscle_mri.statistics.compatible_sizes import hides_sizes
from als_muscle_mri.statistics.contingency import Contingency, contingency
from als_muscle_mri.statistics.dominance_variance import dominance_variance
from als_muscle_mri.statistics.hodges_lehmann import HodgesLehmann, hodges_lehmann
from als_muscle_mri.statistics.intraclass_correlation import (
    IntraclassCorrelation,
    intraclass_correlation,
)
from als_muscle_mri.statistics.limits_of_agreement import (
    LimitsOfAgreement,
    limits_of_agreement,
    limits_or_none,
)
from als_muscle_mri.statistics.needed_size import NeededSize, needed_size
from als_muscle_mri.statistics.quartiles import Quartiles, quartiles
from als_muscle_mri.statistics.random_effects import RandomEffects, random_effects
from als_muscle_mri.statistics.rank_sum import RankSum, rank_sum
from als_muscle_mri.statistics.rank_sum_largest import largest_exact_p
from als_muscle_mri.statistics.rank_sum_power import Power, rank_sum_power
from als_muscle_mri.statistics.signed_rank import SignedRank, signed_rank
from als_muscle_mri.statistics.signed_rank_power import change_distribution, signed_rank_power
from als_muscle_mri.statistics.spearman import Spearman, spearman
from als_muscle_mri.statistics.weighted_kappa import WeightedKappa, weighted_kappa

__all__ = [
    "CliffsDelta",
    "ClusteredProportions",
    "CoefficientOfVariation",
    "Contingency",
    "HodgesLehmann",
    "IntraclassCorrelation",
    "LimitsOfAgreement",
    "NeededSize",
    "Power",
    "Quartiles",
    "RandomEffects",
    "RankSum",
    "SignedRank",
    "Spearman",
    "WeightedKappa",
    "adjust",
    "change_distribution",
    "cliffs_delta",
    "clustered_proportions",
    "coefficient_of_variation",
    "contingency",
    "dominance_variance",
    "hides_sizes",
    "hodges_lehmann",
    "intraclass_correlation",
    "largest_exact_p",
    "limits_of_agreement",
    "limits_or_none",
    "needed_size",
    "quartiles",
    "random_effects",
    "rank_sum",
    "rank_sum_power",
    "signed_rank",
    "signed_rank_power",
    "spearman",
    "weighted_kappa",
]
