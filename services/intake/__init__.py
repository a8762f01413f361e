"""intake (受理): the catalogue of items, the queue and its windows, staff, cases, ratings and tallies of a centre."""
