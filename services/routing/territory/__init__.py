"""Territory (属地): town, area offices (片区) and villages, each with the days between which it is so."""
