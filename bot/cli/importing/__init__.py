"""`import`: tables of questions and answers out of Word, Excel and CSV files, as entries to review.

A reader turns a file into tables of rows (`table.py`); `columns.py` finds the questions and answers in a
table; `rows_to_entries.py` makes entries of its rows; `command.py` shows what becomes of each row.
"""
