"""The page of a published case, in the experience database's form."""

from som_calc.report.experience.page import ExperiencePage

__all__ = ["ExperiencePage"]
