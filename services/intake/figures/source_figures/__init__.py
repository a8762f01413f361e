"""Figures at the source (原始数据): what the windows counted and did in a period, before anybody adds it up."""
