"""Workbooks: the weekly report as an Excel workbook, written, and read back as if nobody had been careful."""
