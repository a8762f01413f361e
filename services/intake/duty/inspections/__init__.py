"""Inspections of the hall (大厅巡查), once a working day at least, and what becomes of their findings."""
