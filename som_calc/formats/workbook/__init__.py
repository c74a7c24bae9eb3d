"""The workbook with live formulas, one module per kind of sheet."""
