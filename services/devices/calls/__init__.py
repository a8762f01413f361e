"""Proof that a call was seen or heard (叫号送达): answered in time, sent again, sent elsewhere, or an alarm."""
