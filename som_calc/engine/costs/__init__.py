"""Omkostningsmodellen: from teams, staff, time and materials to kroner per year and payer."""
