"""The one-time notice (一次性告知): everything that is missing, told once and completely."""
