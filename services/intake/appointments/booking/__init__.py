"""Booking (预约): slots of a window, places in them held, confirmed, changed and taken up on arrival."""
