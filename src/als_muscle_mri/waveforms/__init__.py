"""From the waveform of a MUAP to its duration and the EMG grade: proposed, marked, compared.

The words and the two criteria are those of Stålberg et al. (1986), Quantitative analysis of
individual motor unit potentials, J Clin Neurophysiol 3:313-348: the onset is the first departure
from the baseline, the offset the last return to it. How a program is to find the two is not
standardised. Computer methods are described there (appendix A) and by Nandedkar et al. (1995,
doi:10.1002/mus.880181012); their exact steps could not be had for this project. What turns the
criteria into a rule here, an amplitude and a slope that stay small for a while, is therefore this
project's own, its four limits included (`marks.Criteria`), and claims to be none of theirs.
`sensitivity` halves and doubles each limit, and sets beside them a published criterion whose
numbers could be had (`window`). No automatic rule is without gross errors (Rodríguez-Carreño,
Gila-Useros and Malanda-Trigueros 2012, doi:10.5772/50265), so a reader's marks win.
"""

from .averaging import Averages, average
from .comparison import agreement, grades, paired
from .marks import OURS
from .noise import Trials, error_by_noise, trials
from .proposals import averages_of, propose, traces_of, waveforms_of
from .sensitivity import sensitivity
from .simulated import simulate
from .window import WINDOW_MS, WINDOW_UV

__all__ = [
    "OURS",
    "WINDOW_MS",
    "WINDOW_UV",
    "Averages",
    "Trials",
    "agreement",
    "average",
    "averages_of",
    "error_by_noise",
    "grades",
    "paired",
    "propose",
    "sensitivity",
    "simulate",
    "traces_of",
    "trials",
    "waveforms_of",
]
