"""The books as files for others: beancount for an independent check, CSV for a spreadsheet."""
