"""A year of the hall's data, and how quickly every list answers on it."""
