"""Door-to-door service (上门服务): asked for, answered in time, two people on the way, their register form."""
