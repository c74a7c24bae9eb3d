"""The portfolio report (portefølje): several efforts, or variants of one, side by side."""

from __future__ import annotations

from som_calc.report.portfolio.report import PortfolioReport, portfolio_report

__all__ = ["PortfolioReport", "portfolio_report"]
