"""Leave of staff (请假): asked for, decided by somebody else, a stand-in for who holds a post; why is nobody's news."""
