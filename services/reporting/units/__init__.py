"""The parts that figures are told for: windows, villages and handling units of a centre, by name."""
