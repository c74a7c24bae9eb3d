"""The document: blocks, Danish numbers and sentences, colours, and reading an executed notebook."""

import sys

# jsonschema, which nbformat uses, would otherwise spend over a second on building a
# grammar for an address format that no notebook schema has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
