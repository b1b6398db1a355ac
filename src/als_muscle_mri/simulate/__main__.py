"""``python -m als_muscle_mri.simulate``."""

import sys

from als_muscle_mri.simulate.command import main

if __name__ == "__main__":
    sys.exit(main())
