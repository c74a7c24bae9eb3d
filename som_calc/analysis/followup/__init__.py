"""Yearly follow-up: what came against what was expected, and what it means."""
