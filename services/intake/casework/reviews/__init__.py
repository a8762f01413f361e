"""Joint reviews (联合会审、联合踏勘): where the departments of a joint case meet, and what came of it."""
