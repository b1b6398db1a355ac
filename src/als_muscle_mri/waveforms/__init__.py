"""From the waveform of a MUAP to its duration and the EMG grade: proposed, marked, compared.

The words are those of Stålberg et al. (1986), Quantitative analysis of individual motor unit
potentials, J Clin Neurophysiol 3:313-348, and Stålberg et al. (1996), Quantitative motor unit
potential analysis, J Clin Neurophysiol 13:401-422: the duration goes from the first departure
from the baseline to the last return to it. Neither fixes how a program is to find the two; the
rule here combines an amplitude and a slope criterion, as such programs do, and its limits, being
multiples of the noise, are this project's own. No automatic rule is without gross errors
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
