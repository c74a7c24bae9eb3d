"""Figures: drawings that need Danish numbers and colours only."""
