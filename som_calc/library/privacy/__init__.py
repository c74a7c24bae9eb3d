"""The privacy gate: what must be clear before a case leaves the house."""

from som_calc.library.privacy.gate import Finding, check_publication

__all__ = ["Finding", "check_publication"]
