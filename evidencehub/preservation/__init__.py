"""What keeps the hub alive: whole copies of it, in forms that others can read."""
