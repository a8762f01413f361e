"""``./dev demo``: a day of the sample town's hall, played by simulated terminals and people on the real suite.

Everybody in it is invented; names, numbers and phones are generated and belong to nobody.
"""
