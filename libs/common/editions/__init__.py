"""Editions (版次) of the working calendar in a service's database, and carrying a new one to every open deadline (N1).

An edition is the calendar as it stands from a moment on: the seed that the software comes with and, over it, what was
published. A row that bears a date remembers the edition that the date was counted by; whatever is open and behind the
newest edition is carried over, batch by batch, whenever it is found. So it does not matter when a process dies, that a
second edition comes while the first is being carried, or that an act which began under the old one commits late.

``rules`` life cycle and packed form · ``tables`` columns · ``book`` a service's own tables of it · ``standing`` which
calendar is in force · ``taking`` a new edition · ``bearers`` what a room says of its dates · ``carrying`` the job ·
``foreseeing`` what it would do · ``schemas``, ``routes``, ``reactions`` the rim.
"""
