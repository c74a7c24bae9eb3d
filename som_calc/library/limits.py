"""How large a case package may be: far above what the publisher makes, far below what hurts."""

from __future__ import annotations

PACKAGE_BYTES = 100 * 2**20
"""The zip itself."""
MEMBERS = 200
UNPACKED_BYTES = 200 * 2**20
"""All members together, unpacked."""
MEMBER_BYTES = 60 * 2**20
NOTEBOOK_BYTES = 30 * 2**20
"""A notebook: its outputs are what grows."""
RECORD_BYTES = 2 * 2**20
RATIO = 250
"""Unpacked to packed; deflate's own ceiling, which bombs reach, is about 1.030."""
RATIO_FROM = 2**20
"""Members below this many bytes unpacked may have any ratio."""
