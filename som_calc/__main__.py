"""``python -m som_calc`` is the command ``som``."""

from som_calc.cli import main

if __name__ == "__main__":
    main()
