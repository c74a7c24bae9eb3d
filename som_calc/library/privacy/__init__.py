"""The privacy gate: what must be clear before a case leaves the house."""

from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.gate import check_files, version

__all__ = ["Finding", "check_files", "version"]
