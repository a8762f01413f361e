"""Whose a ticket is (号码持有人): an id number or a phone, both optional, to find it again; never shown."""
