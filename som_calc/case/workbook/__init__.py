"""The case as an Excel form: the same fields as the YAML file, with help, units and lists.

The reader does not care where a field stands.  A hidden column A and a hidden row of keys
in each block say which field a cell is, so that sheets, rows and columns may be moved:

==================  =====================================================================
Column A            What the rows below hold
==================  =====================================================================
``#skema``          one field per row; column A holds its dotted name
``#liste FELT``     one item of the list ``FELT`` per row
``#felter``         one field per row, named by the user in the column ``felt``
``#slut``           nothing more
==================  =====================================================================

Cells beside the marker hold the columns' keys, relative to the row's field: ``.`` is the
field itself, ``kilde`` its source, ``pr_år.*`` one year, which stands in the row above.
"""
