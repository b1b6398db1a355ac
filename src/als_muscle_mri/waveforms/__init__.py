"""From the waveform of a MUAP to its duration and the EMG grade: proposed, marked, compared.

The words are those of Stålberg et al. (1986), Quantitative analysis of individual motor unit
potentials, J Clin Neurophysiol 3:313-348: the duration goes from the first departure from the
baseline to the last return to it. How a program is to find the two is not standardised. Computer
methods are described there (appendix A) and by Nandedkar et al. (1995,
doi:10.1002/mus.880181012); their exact steps could not be had for this project. The rule here, an
amplitude and a slope criterion with limits that are multiples of the noise, is therefore this
project's own and claims to be none of theirs. No automatic rule is without gross errors
(Rodríguez-Carreño, Gila-Useros and Malanda-Trigueros 2012, doi:10.5772/50265), which is why a
reader's marks win.
"""

from .averaging import Averages, average
from .comparison import agreement, grades, paired
from .noise import error_by_noise
from .proposals import averages_of, propose, traces_of, waveforms_of
from .simulated import simulate

__all__ = [
    "Averages",
    "agreement",
    "average",
    "averages_of",
    "error_by_noise",
    "grades",
    "paired",
    "propose",
    "simulate",
    "traces_of",
    "waveforms_of",
]
