"""The document: blocks, Danish numbers and sentences, colours, and reading an executed notebook."""

from som_calc.document.late import load_late

# jsonschema, which nbformat uses, would spend over a second on a grammar and a tenth on a
# pattern for kinds of addresses that no notebook schema has.
load_late("rfc3987_syntax", "is_valid_syntax")
load_late("rfc3986_validator", "validate_rfc3986")
