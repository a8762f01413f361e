"""Registering petitions (诉求登记): channels, categories, the caller and who may know him."""
