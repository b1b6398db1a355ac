"""The data behind a printed comparison of two groups: not a sample of them, all of them.

From group sizes, the number of graded items behind a score, printed medians and quartiles and
printed p-values of rank-sum tests follows the complete set of datasets of whole-number grades
that agree, each of them a dataset the paper may have been written from.

1. `printed`: what a printed number can stand for. `summary`: what is printed of a comparison.
2. `multisets`: every multiset of grade sums with the printed quartiles. `rank_sums`: the test on
   all pairs of them at once. `complete`: the datasets that are left.
3. `protocol`: how many items the scores can have had. `ranges`: what the findings owe to the
   choice of a dataset.
4. `summary_file` and `command`: ``als-muscle-mri reconstruct summary.yml``.
"""

from als_muscle_mri.reconstruct.complete import CompleteSet, Stage, complete_set, nearest_p
from als_muscle_mri.reconstruct.multisets import TooManyError, multisets
from als_muscle_mri.reconstruct.printed import PrintedP, agrees, interval
from als_muscle_mri.reconstruct.summary import Group, Summary

__all__ = [
    "CompleteSet",
    "Group",
    "PrintedP",
    "Stage",
    "Summary",
    "TooManyError",
    "agrees",
    "complete_set",
    "interval",
    "multisets",
    "nearest_p",
]
