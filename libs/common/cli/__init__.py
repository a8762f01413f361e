"""Command lines and the supervision behind `./dev`."""
