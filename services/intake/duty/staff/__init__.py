"""Staff (工作人员): who works here, with which roles and where, and how they sign in."""
