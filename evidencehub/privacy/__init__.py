"""What the hub holds of people: one table of it, what goes by itself in time, a copy for each person, and erasing."""
