"""Who of the staff is here, expected, or away and why: what leave, outings and sign-ins say together."""
