"""``python -m som_calc`` is ``som``."""

from som_calc.cli import main

if __name__ == "__main__":
    main()
