"""What the tests of waveforms share."""

import pytest

from als_muscle_mri.inputs import Cohort, load_cohort


@pytest.fixture(scope="session")
def pavia() -> Cohort:
    return load_cohort("pavia-2018")
