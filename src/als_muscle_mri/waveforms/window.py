"""A published criterion of onset and offset beside which to hold our own: an amplitude window.

Begg, Lai and Palaniswami (Computational Intelligence in Biomedical Engineering, CRC Press 2008,
section 5.5.3) give as the duration, after Pattichis et al. (1995) and Huang et al. (2003), the
time between beginning and end of a MUAP found by a sliding window, for example of 3 ms and ±40 µV.
How the window slides is not said there; here it goes from the largest deflection outwards, on the
average as it is, until all of the window lies within the band.
"""

import numpy as np

from .averaging import Averages
from .marks import outwards

WINDOW_MS = 3.0
WINDOW_UV = 40.0


def window_marks(averages: Averages) -> tuple[np.ndarray, np.ndarray]:
    """Onset and offset where the average stays within ±40 µV for 3 ms.

    Parameters
    ----------
    averages : Averages

    Returns
    -------
    onset, offset : array of float, shape (n_muaps,)
        Samples from the first; NaN where there is no such stretch on that side, and where the
        largest deflection lies within the band itself.

    Examples
    --------
    >>> wave = np.zeros((1, 400))
    >>> wave[0, 150:251] = 100 * np.sin(np.linspace(0, 2 * np.pi, 101))
    >>> onset, offset = window_marks(Averages(np.array([1]), np.array([1]), wave, 1e4, 0.0))
    >>> (offset - onset).tolist()  # true: 100; 40 µV are passed 6.5 samples inside
    [88.0]
    """
    size = np.abs(averages.voltage_uv)
    run = round(WINDOW_MS * averages.rate_hz / 1000)
    onset, offset = outwards(size <= WINDOW_UV, size.argmax(axis=1), run)
    seen = size.max(axis=1) > WINDOW_UV
    return np.where(seen, onset, np.nan), np.where(seen, offset, np.nan)
