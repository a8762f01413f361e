"""Ratings (好差评): one handling, one rating; voluntary."""
