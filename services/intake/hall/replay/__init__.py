"""Hall replay (大厅重演): a recorded day again, under other hours, windows or bookings."""
